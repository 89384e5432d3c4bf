import { setTimeout as sleep } from 'node:timers/promises';
import { type GraphQLClient, GraphQLRequestError, type Operation, ServerUnreachable } from '../../replay/client.ts';
import { type Attempt, DEADLINE_MS } from './history.ts';

/** A client of the public endpoint as an app is one, which keeps book of each attempt. */
export interface RecordingClient extends GraphQLClient {
  readonly attempts: readonly Attempt[];
  /** Asks once. Rejects with a `GraphQLRequestError`, or with `ServerUnreachable` when there is no answer in time. */
  attempt<Data>(operation: Operation): Promise<Data>;
}

/** Refusals that another attempt would only get again. */
const FINAL = ['BAD_USER_INPUT', 'CONFLICT', 'FORBIDDEN', 'IDEMPOTENCY_KEY_REUSED', 'NOT_FOUND', 'UNAUTHENTICATED'];
/** Longer than any server is away. */
const PATIENCE_MS = 90_000;
const FIRST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 1_000;

export const recordingClient = (endpoint: URL): RecordingClient => {
  const attempts: Attempt[] = [];

  const attempt = async <Data>(operation: Operation): Promise<Data> => {
    const at = performance.now();
    const record = (code: string | null) =>
      attempts.push({ operation: nameOf(operation.query), at, ms: performance.now() - at, code });
    try {
      const data = await ask<Data>(endpoint, operation);
      record(null);
      return data;
    } catch (error) {
      record(error instanceof GraphQLRequestError ? error.code : 'NO_ANSWER');
      throw error;
    }
  };

  return {
    ...{ endpoint, attempts, attempt },

    async execute<Data>(operation: Operation) {
      const giveUpAt = performance.now() + PATIENCE_MS;
      for (let tries = 1, pause = FIRST_PAUSE_MS; ; tries += 1, pause = Math.min(2 * pause, LONGEST_PAUSE_MS))
        try {
          return { data: await attempt<Data>(operation), attempts: tries };
        } catch (error) {
          // also after what the server calls its own fault: whether it took effect, nobody has said
          const final = error instanceof GraphQLRequestError && FINAL.includes(error.code);
          if (final || performance.now() > giveUpAt) throw error;
          await sleep(pause * (0.5 + Math.random() / 2));
        }
    },

    close() {},
  };
};

const ask = async <Data>(endpoint: URL, { query, variables, token }: Operation): Promise<Data> => {
  let answer: { data?: Data; errors?: { message: string; extensions?: { code?: string } }[] };
  try {
    const response = await fetch(endpoint, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) },
      body: JSON.stringify({ query, variables }),
      signal: AbortSignal.timeout(DEADLINE_MS),
    });
    answer = (await response.json()) as typeof answer;
  } catch (error) {
    throw new ServerUnreachable(String(error));
  }
  const [error] = answer.errors ?? [];
  if (error) throw new GraphQLRequestError(error.extensions?.code ?? 'INTERNAL_SERVER_ERROR', error.message);
  return answer.data!;
};

const nameOf = (query: string): string => /^\s*\w+\s+(\w+)/.exec(query)?.[1] ?? 'unnamed';
