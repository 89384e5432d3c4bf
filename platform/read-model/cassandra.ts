import { setTimeout as sleep } from 'node:timers/promises';
import { type Cassandra, isMissingTable, LOCAL_ONE } from '#platform/read-model/cassandra/client';
import { compareTables } from '#platform/read-model/cassandra/compare';
import { generations, type Numbers } from '#platform/read-model/cassandra/generations';
import { inParallel } from '#platform/read-model/cassandra/parallel';
import {
  decode,
  decodeFolded,
  decodeKey,
  encodeVector,
  type RawRow,
  searchedValue,
} from '#platform/read-model/cassandra/rows';
import { scan } from '#platform/read-model/cassandra/scan';
import { schema } from '#platform/read-model/cassandra/schema';
import {
  selectNearest,
  selectPage,
  selectPersonal,
  selectRows,
  writeRows,
} from '#platform/read-model/cassandra/statements';
import { insertVersions, selectVersions } from '#platform/read-model/cassandra/versions';
import {
  type ReadModel,
  type Row,
  rowKey,
  type StoredRow,
  streamKey,
  type Table,
  type Target,
  type VectorType,
} from '#platform/read-model/read-model';

export { openCassandra } from '#platform/read-model/cassandra/client';

/** Until then other processes may still read what a rebuild has replaced. */
const DROP_AFTER_MS = 5_000;

/**
 * Read models in Cassandra. No batch is all or nothing here. Instead every write is stamped with the place of the event
 * that it comes from: an older one changes nothing, whenever it arrives, and a repeated one the same again.
 */
export const cassandraReadModel = (
  cassandra: Cassandra,
  /** Its tables are named after it. */
  { subgraph }: { readonly subgraph: string },
): ReadModel => {
  const tables = schema(cassandra, subgraph);
  const numbers = generations(cassandra, tables.generationsTable, subgraph);

  /** Where a projection writes. */
  const placeOf = async ({ projection, generation }: Target, live: () => Promise<Numbers>) => {
    const { ofProjection, ofTable } = generation === 'live' ? await live() : numbers.shadow;
    return {
      nameOf: (table: Table) => tables.nameOf(table, ofTable(table.name)),
      versions: tables.versionsTable(ofProjection(projection)),
    };
  };

  /** Reads a live table. When a rebuild has just dropped it, another one has taken its place. */
  const readLive = async <T>(table: Table, read: (name: string) => Promise<T>): Promise<T> => {
    try {
      return await read(tables.nameOf(table, (await numbers.recent()).ofTable(table.name)));
    } catch (error) {
      if (!isMissingTable(error)) throw error;
      return read(tables.nameOf(table, (await numbers.current()).ofTable(table.name)));
    }
  };

  const readRows = async (name: string, table: Table, tenant: string, keys: readonly Row[]) => {
    const results = await inParallel(selectRows(name, table, tenant, keys), (statement) =>
      cassandra.execute(statement),
    );
    const found = new Map<string, StoredRow>();
    for (const raw of results.flatMap<RawRow>(({ rows }) => rows)) {
      const row = decode(table, raw);
      found.set(rowKey(table, tenant, row), { row, folded: decodeFolded(raw) });
    }
    return keys.map((key) => found.get(rowKey(table, tenant, key)) ?? null);
  };

  return {
    async prepare(declared) {
      await tables.createFirst();
      const { ofTable } = await numbers.current();
      for (const table of declared) await tables.create([table], ofTable(table.name));
    },

    get: (table, tenant, keys) =>
      readLive(table, async (name) => {
        const rows = await readRows(name, table, tenant, keys as readonly Row[]);
        return rows.map((found) => (found ? found.row : null)) as never;
      }),

    page: (table, tenant, partition, range) =>
      readLive(table, async (name) => {
        const statement = selectPage(name, table, tenant, partition as Row, range);
        const { rows } = await cassandra.execute(statement, { fetchSize: range.limit });
        return rows.map((raw) => decode(table, raw)) as never;
      }),

    firsts: (table, tenant, partitions, limit) =>
      readLive(table, async (name) => {
        const statements = partitions.map((partition) => selectPage(name, table, tenant, partition as Row, { limit }));
        const results = await inParallel(statements, (statement) => cassandra.execute(statement, { fetchSize: limit }));
        return results.map(({ rows }) => rows.map((raw) => decode(table, raw))) as never;
      }),

    search: {
      by: 'index',
      nearest: (table, tenant, column, to, { limit, among }) =>
        readLive(table, async (name) => {
          const type = table.columns[column] as VectorType;
          const vector = encodeVector(type, to as number[]);
          if (!vector) return [];
          const searched = searchedValue(type, tenant, among);
          const statement = selectNearest(name, table, column, vector, { limit, searched });
          // Cassandra searches one replica of each part and no more
          const { rows } = await cassandra.execute(statement, { fetchSize: limit, consistency: LOCAL_ONE });
          return rows.map((raw) => ({ key: decodeKey(table, raw) as never, similarity: 2 * raw.similarity - 1 }));
        }),
    },

    countPersonal: (table, tenant, person) =>
      readLive(table, async (name) => {
        if (!table.personal) return 0;
        let count = 0;
        for await (const row of scan(cassandra, selectPersonal(name, table, tenant, person)))
          if (table.personal.columns.some((column) => row[column] !== null)) count++;
        return count;
      }),

    // asked at the start of each batch, during which no rebuild can switch: what is read here is right for all of it
    async versions(target, streams) {
      const { versions } = await placeOf(target, numbers.current);
      const results = await inParallel(selectVersions(versions, target.projection, streams), (statement) =>
        cassandra.execute(statement),
      );
      const rows = results.flatMap((result) => result.rows);
      return new Map(rows.map(({ tenant, stream, version }) => [streamKey({ tenant, stream }), version]));
    },

    async stored(target, table, tenant, keys) {
      const { nameOf } = await placeOf(target, numbers.recent);
      return readRows(nameOf(table), table, tenant, keys);
    },

    // the versions behind the rows: when it is cut off in between, the same events come again
    async write(target, { rows, versions }) {
      const place = await placeOf(target, numbers.recent);
      // runs of one partition in their order: nobody may see a later row of it before an earlier one
      await inParallel(writeRows(place.nameOf, rows), async (runs) => {
        for (const run of runs) await cassandra.batch(run);
      });
      await inParallel(insertVersions(place.versions, target.projection, versions), cassandra.batch);
    },

    async startShadow({ projection }, declared) {
      const live = (await numbers.current()).ofProjection(projection);
      await tables.drop(declared, (generation) => generation !== live);
      await tables.create(declared, await numbers.begin(projection, declared));
    },

    async compareShadow(declared) {
      const live = await numbers.current();
      const total = { rows: 0, differing: 0 };
      for (const table of declared) {
        const [one, other] = [live, numbers.shadow].map(({ ofTable }) => tables.nameOf(table, ofTable(table.name)));
        const { rows, differing } = await compareTables(cassandra, table, [one!, other!]);
        total.rows += rows;
        total.differing += differing;
      }
      return total;
    },

    async switchToShadow(projection, declared) {
      const replaced = (await numbers.current()).ofProjection(projection);
      await numbers.switchToShadow(projection, declared);
      sleep(DROP_AFTER_MS, undefined, { ref: false })
        .then(() => tables.drop(declared, (generation) => generation === replaced))
        // then the next rebuild does it
        .catch(() => {});
    },
  };
};
