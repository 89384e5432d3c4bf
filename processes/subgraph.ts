import type { Config } from '#platform/config';
import type { Logger } from '#platform/log';
import { serveSubgraph } from '#platform/subgraph-server';
import { wire } from '#platform/wiring';
import { mount, type Process } from './process.ts';
import { rebuildAll } from './rebuild.ts';
import { subgraphsOf } from './subgraphs.ts';

/** One subgraph, for routers that reach it over the network; any number of these processes share its work. */
export const startSubgraphProcess = async (config: Config, log: Logger): Promise<Process> => {
  const wired = await wire(config, subgraphsOf(config), log);
  try {
    const [{ schema, dataSource }] = wired.subgraphs as [(typeof wired.subgraphs)[number]];
    const { secret, tokens, blobs, observed } = wired;
    const onError = (error: unknown) => log.error({ error }, 'a request failed');
    const endpoint = await serveSubgraph({ schema, dataSource, secret, onError });
    const mounted = await mount(config, {
      ...{ observed, blobs, graphql: endpoint.listener, upgrade: endpoint.upgrade, close: endpoint.close },
      operations: { tokens, rebuild: () => rebuildAll(wired.subgraphs) },
    });
    return {
      ...{ url: mounted.url, failed: wired.failed },
      async stop() {
        await mounted.close();
        await wired.stop();
      },
    };
  } catch (error) {
    await wired.stop();
    throw error;
  }
};
