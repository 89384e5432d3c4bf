import type { Config } from '#platform/config';
import type { Logger } from '#platform/log';
import { type Wired, wire } from '#platform/wiring';
import { authorizationBy } from './authorization.ts';
import { cachingBy } from './caching.ts';
import { closeServer, mount, operationFailures, type Process } from './process.ts';
import { rebuildAll } from './rebuild.ts';
import { supergraphSdl } from './schema.ts';
import { subgraphsOf } from './subgraphs.ts';

export interface RunningSupergraph extends Process {
  readonly wired: Wired;
}

/** The router and all subgraphs in this process, on one port. */
export const startSupergraph = async (config: Config, log: Logger): Promise<RunningSupergraph> => {
  const wiring = wire(config, subgraphsOf(config), log);
  // loading the planner takes as long as starting the database: the two go on side by side
  const loading = Promise.all([import('../router/router.ts'), import('./endpoint.ts')]);
  const wired = await wiring;
  try {
    const [{ createRouter }, { serveEndpoint }] = await loading;
    const { metrics, tracing, tokens, cache, observed } = wired;
    const router = createRouter({
      ...{ supergraphSdl, introspection: config.endpoint.introspection },
      dataSources: Object.fromEntries(wired.subgraphs.map(({ name, dataSource }) => [name, dataSource])),
      ...{ authorization: authorizationBy(tokens, config), overrideLabels: config.overrideLabels },
      ...{ tracing, caching: cachingBy(tokens, cache) },
      onError: operationFailures(log),
    });
    const endpoint = serveEndpoint({ router, config, authenticate: tokens.verify, cache, metrics, tracing, log });
    const mounted = await mount(config, {
      ...{ observed, blobs: wired.blobs, graphql: endpoint.listener, upgrade: endpoint.upgrade },
      operations: { tokens, rebuild: () => rebuildAll(wired.subgraphs) },
      close: (server) => closeServer(server, endpoint),
    });
    return {
      ...{ url: mounted.url, wired, failed: wired.failed },
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
