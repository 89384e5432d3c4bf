import type { QueryPlanSelectionNode } from '@apollo/query-planner';
import { isJsonObject, type JsonObject, ownValue, setOwn } from './json.ts';
import type { Merge } from './merge.ts';
import type { TypeNames } from './types.ts';

/**
 * What a subgraph is told of an entity so that it finds it; undefined where something that it needs isn't there.
 * `unneeded`: what may be missing.
 */
export type Represent = (entity: JsonObject, unneeded?: ReadonlySet<string>) => JsonObject | undefined;

/**
 * By the `requires` of a fetch: keys, and what the fields of this fetch need of other subgraphs (`@requires`). It is
 * undefined for an object of another type than the fetch is about, and for one whose keys failed to be fetched.
 */
export const compileRequires = (
  requires: readonly QueryPlanSelectionNode[],
  { types, merge }: { readonly types: TypeNames; readonly merge: Merge },
): Represent => {
  const represent = compileSelections(requires, types, merge);
  return (entity, unneeded) => {
    const representation = represent(entity, unneeded);
    return representation?.__typename ? representation : undefined;
  };
};

const compileSelections = (
  selections: readonly QueryPlanSelectionNode[],
  types: TypeNames,
  merge: Merge,
): Represent => {
  const parts = selections.map((selection) => {
    const inner = selection.selections && compileSelections(selection.selections, types, merge);
    if (selection.kind === 'Field') return { name: selection.alias ?? selection.name, inner };
    return { condition: selection.typeCondition, inner: inner! };
  });

  return (object, unneeded) => {
    let representation: JsonObject | undefined;
    for (const part of parts) {
      if (part.name !== undefined) {
        const value = ownValue(object, part.name);
        if (value === undefined && unneeded?.has(part.name)) continue;
        if (value === undefined) return undefined;
        representation ??= {};
        setOwn(representation, part.name, part.inner ? representAll(value, part.inner) : value);
        continue;
      }
      const { __typename: typename } = object;
      if (part.condition !== undefined && !(typeof typename === 'string' && types.isOf(typename, part.condition)))
        continue;
      const some = part.inner(object, unneeded);
      if (representation && some) merge(representation, some);
      else representation ??= some;
    }
    return representation;
  };
};

const representAll = (value: unknown, represent: Represent): unknown => {
  if (Array.isArray(value)) return value.map((item) => representAll(item, represent));
  return isJsonObject(value) ? (represent(value) ?? null) : value;
};
