import type { ServerResponse } from 'node:http';
import type { ExecutionResult } from 'graphql';
import { refusal } from '../errors.ts';
import { SESSION_ENDED, type Sessions, saysSessionEnded } from '../sessions.ts';
import type { Events } from '../subscriptions.ts';

/** Comments, for proxies that end what is silent; and a client that has taken nothing of what waits for it since the last is gone. */
const PING_INTERVAL_MS = 12_000;

/** Answers as server-sent events: the protocol of graphql-sse, a connection for each operation. */
export interface EventStreams {
  /**
   * Sends what comes of an operation until it is over, its client leaves, or the session of its token ends. Resolves when
   * the stream stands. Rejects with what `authenticate` says of the token.
   */
  serve(
    response: ServerResponse,
    headers: Readonly<Record<string, string>>,
    token: string | undefined,
    run: () => Promise<Events | ExecutionResult>,
  ): Promise<void>;
  /** Ends the streams without completing them: their clients come back, to another replica. */
  close(): void;
}

export const createEventStreams = (sessions: Sessions, onError: (error: unknown) => void): EventStreams => {
  const open = new Set<ServerResponse>();
  /** Those that have taken something since the last ping. */
  const taking = new WeakSet<ServerResponse>();
  const pinging = setInterval(() => {
    for (const response of open) {
      const isTaking = taking.delete(response);
      if (response.writableLength === 0) response.write(':\n\n');
      else if (!isTaking) response.destroy();
    }
  }, PING_INTERVAL_MS).unref();

  /** Resolves when the client may be sent more: only then is the next event taken. */
  const send = (response: ServerResponse, result: ExecutionResult): Promise<void> =>
    new Promise((resolve) => {
      const taken = () => {
        taking.add(response);
        resolve();
      };
      if (isOpen(response)) response.write(`event: next\ndata: ${JSON.stringify(result)}\n\n`, taken);
      else resolve();
    });

  const stream = async (response: ServerResponse, opened: Events | ExecutionResult): Promise<void> => {
    if (!('next' in opened)) await send(response, opened);
    else
      for await (const result of opened) {
        const ended = saysSessionEnded(result);
        await send(response, ended ? endedBecause(SESSION_ENDED) : result);
        // what is still to come has no reader: leaving ends its source
        if (ended || !isOpen(response)) break;
      }
    complete(response);
  };

  return {
    async serve(response, headers, token, run) {
      let events: Events | undefined;
      const leave = () => {
        open.delete(response);
        session.close();
        events?.return().catch(onError);
      };
      const session = sessions.open((reason) => {
        void send(response, endedBecause(reason));
        complete(response);
      });
      response.once('close', leave);
      if (token !== undefined) await session.admit(token);
      const opened = await run();
      if ('next' in opened) events = opened;
      // the client may have gone meanwhile
      if (response.closed) return leave();

      open.add(response);
      response.writeHead(200, { ...headers, ...EVENT_STREAM });
      // some browsers believe only in a stream that has said something
      response.write(':\n\n');
      stream(response, opened).catch((error) => {
        onError(error);
        response.destroy();
      });
    },

    close() {
      clearInterval(pinging);
      for (const response of open) response.end();
    },
  };
};

const EVENT_STREAM = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-cache, no-transform',
  // nginx would keep events back until it has a buffer full of them
  'x-accel-buffering': 'no',
};

const endedBecause = (reason: string): ExecutionResult => ({
  errors: [refusal('UNAUTHENTICATED', `The stream ends: ${reason}.`)],
});

const complete = (response: ServerResponse): void => {
  if (isOpen(response)) response.end('event: complete\ndata:\n\n');
};

/** Not by `writable`, which Node leaves true of a response that is gone. */
const isOpen = ({ destroyed, writableEnded }: ServerResponse): boolean => !destroyed && !writableEnded;
