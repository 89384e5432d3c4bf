import { once } from 'node:events';
import type { Server } from 'node:http';

/** A part of the system at work, on a port of its own. */
export interface Process {
  readonly url: string;
  /** Resolves when something has ended that nothing here can replace. */
  readonly failed: Promise<void>;
  /** Refuses what is new, finishes what it took, and gives everything back. */
  stop(): Promise<void>;
}

/** Takes no new connection, lets the endpoint finish what runs, and ends what is still connected. */
export const closeServer = async (server: Server, endpoint: { close(): Promise<void> }): Promise<void> => {
  const closed = once(server, 'close');
  server.close();
  await endpoint.close();
  server.closeAllConnections();
  await closed;
};
