import { readFile } from 'node:fs/promises';
import type { RequestListener } from 'node:http';
import { isDeepStrictEqual } from 'node:util';
import { forwardBlobs } from '#platform/blobs/forward';
import { type Config, ConfigError } from '#platform/config';
import type { Logger } from '#platform/log';
import type { Metrics } from '#platform/metrics';
import { remoteDataSource } from '#platform/remote-data-source';
import { tracedDataSource } from '#platform/tracing/data-source';
import type { Tracing } from '#platform/tracing/tracing';
import type { CachingOptions } from '../router/caching/caching.ts';
import { watchGraphFile } from '../router/graph-file.ts';
import { type ReloadableRouter, reloadableRouter } from '../router/reloadable.ts';
import type { SubgraphAddress } from '../router/subgraphs.ts';
import type { Authorization } from '../router/variants.ts';
import { operationFailures } from './process.ts';
import { supergraphSdl as ownSupergraph } from './schema.ts';

/** Of the replicas of each subgraph, by its name. */
export type Addresses = Readonly<Record<string, readonly string[]>>;

/** The graph of a router whose subgraphs are elsewhere: our own, or that of SUPERGRAPH_PATH, which is served as it changes. */
export interface Graph {
  readonly router: ReloadableRouter;
  addresses(): Addresses;
  readonly blobs: RequestListener;
  close(): Promise<void>;
}

export const openGraph = async (parts: {
  readonly config: Config;
  readonly secret: Uint8Array;
  readonly authorization: Authorization;
  readonly caching: CachingOptions;
  /** Takes the pings of the graph's subgraphs, as they are at any time. */
  readonly dependencies: Map<string, () => Promise<unknown>>;
  readonly metrics: Metrics;
  readonly tracing: Tracing | undefined;
  readonly log: Logger;
}): Promise<Graph> => {
  const { config, secret, authorization, caching, dependencies, metrics, tracing, log } = parts;
  const path = config.supergraphPath;
  const addressesOf = ({ name, url }: SubgraphAddress): readonly string[] => {
    const set = (config.subgraphUrls as Addresses)[name] ?? [];
    if (set.length > 0) return set;
    if (/^https?:\/\//.test(url) && URL.canParse(url)) return [url];
    throw new ConfigError(`The supergraph has no address of http or https for its subgraph ${name}.`);
  };

  const supergraphSdl = path === undefined ? ownSupergraph : await readGraph(path);
  const router = await firstGraph(path, () =>
    reloadableRouter({
      ...{ supergraphSdl, authorization, caching, overrideLabels: config.overrideLabels },
      introspection: config.endpoint.introspection,
      connect(subgraph) {
        const source = remoteDataSource({ urls: addressesOf(subgraph), secret });
        return tracing ? tracedDataSource(source, { tracing, subgraph: subgraph.name, kind: 'client' }) : source;
      },
      ...{ tracing, onError: operationFailures(log) },
    }),
  );

  let addresses: Addresses = {};
  let blobs = forwardBlobs({}, () => {});
  const forwarding = [blobs];

  const follow = () => {
    const subgraphs = router.subgraphs();
    for (const name of Object.keys(addresses))
      if (!subgraphs.has(name)) {
        dependencies.delete(name);
        metrics.forgetDependency(name);
      }
    for (const [name, { source }] of subgraphs) {
      const ping = () => source.ping();
      dependencies.set(name, ping);
      metrics.watchDependency(name, ping);
    }
    const found = Object.fromEntries(Array.from(subgraphs, ([name, { address }]) => [name, addressesOf(address)]));
    if (isDeepStrictEqual(found, addresses)) return;
    addresses = found;
    // transfers go on where they began
    blobs = forwardBlobs(addresses, (error) => log.error({ error }, 'a blob was not forwarded'));
    forwarding.push(blobs);
  };
  follow();

  const watching =
    path === undefined
      ? undefined
      : watchGraphFile({
          ...{ path, served: supergraphSdl, load: router.load },
          onLoad() {
            follow();
            metrics.graphLoaded('served');
            log.info({ path }, 'another supergraph is served');
          },
          onRefusal(error) {
            metrics.graphLoaded('refused');
            log.error({ path, error }, 'the supergraph file is not fit; the graph before it is served on');
          },
        });

  return {
    router,
    addresses: () => addresses,
    blobs: (request, response) => blobs.listener(request, response),
    async close() {
      watching?.stop();
      await Promise.all([router.close(), ...forwarding.map((forwarder) => forwarder.close())]);
    },
  };
};

const readGraph = async (path: string): Promise<string> => {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    throw new ConfigError(`SUPERGRAPH_PATH is ${path}, which can't be read: ${(error as Error).message}`);
  }
};

/** At the start there is no graph before it to go on with. */
const firstGraph = async <T>(path: string | undefined, open: () => T): Promise<T> => {
  try {
    return open();
  } catch (error) {
    if (path === undefined) throw error;
    throw new ConfigError(`SUPERGRAPH_PATH is ${path}, which is not fit: ${(error as Error).message}`);
  }
};
