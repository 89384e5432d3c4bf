/** An object of a subgraph's answer. Its own properties only: a response name may be `constructor` or `__proto__`. */
export type JsonObject = Record<string, unknown>;

export const isJsonObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** What stands under a name that is known only at run time or may be one of Object.prototype's. */
export const ownValue = (object: JsonObject, name: string): unknown =>
  Object.hasOwn(object, name) ? object[name] : undefined;

/** Sets also `__proto__` as a name like any other. */
export const setOwn = (object: JsonObject, name: string, value: unknown): void => {
  if (name === '__proto__')
    Object.defineProperty(object, name, { value, writable: true, enumerable: true, configurable: true });
  else object[name] = value;
};

/** A value of its own for every place that it goes to: what is merged into one of them is not seen by the others. */
export const copyOf = <T>(value: T): T => {
  if (Array.isArray(value)) return value.map(copyOf) as T;
  if (!isJsonObject(value)) return value;
  const copy: JsonObject = {};
  for (const name of Object.keys(value)) setOwn(copy, name, copyOf(value[name]));
  return copy as T;
};
