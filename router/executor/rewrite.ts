import type { FetchDataRewrite } from '@apollo/query-planner';
import { isJsonObject, type JsonObject, ownValue, setOwn } from './json.ts';
import { mayBe, type TypeNames, typeCondition } from './types.ts';

/** Changes an object in place. */
export type Rewrite = (value: unknown) => void;

/**
 * What the planner wants changed in representations before they are sent (the name of an interface object for that of
 * its implementation) and in answers before they are merged (names that it gave to fields which could not share one).
 */
export const compileRewrites = (
  rewrites: readonly FetchDataRewrite[] | undefined,
  types: TypeNames,
): Rewrite | undefined => {
  if (!rewrites || rewrites.length === 0) return undefined;
  const compiled = rewrites.map((rewrite) => at(rewrite.path.slice(0, -1), changeBy(rewrite), types));
  return (value) => {
    for (const rewrite of compiled) rewrite(value);
  };
};

const changeBy = (rewrite: FetchDataRewrite): ((object: JsonObject) => void) => {
  const name = rewrite.path.at(-1)!;
  if (rewrite.kind === 'ValueSetter') return (object) => setOwn(object, name, rewrite.setValueTo);
  return (object) => {
    const value = ownValue(object, name);
    if (value === undefined) return;
    setOwn(object, rewrite.renameKeyTo, value);
    object[name] = undefined;
  };
};

const at = (path: readonly string[], change: (object: JsonObject) => void, types: TypeNames): Rewrite => {
  const [head, ...rest] = path;
  const inner: (object: JsonObject) => void = head === undefined ? change : step(head, at(rest, change, types), types);
  const rewrite: Rewrite = (value) => {
    if (Array.isArray(value)) value.forEach(rewrite);
    else if (isJsonObject(value)) inner(value);
  };
  return rewrite;
};

const step = (head: string, rewrite: Rewrite, types: TypeNames): ((object: JsonObject) => void) => {
  const condition = typeCondition(head);
  if (condition === undefined) return (object) => rewrite(ownValue(object, head));
  return (object) => {
    if (mayBe(object, condition, types)) rewrite(object);
  };
};

/** The names that fields have in a subgraph's answer only, with those that they stand for. */
export const renamings = (rewrites: readonly FetchDataRewrite[] | undefined): ReadonlyMap<string, string> =>
  new Map(
    (rewrites ?? []).flatMap((rewrite) =>
      rewrite.kind === 'KeyRenamer' ? [[rewrite.path.at(-1)!, rewrite.renameKeyTo]] : [],
    ),
  );
