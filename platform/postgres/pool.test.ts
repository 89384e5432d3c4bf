import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '#platform/postgres/embedded';
import {
  DatabaseUnreachableError,
  ensureDatabase,
  findDatabase,
  openPool,
  type QueryOutcome,
} from '#platform/postgres/pool';

let dataDir: string;
let server: EmbeddedPostgres;

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'metachat-pool-'));
  server = await startEmbeddedPostgres({ dataDir });
});

afterAll(async () => {
  await server.stop();
  await rm(dataDir, { recursive: true });
});

describe('openPool', () => {
  it('reports every query, by the pool or by one of its connections, well or failed', async () => {
    const outcomes: QueryOutcome[] = [];
    const pool = openPool(server.url, { max: 1, onQuery: (outcome) => outcomes.push(outcome) });

    expect((await pool.query('SELECT $1::int AS n', [7])).rows).toEqual([{ n: 7 }]);
    await expect(pool.query('SELECT nothing')).rejects.toMatchObject({ code: '42703' });
    const client = await pool.connect();
    await client.query({ name: 'sleep', text: 'SELECT pg_sleep($1)', values: [0.05] });
    await expect(client.query('SELECT 1 / 0')).rejects.toMatchObject({ code: '22012' });
    client.release();
    await pool.end();

    expect(outcomes.map(({ ok }) => ok)).toEqual([true, false, true, false]);
    expect(outcomes[2]!.seconds).toBeGreaterThanOrEqual(0.05);
    expect(outcomes[2]!.seconds).toBeLessThan(5);
  });

  it('survives the end of its connections, idle or in use, and connects anew', async () => {
    const pool = openPool(server.url, { max: 2 });
    const inUse = await pool.connect();
    await pool.query('SELECT 1');
    const admin = openPool(server.url, { max: 1 });
    const { rowCount } = await admin.query(
      'SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE application_name = $1 AND pid <> pg_backend_pid()',
      ['metachat'],
    );
    expect(rowCount).toBe(2);
    await expect(inUse.query('SELECT 1')).rejects.toThrow();
    inUse.release(true);
    expect((await pool.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
    await Promise.all([pool.end(), admin.end()]);
  });

  it('bounds a statement and an idle transaction, and leaves 8-byte integers exact', async () => {
    const pool = openPool(server.url, { max: 1 });
    expect((await pool.query('SHOW statement_timeout')).rows).toEqual([{ statement_timeout: '30s' }]);
    const { rows } = await pool.query('SHOW idle_in_transaction_session_timeout');
    expect(rows).toEqual([{ idle_in_transaction_session_timeout: '30s' }]);
    expect((await pool.query('SELECT 9007199254740993::bigint AS big')).rows).toEqual([{ big: '9007199254740993' }]);
    await pool.end();
  });
});

describe('a database', () => {
  it('makes the database once, and answers with its URL', async () => {
    const url = await ensureDatabase(server.url, 'metachat_users');
    expect(await ensureDatabase(server.url, 'metachat_users')).toBe(url);
    const pool = openPool(url, { max: 1 });
    const { rows } = await pool.query(
      `SELECT current_database() AS name, current_setting('server_encoding') AS encoding`,
    );
    expect(rows).toEqual([{ name: 'metachat_users', encoding: 'UTF8' }]);
    await pool.end();
  });

  it('makes it once when several ask at the same moment', async () => {
    const urls = await Promise.all(Array.from({ length: 8 }, () => ensureDatabase(server.url, 'asked "at once"')));
    expect(new Set(urls).size).toBe(1);
    const pool = openPool(urls[0]!, { max: 1 });
    expect((await pool.query('SELECT current_database() AS name')).rows).toEqual([{ name: 'asked "at once"' }]);
    await pool.end();
  });

  it('starts from the database postgres when the URL names none, and keeps its options', async () => {
    const bare = new URL('?application_name=other', server.url.replace(/postgres$/, ''));
    const url = await ensureDatabase(bare.href, 'metachat_chat');
    expect(url).toMatch(/\/metachat_chat\?application_name=other$/);
  });

  const refusal = (url: string): Promise<Error> =>
    ensureDatabase(url, 'metachat_users').then(
      () => expect.unreachable(),
      (error) => error,
    );

  it('names host, port and database when nobody listens, and not the password', async () => {
    const error = await refusal('postgresql://metachat:s3cret@127.0.0.1:1/postgres');
    expect(error).toBeInstanceOf(DatabaseUnreachableError);
    expect(error.message).toMatch(/127\.0\.0\.1:1, database "postgres".*ECONNREFUSED/);
    expect(error.message).not.toContain('s3cret');
  });

  it('tells of a host that does not exist, of a wrong password and of a missing database', async () => {
    expect((await refusal('postgresql://nowhere.invalid/')).message).toMatch(
      /nowhere\.invalid:5432.*ENOTFOUND|EAI_AGAIN/,
    );

    const wrong = new URL(server.url);
    wrong.password = 's3cret';
    const error = await refusal(wrong.href);
    expect(error.message).toMatch(/password authentication failed for user "metachat"/);
    expect(error.message).not.toContain('s3cret');

    const missing = new URL('/absent', server.url);
    expect((await refusal(missing.href)).message).toMatch(/database "absent" does not exist/);
  });

  it('makes none for a subgraph that has an address of its own', async () => {
    const there = await ensureDatabase(server.url, 'its own');
    expect(await findDatabase(there, 'chat')).toBe(there);
    const absent = new URL('/elsewhere', server.url);
    await expect(findDatabase(absent.href, 'chat')).rejects.toThrow(
      /database "elsewhere", can't be used for "chat": database "elsewhere" does not exist/,
    );
    await expect(findDatabase('nonsense', 'chat')).rejects.toThrow(DatabaseUnreachableError);
  });

  it.each(['', 'nonsense', 'http://metachat:s3cret@127.0.0.1/', 'postgresql://metachat:s3cret@ho st:port/x'])(
    'says what an address looks like when it gets %j, and does not repeat it',
    async (url) => {
      const error = await refusal(url);
      expect(error).toBeInstanceOf(DatabaseUnreachableError);
      expect(error.message).not.toContain('s3cret');
      expect(error.cause).toBeUndefined();
    },
  );
});
