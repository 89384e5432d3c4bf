import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type pg from 'pg';
import { startEmbeddedPostgres } from '#platform/postgres/embedded';
import { migrate } from '#platform/postgres/migrate';
import { ensureDatabase, openPool } from '#platform/postgres/pool';

const MIGRATIONS = fileURLToPath(new URL('../prisma/migrations', import.meta.url));

/** A fresh embedded server with one migrated database, gone when the work is done. */
export const withDatabase = async <T>(work: (pool: pg.Pool) => Promise<T>): Promise<T> => {
  const dataDir = await mkdtemp(join(tmpdir(), 'metachat-bench-'));
  const server = await startEmbeddedPostgres({ dataDir });
  const pool = openPool(await ensureDatabase(server.url, 'bench'), { max: 20 });
  try {
    await migrate(pool, MIGRATIONS);
    return await work(pool);
  } finally {
    await pool.end();
    await server.stop();
    await rm(dataDir, { recursive: true, force: true });
  }
};
