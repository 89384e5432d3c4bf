import { fileURLToPath } from 'node:url';
import type pg from 'pg';
import { migrate } from '#platform/postgres/migrate';
import { openPool } from '#platform/postgres/pool';
import { type Installation, newInstallation } from '../ops/cluster/installation.ts';
import { server } from '../ops/servers/servers.ts';
import { readSettings, SERVER_NAMES } from '../ops/servers/settings.ts';

const MIGRATIONS = fileURLToPath(new URL('../prisma/migrations', import.meta.url));

/** Those of `npm run servers` that don't run. */
export const missingServers = (): readonly string[] =>
  SERVER_NAMES.filter((name) => server(name, readSettings(process.env)).pid() === undefined);

/** Databases, topics and a keyspace on the real servers, gone when the work is done. */
export const withInstallation = async <T>(
  work: (environment: Installation['environment']) => Promise<T>,
): Promise<T> => {
  const { environment, remove } = await newInstallation('bench');
  try {
    // one person asks for as much as many
    return await work({ ...environment, RATE_PER_PERSON: '0' });
  } finally {
    await remove();
  }
};

/** The chat's database in it, migrated. */
export const withChatDatabase = async <T>(
  environment: Installation['environment'],
  work: (pool: pg.Pool) => Promise<T>,
): Promise<T> => {
  const pool = openPool(environment.CHAT_DATABASE_URL!, { max: 20 });
  try {
    await migrate(pool, MIGRATIONS);
    return await work(pool);
  } finally {
    await pool.end();
  }
};
