import type { ColumnType, PlainType, Table, Value, VectorType } from '#platform/read-model/read-model';

export const isVector = (type: ColumnType | undefined): type is VectorType => typeof type === 'object';

/** The columns that are read: vectors are only searched by. */
export const readColumns = ({ columns }: Table): [name: string, type: PlainType][] =>
  Object.entries<ColumnType>(columns).filter((entry): entry is [string, PlainType] => !isVector(entry[1]));

/** A vector as it is kept: in single precision, and null where it has no direction. Throws for one of another dimension. */
export const keptVector = ({ vector }: VectorType, value: Value | undefined): number[] | null => {
  if (value === null || value === undefined) return null;
  const numbers = Array.from(value as readonly number[], Math.fround);
  if (numbers.length !== vector || !numbers.every(Number.isFinite))
    throw new TypeError(`Expected a vector of ${vector} numbers, and got ${JSON.stringify(value)}.`);
  return numbers.some((number) => number !== 0) ? numbers : null;
};
