import { type Client, createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import type { Acknowledgement } from './headers.ts';

export interface SocketOptions {
  readonly connectMs: number;
  readonly pingMs: number;
  /** Of the one viewer whom the connection is for; undefined: it is for all, who say with each subscription who they are. */
  readonly authorization?: string | undefined;
  /** Whether the other end is one of ours: before the first subscription is sent over the connection. */
  readonly onAcknowledged: (isOurs: boolean) => void;
  readonly onClosed: () => void;
}

/** Of the protocol graphql-transport-ws: connects with its first subscription. */
export interface Socket {
  readonly client: Client;
  /** Calls once what is subscribed to is sent at once. */
  whenOpen(call: () => void): void;
}

/** A connection without subscriptions is kept for the next ones. */
const UNUSED_MS = 10_000;
/** Larger than any answer of a subgraph. */
const MAX_PAYLOAD_BYTES = 16 * 1_048_576;

export const socketTo = (url: URL, options: SocketOptions): Socket => {
  const { connectMs, pingMs, authorization, onAcknowledged, onClosed } = options;
  // by either: servers of others look for it in the one or the other
  const identity = authorization === undefined ? {} : { authorization };
  let isOpen = false;
  let overdue: NodeJS.Timeout | undefined;
  const client = createClient({
    url: url.href.replace(/^http/, 'ws'),
    connectionParams: identity,
    webSocketImpl: class extends WebSocket {
      constructor(address: string, protocol: string) {
        super(address, protocol, {
          ...{ handshakeTimeout: connectMs, maxPayload: MAX_PAYLOAD_BYTES, perMessageDeflate: false },
          headers: identity,
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
      connected(_, payload) {
        isOpen = true;
        onAcknowledged((payload as Partial<Acknowledgement> | undefined)?.tellsOpening === true);
      },
      // a process that is paused holds its sockets open, and says nothing
      ping(received) {
        if (!received) overdue = setTimeout(() => client.terminate(), pingMs);
      },
      pong: () => clearTimeout(overdue),
      closed() {
        isOpen = false;
        clearTimeout(overdue);
        onClosed();
      },
    },
  });

  return {
    client,
    whenOpen(call) {
      if (isOpen) return call();
      const stop = client.on('connected', () => {
        stop();
        call();
      });
    },
  };
};
