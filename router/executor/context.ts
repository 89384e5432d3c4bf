import type { FetchDataKeyRenamer } from '@apollo/query-planner';
import { isJsonObject, type JsonObject, ownValue } from './json.ts';
import type { Located } from './targets.ts';
import type { TypeNames } from './types.ts';

/** The arguments that fields of an entity take from objects around it (`@fromContext`), as variables of the fetch. */
export type ContextOf = (located: Located) => JsonObject;

const TYPE_CONDITION = '... on ';

/** A rewrite's path goes up first, by a `..` for each field, then down to the value. */
export const compileContext = (rewrites: readonly FetchDataKeyRenamer[], types: TypeNames): ContextOf => {
  const arguments_ = rewrites.map(({ path, renameKeyTo }) => {
    const levels = path.findIndex((part) => part !== '..');
    return { name: renameKeyTo, levels, down: path.slice(levels) };
  });
  return ({ ancestors }) => {
    const values: JsonObject = {};
    // of several ways, one for each type that the object around it may have, one leads somewhere
    for (const { name, levels, down } of arguments_)
      values[name] = valueAt(ancestors.at(-levels), down, types) ?? values[name] ?? null;
    return values;
  };
};

const valueAt = (value: unknown, path: readonly string[], types: TypeNames): unknown => {
  const [head, ...rest] = path;
  if (head === undefined) return value;
  if (Array.isArray(value)) return value.map((item) => valueAt(item, path, types));
  if (!isJsonObject(value)) return undefined;
  if (!head.startsWith(TYPE_CONDITION)) return valueAt(ownValue(value, head), rest, types);
  const { __typename: typename } = value;
  const applies = typeof typename !== 'string' || types.isOf(typename, head.slice(TYPE_CONDITION.length));
  return applies ? valueAt(value, rest, types) : undefined;
};
