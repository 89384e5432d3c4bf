import type { Config } from '#platform/config';
import type { Logger } from '#platform/log';
import { createHttpServer, listen } from '#platform/server';
import { serveSubgraph } from '#platform/subgraph-server';
import { wire } from '#platform/wiring';
import type { Process } from './process.ts';
import { rebuildAll } from './rebuild.ts';
import { SUBGRAPHS } from './subgraphs.ts';

/** One subgraph, for routers that reach it over the network; any number of these processes share its work. */
export const startSubgraphProcess = async (config: Config, log: Logger): Promise<Process> => {
  const definition = SUBGRAPHS.find(({ name }) => name === config.role)!;
  const wired = await wire(config, [definition], log);
  try {
    const [{ schema, dataSource }] = wired.subgraphs as [(typeof wired.subgraphs)[number]];
    const { secret, tokens, observed } = wired;
    const onError = (error: unknown) => log.error({ error }, 'a request failed');
    const endpoint = await serveSubgraph({ schema, dataSource, secret, onError });
    let accepting = true;
    const server = createHttpServer({
      ...{ observed, graphql: endpoint.listener, accepting: () => accepting },
      operations: { tokens, rebuild: () => rebuildAll(wired.subgraphs) },
    });
    server.on('upgrade', endpoint.upgrade);
    const url = await listen(server, config);
    return {
      ...{ url, failed: wired.failed },
      async stop() {
        accepting = false;
        await endpoint.close(server);
        await wired.stop();
      },
    };
  } catch (error) {
    await wired.stop();
    throw error;
  }
};
