import { types } from 'cassandra-driver';
import type { ColumnType, Folded, PlainType, Row, Table, Value, VectorType } from '#platform/read-model/read-model';
import { isVector, keptVector, readColumns } from '#platform/read-model/vector';

/** Which events a computed row has in it. Columns of one's own are named in camel case, so none has this name. */
export const FOLDED = 'folded_events';

/**
 * In tables with vectors, for each: the tenant once more, with the value among whose rows it is searched. Of these a search
 * can leave out rows by any indexed column but one of the key.
 */
export const searchedIn = (column: string): string => `${column}_searched_in`;
/** Its value; null for rows that are not searched. */
export const searchedValue = ({ among }: VectorType, tenant: string, value: unknown): string | null =>
  among === undefined ? tenant : value === null || value === undefined ? null : `${tenant}\n${value}`;

/** A row as the driver gives it. */
export type RawRow = Readonly<Record<string, unknown>>;

const CQL_TYPES: Readonly<Record<PlainType, string>> = {
  text: 'text',
  int: 'int',
  bigint: 'bigint',
  float: 'double',
  boolean: 'boolean',
  timestamp: 'timestamp',
  json: 'text',
};

export const cqlType = (type: ColumnType): string =>
  isVector(type) ? `vector<float, ${type.vector}>` : CQL_TYPES[type];

export const quote = (name: string): string => `"${name}"`;

export const primaryKey = (table: Table): string[] => [...table.partitionKey, ...table.clusteringKey];

/** Of all columns. */
export const selectList = (table: Table): string => Object.keys(table.columns).map(quote).join(', ');
/** Of those that are read: vectors are only searched by. */
export const readList = (table: Table): string =>
  readColumns(table)
    .map(([name]) => quote(name))
    .join(', ');
/** Of the primary key. */
export const keyList = (table: Table): string => primaryKey(table).map(quote).join(', ');

/** `"a" = ? AND "b" = ?` */
export const equals = (names: readonly string[]): string => names.map((name) => `${quote(name)} = ?`).join(' AND ');

/** The driver leaves out what is undefined, where null removes what stood there. */
export const encode = (table: Table, row: Row, names: readonly string[]): unknown[] =>
  names.map((name) => {
    const value = row[name] ?? null;
    if (value === null) return null;
    const type = table.columns[name];
    if (isVector(type)) return encodeVector(type, value);
    if (type === 'timestamp') return new Date(value as string);
    if (type === 'bigint') return BigInt(value as number);
    if (type === 'json') return JSON.stringify(value);
    return value;
  });

export const encodeVector = (type: VectorType, value: Value): types.Vector | null => {
  const vector = keptVector(type, value);
  return vector && new types.Vector(vector);
};

export const decode = (table: Table, raw: RawRow): Row => decodeColumns(table, raw, Object.keys(table.columns));
export const decodeKey = (table: Table, raw: RawRow): Row => decodeColumns(table, raw, primaryKey(table));

const decodeColumns = (table: Table, raw: RawRow, names: readonly string[]): Row => {
  const row: Record<string, unknown> = {};
  for (const name of names) {
    const [type, value] = [table.columns[name], raw[name]];
    if (value === null || value === undefined) row[name] = null;
    else if (type === 'timestamp') row[name] = (value as Date).toISOString();
    else if (type === 'bigint') row[name] = Number(value);
    else if (isVector(type)) row[name] = [...(value as types.Vector)];
    else if (type === 'json') row[name] = JSON.parse(value as string);
    else row[name] = value;
  }
  return row as Row;
};

export const decodeFolded = (raw: RawRow): Folded => (raw[FOLDED] ? JSON.parse(raw[FOLDED] as string) : {});

/** The columns with vectors, and their types. */
export const vectorsOf = (table: Table): [column: string, type: VectorType][] =>
  Object.entries<ColumnType>(table.columns).filter((entry): entry is [string, VectorType] => isVector(entry[1]));
