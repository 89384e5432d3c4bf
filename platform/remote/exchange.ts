import type { IncomingHttpHeaders } from 'node:http';
import { type Dispatcher, errors, Pool } from 'undici';

/** An answer, whatever it says. */
export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

/** No answer came. */
export class NoAnswerError extends Error {
  override readonly name = 'NoAnswerError';
  /** Whether the request may have reached the other side: false when no connection ever took it. */
  readonly begun: boolean;

  constructor(cause: Error, begun: boolean) {
    super(cause.message, { cause });
    this.begun = begun;
  }
}

/** An answer came, of more than MAX_ANSWER_BYTES: it would be as large another time. */
export class AnswerTooLargeError extends Error {
  override readonly name = 'AnswerTooLargeError';
}

/** Connections to one replica. */
export interface Connections {
  /** Rejects with NoAnswerError, at the latest after `ms`, and with AnswerTooLargeError. */
  post(body: string, headers: Readonly<Record<string, string>>, ms: number): Promise<Answer>;
  close(): Promise<void>;
}

/** Of one process to one replica: more at once only queue up at its database. */
const MAX_CONNECTIONS = 64;
/** Less than the five seconds of Node's server, so that no request meets a connection that is being closed. */
const IDLE_MS = 4_000;
/** Many times the largest page. What has no end must not fill the memory of the router. */
const MAX_ANSWER_BYTES = 16 * 1_048_576;

export const connectionsTo = (url: URL, options: { readonly connectMs: number }): Connections => {
  const open = () =>
    new Pool(url.origin, {
      ...{ connections: MAX_CONNECTIONS, pipelining: 1, keepAliveTimeout: IDLE_MS, keepAliveMaxTimeout: IDLE_MS },
      // the deadline of the whole answer stands above those of its parts
      ...{ connect: { timeout: options.connectMs }, headersTimeout: 0, bodyTimeout: 0 },
      maxResponseSize: MAX_ANSWER_BYTES,
    });
  let pool = open();
  const renew = (old: Pool) => {
    if (old !== pool) return;
    pool = open();
    // fails only when it is closed already
    old.close().catch(() => {});
  };

  return {
    post: (body, headers, ms) =>
      new Promise((resolve, reject) => {
        let taken: Dispatcher.DispatchController | undefined;
        let late: Error | undefined;
        let status = 0;
        let received: IncomingHttpHeaders = {};
        const chunks: Buffer[] = [];
        const asked = pool;
        const handler: Dispatcher.DispatchHandler = {
          // before the first byte is written
          onRequestStart(controller) {
            if (late) controller.abort(late);
            taken = controller;
          },
          onResponseStart(_, statusCode, headers) {
            status = statusCode;
            received = headers;
            // who closes one connection is about to stop: behind the same address, new ones may find another process
            if (headers.connection === 'close') renew(asked);
          },
          onResponseData(_, chunk) {
            chunks.push(chunk);
          },
          onResponseEnd() {
            clearTimeout(timer);
            const whole = chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks);
            resolve({ status, headers: received, text: whole.toString() });
          },
          onResponseError(_, error) {
            clearTimeout(timer);
            const isTooLarge = error instanceof errors.ResponseExceededMaxSizeError;
            reject(isTooLarge ? tooLarge(url) : new NoAnswerError(error, taken !== undefined));
          },
        };
        const timer = setTimeout(() => {
          late = new Error(`${url.host} did not answer within ${Math.round(ms)} ms.`);
          if (taken) taken.abort(late);
          else reject(new NoAnswerError(late, false));
        }, ms);
        asked.dispatch({ path: url.pathname, method: 'POST', headers, body }, handler);
      }),

    close: () => pool.destroy(),
  };
};

const tooLarge = ({ host }: URL) => new AnswerTooLargeError(`${host} answered more than ${MAX_ANSWER_BYTES} bytes.`);
