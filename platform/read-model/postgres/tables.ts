import { isoTimes } from '#platform/postgres/times';
import type { ColumnType, PlainType, Row, Table, Target } from '#platform/read-model/read-model';
import { isVector, keptVector } from '#platform/read-model/vector';

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

export const sqlType = (type: ColumnType): string => (isVector(type) ? 'real[]' : SQL_TYPES[type]);

/** Of tables with vectors: the transaction that wrote a row last, by which copies of the vectors are kept up to date. */
export const CHANGED = 'changed_in';
export const hasVectors = (table: Table): boolean => Object.values<ColumnType>(table.columns).some(isVector);
const CHANGED_COLUMN = `${CHANGED} xid8 DEFAULT pg_current_xact_id()`;

const column = (name: string, type: ColumnType): string =>
  `${quote(name)} ${sqlType(type)}${type === 'text' ? ' COLLATE "C"' : ''}`;

export const createTable = (table: Table, generation: Target['generation']): string => {
  const columns = Object.entries(table.columns).map(([name, type]) => column(name, type));
  const key = ['tenant', ...primaryKey(table).map(quote)];
  if (hasVectors(table)) columns.push(CHANGED_COLUMN, `UNIQUE (tenant, ${CHANGED}, ${key.slice(1).join(', ')})`);
  return `CREATE TABLE IF NOT EXISTS ${physical(table, generation)}
    (tenant text COLLATE "C", ${columns.join(', ')}, PRIMARY KEY (${key.join(', ')}))`;
};

/** A column that was declared since stays empty until the projection is rebuilt. */
export const addColumns = (table: Table): string => {
  const added = Object.entries(table.columns).map(([name, type]) => `ADD COLUMN IF NOT EXISTS ${column(name, type)}`);
  return `ALTER TABLE ${physical(table, 'live')} ${added.join(', ')}`;
};

/** Vectors come as bytes: reading them as text takes longer than finding them. */
export const selectList = (table: Table): string =>
  Object.entries(table.columns)
    .map(([name, type]) => (isVector(type) ? `array_send(${quote(name)}) AS ${quote(name)}` : quote(name)))
    .join(', ');

/** An array of real as `array_send` has it: five words of header, then a length and a number each. */
export const numbersIn = (sent: Buffer): number[] => {
  const numbers: number[] = [];
  for (let at = 24; at < sent.length; at += 8) numbers.push(sent.readFloatBE(at));
  return numbers;
};

/** A column's values as the array that a statement takes, and what each element of it is turned into. */
export const encode = (table: Table, name: string, rows: readonly Row[]): { values: unknown[]; type: string } => {
  const type = table.columns[name]!;
  const values = rows.map((row) => {
    const value = row[name] ?? null;
    if (isVector(type)) {
      const vector = keptVector(type, value);
      // of arrays in an array unnest would make one long row
      return vector && `{${vector.join(',')}}`;
    }
    return type === 'json' && value !== null ? JSON.stringify(value) : value;
  });
  return { values, type: isVector(type) ? 'text' : sqlType(type) };
};

/** How the rows of a table are asked for: as arrays in the order of `selectList`, for `decode`. */
export const AS_ARRAYS = { rowMode: 'array', types: isoTimes } as const;

/** `from`: how many columns stand before those of the table. */
export const decode = (table: Table, raw: readonly unknown[], from = 0): Row => {
  const row: Record<string, unknown> = {};
  let nth = from;
  for (const name in table.columns) {
    const value = raw[nth++];
    row[name] = value === null ? null : decoded(table.columns[name]!, value);
  }
  return row as Row;
};

const decoded = (type: ColumnType, value: unknown): unknown => {
  if (type === 'bigint') return Number(value);
  return isVector(type) ? numbersIn(value as Buffer) : value;
};
