import { createHash } from 'node:crypto';
import type pg from 'pg';
import {
  type ColumnType,
  type ReadModel,
  type Row,
  type RowWrite,
  rowKey,
  streamKey,
  type Table,
  type Target,
} from '#platform/read-model/read-model';

/**
 * Read models in PostgreSQL, in the schema `read_model` of the subgraph's database. What is written here can be rebuilt,
 * so a write does not wait for the disk; checkpoints are in the same log behind it and can't get ahead of it in a crash.
 */
export const postgresReadModel = (pool: pg.Pool): ReadModel => ({
  async prepare(tables) {
    await inTransaction(pool, async (client) => {
      // one process at a time: CREATE … IF NOT EXISTS of two of them can collide
      await client.query(`SELECT pg_advisory_xact_lock(hashtext('read_model'))`);
      await client.query('CREATE SCHEMA IF NOT EXISTS read_model');
      await client.query(`CREATE TABLE IF NOT EXISTS read_model.projected_stream (
        projection text COLLATE "C", tenant text COLLATE "C", stream text COLLATE "C", version int NOT NULL,
        PRIMARY KEY (projection, tenant, stream))`);
      for (const table of tables) {
        await client.query(createTable(table, 'live'));
        await client.query(addColumns(table));
      }
    });
  },

  async get(table, tenant, keys, generation = 'live') {
    if (keys.length === 0) return [];
    const keyColumns = primaryKey(table);
    const params = keyColumns.map((name, i) => `$${i + 2}::${SQL_TYPES[table.columns[name]!]}[]`);
    const { rows } = await pool.query<Record<string, unknown>>({
      name: `get-${generation}-${table.name}`,
      text: `SELECT ${selectList(table)} FROM ${physical(table, generation)}
             WHERE tenant = $1 AND (${keyColumns.map(quote).join(', ')}) IN (SELECT * FROM unnest(${params.join(', ')}))`,
      values: [tenant, ...keyColumns.map((name) => keys.map((key) => key[name] ?? null))],
    });
    const found = new Map(rows.map((raw) => decode(table, raw)).map((row) => [rowKey(table, tenant, row), row]));
    return keys.map((key) => found.get(rowKey(table, tenant, key as Row)) ?? null) as never;
  },

  async page(table, tenant, partition, { after, before, limit, backwards = false }) {
    const values: unknown[] = [tenant];
    const bind = (name: string, value: unknown) => `$${values.push(value)}::${SQL_TYPES[table.columns[name]!]}`;
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
    const order = table.clusteringKey.map((name) => `${quote(name)} ${backwards ? 'DESC' : 'ASC'}`);
    const { rows } = await pool.query<Record<string, unknown>>({
      name: `page-${table.name}-${shape}`,
      text: `SELECT ${selectList(table)} FROM ${physical(table, 'live')} WHERE tenant = $1 AND ${conditions.join(' AND ')}
             ORDER BY ${order.join(', ')} LIMIT $${values.push(limit)}`,
      values,
    });
    return rows.map((raw) => decode(table, raw)) as never;
  },

  async versions(target, streams) {
    const { rows } = await pool.query<{ tenant: string; stream: string; version: number }>({
      name: 'projected-versions',
      text: `SELECT tenant, stream, version FROM read_model.projected_stream
             WHERE projection = $1 AND (tenant, stream) IN (SELECT * FROM unnest($2::text[], $3::text[]))`,
      values: [nameOf(target), streams.map(({ tenant }) => tenant), streams.map(({ stream }) => stream)],
    });
    return new Map(rows.map((row) => [streamKey(row), row.version]));
  },

  // one statement: one round trip, all or nothing, and no transaction that is open between two of them
  async write(target, { rows, versions }) {
    const values: unknown[] = [];
    const bind: Bind = (value, type) => `$${values.push(value)}::${type}`;
    const writes = groupByShape(rows).map(
      (group, nth) => `write_${nth} AS (${writeRows(group, target.generation, bind)})`,
    );
    const seen = [
      bind(
        versions.map(({ tenant }) => tenant),
        'text[]',
      ),
      bind(
        versions.map(({ stream }) => stream),
        'text[]',
      ),
      bind(
        versions.map(({ version }) => version),
        'int[]',
      ),
    ];
    const text = `
      WITH relaxed AS (SELECT set_config('synchronous_commit', 'off', true)) ${writes.map((write) => `, ${write}`).join('')}
      INSERT INTO read_model.projected_stream (projection, tenant, stream, version)
      SELECT ${bind(nameOf(target), 'text')}, seen.* FROM relaxed, unnest(${seen.join(', ')}) AS seen (tenant, stream, version)
      ON CONFLICT (projection, tenant, stream) DO UPDATE SET version = EXCLUDED.version`;
    await pool.query({
      name: `write-${createHash('sha256').update(text).digest('base64url').slice(0, 22)}`,
      text,
      values,
    });
  },

  async startShadow(target, tables) {
    await inTransaction(pool, async (client) => {
      for (const table of tables) {
        await client.query(`DROP TABLE IF EXISTS ${physical(table, 'shadow')}`);
        await client.query(createTable(table, 'shadow'));
      }
      await client.query('DELETE FROM read_model.projected_stream WHERE projection = $1', [nameOf(target)]);
    });
  },

  async compareShadow(tables) {
    let rows = 0;
    let differing = 0;
    for (const table of tables) {
      const [live, shadow] = [physical(table, 'live'), physical(table, 'shadow')];
      const columns = ['tenant', ...Object.keys(table.columns).map(quote)].join(', ');
      const key = ['tenant', ...primaryKey(table).map(quote)].join(', ');
      const { rows: counts } = await pool.query<{ rows: string; differing: string }>(`
        SELECT (SELECT count(*) FROM ${live}) AS rows,
          (SELECT count(DISTINCT (${key})) FROM (
            (SELECT ${columns} FROM ${live} EXCEPT ALL SELECT ${columns} FROM ${shadow}) UNION ALL
            (SELECT ${columns} FROM ${shadow} EXCEPT ALL SELECT ${columns} FROM ${live})) difference) AS differing`);
      rows += Number(counts[0]!.rows);
      differing += Number(counts[0]!.differing);
    }
    return { rows, differing };
  },

  async switchToShadow(projection, tables) {
    await inTransaction(pool, async (client) => {
      for (const table of tables) {
        await client.query(`DROP TABLE ${physical(table, 'live')}`);
        await client.query(`ALTER TABLE ${physical(table, 'shadow')} RENAME TO ${quote(table.name)}`);
      }
      await client.query('DELETE FROM read_model.projected_stream WHERE projection = $1', [projection]);
      await client.query('UPDATE read_model.projected_stream SET projection = $1 WHERE projection = $2', [
        projection,
        nameOf({ projection, generation: 'shadow' }),
      ]);
    });
  },
});

