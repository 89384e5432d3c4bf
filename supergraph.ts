import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { type Config, ConfigError } from '#platform/config';
import type { Logger } from '#platform/log';
import { createHttpServer } from '#platform/server';
import { type Wired, wire } from '#platform/wiring';
import { chat } from './subgraphs/chat/subgraph.ts';
import { diary } from './subgraphs/diary/subgraph.ts';
import { matching } from './subgraphs/matching/subgraph.ts';
import { users } from './subgraphs/users/subgraph.ts';

const SUBGRAPHS = [users, diary, chat, matching];

export interface RunningSupergraph {
  readonly url: string;
  readonly wired: Wired;
  /** Resolves when something has ended that nothing here can replace. */
  readonly failed: Promise<void>;
  /** Refuses what is new, finishes what it took, and gives everything back. */
  stop(): Promise<void>;
}

/** The router and all subgraphs in this process, on one port. */
export const startSupergraph = async (config: Config, log: Logger): Promise<RunningSupergraph> => {
  const wiring = wire(config, SUBGRAPHS, log);
  // loading the planner takes as long as starting the database: the two go on side by side
  const loading = Promise.all([import('./router/router.ts'), import('./router/http.ts')]);
  const wired = await wiring;
  try {
    const [{ createRouter }, { serveRouter }] = await loading;
    const { metrics, tokens } = wired;
    const router = createRouter({
      supergraphSdl: readFileSync(new URL('schema/supergraph.graphql', import.meta.url), 'utf8'),
      dataSources: Object.fromEntries(wired.subgraphs.map(({ name, dataSource }) => [name, dataSource])),
      onError: (error, context) => log.error({ error, correlationId: context?.correlationId }, 'an operation failed'),
    });
    const endpoint = await serveRouter({
      router,
      authenticate: tokens.verify,
      onError: (error) => log.error({ error }, 'a request failed'),
      onOperation(operation) {
        metrics.operation(operation);
        const { name, type, status, seconds, correlationId } = operation;
        log.info({ operation: name, type, status, ms: Math.round(seconds * 1e5) / 100, correlationId }, 'operation');
      },
      onConnections: metrics.connections,
    });
    let accepting = true;
    const server = createHttpServer({ wired, graphql: endpoint.listener, accepting: () => accepting });
    server.on('upgrade', endpoint.upgrade);
    await listen(server, config);
    const { port } = server.address() as AddressInfo;

    return {
      ...{ url: `http://${config.host.includes(':') ? `[${config.host}]` : config.host}:${port}`, wired },
      failed: wired.failed,
      async stop() {
        accepting = false;
        const closed = once(server, 'close');
        server.close();
        await endpoint.close();
        server.closeAllConnections();
        await closed;
        await wired.stop();
      },
    };
  } catch (error) {
    await wired.stop();
    throw error;
  }
};

const listen = async (server: ReturnType<typeof createHttpServer>, { port, host }: Config): Promise<void> => {
  server.listen(port, host);
  try {
    await once(server, 'listening');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EADDRINUSE') throw new ConfigError(`PORT ${port} is taken: another program listens on ${host}.`);
    throw new ConfigError(`HOST ${host} and PORT ${port} can't be listened on (${code}).`);
  }
};
