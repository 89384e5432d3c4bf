import { setTimeout as delay } from 'node:timers/promises';
import type { ExecutionResult, FormattedExecutionResult } from 'graphql';
import type { DataSource, Fetch, OperationContext } from '#platform/data-source';
import { circuitBreaker } from '#platform/remote/breaker';
import { type Answer, AnswerTooLargeError, connectionsTo, NoAnswerError } from '#platform/remote/exchange';
import { contextHeaders, NOT_BEGUN, SUBGRAPH_PATH } from '#platform/remote/headers';
import { rotation } from '#platform/remote/replicas';
import { resumingEvents } from '#platform/remote/resuming';
import { type Listener, type Opened, revived, upstreamOf } from '#platform/remote/upstream';

export interface RemoteDataSourceOptions {
  /** Of the subgraph's replicas, `http://host:port` (where /graphql is meant) or with a path. Each may stand for several processes itself. */
  readonly urls: readonly string[];
  /** Shared with the subgraph: signs the client's address. */
  readonly secret: Uint8Array;
  readonly timing?: Partial<Timing>;
}

/** In milliseconds. */
export interface Timing {
  /** A connection within a data centre stands in one or two; a machine that is gone answers nothing. */
  readonly connectMs: number;
  /** Of a whole answer, tries on further replicas included: less than the ten seconds that apps wait for theirs. */
  readonly answerMs: number;
  /** A replica that leaves a ping unanswered for as long is taken for dead, and its subscriptions go elsewhere. */
  readonly pingMs: number;
  /** For how long a broken subscription is tried again: longer than a process takes to start. */
  readonly resumeMs: number;
}

export interface RemoteDataSource extends DataSource {
  /** Rejects when no replica answers. */
  ping(): Promise<void>;
  /** Breaks off what is running. */
  close(): Promise<void>;
}

const TIMING: Timing = { connectMs: 1_000, answerMs: 8_000, pingMs: 4_000, resumeMs: 15_000 };
/** Whoever asks for somebody's health wants to know soon. */
const HEALTH_MS = 2_000;
/** At most, before all replicas are tried once more: not all who lost one come back in the same moment. */
const AGAIN_MS = 50;

/**
 * A subgraph in processes of its own. Rejects when no replica can be reached, and at once when none could for a while;
 * all else is in the answers. A query is sent to the next replica whenever one gives no answer, twice to each at most; a
 * mutation only if it was certainly not begun.
 */
export const remoteDataSource = (options: RemoteDataSourceOptions): RemoteDataSource => {
  const { connectMs, answerMs, pingMs, resumeMs }: Timing = { ...TIMING, ...options.timing };
  const headers = contextHeaders(options.secret);
  const replicas = options.urls.map((address) => {
    const url = new URL(address);
    if (url.pathname === '/' && !address.endsWith('/')) url.pathname = SUBGRAPH_PATH;
    return { connections: connectionsTo(url, { connectMs }), upstream: upstreamOf(url, { connectMs, pingMs }) };
  });
  const { inTurn, away, back } = rotation(replicas);
  // who asks for too much must not have the others go without
  const breaker = circuitBreaker(options.urls.join(', '), (error) => !(error instanceof AnswerTooLargeError));
  const closing = new AbortController();

  const answerTo = async (fetch: Fetch, context: OperationContext, ms: number): Promise<Answer> => {
    const { query, operationName, variables, traceparent = context.traceparent } = fetch;
    const body = JSON.stringify({ query, operationName, variables });
    const sent = Object.assign(headers.write({ ...context, traceparent }), JSON_BOTH_WAYS);
    const until = performance.now() + ms;
    const order = inTurn();
    let failure: unknown;
    // twice: behind one address there may be several processes, of which a new connection finds another
    for (let nth = 0; nth < 2 * order.length; nth++) {
      const replica = order[nth % order.length]!;
      if (nth === order.length) await delay(Math.random() * AGAIN_MS);
      const left = until - performance.now();
      if (left <= 0) break;
      try {
        const answer = await replica.connections.post(body, sent, left);
        if (!GONE.includes(answer.status)) {
          back(replica);
          return answer;
        }
        const notBegun = NOT_BEGUN in answer.headers;
        away(replica);
        failure = new Error(`The subgraph answered ${answer.status}.`);
        if (!notBegun && !isQuery(query)) break;
      } catch (error) {
        failure = error;
        if (!(error instanceof NoAnswerError)) break;
        away(replica);
        if (error.begun && !isQuery(query)) break;
      }
    }
    throw failure;
  };

  return {
    async execute(fetch, context) {
      const answer = await breaker(() => answerTo(fetch, context, answerMs));
      const result = resultOf(answer);
      const consistency = result.extensions?.consistency;
      if (typeof consistency === 'string') context.written.push(consistency);
      return result;
    },

    subscribe(fetch, context) {
      const { query, operationName, variables, traceparent = context.traceparent } = fetch;
      const open = async (after: string | undefined, listener: Listener): Promise<Opened> => {
        const resumeAfter = after ?? context.resumeAfter;
        const extensions = { headers: headers.write({ ...context, resumeAfter, traceparent }), opening: true };
        const payload = { query, operationName: operationName ?? null, variables: { ...variables }, extensions };
        let failure: unknown;
        for (const replica of inTurn()) {
          const heard: Listener = {
            ...listener,
            broken(error) {
              away(replica);
              listener.broken(error);
            },
          };
          try {
            return await replica.upstream.open(payload, heard, answerMs);
          } catch (error) {
            away(replica);
            failure = error;
          }
        }
        throw failure;
      };
      return resumingEvents({ open, resumeMs, signal: closing.signal });
    },

    async ping() {
      const nobody = { token: undefined, consistencyToken: undefined, address: '', written: [] };
      resultOf(await answerTo({ query: '{ __typename }' }, { ...nobody, correlationId: 'ping' }, HEALTH_MS));
    },

    async close() {
      closing.abort();
      for (const { upstream } of replicas) upstream.close();
      await Promise.all(replicas.map(({ connections }) => connections.close()));
    },
  };
};

const JSON_BOTH_WAYS = { 'content-type': 'application/json', accept: 'application/json' };

/** A process that is stopping says 503; before one that is gone, a proxy says one of them. */
const GONE: readonly number[] = [502, 503, 504];

/** Whether a fetch may be sent again. Where the planner wrote it otherwise than this, once is enough. */
const isQuery = (query: string): boolean => /^\s*(query\b|\{)/.test(query);

const resultOf = ({ status, text }: Answer): ExecutionResult => {
  let answer: unknown;
  try {
    answer = JSON.parse(text);
  } catch {
    // said below
  }
  if (typeof answer === 'object' && answer !== null && ('data' in answer || 'errors' in answer))
    return revived(answer as FormattedExecutionResult);
  throw new Error(`The subgraph answered ${status}, and not by GraphQL.`);
};
