import { randomBytes } from 'node:crypto';
import type { Verifier } from '#platform/auth';
import { tokensOf } from '#platform/auth/jwks';
import type { Config } from '#platform/config';
import { SUBGRAPHS } from '#platform/config';
import { openCache, openTracing } from '#platform/connections';
import { DomainError } from '#platform/domain/errors';
import type { Logger } from '#platform/log';
import { createMetrics } from '#platform/metrics';
import type { SubgraphRebuild } from '#platform/server';
import type { Authenticate } from '../router/admission.ts';
import { authorizationBy } from './authorization.ts';
import { cachingBy } from './caching.ts';
import { serveEndpoint } from './endpoint.ts';
import { type Addresses, openGraph } from './graph.ts';
import { closeServer, mount, type Process } from './process.ts';

/** The public endpoint alone: holds nothing, and finds every subgraph at its address. */
export const startRouter = async (config: Config, log: Logger): Promise<Process> => {
  const metrics = createMetrics();
  const { secret = randomBytes(32), issuer } = config.jwt;
  const verifies = config.jwt.secret !== undefined || issuer !== undefined;
  const tokens = verifies ? tokensOf(config.jwt, secret) : undefined;
  const authenticate: Authenticate = tokens?.verify ?? (async () => undefined);
  if (!tokens) log.warn('without JWT_SECRET or JWKS_URL tokens are passed on, and only the subgraphs verify them');

  const cache = await openCache(config.redisUrl);
  const dependencies = new Map<string, () => Promise<unknown>>();
  if (cache.ping) {
    dependencies.set('redis', cache.ping);
    metrics.watchDependency('redis', cache.ping);
  }
  const tracing = await openTracing(config, log);
  const graph = await openGraph({
    ...{ config, secret, dependencies, metrics, tracing, log },
    ...{ authorization: authorizationBy(tokens, config), caching: cachingBy(tokens, cache) },
  });
  const endpoint = serveEndpoint({ router: graph.router, config, authenticate, cache, metrics, tracing, log });
  const mounted = await mount(config, {
    observed: { metrics, dependencies, essential: [], stuck: () => [] },
    operations: { tokens: tokens ?? NOBODY, rebuild: (token) => rebuildAll(graph.addresses(), token) },
    ...{ blobs: graph.blobs, graphql: endpoint.listener, upgrade: endpoint.upgrade },
    close: (server) => closeServer(server, endpoint),
  });
  return {
    ...{ url: mounted.url, failed: new Promise(() => {}) },
    async stop() {
      await mounted.close();
      await graph.close();
      await tracing?.close();
      cache.close?.();
    },
  };
};

/** Where no token can be verified, nobody is an operator. */
const NOBODY: Verifier = {
  verify: () => Promise.reject(new DomainError('UNAUTHENTICATED', 'This process verifies no tokens.')),
};

/** Any replica can: a rebuild makes the others wait where it must. */
const rebuildAll = async (addresses: Addresses, token: string): Promise<SubgraphRebuild[]> => {
  const reports: SubgraphRebuild[] = [];
  for (const name of SUBGRAPHS) if (addresses[name]) reports.push(...(await rebuildOne(addresses[name], name, token)));
  return reports;
};

const rebuildOne = async (
  urls: readonly string[],
  name: string,
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