/** Text keys compare byte by byte whatever the database's locale, so that pages and cursors agree everywhere. */
const SQL_TYPES: Readonly<Record<ColumnType, string>> = {
  text: 'text',
  int: 'int',
  bigint: 'bigint',
  float: 'float8',
  boolean: 'boolean',
  timestamp: 'timestamptz',
  json: 'jsonb',
};

const quote = (name: string): string => `"${name}"`;
const primaryKey = (table: Table): string[] => [...table.partitionKey, ...table.clusteringKey];
const physical = (table: Table, generation: Target['generation']): string =>
  `read_model.${quote(generation === 'live' ? table.name : `${table.name}__shadow`)}`;
const nameOf = ({ projection, generation }: Target): string =>
  generation === 'live' ? projection : `${projection} (shadow)`;

const column = (name: string, type: ColumnType): string =>
  `${quote(name)} ${SQL_TYPES[type]}${type === 'text' ? ' COLLATE "C"' : ''}`;

const createTable = (table: Table, generation: Target['generation']): string => {
  const columns = Object.entries(table.columns).map(([name, type]) => column(name, type));
  const key = ['tenant', ...primaryKey(table).map(quote)];
  return `CREATE TABLE IF NOT EXISTS ${physical(table, generation)}
    (tenant text COLLATE "C", ${columns.join(', ')}, PRIMARY KEY (${key.join(', ')}))`;
};

