import type { FetchDataKeyRenamer } from '@apollo/query-planner';
import { isJsonObject, type JsonObject, ownValue } from './json.ts';
import type { Located } from './targets.ts';
import { mayBe, type TypeNames, typeCondition } from './types.ts';

/** The arguments that fields of an entity take from objects around it (`@fromContext`), as variables of the fetch. */
export type ContextOf = (located: Located) => JsonObject;

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
  const condition = typeCondition(head);
  if (condition === undefined) return valueAt(ownValue(value, head), rest, types);
  return mayBe(value, condition, types) ? valueAt(value, rest, types) : undefined;
};
