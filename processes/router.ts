import { tokensOf } from '#platform/auth/jwks';
import { forwardBlobs } from '#platform/blobs/forward';
import type { Config, SubgraphName } from '#platform/config';
import { SUBGRAPHS } from '#platform/config';
import { openCache } from '#platform/connections';
import type { Logger } from '#platform/log';
import { createMetrics } from '#platform/metrics';
import { remoteDataSource } from '#platform/remote-data-source';
import type { SubgraphRebuild } from '#platform/server';
import { createRouter } from '../router/router.ts';
import { serveEndpoint } from './endpoint.ts';
import { closeServer, mount, type Process } from './process.ts';
import { supergraphSdl } from './schema.ts';

/** The public endpoint alone: holds nothing, and finds every subgraph at its address. */
export const startRouter = async (config: Config, log: Logger): Promise<Process> => {
  const secret = config.jwt.secret!;
  const metrics = createMetrics();
  const cache = await openCache(config.redisUrl);
  const verifying = tokensOf(config.jwt, secret);
  const sources = SUBGRAPHS.map((name) => ({
    name,
    dataSource: remoteDataSource({ urls: config.subgraphUrls[name], secret }),
  }));
  const dependencies = new Map<string, () => Promise<unknown>>(
    sources.map(({ name, dataSource }) => [name, () => dataSource.ping()]),
  );
  if (cache.ping) dependencies.set('redis', cache.ping);
  for (const [name, ping] of dependencies) metrics.watchDependency(name, ping);

  const router = createRouter({
    ...{ supergraphSdl, introspection: config.endpoint.introspection },
    dataSources: Object.fromEntries(sources.map(({ name, dataSource }) => [name, dataSource])),
    onError: (error, context) => log.error({ error, correlationId: context?.correlationId }, 'an operation failed'),
  });
  const endpoint = serveEndpoint({ router, config, tokens: verifying, cache, metrics, log });
  const blobs = forwardBlobs(config.subgraphUrls, (error) => log.error({ error }, 'a blob was not forwarded'));
  const mounted = await mount(config, {
    observed: { metrics, dependencies, essential: [], stuck: () => [] },
    operations: { tokens: verifying, rebuild: (token) => rebuildAll(config, token) },
    ...{ blobs: blobs.listener, graphql: endpoint.listener, upgrade: endpoint.upgrade },
    close: (server) => closeServer(server, endpoint),
  });
  return {
    ...{ url: mounted.url, failed: new Promise(() => {}) },
    async stop() {
      await mounted.close();
      await Promise.all([blobs.close(), ...sources.map(({ dataSource }) => dataSource.close())]);
      cache.close?.();
    },
  };
};

/** Any replica can: a rebuild makes the others wait where it must. */
const rebuildAll = async ({ subgraphUrls }: Config, token: string): Promise<SubgraphRebuild[]> => {
  const reports: SubgraphRebuild[] = [];
  for (const name of SUBGRAPHS) reports.push(...(await rebuildOne(subgraphUrls[name], name, token)));
  return reports;
};

const rebuildOne = async (
  urls: readonly string[],
  name: SubgraphName,
  token: string,
): Promise<readonly SubgraphRebuild[]> => {
  const failures: unknown[] = [];
  for (const url of urls)
    try {
      const response = await fetch(new URL('/operations/rebuild', url), {
        ...{ method: 'POST', headers: { authorization: `Bearer ${token}` } },
      });
      if (response.ok) return ((await response.json()) as { projections: SubgraphRebuild[] }).projections;
      failures.push(new Error(`${url} answered ${response.status}`));
    } catch (error) {
      failures.push(error);
    }
  throw new AggregateError(failures, `No replica of ${name} could be rebuilt.`);
};
