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

const column = (name: string, type: ColumnType): string =>
  `${quote(name)} ${sqlType(type)}${type === 'text' ? ' COLLATE "C"' : ''}`;

export const createTable = (table: Table, generation: Target['generation']): string => {
  const columns = Object.entries(table.columns).map(([name, type]) => column(name, type));
  const key = ['tenant', ...primaryKey(table).map(quote)];
  return `CREATE TABLE IF NOT EXISTS ${physical(table, generation)}
    (tenant text COLLATE "C", ${columns.join(', ')}, PRIMARY KEY (${key.join(', ')}))`;
};

/** A column that was declared since stays empty until the projection is rebuilt. */
export const addColumns = (table: Table): string => {
  const added = Object.entries(table.columns).map(([name, type]) => `ADD COLUMN IF NOT EXISTS ${column(name, type)}`);
  return `ALTER TABLE ${physical(table, 'live')} ${added.join(', ')}`;
};

export const selectList = (table: Table): string => Object.keys(table.columns).map(quote).join(', ');

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

export const decode = (table: Table, raw: Record<string, unknown>): Row => {
  const row: Record<string, unknown> = {};
  for (const [name, type] of Object.entries(table.columns)) {
    const value = raw[name];
    if (value === null || value === undefined) row[name] = null;
    else if (type === 'timestamp') row[name] = (value as Date).toISOString();
    else if (type === 'bigint') row[name] = Number(value);
    else if (isVector(type)) row[name] = (value as number[]).map(Math.fround);
    else row[name] = value;
  }
  return row as Row;
};
