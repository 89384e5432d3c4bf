import type { FetchNode } from '@apollo/query-planner';
import type { ExecutionResult, GraphQLError } from 'graphql';
import { compileContext } from './context.ts';
import { placedError } from './errors.ts';
import { type Sources, sendBy, variablesOf } from './fetch.ts';
import { copyOf, isJsonObject, type JsonObject } from './json.ts';
import { compileRequires } from './represent.ts';
import { unneededIn } from './requirements.ts';
import { compileRewrites, renamings } from './rewrite.ts';
import type { Run, Step } from './run.ts';
import { type Located, locatedAt, type PlanPath, targetsAt } from './targets.ts';

/** One question about entities. The same entity is asked for once, however often it stands in the tree. */
interface Batch {
  /** Arguments that come from around the entities. */
  readonly context: JsonObject;
  readonly representations: JsonObject[];
  /** For each representation the objects that its answer goes to. */
  readonly targets: JsonObject[][];
  /** Where each of `representations` is, by its text. */
  readonly known: Map<string, number>;
}

const emptyBatch = (context: JsonObject): Batch => ({
  ...{ context, representations: [], targets: [], known: new Map() },
});

/** A fetch of fields of entities that others have found. */
export const fetchEntities = (node: FetchNode, path: PlanPath, sources: Sources): Step => {
  const { types, merge, requirements } = sources;
  const send = sendBy(node, sources);
  const variables = variablesOf(node);
  const represent = compileRequires(node.requires!, { types, merge });
  const unneeded = unneededIn(node, requirements);
  const contextOf = node.contextRewrites && compileContext(node.contextRewrites, types);
  const rewriteRepresentation = compileRewrites(node.inputRewrites, types);
  const rewriteEntity = compileRewrites(node.outputRewrites, types);
  const renamed = renamings(node.outputRewrites);

  const add = (batch: Batch, target: JsonObject, missing?: ReadonlySet<string>): void => {
    const representation = represent(target, missing);
    if (!representation) return;
    const key = JSON.stringify(representation);
    const nth = batch.known.get(key);
    if (nth !== undefined) {
      batch.targets[nth]!.push(target);
      return;
    }
    batch.known.set(key, batch.representations.length);
    rewriteRepresentation?.(representation);
    batch.representations.push(representation);
    batch.targets.push([target]);
  };

  const batchesOf = ({ data, variables }: Run): readonly Batch[] => {
    const missing = unneeded?.(variables);
    if (!contextOf) {
      const batch = emptyBatch({});
      for (const target of targetsAt(data, path)) add(batch, target, missing);
      return [batch];
    }
    // a fetch has one value for each variable: what is under other values goes into another
    const batches = new Map<string, Batch>();
    for (const located of locatedAt(data, path)) {
      const context = contextOf(located);
      const key = JSON.stringify(context);
      const batch = batches.get(key) ?? emptyBatch(context);
      batches.set(key, batch);
      add(batch, located.object, missing);
    }
    return [...batches.values()];
  };

  const mergeEntities = (run: Run, batch: Batch, { data, errors }: ExecutionResult): void => {
    if (errors) run.errors.push(...placed(errors, batch, run.data));
    const entities = data?._entities;
    if (!Array.isArray(entities)) return;
    for (const [nth, entity] of entities.entries()) {
      const targets = batch.targets[nth];
      if (!targets || !isJsonObject(entity)) continue;
      rewriteEntity?.(entity);
      for (let place = 1; place < targets.length; place++) merge(targets[place]!, copyOf(entity));
      merge(targets[0]!, entity);
    }
  };

  /** An error of an entity stands wherever that does; one of the whole fetch has no place. */
  const placed = (errors: readonly GraphQLError[], { targets }: Batch, data: JsonObject): GraphQLError[] => {
    const places = new Map<JsonObject, Located[]>();
    for (const located of locatedAt(data, path))
      places.set(located.object, [...(places.get(located.object) ?? []), located]);
    return errors.flatMap((error) => {
      const [, nth, ...rest] = error.path ?? [];
      const objects = typeof nth === 'number' ? targets[nth] : undefined;
      if (!objects) return placedError(error, undefined, renamed);
      return objects
        .flatMap((object) => places.get(object) ?? [])
        .map((located) => placedError(error, [...located.path, ...rest], renamed));
    });
  };

  const ask = async (run: Run, batch: Batch): Promise<void> => {
    const { context, representations } = batch;
    mergeEntities(run, batch, await send(run, { ...variables(run), ...context, representations }));
  };

  return (run) => {
    const batches = batchesOf(run).filter(({ representations }) => representations.length > 0);
    if (batches.length <= 1) return batches[0] && ask(run, batches[0]);
    return Promise.all(batches.map((batch) => ask(run, batch))).then(() => undefined);
  };
};
