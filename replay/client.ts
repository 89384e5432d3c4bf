import * as http from 'node:http';
import * as https from 'node:https';
import { setTimeout as sleep } from 'node:timers/promises';

/** One GraphQL operation. */
export interface Operation {
  readonly query: string;
  readonly variables?: Readonly<Record<string, unknown>>;
  /** The bearer token of who asks. */
  readonly token?: string;
}

/** The data of an answer without errors. */
export interface Answer<Data> {
  readonly data: Data;
  /** How often it was sent; with more than one, an earlier attempt may have taken effect without its answer arriving. */
  readonly attempts: number;
}

/** GraphQL over HTTP, for mutations that may be repeated: what fails on the way is sent again. */
export interface GraphQLClient {
  /** The address of the GraphQL endpoint. */
  readonly endpoint: URL;
  /**
   * Sends an operation until it is answered. Rejects with a `GraphQLRequestError` for what the server refuses, and with
   * a `ServerUnreachable` when it stays away for longer than two minutes.
   */
  execute<Data>(operation: Operation): Promise<Answer<Data>>;
  /** Ends the idle connections. */
  close(): void;
}

/** The server answered with errors. `code` is the first one's `extensions.code`. */
export class GraphQLRequestError extends Error {
  override readonly name = 'GraphQLRequestError';
  readonly code: string;

  constructor(code: string, message: string) {
    super(`${code}: ${message}`);
    this.code = code;
  }
}

/** No answer from GraphQL: the network, or something in between, failed. */
export class ServerUnreachable extends Error {
  override readonly name = 'ServerUnreachable';
}

/** Whether an error is the server's refusal; where codes are given, with one of them. */
export function isRefusal(error: unknown, ...codes: string[]): error is GraphQLRequestError {
  return error instanceof GraphQLRequestError && (codes.length === 0 || codes.includes(error.code));
}

/** Long enough for a server to be killed, to start again and to recover its store. */
const PATIENCE_MS = 120_000;
const ATTEMPT_TIMEOUT_MS = 30_000;
const LONGEST_PAUSE_MS = 1_000;
/** Refusals that pass by themselves. */
const PASSING = ['UNAVAILABLE', 'READ_MODEL_BEHIND', 'RATE_LIMITED'];

/** A client that keeps its connections open between requests, as many as it has requests at once. */
export function graphqlClient(endpoint: URL): GraphQLClient {
  const transport = endpoint.protocol === 'https:' ? https : http;
  const agent = new transport.Agent({ keepAlive: true });

  return {
    endpoint,

    async execute<Data>({ query, variables, token }: Operation): Promise<Answer<Data>> {
      const body = JSON.stringify({ query, variables });
      const deadline = performance.now() + PATIENCE_MS;
      for (let attempts = 1; ; attempts += 1) {
        try {
          return { data: dataOf<Data>(await post(body, token)), attempts };
        } catch (error) {
          const passing = error instanceof ServerUnreachable || isRefusal(error, ...PASSING);
          if (!passing || performance.now() > deadline) throw error;
          const pause = Math.min(LONGEST_PAUSE_MS, 25 * 2 ** attempts);
          await sleep(pause * (0.5 + Math.random() / 2));
        }
      }
    },

    close: () => agent.destroy(),
  };

  function post(body: string, token: string | undefined): Promise<HttpAnswer> {
    return new Promise((resolve, reject) => {
      const fail = (error: Error) => reject(new ServerUnreachable(`${endpoint.href}: ${error.message}`));
      const request = transport.request(endpoint, {
        method: 'POST',
        agent,
        timeout: ATTEMPT_TIMEOUT_MS,
        headers: {
          'content-type': 'application/json',
          'content-length': Buffer.byteLength(body),
          accept: 'application/graphql-response+json, application/json',
          ...(token && { authorization: `Bearer ${token}` }),
        },
      });
      request.on('response', (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', fail);
        response.on('end', () => resolve({ status: response.statusCode!, body: Buffer.concat(chunks).toString() }));
      });
      request.on('timeout', () => request.destroy(new Error(`no answer within ${ATTEMPT_TIMEOUT_MS / 1000} s`)));
      request.on('error', fail);
      request.end(body);
    });
  }
}

interface HttpAnswer {
  readonly status: number;
  readonly body: string;
}

function dataOf<Data>({ status, body }: HttpAnswer): Data {
  const answer = parsed(body);
  const [error] = answer?.errors ?? [];
  if (error) throw new GraphQLRequestError(error.extensions?.code ?? 'INTERNAL_SERVER_ERROR', error.message);
  if (answer?.data) return answer.data as Data;
  const excerpt = `answered ${status}: ${body.slice(0, 200)}`;
  throw status >= 500 ? new ServerUnreachable(excerpt) : new Error(excerpt);
}

function parsed(
  body: string,
): { data?: unknown; errors?: { message: string; extensions?: { code?: string } }[] } | undefined {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
