import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type pg from 'pg';
import { startEmbeddedPostgres } from '#platform/postgres/embedded';
import { migrate } from '#platform/postgres/migrate';
import { ensureDatabase, openPool } from '#platform/postgres/pool';

const MIGRATIONS = fileURLToPath(new URL('../prisma/migrations', import.meta.url));

/** A fresh embedded server, gone when the work is done. */
export const withServer = async <T>(work: (url: string) => Promise<T>): Promise<T> => {
  const dataDir = await mkdtemp(join(tmpdir(), 'metachat-bench-'));
  const server = await startEmbeddedPostgres({ dataDir });
  try {
    return await work(server.url);
  } finally {
    await server.stop();
    await rm(dataDir, { recursive: true, force: true });
  }
};

/** One migrated database on such a server. */
export const withDatabase = <T>(work: (pool: pg.Pool) => Promise<T>): Promise<T> =>
  withServer(async (url) => {
    const pool = openPool(await ensureDatabase(url, 'bench'), { max: 20 });
    try {
      await migrate(pool, MIGRATIONS);
      return await work(pool);
    } finally {
      await pool.end();
    }
  });
