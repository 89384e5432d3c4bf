import type { Cassandra } from '#platform/read-model/cassandra/client';
import { cqlType, FOLDED, quote, searchedIn, vectorsOf } from '#platform/read-model/cassandra/rows';
import type { Table } from '#platform/read-model/read-model';

/** The tables of one subgraph. Cassandra can't rename one, so every rebuild has tables of its own: a generation. */
export interface Schema {
  /** A table's full name. */
  nameOf(table: Table, generation: number): string;
  /** The full name of the table of what projections have seen. */
  versionsTable(generation: number): string;
  /** The full name of the table of what generation each projection is in. All subgraphs share it. */
  readonly generationsTable: string;
  /** Makes what a subgraph needs before it can look for its projections. */
  createFirst(): Promise<void>;
  /** Makes what isn't there yet, also columns that were declared since. Other processes may do so at the same moment. */
  create(tables: readonly Table[], generation: number): Promise<void>;
  /** Drops the tables in each of their generations that is stale, with what was seen for it. */
  drop(tables: readonly Table[], isStale: (generation: number) => boolean): Promise<void>;
}

/** Of projections that were never rebuilt. They share a table of what they have seen; each later one has its own. */
export const FIRST_GENERATION = 1;

/** A snapshot of a dropped table would keep what was erased from it. */
const OPTIONS = 'allow_auto_snapshot = false';

export const schema = ({ keyspace, execute, change, agreement }: Cassandra, subgraph: string): Schema => {
  const full = (name: string): string => `${quote(keyspace)}.${quote(name)}`;
  const nameOf = (table: Table, generation: number) => full(`${subgraph}_${table.name}_${generation}`);
  const versionsTable = (generation: number) => full(`${subgraph}_projected_stream_${generation}`);
  const generationsTable = full('read_model_generation');

  const createTable = async (table: Table, generation: number): Promise<void> => {
    const name = nameOf(table, generation);
    const vectors = vectorsOf(table).map(([column]) => column);
    const partition = ['tenant', ...table.partitionKey.map(quote)].join(', ');
    const key = [`(${partition})`, ...table.clusteringKey.map(quote)].join(', ');
    const declared = Object.entries(table.columns).map(([column, type]) => `${quote(column)} ${cqlType(type)}`);
    const hidden = [FOLDED, ...vectors.map(searchedIn)].map((column) => `${quote(column)} text`);
    const columns = [...declared, ...hidden].join(', ');
    await change(`CREATE TABLE IF NOT EXISTS ${name} (tenant text, ${columns}, PRIMARY KEY (${key})) WITH ${OPTIONS}`);
    await change(`ALTER TABLE ${name} ADD IF NOT EXISTS (${columns})`);

    const index = (column: string) => quote(`${subgraph}_${table.name}_${generation}_${column}`);
    const onColumn = (column: string) => `CREATE INDEX IF NOT EXISTS ${index(column)} ON ${name} (${quote(column)})`;
    for (const column of vectors) {
      await change(`${onColumn(searchedIn(column))} USING 'sai'`);
      await change(`${onColumn(column)} USING 'sai' WITH OPTIONS = {'similarity_function': 'cosine'}`);
    }
  };

  const createVersionsTable = (generation: number) =>
    change(`CREATE TABLE IF NOT EXISTS ${versionsTable(generation)}
      (projection text, tenant text, bucket int, stream text, version int,
      PRIMARY KEY ((projection, tenant, bucket), stream)) WITH ${OPTIONS}`);

  return {
    nameOf,
    versionsTable,
    generationsTable,

    async createFirst() {
      await change(`CREATE TABLE IF NOT EXISTS ${generationsTable}
        (subgraph text, newest int static, projection text, live int, tables frozen<set<text>>,
        PRIMARY KEY (subgraph, projection))`);
      await createVersionsTable(FIRST_GENERATION);
      await agreement();
    },

    async create(tables, generation) {
      for (const table of tables) await createTable(table, generation);
      await createVersionsTable(generation);
      await agreement();
    },

    async drop(tables, isStale) {
      const { rows } = await execute({
        query: 'SELECT table_name FROM system_schema.tables WHERE keyspace_name = ?',
        params: [keyspace],
      });
      for (const { table_name: name } of rows) {
        const table = tables.find((of) => (name as string).startsWith(`${subgraph}_${of.name}_`));
        const generation = table && Number((name as string).slice(`${subgraph}_${table.name}_`.length));
        if (!generation || !isStale(generation)) continue;
        // first what was seen: as long as there are rows, the generation is found again
        if (generation !== FIRST_GENERATION) await change(`DROP TABLE IF EXISTS ${versionsTable(generation)}`);
        await change(`DROP TABLE IF EXISTS ${full(name)}`);
      }
    },
  };
};
