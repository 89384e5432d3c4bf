import { createHash, randomUUID } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type pg from 'pg';

/** The migrations and the database don't go together, or one failed. Names the migration. */
export class MigrationError extends Error {
  override readonly name = 'MigrationError';
}

interface Migration {
  readonly name: string;
  readonly sql: string;
  /** SHA-256 of the file, in hexadecimal. */
  readonly checksum: string;
}

/**
 * Applies what is missing of `<folder>/<name>/migration.sql`, in the order of their names, each in a transaction, and
 * answers with the names of those applied. It keeps Prisma's own records, so that `prisma migrate deploy` and
 * `prisma migrate status` agree with it, and takes Prisma's own lock, so that only one of all of them is at work.
 */
export const migrate = async (pool: pg.Pool, folder: string): Promise<string[]> => {
  const migrations = await readMigrations(folder);
  const client = await pool.connect();
  try {
    // both the wait for the lock and a migration may take longer than a statement otherwise should
    await client.query('SET statement_timeout = 0');
    await client.query('SELECT pg_advisory_lock($1)', [PRISMA_LOCK]);
    await client.query(CREATE_RECORDS);
    const applied = await readApplied(client);
    check(migrations, applied);
    const missing = migrations.filter(({ name }) => !applied.has(name));
    for (const migration of missing) await apply(client, migration);
    return missing.map(({ name }) => name);
  } finally {
    // closed, not given back: with the connection end the lock, the setting and what a failure left open
    client.release(true);
  }
};

/** The key that Prisma Migrate locks with. */
const PRISMA_LOCK = 72707369;

const CREATE_RECORDS = `
  CREATE TABLE IF NOT EXISTS _prisma_migrations (
    id                  VARCHAR(36) PRIMARY KEY NOT NULL,
    checksum            VARCHAR(64) NOT NULL,
    finished_at         TIMESTAMPTZ,
    migration_name      VARCHAR(255) NOT NULL,
    logs                TEXT,
    rolled_back_at      TIMESTAMPTZ,
    started_at          TIMESTAMPTZ NOT NULL DEFAULT now(),
    applied_steps_count INTEGER NOT NULL DEFAULT 0
  )`;

const readMigrations = async (folder: string): Promise<Migration[]> => {
  const entries = await readdir(folder, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  return Promise.all(
    names.sort().map(async (name) => {
      const sql = await readFile(join(folder, name, 'migration.sql'), 'utf8');
      return { name, sql, checksum: createHash('sha256').update(sql).digest('hex') };
    }),
  );
};

/** Checksums by name. A row that was rolled back says that the migration isn't applied. */
const readApplied = async (client: pg.PoolClient): Promise<Map<string, string>> => {
  const { rows } = await client.query<{ migration_name: string; checksum: string; finished: boolean }>(
    `SELECT migration_name, checksum, finished_at IS NOT NULL AS finished
     FROM _prisma_migrations WHERE rolled_back_at IS NULL`,
  );
  const unfinished = rows.find(({ finished }) => !finished);
  if (unfinished) {
    throw new MigrationError(
      `Migration ${unfinished.migration_name} was begun by Prisma and not finished: see \`prisma migrate resolve\`.`,
    );
  }
  return new Map(rows.map((row) => [row.migration_name, row.checksum]));
};

const check = (migrations: readonly Migration[], applied: ReadonlyMap<string, string>): void => {
  const checksums = new Map(migrations.map(({ name, checksum }) => [name, checksum]));
  for (const [name, checksum] of applied) {
    const ours = checksums.get(name);
    if (ours === undefined) {
      throw new MigrationError(
        `Migration ${name} was applied to the database and is not among ours: is it a newer one?`,
      );
    }
    if (ours !== checksum) {
      throw new MigrationError(`Migration ${name} was changed after it had been applied: add a new one instead.`);
    }
  }
};

const apply = async (client: pg.PoolClient, { name, sql, checksum }: Migration): Promise<void> => {
  try {
    await client.query('BEGIN');
    await client.query(sql);
    await client.query(
      `INSERT INTO _prisma_migrations (id, checksum, migration_name, started_at, finished_at, applied_steps_count)
       VALUES ($1, $2, $3, now(), clock_timestamp(), 1)`,
      [randomUUID(), checksum, name],
    );
    await client.query('COMMIT');
  } catch (error) {
    throw new MigrationError(`Migration ${name} failed: ${(error as Error).message}.`, { cause: error });
  }
};
