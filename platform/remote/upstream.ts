import { type ExecutionResult, GraphQLError, type GraphQLFormattedError } from 'graphql';
import { createClient, type SubscribePayload } from 'graphql-ws';
import { WebSocket } from 'ws';
import type { Opening } from './headers.ts';

/** Hears what comes of a subscription that stands. */
export interface Listener {
  event(result: ExecutionResult): void;
  /** The source has no more. */
  completed(): void;
  /** The connection or the source broke off: there may be more. */
  broken(error: Error): void;
}

/** A subscription that stands, until `leave` is called; or what it was refused with. */
export type Opened =
  | { readonly leave: () => void; readonly cursor: string | undefined; readonly refusal?: never }
  | { readonly refusal: ExecutionResult };

/** One connection to one replica, opened with its first subscription and shared by all. */
export interface Upstream {
  /** Rejects when the subscription does not stand within `ms`: nothing was heard of it then. */
  open(payload: SubscribePayload, listener: Listener, ms: number): Promise<Opened>;
  close(): void;
}

/** A connection without subscriptions is kept for the next ones. */
const UNUSED_MS = 10_000;
/** Larger than any answer of a subgraph. */
const MAX_PAYLOAD_BYTES = 16 * 1_048_576;

export const upstreamOf = (url: URL, options: { readonly connectMs: number; readonly pingMs: number }): Upstream => {
  const { connectMs, pingMs } = options;
  let overdue: NodeJS.Timeout | undefined;
  const client = createClient({
    url: url.href.replace(/^http/, 'ws'),
    webSocketImpl: class extends WebSocket {
      constructor(address: string, protocol: string) {
        super(address, protocol, {
          ...{ handshakeTimeout: connectMs, maxPayload: MAX_PAYLOAD_BYTES, perMessageDeflate: false },
        });
        // the client takes its own listener away when it gives up, and an error without one ends the process
        this.on('error', () => {});
      }
    },
    ...{ connectionAckWaitTimeout: connectMs, lazyCloseTimeout: UNUSED_MS },
    // each subscription looks for another replica by itself
    retryAttempts: 0,
    keepAlive: pingMs,
    on: {
      // a process that is paused holds its sockets open, and says nothing
      ping(received) {
        if (!received) overdue = setTimeout(() => client.terminate(), pingMs);
      },
      pong: () => clearTimeout(overdue),
      closed: () => clearTimeout(overdue),
    },
  });

  return {
    open: (payload, listener, ms) =>
      new Promise((resolve, reject) => {
        let state: 'opening' | 'open' | 'over' = 'opening';
        const leave = () => {
          const before = state;
          if (before !== 'over') {
            state = 'over';
            clearTimeout(timer);
            unsubscribe();
          }
          return before;
        };
        const refuse = (refusal: ExecutionResult) => {
          leave();
          resolve({ refusal });
        };
        const breakOff = (error: Error) => {
          const before = leave();
          if (before === 'open') listener.broken(error);
          else if (before === 'opening') reject(error);
        };
        const timer = setTimeout(() => breakOff(new Error(`${url.host} did not open a subscription in time.`)), ms);

        const unsubscribe = client.subscribe(payload, {
          next(message) {
            if (state === 'open') return listener.event(revived(message));
            if (state === 'over') return;
            const { opened, cursor } = (message.extensions ?? {}) as Partial<Opening>;
            if (!opened) return refuse(revived(message));
            state = 'open';
            clearTimeout(timer);
            resolve({ leave, cursor });
          },
          error(cause) {
            // what the subgraph says of a subscription that stood already is that its source broke
            if (Array.isArray(cause) && state === 'opening') refuse(revived({ errors: cause }));
            else breakOff(new Error(`The subscription to ${url.host} broke off: ${wordsOf(cause)}.`));
          },
          complete() {
            const before = leave();
            if (before === 'open') listener.completed();
            else if (before === 'opening') reject(new Error(`${url.host} ended a subscription before it stood.`));
          },
        });
      }),

    close: () => client.terminate(),
  };
};

/** An answer as it came over the wire, with errors that are errors. */
export const revived = (answer: {
  readonly data?: ExecutionResult['data'] | undefined;
  readonly errors?: readonly GraphQLFormattedError[] | undefined;
  readonly extensions?: unknown;
}): ExecutionResult => ({
  ...('data' in answer ? { data: answer.data ?? null } : {}),
  ...(answer.errors
    ? {
        errors: answer.errors.map(
          ({ message, path = null, extensions = null }) => new GraphQLError(message, { path, extensions }),
        ),
      }
    : {}),
  ...(answer.extensions ? { extensions: answer.extensions as Record<string, unknown> } : {}),
});

/** Of a close event, an error event, an error, or the subgraph's errors. */
const wordsOf = (cause: unknown): string => {
  const { code, reason, message } = ([cause].flat()[0] ?? {}) as { code?: number; reason?: string; message?: string };
  return [code, reason || message].filter((word) => word !== undefined).join(' ');
};
