import { once } from 'node:events';
import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Config } from '#platform/config';
import type { OperationContext } from '#platform/data-source';
import type { Logger } from '#platform/log';
import { createHttpServer, listen, type ServerOptions } from '#platform/server';
import { traceIdOf } from '#platform/tracing/trace-context';

/** A part of the system at work, on a port of its own. */
export interface Process {
  readonly url: string;
  /** Resolves when something has ended that nothing here can replace. */
  readonly failed: Promise<void>;
  /** Refuses what is new, finishes what it took, and gives everything back. */
  stop(): Promise<void>;
}

/** What a process answers on its port. */
export interface Mounted extends Omit<ServerOptions, 'accepting'> {
  readonly upgrade?: (request: IncomingMessage, socket: Duplex, head: Buffer) => void;
  /** Finishes what runs and ends the server, in the order that the endpoint needs. */
  readonly close: (server: Server) => Promise<void>;
}

/** Tells the log what clients are not told. */
export const operationFailures =
  (log: Logger) =>
  (error: unknown, context: OperationContext | undefined): void =>
    log.error({ error, correlationId: context?.correlationId, ...traceIdOf(context) }, 'an operation failed');

/** Listens; and from `close` on is not ready any more. */
export const mount = async (
  config: Config,
  { upgrade, close, ...options }: Mounted,
): Promise<{ readonly url: string; close(): Promise<void> }> => {
  let accepting = true;
  const server = createHttpServer({ ...options, accepting: () => accepting });
  if (upgrade) server.on('upgrade', upgrade);
  const url = await listen(server, config);
  return {
    url,
    close() {
      accepting = false;
      return close(server);
    },
  };
};

/** Takes no new connection, lets the endpoint finish what runs, and ends what is still connected. */
export const closeServer = async (server: Server, endpoint: { close(): Promise<void> }): Promise<void> => {
  const closed = once(server, 'close');
  server.close();
  await endpoint.close();
  server.closeAllConnections();
  await closed;
};
