import { setImmediate as nextTick } from 'node:timers/promises';
import { LRUCache } from 'lru-cache';
import type pg from 'pg';
import { type Directions, directions } from '#platform/read-model/postgres/directions';
import { CHANGED, numbersIn, physical, primaryKey, quote, sqlType } from '#platform/read-model/postgres/tables';
import type { ColumnType, Row, Table, VectorType } from '#platform/read-model/read-model';
import { isVector } from '#platform/read-model/vector';

/**
 * Copies of a table's vectors in this process, a tenant's at a time: PostgreSQL alone compares some ten thousand vectors in
 * a second, and this some ten million. Each question first fetches what was written since the last one, by whomever.
 */
export interface VectorCopies {
  /** Keys of the rows whose vectors point most nearly the same way, the nearest first. */
  nearest(table: Table, tenant: string, column: string, given: Wanted): Promise<readonly Near[]>;
  /** Forgets rows that were found not to be there any more. */
  forget(table: Table, tenant: string, column: string, keys: readonly Row[]): void;
}

export interface Wanted {
  readonly to: readonly number[];
  readonly limit: number;
  readonly among: string | undefined;
}

export interface Near {
  readonly key: Row;
  readonly similarity: number;
}

/** Of one table and tenant. */
interface Copy {
  readonly columns: ReadonlyMap<string, ColumnCopy>;
  /** Whatever an earlier transaction wrote has been fetched. */
  upTo: string;
  /** The look that those wait for who ask now; it begins in the next tick, and after the one before it. */
  next: Promise<void> | undefined;
  last: Promise<void>;
}

/** What is fetched at once: some megabytes. */
const PAGE = 5_000;
/** Tables and tenants; those of whom nobody asks are forgotten first. */
const COPIES_KEPT = 64;

export const vectorCopies = (pool: pg.Pool): VectorCopies => {
  const copies = new LRUCache<string, Copy>({ max: COPIES_KEPT });

  const copyOf = (table: Table, tenant: string): Copy => {
    const id = `${table.name}\n${tenant}`;
    const known = copies.get(id);
    if (known) return known;
    const types = Object.entries<ColumnType>(table.columns);
    const columns = new Map(types.flatMap(([name, type]) => (isVector(type) ? [[name, columnCopy(type)]] : [])));
    const copy = { columns, upTo: '0', next: undefined, last: Promise.resolve() };
    copies.set(id, copy);
    return copy;
  };

  const fetchChanges = async (table: Table, tenant: string, copy: Copy): Promise<void> => {
    const key = primaryKey(table);
    const columns = [...copy.columns];
    const keyList = key.map(quote).join(', ');
    const sent = columns.flatMap(([name, { type }], nth) => [
      `array_send(${quote(name)}) AS vector_${nth}`,
      ...(type.among === undefined ? [] : [`${quote(type.among)} AS among_${nth}`]),
    ]);
    const from = copy.upTo;
    let upTo: string | undefined;
    let last: Row | undefined;
    for (;;) {
      const values: unknown[] = [tenant, from];
      const bounds = key.map((name) => last && `$${values.push(last[name])}::${sqlType(table.columns[name]!)}`);
      const { rows } = await pool.query<Record<string, unknown> & { up_to: string }>({
        name: `vectors-${table.name}-${last ? 'next' : 'first'}`,
        text: `SELECT ${keyList}, ${sent.join(', ')}, pg_snapshot_xmin(pg_current_snapshot())::text AS up_to
               FROM ${physical(table, 'live')} WHERE tenant = $1 AND ${CHANGED} >= $2::xid8
               ${last ? `AND (${keyList}) > (${bounds.join(', ')})` : ''} ORDER BY ${keyList} LIMIT ${PAGE}`,
        values,
      });
      // what is written while the pages are read may stand before the page that is read: it is fetched again next time
      upTo ??= rows[0]?.up_to;
      for (const row of rows) {
        const id = idOf(key, row as never);
        columns.forEach(([, column], nth) => {
          const sentVector = row[`vector_${nth}`] as Buffer | null;
          const among = (row[`among_${nth}`] ?? undefined) as string | undefined;
          column.forget(id);
          if (sentVector) column.among(among).set(id, numbersIn(sentVector));
        });
      }
      if (rows.length < PAGE) break;
      last = rows.at(-1) as never;
    }
    if (upTo !== undefined) copy.upTo = upTo;
  };

  return {
    async nearest(table, tenant, column, { to, limit, among }) {
      const copy = copyOf(table, tenant);
      copy.next ??= copy.last.then(nextTick).then(() => {
        copy.next = undefined;
        const fetching = fetchChanges(table, tenant, copy);
        copy.last = fetching.catch(() => {});
        return fetching;
      });
      await copy.next;
      const found = copy.columns.get(column)!.among(among).nearest(to, limit);
      return found.map(({ id, similarity }) => ({ key: keyOf(primaryKey(table), id), similarity }));
    },
    forget(table, tenant, column, keys) {
      const copy = copyOf(table, tenant).columns.get(column)!;
      for (const key of keys) copy.forget(idOf(primaryKey(table), key));
    },
  };
};

/** The vectors of one column, by what they are searched among. */
interface ColumnCopy {
  readonly type: VectorType;
  among(value: string | undefined): Directions;
  forget(id: string): void;
}

const columnCopy = (type: VectorType): ColumnCopy => {
  const parts = new Map<string | undefined, Directions>();
  return {
    type,
    among(value) {
      const known = parts.get(value);
      if (known) return known;
      const part = directions(type.vector);
      parts.set(value, part);
      return part;
    },
    forget(id) {
      for (const part of parts.values()) part.delete(id);
    },
  };
};

const idOf = (key: readonly string[], row: Row): string =>
  key.length === 1 ? String(row[key[0]!]) : JSON.stringify(key.map((name) => row[name]));
const keyOf = (key: readonly string[], id: string): Row =>
  key.length === 1
    ? { [key[0]!]: id }
    : Object.fromEntries((JSON.parse(id) as string[]).map((value, nth) => [key[nth]!, value]));
