import { isJsonObject, type JsonObject, ownValue, setOwn } from './json.ts';
import type { TypeNames } from './types.ts';

/** Adds one subgraph's answer about an object to what others have answered about it. */
export type Merge = (target: JsonObject, source: JsonObject) => void;

/**
 * Fetches run side by side, so the outcome must not depend on which of them comes first: a null never takes the place of
 * a value (it means that this subgraph had to give up the object, with an error of its own), and a `__typename` that is
 * an interface's never that of an object type.
 */
export const mergeBy = ({ isConcrete }: TypeNames): Merge => {
  const merged = (known: unknown, added: unknown): unknown => {
    if (added === null || added === undefined) return known === undefined ? added : known;
    if (isJsonObject(known) && isJsonObject(added)) {
      merge(known, added);
      return known;
    }
    if (Array.isArray(known) && Array.isArray(added) && known.length === added.length) {
      for (let nth = 0; nth < known.length; nth++) known[nth] = merged(known[nth], added[nth]);
      return known;
    }
    return added;
  };

  const merge: Merge = (target, source) => {
    for (const name of Object.keys(source)) {
      const known = ownValue(target, name);
      const added = source[name];
      // renamed away
      if (added === undefined) continue;
      if (known === undefined) setOwn(target, name, added);
      else if (name !== '__typename' || isConcrete(added as string)) setOwn(target, name, merged(known, added));
    }
  };
  return merge;
};
