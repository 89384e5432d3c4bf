import { type DocumentNode, type ExecutionResult, GraphQLError } from 'graphql';
import type { DataSource, Fetch, OperationContext } from '#platform/data-source';
import { hashOf } from '../hash.ts';
import type { CachePolicies, CachePolicy } from './policy.ts';
import type { Reading } from './readings.ts';
import type { Store } from './store.ts';

/** A subgraph of which entities are kept, one by one: it is asked for those that are missing. */
export const cachedEntities = (
  source: DataSource,
  options: {
    /** What makes the subgraph's answers others': its name, and the graph's version. */
    readonly place: string;
    readonly policies: CachePolicies;
    readonly store: Store;
    /** Undefined: this operation takes nothing from any cache. */
    readonly readingOf: (context: OperationContext) => Promise<Reading | undefined> | undefined;
  },
): DataSource => {
  const { place, policies, store, readingOf } = options;
  const known = new WeakMap<DocumentNode, CachePolicy | null>();
  const policyOf = ({ document }: Fetch): CachePolicy | null => {
    if (!document) return null;
    let policy = known.get(document);
    if (policy === undefined) {
      policy = policies.ofEntities(document) ?? null;
      known.set(document, policy);
    }
    return policy;
  };

  const execute: DataSource['execute'] = async (fetch, context) => {
    const policy = policyOf(fetch);
    const reading = policy && (await readingOf(context));
    const audience = policy ? reading?.audience(policy.scope) : undefined;
    if (!policy || !reading || audience === undefined) return source.execute(fetch, context);
    const { scope, maxAge } = policy;
    const { representations: all, ...variables } = fetch.variables as { readonly representations: readonly unknown[] };
    const asked = hashOf([place, audience, fetch.query, variables]);
    const keys = all.map((representation) => `${asked}${hashOf(representation)}`);
    const found = await Promise.all(keys.map((key) => store.get(scope, key)));
    const entities = found.map((kept) => {
      if (!kept || !reading.accepts(kept)) return undefined;
      reading.uses(kept);
      return JSON.parse(kept.text) as unknown;
    });
    const missing = [...entities.keys()].filter((nth) => entities[nth] === undefined);
    if (missing.length === 0) return { data: { _entities: entities } };

    const madeAt = Date.now();
    const representations = missing.map((nth) => all[nth]);
    const result = await source.execute({ ...fetch, variables: { ...variables, representations } }, context);
    const until = madeAt + maxAge * 1_000;
    reading.uses({ madeAt, until });
    const answered = (result.data?._entities ?? []) as readonly unknown[];
    for (const [nth, place] of missing.entries()) {
      const entity = answered[nth] ?? null;
      entities[place] = entity;
      // one that is gone may come; and what goes with an error is not the whole of it
      if (entity !== null && !result.errors)
        store.set(scope, keys[place]!, { text: JSON.stringify(entity), madeAt, until });
    }
    return { ...result, data: { _entities: entities }, ...(result.errors && { errors: placed(result, missing) }) };
  };

  return { execute, subscribe: (fetch, context) => source.subscribe(fetch, context) };
};

/** Errors where their entities stand among all that were asked for. */
const placed = ({ errors = [] }: ExecutionResult, places: readonly number[]): GraphQLError[] =>
  errors.map((error) => {
    const [root, nth, ...rest] = error.path ?? [];
    const place = typeof nth === 'number' ? places[nth] : undefined;
    if (place === undefined) return error;
    const { message, extensions } = error;
    return new GraphQLError(message, { path: [root!, place, ...rest], extensions, originalError: error });
  });
