import { isoTimes } from '#platform/postgres/times';
import type { ColumnType, PlainType, Row, Table, Target } from '#platform/read-model/read-model';
import { isVector, readColumns } from '#platform/read-model/vector';

/** Text keys compare byte by byte whatever the database's locale, so that pages and cursors agree everywhere. */
const SQL_TYPES: Readonly<Record<PlainType, string>> = {
  text: 'text',
  int: 'int',
  bigint: 'bigint',
  float: 'float8',
  boolean: 'boolean',
  timestamp: 'timestamptz',
  json: 'jsonb',
};

export const quote = (name: string): string => `"${name}"`;
export const primaryKey = (table: Table): string[] => [...table.partitionKey, ...table.clusteringKey];
export const physical = (table: Pick<Table, 'name'>, generation: Target['generation']): string =>
  `read_model.${quote(generation === 'live' ? table.name : `${table.name}__shadow`)}`;

/** PostgreSQL has no index of vectors, and doesn't keep them. */
export const columnsOf = readColumns;
export const sqlTypeOf = (table: Table, name: string): string => SQL_TYPES[table.columns[name] as PlainType];

/** Of tables that are copied: the transaction that wrote a row last, by which copies are kept up to date. */
export const CHANGED = 'changed_in';
/** Those with vectors are searched, and so copied. */
export const isCopied = (table: Table): boolean => Object.values<ColumnType>(table.columns).some(isVector);
const CHANGED_COLUMN = `${CHANGED} xid8 DEFAULT pg_current_xact_id()`;

/** Rows of these tables that were deleted, and when: only keys. */
export const REMOVED = 'read_model.removed_row';
export const CREATE_REMOVED = `CREATE TABLE IF NOT EXISTS ${REMOVED} (
  of_table text, tenant text COLLATE "C", key jsonb, ${CHANGED_COLUMN}, PRIMARY KEY (of_table, tenant, key),
  UNIQUE (of_table, tenant, ${CHANGED}, key))`;

const column = ([name, type]: readonly [string, PlainType]): string =>
  `${quote(name)} ${SQL_TYPES[type]}${type === 'text' ? ' COLLATE "C"' : ''}`;

export const createTable = (table: Table, generation: Target['generation']): string => {
  const columns = columnsOf(table).map(column);
  const key = ['tenant', ...primaryKey(table).map(quote)];
  if (isCopied(table)) columns.push(CHANGED_COLUMN, `UNIQUE (tenant, ${CHANGED}, ${key.slice(1).join(', ')})`);
  return `CREATE TABLE IF NOT EXISTS ${physical(table, generation)}
    (tenant text COLLATE "C", ${columns.join(', ')}, PRIMARY KEY (${key.join(', ')}))`;
};

/** A column that was declared since stays empty until the projection is rebuilt. */
export const addColumns = (table: Table): string => {
  const added = columnsOf(table).map((declared) => `ADD COLUMN IF NOT EXISTS ${column(declared)}`);
  return `ALTER TABLE ${physical(table, 'live')} ${added.join(', ')}`;
};

export const selectList = (table: Table): string =>
  columnsOf(table)
    .map(([name]) => quote(name))
    .join(', ');

/** A column's values as a statement takes them. */
export const encode = (table: Table, name: string, rows: readonly Row[]): unknown[] =>
  rows.map((row) => {
    const value = row[name] ?? null;
    return table.columns[name] === 'json' && value !== null ? JSON.stringify(value) : value;
  });

/** How the rows of a table are asked for: as arrays in the order of `selectList`, for `decode`. */
export const AS_ARRAYS = { rowMode: 'array', types: isoTimes } as const;

/** `from`: how many columns stand before those of the table. */
export const decode = (table: Table, raw: readonly unknown[], from = 0): Row => {
  const row: Record<string, unknown> = {};
  let nth = from;
  for (const name in table.columns) {
    const type = table.columns[name]!;
    const value = isVector(type) ? null : raw[nth++];
    row[name] = type === 'bigint' && value !== null ? Number(value) : value;
  }
  return row as Row;
};
