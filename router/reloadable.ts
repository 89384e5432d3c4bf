import { setImmediate } from 'node:timers/promises';
import { parse } from 'graphql';
import type { DataSource } from '#platform/data-source';
import { isRefused, type Prepared } from './prepare.ts';
import { createRouter, type Router, type RouterOptions } from './router.ts';
import { type SubgraphAddress, subgraphsIn } from './subgraphs.ts';
import { endingWith } from './subscriptions.ts';
import { checkSupergraph } from './supergraph.ts';

/** A subgraph that the router reaches for as long as some graph of its has it. */
export interface ConnectedDataSource extends DataSource {
  /** Rejects while nobody answers there. */
  ping(): Promise<void>;
  close(): Promise<void>;
}

export interface ConnectedSubgraph {
  readonly address: SubgraphAddress;
  readonly source: ConnectedDataSource;
}

export interface ReloadableOptions extends Omit<RouterOptions, 'dataSources'> {
  /** Called once for each name and address; throws where there is no way to it. */
  readonly connect: (subgraph: SubgraphAddress) => ConnectedDataSource;
}

export interface ReloadableRouter extends Router {
  /**
   * Goes on with another supergraph: what is prepared from now on is answered by it, while operations and subscriptions
   * that run already end on the graph that they began on. Rejects with the reason, and changes nothing, when it isn't fit.
   */
  load(supergraphSdl: string): Promise<void>;
  /** Those of the graph that is served now, by their names. */
  subgraphs(): ReadonlyMap<string, ConnectedSubgraph>;
  /** Closes every way to a subgraph. */
  close(): Promise<void>;
}

/** Operations that a new graph has planned before it is asked; the others are planned when they come. */
const PLANNED_AHEAD = 500;

/** What was prepared by a graph that was exchanged meanwhile has this long to begin. */
const BEGINNING_MS = 10_000;

/** One graph, and what still runs on it. */
interface Generation {
  readonly router: Router;
  readonly sources: ReadonlyMap<string, Connection>;
  running: number;
  /** Nothing more begins on it. */
  ending: boolean;
}

interface Connection extends ConnectedSubgraph {
  readonly key: string;
  /** Of graphs. */
  users: number;
}

/** A router whose graph can be exchanged under it. Throws when the first one isn't fit. */
export const reloadableRouter = ({ connect, ...options }: ReloadableOptions): ReloadableRouter => {
  const connections = new Map<string, Connection>();
  const madeBy = new WeakMap<Prepared, Generation>();

  const connected = (address: SubgraphAddress): Connection => {
    const key = JSON.stringify([address.name, address.url]);
    const known = connections.get(key);
    if (known) return known;
    const connection = { key, address, source: connect(address), users: 0 };
    connections.set(key, connection);
    return connection;
  };

  const disconnect = (sources: Iterable<Connection>): void => {
    for (const { key, source, users } of sources)
      if (users === 0 && connections.delete(key)) source.close().catch((error) => options.onError(error, undefined));
  };

  const generationOf = (supergraphSdl: string): Generation => {
    checkSupergraph(supergraphSdl);
    const sources = new Map<string, Connection>();
    try {
      for (const subgraph of subgraphsIn(parse(supergraphSdl))) sources.set(subgraph.name, connected(subgraph));
      const dataSources = Object.fromEntries(Array.from(sources, ([name, { source }]) => [name, source]));
      const router = createRouter({ ...options, supergraphSdl, dataSources });
      for (const connection of sources.values()) connection.users += 1;
      return { router, sources, running: 0, ending: false };
    } catch (error) {
      disconnect(sources.values());
      throw error;
    }
  };

  /** Those that clients ask for, so that none of them waits while its plan is made. */
  const planAhead = async ({ router: next }: Generation, { router: before }: Generation): Promise<void> => {
    for (const { text, operationName } of before.known().slice(0, PLANNED_AHEAD)) {
      next.prepare(text, operationName);
      await setImmediate();
    }
  };

  let current = generationOf(options.supergraphSdl);
  let loading: Promise<unknown> = Promise.resolve();

  const endIfOver = (generation: Generation): void => {
    if (!generation.ending || generation.running > 0) return;
    for (const connection of generation.sources.values()) connection.users -= 1;
    disconnect(generation.sources.values());
  };

  const begin = (generation: Generation): (() => void) => {
    generation.running += 1;
    let over = false;
    return () => {
      if (over) return;
      over = true;
      generation.running -= 1;
      endIfOver(generation);
    };
  };

  const exchange = async (supergraphSdl: string): Promise<void> => {
    const next = generationOf(supergraphSdl);
    await planAhead(next, current);
    const before = current;
    current = next;
    setTimeout(() => {
      before.ending = true;
      endIfOver(before);
    }, BEGINNING_MS).unref();
  };

  return {
    get supergraphSdl() {
      return current.router.supergraphSdl;
    },
    get apiSchema() {
      return current.router.apiSchema;
    },
    known: () => current.router.known(),

    prepare(text, operationName) {
      const prepared = current.router.prepare(text, operationName);
      if (!isRefused(prepared)) madeBy.set(prepared, current);
      return prepared;
    },

    recall(text, operationName) {
      const recalled = current.router.recall(text, operationName);
      if (recalled && !isRefused(recalled)) madeBy.set(recalled, current);
      return recalled;
    },

    async execute(prepared, variables, context) {
      const generation = madeBy.get(prepared)!;
      const end = begin(generation);
      return generation.router.execute(prepared, variables, context).finally(end);
    },

    async subscribe(prepared, variables, context) {
      const generation = madeBy.get(prepared)!;
      const end = begin(generation);
      const opened = await generation.router.subscribe(prepared, variables, context);
      if (Symbol.asyncIterator in opened) return endingWith(opened, end);
      end();
      return opened;
    },

    load(supergraphSdl) {
      const loaded = loading.then(() => exchange(supergraphSdl));
      // one after the other, whatever becomes of them
      loading = loaded.catch(() => {});
      return loaded;
    },

    subgraphs: () => current.sources,

    async close() {
      await Promise.all(Array.from(connections.values(), ({ source }) => source.close()));
    },
  };
};