/** A column that was declared since stays empty until the projection is rebuilt. */
const addColumns = (table: Table): string => {
  const added = Object.entries(table.columns).map(([name, type]) => `ADD COLUMN IF NOT EXISTS ${column(name, type)}`);
  return `ALTER TABLE ${physical(table, 'live')} ${added.join(', ')}`;
};

const selectList = (table: Table): string => Object.keys(table.columns).map(quote).join(', ');

const decode = (table: Table, raw: Record<string, unknown>): Row => {
  const row: Record<string, unknown> = {};
  for (const [name, type] of Object.entries(table.columns)) {
    const value = raw[name];
    if (value === null || value === undefined) row[name] = null;
    else if (type === 'timestamp') row[name] = (value as Date).toISOString();
    else if (type === 'bigint') row[name] = Number(value);
    else row[name] = value;
  }
  return row as Row;
};

interface WriteGroup {
  readonly table: Table;
  readonly kind: RowWrite['kind'];
  readonly columns: readonly string[];
  readonly rows: { readonly tenant: string; readonly row: Row }[];
}

/** Rows that set the same columns of the same table go in one statement. */
const groupByShape = (writes: readonly RowWrite[]): WriteGroup[] => {
  const groups = new Map<string, WriteGroup>();
  for (const write of writes) {
    const row = write.kind === 'upsert' ? write.row : write.key;
    const columns = write.kind === 'upsert' ? Object.keys(row) : primaryKey(write.table);
    const shape = JSON.stringify([write.table.name, write.kind, ...columns]);
    const group = groups.get(shape) ?? { table: write.table, kind: write.kind, columns, rows: [] };
    groups.set(shape, group);
    group.rows.push({ tenant: write.tenant, row });
  }
  return [...groups.values()];
};

/** Adds a value to a statement, and answers with its place there. */
type Bind = (value: unknown, type: string) => string;

const writeRows = (
  { table, kind, columns, rows }: WriteGroup,
  generation: Target['generation'],
  bind: Bind,
): string => {
  const encoded = (name: string) =>
    rows.map(({ row }) => {
      const value = row[name] ?? null;
      return table.columns[name] === 'json' && value !== null ? JSON.stringify(value) : value;
    });
  const arrays = columns.map((name) => bind(encoded(name), `${SQL_TYPES[table.columns[name]!]}[]`));
  const tenants = bind(
    rows.map(({ tenant }) => tenant),
    'text[]',
  );
  const source = `SELECT * FROM unnest(${[tenants, ...arrays].join(', ')})`;
  const names = ['tenant', ...columns.map(quote)].join(', ');
  if (kind === 'delete') return `DELETE FROM ${physical(table, generation)} WHERE (${names}) IN (${source})`;

  const key = primaryKey(table);
  const kept = columns.filter((name) => !key.includes(name)).map(quote);
  const conflict =
    kept.length === 0 ? 'NOTHING' : `UPDATE SET ${kept.map((name) => `${name} = EXCLUDED.${name}`).join(', ')}`;
  return `INSERT INTO ${physical(table, generation)} (${names}) ${source}
    ON CONFLICT (tenant, ${key.map(quote).join(', ')}) DO ${conflict}`;
};

const inTransaction = async <T>(pool: pg.Pool, work: (client: pg.PoolClient) => Promise<T>): Promise<T> => {
  const client = await pool.connect();
  let broken: Error | undefined;
  try {
    await client.query('BEGIN');
    const result = await work(client);
    await client.query('COMMIT');
    return result;
  } catch (error) {
    await client.query('ROLLBACK').catch((failure: Error) => {
      broken = failure;
    });
    throw error;
  } finally {
    client.release(broken);
  }
};
