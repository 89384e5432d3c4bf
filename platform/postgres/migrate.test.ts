import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '#platform/postgres/embedded';
import { MigrationError, migrate } from '#platform/postgres/migrate';
import { ensureDatabase, openPool } from '#platform/postgres/pool';

const FIRST = '20260101000000_first';
const SECOND = '20260201000000_second';

let scratch: string;
let server: EmbeddedPostgres;
let pool: pg.Pool;
let folder: string;
let databases = 0;

beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'metachat-migrate-'));
  server = await startEmbeddedPostgres({ dataDir: join(scratch, 'data') });
});

afterAll(async () => {
  await server.stop();
  await rm(scratch, { recursive: true });
});

beforeEach(async () => {
  databases += 1;
  pool = openPool(await ensureDatabase(server.url, `migrate_${databases}`), { max: 4 });
  folder = join(scratch, `migrations-${databases}`);
  await mkdir(folder);
  await writeFile(join(folder, 'migration_lock.toml'), 'provider = "postgresql"\n');
  await add(FIRST, 'CREATE TABLE a (n int); INSERT INTO a VALUES (1);');
});

afterEach(() => pool.end());

const add = async (name: string, sql: string): Promise<void> => {
  await mkdir(join(folder, name), { recursive: true });
  await writeFile(join(folder, name, 'migration.sql'), sql);
};

const records = async () => (await pool.query('SELECT * FROM _prisma_migrations ORDER BY migration_name')).rows;

describe('migrate', () => {
  it('applies what is missing in the order of names, and nothing twice', async () => {
    await add(SECOND, 'INSERT INTO a VALUES (2)');
    expect(await migrate(pool, folder)).toEqual([FIRST, SECOND]);
    expect(await migrate(pool, folder)).toEqual([]);
    await add('20260301000000_third', 'INSERT INTO a VALUES (3)');
    expect(await migrate(pool, folder)).toEqual(['20260301000000_third']);
    expect((await pool.query('SELECT n FROM a ORDER BY n')).rows).toEqual([{ n: 1 }, { n: 2 }, { n: 3 }]);
  });

  it('keeps the record that Prisma would', async () => {
    await migrate(pool, folder);
    expect(await records()).toEqual([
      {
        id: expect.stringMatching(/^[0-9a-f-]{36}$/),
        checksum: createHash('sha256').update('CREATE TABLE a (n int); INSERT INTO a VALUES (1);').digest('hex'),
        finished_at: expect.any(Date),
        migration_name: FIRST,
        logs: null,
        rolled_back_at: null,
        started_at: expect.any(Date),
        applied_steps_count: 1,
      },
    ]);
    const { rows } = await pool.query(
      `SELECT column_name, data_type, character_maximum_length, is_nullable, column_default
       FROM information_schema.columns WHERE table_name = '_prisma_migrations' ORDER BY ordinal_position`,
    );
    expect(rows.map((row) => Object.values(row))).toEqual([
      ['id', 'character varying', 36, 'NO', null],
      ['checksum', 'character varying', 64, 'NO', null],
      ['finished_at', 'timestamp with time zone', null, 'YES', null],
      ['migration_name', 'character varying', 255, 'NO', null],
      ['logs', 'text', null, 'YES', null],
      ['rolled_back_at', 'timestamp with time zone', null, 'YES', null],
      ['started_at', 'timestamp with time zone', null, 'NO', 'now()'],
      ['applied_steps_count', 'integer', null, 'NO', '0'],
    ]);
  });

  it('applies each once when several processes start together', async () => {
    await add(SECOND, 'SELECT pg_sleep(0.2); INSERT INTO a VALUES (2)');
    const applied = await Promise.all([1, 2, 3, 4].map(() => migrate(pool, folder)));
    expect(applied.flat()).toEqual([FIRST, SECOND]);
    expect(await records()).toHaveLength(2);
  });

  it('undoes a migration that fails, keeps those before it, and tries it again when it was mended', async () => {
    await add(SECOND, 'INSERT INTO a VALUES (2); INSERT INTO nothing VALUES (1);');
    const attempt = migrate(pool, folder);
    await expect(attempt).rejects.toThrow(MigrationError);
    await expect(attempt).rejects.toThrow(`Migration ${SECOND} failed: relation "nothing" does not exist.`);
    expect((await pool.query('SELECT n FROM a')).rows).toEqual([{ n: 1 }]);

    await add(SECOND, 'INSERT INTO a VALUES (2)');
    expect(await migrate(pool, folder)).toEqual([SECOND]);
  });

  it('refuses when an applied migration was changed', async () => {
    await migrate(pool, folder);
    await add(FIRST, 'CREATE TABLE b (n int)');
    await add(SECOND, 'INSERT INTO a VALUES (2)');
    await expect(migrate(pool, folder)).rejects.toThrow(`Migration ${FIRST} was changed`);
    expect(await records()).toHaveLength(1);
  });

  it('refuses when an applied migration is missing', async () => {
    await add(SECOND, 'INSERT INTO a VALUES (2)');
    await migrate(pool, folder);
    await rm(join(folder, SECOND), { recursive: true });
    await expect(migrate(pool, folder)).rejects.toThrow(`Migration ${SECOND} was applied`);
  });

  it('refuses after one that Prisma began and did not finish, until it is marked as rolled back', async () => {
    await migrate(pool, folder);
    await pool.query(`INSERT INTO _prisma_migrations (id, checksum, migration_name) VALUES ('x', 'y', $1)`, [SECOND]);
    await add(SECOND, 'INSERT INTO a VALUES (2)');
    await expect(migrate(pool, folder)).rejects.toThrow(`Migration ${SECOND} was begun`);

    await pool.query(`UPDATE _prisma_migrations SET rolled_back_at = now() WHERE id = 'x'`);
    expect(await migrate(pool, folder)).toEqual([SECOND]);
  });
});
