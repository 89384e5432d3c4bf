import { type ExecutionResult, GraphQLError, type GraphQLFormattedError } from 'graphql';
import type { SubscribePayload } from 'graphql-ws';
import type { Opening } from './headers.ts';
import { type Socket, socketTo } from './socket.ts';

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

/**
 * The subscriptions at one replica. One of ours takes those of all viewers over one connection, and tells when each stands.
 * Any other server of graphql-transport-ws knows whom a connection is for, so each viewer has one there.
 */
export interface Upstream {
  /** Rejects when the subscription does not stand within `ms`: nothing was heard of it then. */
  open(payload: SubscribePayload, listener: Listener, ms: number): Promise<Opened>;
  close(): void;
}

/** A server that doesn't tell: what it has not refused by then stands. */
const REFUSING_MS = 250;

export const upstreamOf = (url: URL, options: { readonly connectMs: number; readonly pingMs: number }): Upstream => {
  const { host } = url;
  /** As it said last; undefined before the first connection stands. */
  let isOurs: boolean | undefined;
  const undecided = new Set<() => void>();

  const shared = socketTo(url, {
    ...options,
    onAcknowledged(ours) {
      isOurs = ours;
      if (!ours) for (const leave of undecided) leave();
    },
    onClosed() {},
  });
  const ofViewers = new Map<string, Socket>();
  const socketOf = (authorization: string | undefined): Socket => {
    const key = authorization ?? '';
    const known = ofViewers.get(key);
    if (known) return known;
    const socket = socketTo(url, {
      ...{ ...options, authorization },
      onAcknowledged(ours) {
        isOurs = ours;
      },
      onClosed: () => void ofViewers.delete(key),
    });
    ofViewers.set(key, socket);
    return socket;
  };

  const subscribe = (
    { client, whenOpen }: Socket,
    { payload, listener, ms, tellsOpening }: Subscription,
    onUndecided?: (leave: () => void) => () => void,
  ): Promise<Opened> =>
    new Promise((resolve, reject) => {
      let state: 'opening' | 'open' | 'over' = 'opening';
      const leave = () => {
        const before = state;
        if (before !== 'over') {
          state = 'over';
          clearTimeout(timer);
          decided?.();
          unsubscribe();
        }
        return before;
      };
      const stand = (cursor?: string) => {
        if (state !== 'opening') return;
        state = 'open';
        clearTimeout(timer);
        decided?.();
        resolve({ leave, cursor });
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
      const timer = setTimeout(() => breakOff(new Error(`${host} did not open a subscription in time.`)), ms);
      const decided = onUndecided?.(leave);

      const unsubscribe = client.subscribe(payload, {
        next(message) {
          if (state === 'open') return listener.event(revived(message));
          if (state === 'over') return;
          const { opened, cursor } = (message.extensions ?? {}) as Partial<Opening>;
          if (opened) return stand(cursor);
          if (tellsOpening) return refuse(revived(message));
          stand();
          listener.event(revived(message));
        },
        error(cause) {
          const errors = Array.isArray(cause) ? revived({ errors: cause }) : undefined;
          if (errors && state === 'opening') return refuse(errors);
          // what a subgraph of ours says of a subscription that stood already is that its source broke
          if (!errors || tellsOpening) return breakOff(brokenOff(host, cause));
          if (leave() !== 'open') return;
          listener.event(errors);
          listener.completed();
        },
        complete() {
          const before = leave();
          if (before === 'open') listener.completed();
          else if (before === 'opening') reject(new Error(`${host} ended a subscription before it stood.`));
        },
      });
      if (!tellsOpening) whenOpen(() => setTimeout(stand, REFUSING_MS).unref());
    });

  const ofViewer = (payload: SubscribePayload, listener: Listener, ms: number): Promise<Opened> =>
    subscribe(socketOf(authorizationOf(payload)), { payload, listener, ms, tellsOpening: false });

  return {
    open(payload, listener, ms) {
      if (isOurs === false) return ofViewer(payload, listener, ms);
      return new Promise((resolve, reject) => {
        const ofAll = subscribe(shared, { payload, listener, ms, tellsOpening: true }, (leave) => {
          const moveOn = () => {
            undecided.delete(moveOn);
            // it is not sent over this connection, where it would be nobody's
            leave();
            ofViewer(payload, listener, ms).then(resolve, reject);
          };
          undecided.add(moveOn);
          return () => void undecided.delete(moveOn);
        });
        ofAll.then(resolve, reject);
      });
    },

    close() {
      shared.client.terminate();
      for (const { client } of ofViewers.values()) client.terminate();
    },
  };
};

interface Subscription {
  readonly payload: SubscribePayload;
  readonly listener: Listener;
  readonly ms: number;
  readonly tellsOpening: boolean;
}

const authorizationOf = ({ extensions }: SubscribePayload): string | undefined =>
  (extensions?.headers as Readonly<Record<string, string>> | undefined)?.authorization;

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

const brokenOff = (host: string, cause: unknown): Error =>
  new Error(`The subscription to ${host} broke off: ${wordsOf(cause)}.`);

/** Of a close event, an error event, an error, or the subgraph's errors. */
const wordsOf = (cause: unknown): string => {
  const { code, reason, message } = ([cause].flat()[0] ?? {}) as { code?: number; reason?: string; message?: string };
  return [code, reason || message].filter((word) => word !== undefined).join(' ');
};
