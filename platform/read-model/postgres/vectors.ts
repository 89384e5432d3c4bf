import { setImmediate as nextTick } from 'node:timers/promises';
import { LRUCache } from 'lru-cache';
import type pg from 'pg';
import { CHANGED, numbersIn, physical, primaryKey, quote, sqlType } from '#platform/read-model/postgres/tables';
import type { Row, Table } from '#platform/read-model/read-model';
import { isVector } from '#platform/read-model/vector';

/**
 * Copies of a table's vectors in this process, a tenant's at a time: PostgreSQL alone compares some ten thousand vectors in
 * a second, and this some ten million. Each question first fetches what was written since the last one, by whomever.
 */
export interface VectorCopies {
  /** Keys of the rows whose vectors point most nearly the same way, the nearest first. */
  nearest(table: Table, tenant: string, column: string, to: readonly number[], limit: number): Promise<readonly Row[]>;
  /** Forgets rows that were found not to be there any more. */
  forget(table: Table, tenant: string, column: string, keys: readonly Row[]): void;
}

/** Of one table and tenant. */
interface Copy {
  readonly vectors: ReadonlyMap<string, Vectors>;
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
    const columns = Object.entries(table.columns).filter(([, type]) => isVector(type));
    const vectors = new Map(columns.map(([name, type]) => [name, vectorsOf((type as { vector: number }).vector)]));
    const copy = { vectors, upTo: '0', next: undefined, last: Promise.resolve() };
    copies.set(id, copy);
    return copy;
  };

  const fetchChanges = async (table: Table, tenant: string, copy: Copy): Promise<void> => {
    const key = primaryKey(table);
    const names = [...copy.vectors.keys()];
    const keyList = key.map(quote).join(', ');
    const sent = names.map((name, nth) => `array_send(${quote(name)}) AS vector_${nth}`);
    const from = copy.upTo;
    let upTo: string | undefined;
    let last: Row | undefined;
    for (;;) {
      const values: unknown[] = [tenant, from];
      const bounds = key.map((name) => last && `$${values.push(last[name])}::${sqlType(table.columns[name]!)}`);
      const { rows } = await pool.query<Record<string, Buffer | null> & { up_to: string }>({
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
        names.forEach((name, nth) => {
          const sentVector = row[`vector_${nth}`];
          if (sentVector) copy.vectors.get(name)!.set(id, numbersIn(sentVector));
          else copy.vectors.get(name)!.delete(id);
        });
      }
      if (rows.length < PAGE) break;
      last = rows.at(-1) as never;
    }
    if (upTo !== undefined) copy.upTo = upTo;
  };

  return {
    async nearest(table, tenant, column, to, limit) {
      const copy = copyOf(table, tenant);
      copy.next ??= copy.last.then(nextTick).then(() => {
        copy.next = undefined;
        const fetching = fetchChanges(table, tenant, copy);
        copy.last = fetching.catch(() => {});
        return fetching;
      });
      await copy.next;
      return copy.vectors
        .get(column)!
        .nearest(to, limit)
        .map((id) => keyOf(primaryKey(table), id));
    },
    forget(table, tenant, column, keys) {
      const vectors = copyOf(table, tenant).vectors.get(column)!;
      for (const key of keys) vectors.delete(idOf(primaryKey(table), key));
    },
  };
};

const idOf = (key: readonly string[], row: Row): string =>
  key.length === 1 ? String(row[key[0]!]) : JSON.stringify(key.map((name) => row[name]));
const keyOf = (key: readonly string[], id: string): Row =>
  key.length === 1
    ? { [key[0]!]: id }
    : Object.fromEntries((JSON.parse(id) as string[]).map((value, nth) => [key[nth]!, value]));

/** Vectors of length 1, side by side: the cosine of two is the sum of their products. */
interface Vectors {
  set(id: string, vector: readonly number[]): void;
  delete(id: string): void;
  nearest(to: readonly number[], limit: number): string[];
}

const FIRST_CAPACITY = 64;

const vectorsOf = (dimension: number): Vectors => {
  const ids: string[] = [];
  const places = new Map<string, number>();
  let numbers = new Float32Array(0);

  return {
    set(id, vector) {
      const place = places.get(id) ?? ids.length;
      if (place === ids.length) {
        ids.push(id);
        places.set(id, place);
        if (numbers.length < ids.length * dimension) {
          const larger = new Float32Array(Math.max(FIRST_CAPACITY * dimension, 2 * numbers.length));
          larger.set(numbers);
          numbers = larger;
        }
      }
      numbers.set(ofLengthOne(vector), place * dimension);
    },

    delete(id) {
      const place = places.get(id);
      if (place === undefined) return;
      // the last one takes its place
      const lastPlace = ids.length - 1;
      const last = ids[lastPlace]!;
      numbers.copyWithin(place * dimension, lastPlace * dimension, (lastPlace + 1) * dimension);
      ids[place] = last;
      places.set(last, place);
      ids.pop();
      places.delete(id);
    },

    nearest(to, limit) {
      const direction = Float32Array.from(ofLengthOne(to));
      /** A heap with the least near of the nearest on top. */
      const heap = nearestHeap(limit);
      const [kept, count] = [numbers, ids.length];
      for (let place = 0, at = 0; place < count; place++) {
        // two sums side by side: neither waits for the other
        let [even, odd] = [0, 0];
        const end = at + dimension - 1;
        let nth = 0;
        for (; at < end; at += 2, nth += 2) {
          even += kept[at]! * direction[nth]!;
          odd += kept[at + 1]! * direction[nth + 1]!;
        }
        if (nth < dimension) even += kept[at++]! * direction[nth]!;
        heap.offer(even + odd, place);
      }
      return heap.places().map((place) => ids[place]!);
    },
  };
};

const ofLengthOne = (vector: readonly number[]): number[] => {
  const length = Math.hypot(...vector);
  return vector.map((number) => number / length);
};

/** Keeps the `limit` greatest of what it is offered. */
const nearestHeap = (limit: number) => {
  const heap: { readonly value: number; readonly place: number }[] = [];
  const sink = (from: number) => {
    for (let at = from; ; ) {
      let least = at;
      for (const child of [2 * at + 1, 2 * at + 2])
        if (child < heap.length && heap[child]!.value < heap[least]!.value) least = child;
      if (least === at) return;
      [heap[at], heap[least]] = [heap[least]!, heap[at]!];
      at = least;
    }
  };
  return {
    offer(value: number, place: number) {
      if (heap.length < limit) {
        heap.push({ value, place });
        if (heap.length === limit) for (let at = limit >> 1; at >= 0; at--) sink(at);
      } else if (value > heap[0]!.value) {
        heap[0] = { value, place };
        sink(0);
      }
    },
    places: () => heap.toSorted((a, b) => b.value - a.value).map(({ place }) => place),
  };
};
