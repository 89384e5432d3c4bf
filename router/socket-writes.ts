import type { Duplex } from 'node:stream';
import type { WebSocket } from 'ws';

/** What a client may leave unread. A client that is further behind is cut off; it comes back and resumes by its cursor. */
const MAX_BUFFERED_BYTES = 8 * 1_048_576;
/** Messages to one socket in one turn of the event loop: no more, so that none keeps the others waiting. */
const MAX_AT_ONCE = 8;
/** What may lie in a socket before whoever sends to it waits until it is on its way. */
const UNAWAITED_BYTES = 64 * 1_024;

/** Sends to one socket. Resolves when it may be sent more: each subscription waits for it before it takes its next event. */
export type Send = (data: string) => Promise<void>;

/**
 * Writing to a socket is what a delivery costs most, by far, and costs the same for one message as for several: what is
 * sent to a socket within one turn of the event loop goes out together at its end.
 */
export const socketWrites = (): ((socket: WebSocket, wire: Duplex) => Send) => {
  const corked = new Map<Duplex, number>();
  const flush = () => {
    const wires = [...corked.keys()];
    corked.clear();
    for (const wire of wires) wire.uncork();
  };

  return (socket, wire) => (data) =>
    new Promise((resolve) => {
      if (socket.bufferedAmount > MAX_BUFFERED_BYTES) socket.terminate();
      // one that fails has no reader any more; that the socket closes says the rest
      if (socket.readyState !== socket.OPEN) return resolve();
      const before = corked.get(wire) ?? 0;
      if (corked.size === 0) setImmediate(flush);
      if (before === 0) wire.cork();
      corked.set(wire, before + 1);
      if (before + 1 < MAX_AT_ONCE && socket.bufferedAmount + data.length < UNAWAITED_BYTES) {
        socket.send(data);
        resolve();
      } else socket.send(data, () => resolve());
    });
};
