import type { FetchDataRewrite } from '@apollo/query-planner';
import { isJsonObject, type JsonObject, ownValue, setOwn } from './json.ts';
import type { TypeNames } from './types.ts';

/** Changes an object in place. */
export type Rewrite = (value: unknown) => void;

const TYPE_CONDITION = '... on ';

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
  if (!head.startsWith(TYPE_CONDITION)) return (object) => rewrite(ownValue(object, head));
  const condition = head.slice(TYPE_CONDITION.length);
  return (object) => {
    const { __typename: typename } = object;
    // an object that doesn't say its type is what was asked for
    if (typeof typename !== 'string' || types.isOf(typename, condition)) rewrite(object);
  };
};

/** The names that fields have in a subgraph's answer only, with those that they stand for. */
export const renamings = (rewrites: readonly FetchDataRewrite[] | undefined): ReadonlyMap<string, string> =>
  new Map(
    (rewrites ?? []).flatMap((rewrite) =>
      rewrite.kind === 'KeyRenamer' ? [[rewrite.path.at(-1)!, rewrite.renameKeyTo]] : [],
    ),
  );
