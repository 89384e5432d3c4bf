import type pg from 'pg';
import {
  AS_ARRAYS,
  decode,
  physical,
  primaryKey,
  quote,
  selectList,
  sqlTypeOf,
} from '#platform/read-model/postgres/tables';
import { type Range, type Row, rowKey, type Table, type Target } from '#platform/read-model/read-model';

type Raw = readonly unknown[];

/** By whole keys, in the order asked. */
export const readRows = async (
  pool: pg.Pool,
  generation: Target['generation'],
  table: Table,
  tenant: string,
  keys: readonly Row[],
): Promise<(Row | null)[]> => {
  if (keys.length === 0) return [];
  const keyColumns = primaryKey(table);
  const params = keyColumns.map((name, nth) => `$${nth + 2}::${sqlTypeOf(table, name)}[]`);
  const { rows } = await pool.query<Raw>({
    ...AS_ARRAYS,
    name: `get-${generation}-${table.name}`,
    text: `SELECT ${selectList(table)} FROM ${physical(table, generation)}
           WHERE tenant = $1 AND (${keyColumns.map(quote).join(', ')}) IN (SELECT * FROM unnest(${params.join(', ')}))`,
    values: [tenant, ...keyColumns.map((name) => keys.map((key) => key[name] ?? null))],
  });
  const found = new Map<string, Row>();
  for (const raw of rows) {
    const row = decode(table, raw);
    found.set(rowKey(table, tenant, row), row);
  }
  return keys.map((key) => found.get(rowKey(table, tenant, key)) ?? null);
};

/** A stretch of one partition. */
export const readPage = async (
  pool: pg.Pool,
  table: Table,
  tenant: string,
  partition: Row,
  { after, before, limit, backwards = false }: Range<Row>,
): Promise<Row[]> => {
  const values: unknown[] = [tenant];
  const bind = (name: string, value: unknown) => `$${values.push(value)}::${sqlTypeOf(table, name)}`;
  const conditions = table.partitionKey.map((name) => `${quote(name)} = ${bind(name, partition[name])}`);
  let shape = backwards ? 'backwards' : 'forwards';
  for (const [bound, operator] of [
    [after, '>'],
    [before, '<'],
  ] as const)
    if (bound) {
      const names = table.clusteringKey.filter((name) => bound[name] !== undefined);
      const bounds = names.map((name) => bind(name, bound[name]));
      conditions.push(`(${names.map(quote).join(', ')}) ${operator} (${bounds.join(', ')})`);
      shape += `${operator}${names.length}`;
    }
  const { rows } = await pool.query<Raw>({
    ...AS_ARRAYS,
    name: `page-${table.name}-${shape}`,
    text: `SELECT ${selectList(table)} FROM ${physical(table, 'live')} WHERE tenant = $1 AND ${conditions.join(' AND ')}
           ORDER BY ${inOrder(table, backwards)} LIMIT $${values.push(limit)}`,
    values,
  });
  return rows.map((raw) => decode(table, raw));
};

/** The first rows of each partition: one statement, however many partitions. */
export const readFirsts = async (
  pool: pg.Pool,
  table: Table,
  tenant: string,
  partitions: readonly Row[],
  limit: number,
): Promise<Row[][]> => {
  const firsts = partitions.map((): Row[] => []);
  if (partitions.length === 0) return firsts;
  const names = table.partitionKey.map(quote);
  const arrays = table.partitionKey.map((name, nth) => `$${nth + 2}::${sqlTypeOf(table, name)}[]`);
  const { rows } = await pool.query<Raw>({
    ...AS_ARRAYS,
    name: `firsts-${table.name}`,
    text: `SELECT asked_nth, found.*
           FROM unnest(${arrays.join(', ')}) WITH ORDINALITY AS asked (${names.join(', ')}, asked_nth) CROSS JOIN LATERAL (
             SELECT ${selectList(table)} FROM ${physical(table, 'live')} AS stored
             WHERE tenant = $1 AND ${names.map((name) => `stored.${name} = asked.${name}`).join(' AND ')}
             ORDER BY ${inOrder(table, false, 'stored.')} LIMIT $${arrays.length + 2}) AS found
           ORDER BY asked_nth, ${inOrder(table, false, 'found.')}`,
    values: [tenant, ...table.partitionKey.map((name) => partitions.map((partition) => partition[name])), limit],
  });
  for (const raw of rows) firsts[Number(raw[0]) - 1]!.push(decode(table, raw, 1));
  return firsts;
};

const inOrder = ({ clusteringKey }: Table, backwards: boolean, from = ''): string =>
  clusteringKey.map((name) => `${from}${quote(name)} ${backwards ? 'DESC' : 'ASC'}`).join(', ');
