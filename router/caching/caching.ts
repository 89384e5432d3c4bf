import { type ExecutionResult, OperationTypeNode, print } from 'graphql';
import type { Cache } from '#platform/cache/cache';
import type { DataSource, OperationContext } from '#platform/data-source';
import { hashOf } from '../hash.ts';
import type { Prepared } from '../prepare.ts';
import type { LoadedSupergraph } from '../supergraph.ts';
import type { Variables } from '../variables.ts';
import { cachedEntities } from './entities.ts';
import { type CachePolicy, createCachePolicies } from './policy.ts';
import { createReadings, type ReaderOf, type Reading } from './readings.ts';
import { createStore } from './store.ts';

export interface CachingOptions {
  /** Shared by the replicas. */
  readonly cache: Pick<Cache, 'get' | 'set'>;
  readonly readerOf: ReaderOf;
}

/** For how many more seconds an answer is good, and for whom. */
export type Freshness = CachePolicy;

/** Answers and entities that are kept as long as the graph's `@cacheControl` allows. */
export interface Caching {
  /** The same subgraphs; of those entities that may be kept only the missing ones are asked for. */
  sources(dataSources: Readonly<Record<string, DataSource>>): Readonly<Record<string, DataSource>>;
  /**
   * Answers a query from what was kept, or runs it. `variant`: what it is for this viewer. After a mutation its viewer is
   * given nothing older than that.
   */
  answer(
    asked: { readonly prepared: Prepared; readonly variant: Prepared; readonly variables: Variables },
    context: OperationContext,
    run: () => Promise<ExecutionResult>,
  ): Promise<ExecutionResult>;
}

const freshness = new WeakMap<ExecutionResult, Freshness>();

/** Undefined: nobody may keep it. */
export const freshnessOf = (result: ExecutionResult): Freshness | undefined => freshness.get(result);

/** Undefined where the graph has no `@cacheControl`: then nothing is kept. */
export const createCaching = (
  { sdl, supergraphSchema }: LoadedSupergraph,
  { cache, readerOf }: CachingOptions,
): Caching | undefined => {
  const policies = createCachePolicies(supergraphSchema);
  if (!policies) return undefined;
  const version = hashOf(sdl);
  const store = createStore(cache);
  const readings = createReadings(cache, readerOf);
  /** Of the queries that run; what else runs reads what is. */
  const running = new WeakMap<OperationContext, () => Promise<Reading | undefined>>();

  interface Known {
    readonly policy: CachePolicy | undefined;
    readonly hash: string;
  }
  const known = new WeakMap<Prepared, Known>();
  const knownOf = (prepared: Prepared): Known => {
    let found = known.get(prepared);
    if (!found) {
      const { document, operation } = prepared;
      const hash = hashOf([version, print(document), operation.name?.value]);
      found = { policy: policies.ofOperation(document, operation), hash };
      known.set(prepared, found);
    }
    return found;
  };

  const answerQuery: Caching['answer'] = async ({ prepared, variant, variables }, context, run) => {
    let begun: Promise<Reading | undefined> | undefined;
    const begin = () => {
      begun ??= readings.begin(context);
      return begun;
    };
    running.set(context, begin);
    const { policy, hash } = knownOf(prepared);
    const reading = policy && (await begin());
    if (!policy || !reading) return run();
    // where it is not planned for all alike, by rights or by an override, it is nobody else's either
    const scope = variant === prepared ? policy.scope : 'PRIVATE';
    const audience = reading.audience(scope);
    if (audience === undefined) return run();

    const key = hashOf([hash, audience, variables]);
    const kept = await store.get(scope, key);
    if (kept && reading.accepts(kept)) return fresh({ data: JSON.parse(kept.text) }, scope, kept.until);

    reading.uses({ madeAt: reading.madeAt, until: reading.madeAt + policy.maxAge * 1_000 });
    const result = await run();
    if (result.errors || !result.data) return result;
    const { madeAt, until } = reading;
    store.set(scope, key, { text: JSON.stringify(result.data), madeAt, until });
    return fresh(result, scope, until);
  };

  return {
    sources: (dataSources) =>
      Object.fromEntries(
        Object.entries(dataSources).map(([name, source]) => {
          const place = `${version} ${name}`;
          const readingOf = (context: OperationContext) => running.get(context)?.();
          return [name, cachedEntities(source, { place, policies, store, readingOf })];
        }),
      ),

    async answer(asked, context, run) {
      if (asked.prepared.operation.operation === OperationTypeNode.QUERY) return answerQuery(asked, context, run);
      const result = await run();
      await readings.wrote(context);
      return result;
    },
  };
};

const fresh = (result: ExecutionResult, scope: CachePolicy['scope'], until: number): ExecutionResult => {
  const maxAge = Math.round((until - Date.now()) / 1_000);
  if (maxAge > 0) freshness.set(result, { maxAge, scope });
  return result;
};
