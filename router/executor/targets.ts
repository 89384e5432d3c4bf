import { isJsonObject, type JsonObject, ownValue } from './json.ts';

/** Response names, and `@` for each item of a list. */
export type PlanPath = readonly (string | number)[];

/** Where an object stands in the answer. */
export interface Located {
  readonly object: JsonObject;
  readonly path: readonly (string | number)[];
  /** The objects around it, the outermost first. */
  readonly ancestors: readonly JsonObject[];
}

/** The objects that a path of the plan leads to. */
export const targetsAt = (data: JsonObject, path: PlanPath): JsonObject[] => {
  const targets: JsonObject[] = [];
  collect(data, path, 0, targets);
  return targets;
};

const collect = (value: unknown, path: PlanPath, depth: number, targets: JsonObject[]): void => {
  if (Array.isArray(value)) {
    const inner = path[depth] === '@' ? depth + 1 : depth;
    for (const item of value) collect(item, path, inner, targets);
  } else if (isJsonObject(value)) {
    if (depth === path.length) targets.push(value);
    else collect(ownValue(value, path[depth] as string), path, depth + 1, targets);
  }
};

/** The same objects in the same order, with the way to each. It takes longer, and is needed for errors and contexts. */
export const locatedAt = (data: JsonObject, path: PlanPath): Located[] => {
  const located: Located[] = [];
  const walk = (
    value: unknown,
    depth: number,
    way: readonly (string | number)[],
    ancestors: readonly JsonObject[],
  ): void => {
    if (Array.isArray(value)) {
      const inner = path[depth] === '@' ? depth + 1 : depth;
      for (const [nth, item] of value.entries()) walk(item, inner, [...way, nth], ancestors);
    } else if (isJsonObject(value)) {
      const name = path[depth] as string;
      if (depth === path.length) located.push({ object: value, path: way, ancestors });
      else walk(ownValue(value, name), depth + 1, [...way, name], [...ancestors, value]);
    }
  };
  walk(data, 0, [], []);
  return located;
};
