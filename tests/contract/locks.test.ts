import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, expect, inject, it } from 'vitest';
import { newId } from '#platform/domain/ids';
import { memoryLocks } from '#platform/locks/memory';
import { postgresLocks } from '#platform/locks/postgres';
import { openPool } from '#platform/postgres/pool';
import { testLocks } from './locks.ts';

testLocks('memory', async () => {
  const locks = memoryLocks();
  return [locks, locks];
});

const opened: ReturnType<typeof postgresLocks>[] = [];
const open = () => {
  const locks = postgresLocks(inject('databaseUrl'));
  opened.push(locks);
  return locks;
};
afterAll(() => Promise.all(opened.map((locks) => locks.close())));

testLocks('PostgreSQL', async () => [open(), open()]);

it('a leader whose connection is cut learns it, and another one leads', async () => {
  const [one, other, name] = [open(), open(), newId()];
  const { signal } = new AbortController();
  const first = await one.lead(name, signal);
  const second = other.lead(name, signal);
  await delay(50);
  const pool = openPool(inject('databaseUrl'), { max: 1 });
  // the one that waits is idle in no transaction either: only the holder has the lock granted
  await pool.query(
    `SELECT pg_terminate_backend(pid) FROM pg_locks
     WHERE locktype = 'advisory' AND granted AND (classid::bigint << 32 | objid::bigint) = hashtextextended($1, 0)`,
    [`lead ${name}`],
  );
  await first!.lost;
  expect(await second).not.toBeNull();
  await (await second)!.release();
  await pool.end();
});
