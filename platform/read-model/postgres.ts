import { createHash } from 'node:crypto';
import type pg from 'pg';
import { copiesIn } from '#platform/read-model/postgres/copies';
import { readFirsts, readPage, readRows } from '#platform/read-model/postgres/reads';
import {
  addColumns,
  CREATE_REMOVED,
  createTable,
  physical,
  primaryKey,
  quote,
  selectList,
} from '#platform/read-model/postgres/tables';
import { type Bind, groupByShape, writeRows } from '#platform/read-model/postgres/writes';
import { type ReadModel, type Row, streamKey, type Target } from '#platform/read-model/read-model';
import { isVector } from '#platform/read-model/vector';

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
      await client.query(CREATE_REMOVED);
      for (const table of tables) {
        await client.query(createTable(table, 'live'));
        await client.query(addColumns(table));
      }
    });
  },

  get: (table, tenant, keys) => readRows(pool, 'live', table, tenant, keys as readonly Row[]) as never,

  page: (table, tenant, partition, range) => readPage(pool, table, tenant, partition as Row, range) as never,

  firsts: (table, tenant, partitions, limit) =>
    readFirsts(pool, table, tenant, partitions as readonly Row[], limit) as never,

  search: copiesIn(pool),

  async countPersonal({ personal, ...table }, tenant, person) {
    if (!personal) return 0;
    const kept = personal.columns.filter((name) => !isVector(table.columns[name]));
    const somethingIn = kept.map((name) => `${quote(name)} IS NOT NULL`).join(' OR ');
    const { rows } = await pool.query<{ count: string }>({
      text: `SELECT count(*) FROM ${physical(table, 'live')} WHERE tenant = $1 AND ${quote(personal.of)} = $2 AND (${somethingIn})`,
      values: [tenant, person],
    });
    return Number(rows[0]!.count);
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

  async stored({ generation }, table, tenant, keys) {
    const rows = await readRows(pool, generation, table, tenant, keys);
    return rows.map((row) => row && { row, folded: {} });
  },

  // One statement: one round trip, all or nothing, and no transaction that is open between two of them. A version that
  // does not rise becomes null, which its column refuses, and the whole statement with it.
  async write(target, { rows, versions }) {
    const values: unknown[] = [];
    const bind: Bind = (value, type) => `$${values.push(value)}::${type}`;
    const writes = groupByShape(rows).map((group, nth) =>
      writeRows(group, target.generation, { bind, name: `write_${nth}` }),
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
      ON CONFLICT (projection, tenant, stream) DO UPDATE
      SET version = CASE WHEN projected_stream.version < EXCLUDED.version THEN EXCLUDED.version END`;
    const name = `write-${createHash('sha256').update(text).digest('base64url').slice(0, 22)}`;
    try {
      await pool.query({ name, text, values });
    } catch (error) {
      const { code, table, column } = error as pg.DatabaseError;
      if (code === NOT_NULL_VIOLATION && table === 'projected_stream' && column === 'version')
        throw new OvertakenError(nameOf(target));
      throw error;
    }
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
      const columns = `tenant, ${selectList(table)}`;
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

/** A batch has events that were projected already, by another process or by an earlier attempt. Nothing of it was written. */
export class OvertakenError extends Error {
  override readonly name = 'OvertakenError';
  constructor(projection: string) {
    super(`${projection} has already seen some events of the batch: another process was faster.`);
  }
}

const NOT_NULL_VIOLATION = '23502';

const nameOf = ({ projection, generation }: Target): string =>
  generation === 'live' ? projection : `${projection} (shadow)`;

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
