import { fileURLToPath } from 'node:url';
import type pg from 'pg';
import { afterAll, inject } from 'vitest';
import { newId } from '#platform/domain/ids';
import { migrate } from '#platform/postgres/migrate';
import { ensureDatabase, openPool } from '#platform/postgres/pool';

const MIGRATIONS = fileURLToPath(new URL('../prisma/migrations', import.meta.url));

const pools: pg.Pool[] = [];
// here and not where a pool is made: a hook that is added within a hook is never run
afterAll(() => Promise.all(pools.map((pool) => pool.end())));

/** A new database with the tables of a subgraph, on the server of tests/servers.ts; closed when the file is done. */
export const testDatabase = async (): Promise<pg.Pool> => {
  const pool = openPool(await ensureDatabase(inject('databaseUrl'), `test_${newId()}`), { max: 16 });
  pools.push(pool);
  await migrate(pool, MIGRATIONS);
  return pool;
};
