import { setImmediate as nextTick } from 'node:timers/promises';
import { LRUCache } from 'lru-cache';
import type pg from 'pg';
import {
  AS_ARRAYS,
  CHANGED,
  decode,
  physical,
  primaryKey,
  quote,
  REMOVED,
  selectList,
  sqlTypeOf,
} from '#platform/read-model/postgres/tables';
import type { Row, RowCopies, RowCopy, Table } from '#platform/read-model/read-model';

/** Of one table and tenant. */
interface Kept {
  /** Undefined until all of it has been fetched once. */
  copy: RowCopy<Row> | undefined;
  /** The table that it is a copy of: a rebuild puts another one in its place. */
  origin: string | undefined;
  /** Whatever an earlier transaction wrote has been fetched. */
  upTo: string;
  /** The look that those wait for who ask now; it begins in the next tick, and after the one before it. */
  next: Promise<RowCopy<Row>> | undefined;
  last: Promise<unknown>;
}

/** What a look finds, and a row that was written since the last one, in its columns' order; none, where nothing has changed. */
type Changed = readonly [
  upTo: string,
  origin: string,
  removed: readonly (readonly string[])[] | null,
  writtenIn: string | null,
  ...row: unknown[],
];
const BEFORE_ROW = 4;

/** What is fetched at once, and read without a pause. */
const PAGE = 1_000;
/** Tenants; those of whom nobody asks are forgotten first. */
const COPIES_KEPT = 64;

/** Each look at what was written since the last one is one statement, and mostly finds nothing. */
export const copiesIn = (pool: pg.Pool): RowCopies => ({
  by: 'copies',
  of<R extends Row, C extends RowCopy<R>>(table: Table<R>, empty: () => C) {
    const ofTenants = new LRUCache<string, Kept>({ max: COPIES_KEPT });
    const key = primaryKey(table);
    const order = [CHANGED, ...key.map(quote)].join(', ');

    /** In the order of the index of what was changed when: no plan is better than to follow it. */
    const changesOf = async (tenant: string, from: string, last: Row | undefined): Promise<Changed[]> => {
      const values: unknown[] = [tenant, from];
      const bounds = key.map((name) => last && `$${values.push(last[name])}::${sqlTypeOf(table, name)}`);
      const { rows } = await pool.query<[...Changed]>({
        ...AS_ARRAYS,
        name: `copy-${table.name}-${last ? 'next' : 'first'}`,
        text: `
          SELECT pg_snapshot_xmin(pg_current_snapshot())::text AS up_to,
            to_regclass('${physical(table, 'live')}')::oid::text AS origin,
            (SELECT json_agg(key) FROM ${REMOVED}
             WHERE of_table = '${table.name}' AND tenant = $1 AND ${CHANGED} >= $2::xid8) AS removed,
            changed.*
          FROM (VALUES (1)) AS look LEFT JOIN LATERAL (
            SELECT ${CHANGED}::text AS written_in, ${selectList(table)} FROM ${physical(table, 'live')}
            WHERE tenant = $1 AND ${last ? `(${order}) > ($2::xid8, ${bounds.join(', ')})` : `${CHANGED} >= $2::xid8`}
            ORDER BY ${order} LIMIT ${PAGE}) AS changed ON true`,
        values,
      });
      return rows;
    };

    const look = async (tenant: string, kept: Kept): Promise<C> => {
      let copy = kept.copy as C | undefined;
      let rows = await changesOf(tenant, kept.upTo, undefined);
      const [upTo, origin, removed] = rows[0]!;
      if (copy && origin !== kept.origin) {
        kept.copy = undefined;
        kept.upTo = '0';
        return look(tenant, kept);
      }
      copy ??= empty();
      // of what is there again the row comes now, or was not changed since
      for (const gone of removed ?? [])
        copy.delete(Object.fromEntries(gone.map((value, nth) => [key[nth]!, value])) as Partial<R>);
      for (;;) {
        for (const row of rows) if (row[3] !== null) copy.set(decode(table, row, BEFORE_ROW) as R);
        if (rows.length < PAGE) break;
        const last = rows.at(-1)!;
        rows = await changesOf(tenant, last[3]!, decode(table, last, BEFORE_ROW));
      }
      // what was written meanwhile is fetched again next time
      Object.assign(kept, { copy, origin, upTo });
      return copy;
    };

    return (tenant) => {
      const kept = ofTenants.get(tenant) ?? {
        ...{ copy: undefined, origin: undefined, upTo: '0', next: undefined, last: Promise.resolve() },
      };
      ofTenants.set(tenant, kept);
      kept.next ??= kept.last.then(nextTick).then(() => {
        kept.next = undefined;
        const looking = look(tenant, kept);
        kept.last = looking.catch(() => {});
        return looking;
      });
      return kept.next as Promise<C>;
    };
  },
});
