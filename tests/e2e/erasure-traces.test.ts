import { join } from 'node:path';
import pg from 'pg';
import { beforeAll, expect, it } from 'vitest';
import { newId } from '#platform/domain/ids';
import { erase, grep, leaveTraces, residue, type Traces } from './erasure/traces.ts';
import { databaseOf } from './process.ts';
import { embeddedForTests } from './supergraph.ts';

const supergraph = embeddedForTests();
let traces: Traces;
let before: Map<string, string[]>;
let seconds: number;

const database = async <T>(name: string, use: (client: pg.Client) => Promise<T>): Promise<T> => {
  const client = new pg.Client(await databaseOf(supergraph.dataDir(), name));
  await client.connect();
  try {
    return await use(client);
  } finally {
    await client.end();
  }
};

beforeAll(async () => {
  traces = await leaveTraces(supergraph.signUp);
  await database('metachat_users', (client) => client.query('CHECKPOINT'));
  before = await grep(traces.words, [supergraph.dataDir()]);
  seconds = await erase(traces);
}, 180_000);

it('somebody with a thousand entries and a thousand messages is erased within a minute', async () => {
  expect(seconds).toBeLessThan(60);
  const token = await supergraph.issue({ id: newId(), tenant: 'default', sessionId: newId(), scopes: ['admin'] });
  expect(await residue(supergraph.nobody.as(token), traces)).toEqual([]);
});

it('and nothing of theirs lies readable on the disk, once the database has given back what it deleted', async () => {
  const [firstName, lastName] = traces.words;
  // in clear stood, until then, what others found them by
  expect([...before.keys()].sort()).toEqual([firstName, lastName].sort());

  // PostgreSQL leaves deleted rows in its files until a table is vacuumed, and in its log until the next checkpoints
  await database('metachat_users', async (client) => {
    const { rows } = await client.query<{ name: string }>(
      `SELECT format('%I.%I', schemaname, relname) AS name FROM pg_stat_user_tables WHERE schemaname = 'read_model'`,
    );
    for (const { name } of rows) await client.query(`VACUUM FULL ${name}`);
  });
  await database('postgres', async (client) => {
    for (let nth = 0; nth < 2; nth++) {
      await client.query('SELECT pg_switch_wal()');
      await client.query('CHECKPOINT');
    }
  });
  expect(await grep(traces.words, [join(supergraph.dataDir())])).toEqual(new Map());
});
