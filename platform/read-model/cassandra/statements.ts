import { types } from 'cassandra-driver';
import { stampOf } from '#platform/domain/events';
import type { Statement } from '#platform/read-model/cassandra/client';
import { groupBy } from '#platform/read-model/cassandra/parallel';
import {
  encode,
  equals,
  FOLDED,
  keyList,
  primaryKey,
  quote,
  readList,
  searchedIn,
  searchedValue,
  vectorsOf,
} from '#platform/read-model/cassandra/rows';
import type { Range, Row, RowWrite, Table } from '#platform/read-model/read-model';

/** Rows of one partition that are asked for at once. */
const ROWS_PER_READ = 100;
/** Partitions that are asked for at once: few enough that no node has to gather much for others. */
const PARTITIONS_PER_READ = 20;
/** Characters of one partition that are written at once: a mutation can have some megabytes. */
const CHARACTERS_PER_WRITE = 100_000;

/** A row with what it has in it, by its whole key; several of one partition at once. */
export const selectRows = (name: string, table: Table, tenant: string, keys: readonly Row[]): Statement[] => {
  const { partitionKey, clusteringKey } = table;
  const all = `SELECT ${readList(table)}, ${FOLDED} FROM ${name} WHERE tenant = ?`;
  const one = `${all} AND ${equals(partitionKey)}`;
  const [column, ...further] = partitionKey as readonly [string, ...string[]];
  if (clusteringKey.length === 0 && further.length === 0)
    return chunks(keys, PARTITIONS_PER_READ, () => 1).map((some) => ({
      query: `${all} AND ${quote(column)} IN ?`,
      params: [tenant, some.flatMap((key) => encode(table, key, [column]))],
    }));
  if (clusteringKey.length === 0)
    return keys.map((key) => ({ query: one, params: [tenant, ...encode(table, key, partitionKey)] }));

  const query = `${one} AND (${clusteringKey.map(quote).join(', ')}) IN ?`;
  return groupBy(keys, (key) => partitionOf(table, tenant, key)).flatMap((group) =>
    chunks(group, ROWS_PER_READ, () => 1).map((rows) => ({
      query,
      params: [
        tenant,
        ...encode(table, rows[0]!, partitionKey),
        rows.map((row) => new types.Tuple(...encode(table, row, clusteringKey))),
      ],
    })),
  );
};

export const selectPage = (
  name: string,
  table: Table,
  tenant: string,
  partition: Row,
  { after, before, limit, backwards = false }: Range<Row>,
): Statement => {
  const params: unknown[] = [tenant, ...encode(table, partition, table.partitionKey)];
  let where = `tenant = ? AND ${equals(table.partitionKey)}`;
  for (const [bound, operator] of [
    [after, '>'],
    [before, '<'],
  ] as const)
    if (bound) {
      const names = table.clusteringKey.filter((column) => bound[column] !== undefined);
      params.push(...encode(table, bound as Row, names));
      where += ` AND (${names.map(quote).join(', ')}) ${operator} (${names.map(() => '?').join(', ')})`;
    }
  const columns = table.clusteringKey.map((column) => `${quote(column)} ${backwards ? 'DESC' : 'ASC'}`);
  const order = columns.length > 0 ? `ORDER BY ${columns.join(', ')}` : '';
  return {
    query: `SELECT ${readList(table)} FROM ${name} WHERE ${where} ${order} LIMIT ?`,
    params: [...params, limit],
  };
};

/** Only an index of its own would spare Cassandra the look at all rows; for what is asked once in a person's life it may look. */
export const selectPersonal = (name: string, table: Table, tenant: string, person: string): Statement => {
  const { of, columns } = table.personal!;
  return {
    query: `SELECT ${columns.map(quote).join(', ')} FROM ${name} WHERE tenant = ? AND ${quote(of)} = ? ALLOW FILTERING`,
    params: [tenant, person],
  };
};

/** What Cassandra says of the similarity is between 0 and 1. */
export const selectNearest = (
  name: string,
  table: Table,
  column: string,
  to: types.Vector,
  { limit, searched }: { readonly limit: number; readonly searched: string | null },
): Statement => ({
  query: `SELECT ${keyList(table)}, similarity_cosine(${quote(column)}, ?) AS similarity FROM ${name}
    WHERE ${quote(searchedIn(column))} = ? ORDER BY ${quote(column)} ANN OF ? LIMIT ?`,
  params: [to, searched, to, limit],
});

/** The writes for each partition, in runs: as one they cost a fraction of what they cost one by one. */
export const writeRows = (nameOf: (table: Table) => string, writes: readonly RowWrite[]): Statement[][][] =>
  groupBy(writes, (write) => partitionOf(write.table, write.tenant, rowOf(write))).map((group) =>
    chunks(
      group.map((write) => writeRow(nameOf(write.table), write)),
      CHARACTERS_PER_WRITE,
      ({ params }) => params.reduce<number>((sum, value) => sum + (typeof value === 'string' ? value.length : 8), 0),
    ),
  );

const writeRow = (name: string, write: RowWrite): Statement => {
  const { table, tenant } = write;
  const stamp = stampOf(write.feed);
  if (write.kind === 'delete') {
    const key = primaryKey(table);
    return {
      query: `DELETE FROM ${name} USING TIMESTAMP ? WHERE tenant = ? AND ${equals(key)}`,
      // one less: with the same stamp a deletion would win over what its own event writes
      params: [stamp - 1n, tenant, ...encode(table, write.key, key)],
    };
  }
  const columns = Object.keys(write.row);
  const names = ['tenant', ...columns.map(quote)];
  const values: unknown[] = [tenant, ...encode(table, write.row, columns)];
  for (const [column, type] of vectorsOf(table))
    if (column in write.row) {
      names.push(quote(searchedIn(column)));
      values.push(searchedValue(type, tenant, type.among && write.row[type.among]));
    }
  if (write.folded) {
    names.push(FOLDED);
    values.push(JSON.stringify(write.folded));
  }
  return {
    query: `INSERT INTO ${name} (${names.join(', ')}) VALUES (${names.map(() => '?').join(', ')}) USING TIMESTAMP ?`,
    params: [...values, stamp],
  };
};

const rowOf = (write: RowWrite): Row => (write.kind === 'upsert' ? write.row : write.key);

const partitionOf = (table: Table, tenant: string, row: Row): string =>
  [table.name, tenant, ...table.partitionKey.map((name) => row[name])].join('\0');

/** In runs of at most this size, or of one that is larger. */
const chunks = <T>(items: readonly T[], most: number, sizeOf: (item: T) => number): T[][] => {
  const runs: T[][] = [];
  let size = Number.POSITIVE_INFINITY;
  for (const item of items) {
    size += sizeOf(item);
    if (size > most) {
      runs.push([]);
      size = sizeOf(item);
    }
    runs.at(-1)!.push(item);
  }
  return runs;
};
