import type { DomainEvent } from '#platform/domain/decider';
import type { Recorded } from '#platform/domain/events';
import type { Change, Projection } from '#platform/projection';
import { type Row, rowKey, type Table } from '#platform/read-model/read-model';

/** The rows of a projection, as its events make them one by one: what a read model keeps, without one. */
export interface Rows<E extends DomainEvent> {
  add(...events: Recorded<E>[]): void;
  get<R extends Row>(table: Table<R>, key: Partial<R>): R | null;
  /** Those of one partition, in clustering order. */
  page<R extends Row>(table: Table<R>, partition: Partial<R>): R[];
  /** All of them, for comparing. */
  all(): ReadonlyMap<string, Row>;
}

export const rowsOf = <E extends DomainEvent>(projection: Projection<E>): Rows<E> => {
  const rows = new Map<string, Row>();
  /** By partition, the rows' ids. */
  const partitions = new Map<string, Set<string>>();
  const idOf = (table: Table, row: Row) => rowKey(table, 'default', row);
  const partitionOf = (table: Table, row: Row) => rowKey({ ...table, clusteringKey: [] }, 'default', row);
  const set = (table: Table, row: Row) => {
    const [id, partition] = [idOf(table, row), partitionOf(table, row)];
    rows.set(id, row);
    partitions.set(partition, (partitions.get(partition) ?? new Set()).add(id));
  };
  const apply = (change: Change) => {
    const { table } = change;
    switch (change.kind) {
      case 'put': {
        set(table, { ...(rows.get(idOf(table, change.row)) ?? emptyRow(table)), ...change.row });
        break;
      }
      case 'remove':
        rows.delete(idOf(table, change.key));
        partitions.get(partitionOf(table, change.key))?.delete(idOf(table, change.key));
        break;
      case 'fold': {
        const before = rows.get(idOf(table, change.key)) ?? null;
        const next = change.next(before);
        if (next === null) return;
        const after = { ...(before ?? emptyRow(table)), ...change.key, ...next };
        for (const following of change.derived?.(before, after) ?? []) apply(following);
        set(table, after);
      }
    }
  };
  return {
    add: (...events) => {
      for (const event of events) for (const change of projection.project(event)) apply(change);
    },
    get: (table, key) => (rows.get(idOf(table, key as Row)) ?? null) as never,
    page(table, partition) {
      const order = (row: Row) => table.clusteringKey.map((name) => row[name]);
      const ids = [...(partitions.get(partitionOf(table, partition as Row)) ?? [])];
      return ids.map((id) => rows.get(id)!).sort((a, b) => compare(order(a), order(b))) as never;
    },
    all: () => rows,
  };
};

const emptyRow = (table: Table): Row => Object.fromEntries(Object.keys(table.columns).map((name) => [name, null]));

const compare = (some: readonly unknown[], others: readonly unknown[]): number => {
  const nth = some.findIndex((value, at) => value !== others[at]);
  if (nth < 0) return 0;
  return (some[nth] as string) < (others[nth] as string) ? -1 : 1;
};
