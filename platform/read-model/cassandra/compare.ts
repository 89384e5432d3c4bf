import { isDeepStrictEqual } from 'node:util';
import type { Cassandra } from '#platform/read-model/cassandra/client';
import { decode, quote, selectList } from '#platform/read-model/cassandra/rows';
import { scan } from '#platform/read-model/cassandra/scan';
import type { Row, Table, Value } from '#platform/read-model/read-model';

interface Scanned {
  readonly tenant: string;
  readonly token: bigint;
  readonly row: Row;
}

/**
 * How many rows `one` holds, and how many differ from those of `other` or are only in one of them. Both are read side by
 * side in the order in which they are stored, so that a table of any size is compared with little memory.
 */
export const compareTables = async (
  cassandra: Cassandra,
  table: Table,
  [one, other]: readonly [string, string],
): Promise<{ rows: number; differing: number }> => {
  async function* inOrder(name: string): AsyncGenerator<Scanned, undefined> {
    const partition = ['tenant', ...table.partitionKey.map(quote)].join(', ');
    const query = `SELECT tenant, token(${partition}) AS partition_token, ${selectList(table)} FROM ${name}`;
    for await (const raw of scan(cassandra, { query, params: [] }))
      yield { tenant: raw.tenant as string, token: raw.partition_token as bigint, row: decode(table, raw) };
    return undefined;
  }
  const next = async (rows: AsyncGenerator<Scanned, undefined>) => (await rows.next()).value;

  const [ones, others] = [inOrder(one), inOrder(other)];
  let [mine, theirs] = await Promise.all([next(ones), next(others)]);
  let rows = 0;
  let differing = 0;
  while (mine || theirs) {
    const order = !mine ? 1 : !theirs ? -1 : inStoredOrder(table, mine, theirs);
    if (mine) rows += order <= 0 ? 1 : 0;
    if (order !== 0 || !isDeepStrictEqual(mine, theirs)) differing++;
    [mine, theirs] = await Promise.all([order <= 0 ? next(ones) : mine, order >= 0 ? next(others) : theirs]);
  }
  return { rows, differing };
};

/** Partitions by their token, of which no two are expected to share one; in a partition by the clustering key. */
const inStoredOrder = (table: Table, one: Scanned, other: Scanned): number => {
  if (one.token !== other.token) return one.token < other.token ? -1 : 1;
  for (const name of table.clusteringKey) {
    const order = compareValues(one.row[name]!, other.row[name]!);
    if (order !== 0) return order;
  }
  return 0;
};

/** Texts byte by byte, which isn't how JavaScript compares them. */
const compareValues = (one: Value, other: Value): number => {
  if (typeof one === 'string') return Buffer.compare(Buffer.from(one), Buffer.from(other as string));
  return Number(one) - Number(other);
};
