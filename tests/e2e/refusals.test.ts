import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, inject, it } from 'vitest';
import { dataDirForTests, serve, start } from './process.ts';

const SECRETS = { JWT_SECRET: 's'.repeat(32), MASTER_KEY: 'ab'.repeat(32) };
const PASSWORD = 'hunter2';

/** An address of the tests' server with a part changed. */
const database = (change: (url: URL) => void): string => {
  const url = new URL(inject('databaseUrl'));
  change(url);
  return url.href;
};

describe.concurrent('a start that can not be is one line on stderr, and exit code 1:', () => {
  it.each<[what: string, environment: () => NodeJS.ProcessEnv | Promise<NodeJS.ProcessEnv>, line: RegExp]>([
    ['a setting of another kind', () => ({ PORT: 'soup' }), /^PORT is "soup", but must be: /],
    [
      'a broker that is not there',
      () => ({ KAFKA_BROKERS: 'localhost:9092' }),
      /^Kafka at localhost:9092 can't be reached: /,
    ],
    [
      'a data directory that can not be made',
      () => ({ DATA_DIR: '/sys/metachat' }),
      /^The data directory \/sys\/metachat is not writable/,
    ],
    [
      'a data directory that is a file',
      async () => {
        const file = join(await dataDirForTests(), 'file');
        await writeFile(file, '');
        return { DATA_DIR: file };
      },
      /^The data directory .* is not a directory\./,
    ],
    [
      'no address',
      () => ({ ...SECRETS, DATABASE_URL: `postgres:${PASSWORD}` }),
      /^DATABASE_URL is a value that is not shown, but must be: postgresql:/,
    ],
    [
      'a mood model that is not there',
      () => ({ ...SECRETS, DATABASE_URL: inject('databaseUrl'), MOOD_MODEL: 'absent' }),
      /^MOOD_MODEL is "absent", but must be: bundled, or the folder of a text classifier; its config\.json can't be read/,
    ],
    ['a database without its secrets', () => ({ DATABASE_URL: inject('databaseUrl') }), /^JWT_SECRET is missing/],
    [
      'a database that is not there',
      () => ({ ...SECRETS, DATABASE_URL: `postgres://user:${PASSWORD}@127.0.0.1:1` }),
      /^PostgreSQL at 127\.0\.0\.1:1, .* ECONNREFUSED/,
    ],
    [
      'a wrong password',
      () => ({
        ...SECRETS,
        DATABASE_URL: database((url) => {
          url.password = PASSWORD;
        }),
      }),
      /^PostgreSQL at 127\.0\.0\.1:\d+, .*password authentication failed/,
    ],
  ])('%s', async (_, environment, line) => {
    const { code, stdout, stderr } = await start(['all'], await environment()).ended;
    expect(stderr).toMatch(line);
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect(stderr).not.toContain(PASSWORD);
    expect(stderr).not.toContain(SECRETS.JWT_SECRET);
    expect([code, stdout]).toEqual([1, '']);
  });

  it('a port that is taken', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const { port } = taken.address() as AddressInfo;
    const environment = { ...SECRETS, DATABASE_URL: inject('databaseUrl'), PORT: String(port) };
    const { code, stderr } = await start(['all'], environment).ended;
    expect(stderr).toBe(`PORT ${port} is taken: another program listens on 127.0.0.1.\n`);
    expect(code).toBe(1);
    taken.close();
  });

  it('a data directory that another process uses, which goes on', async () => {
    const DATA_DIR = await dataDirForTests();
    const first = await serve({ DATA_DIR });
    const { code, stderr } = await start(['all'], { DATA_DIR }).ended;
    expect(stderr).toBe(`The data directory ${DATA_DIR} is in use by another process.\n`);
    expect(code).toBe(1);
    expect((await fetch(`${first.nobody.url}/health/ready`)).status).toBe(200);
    expect((await first.signal('SIGINT')).code).toBe(0);
  });
});

it('a command that there is not is answered with those that there are', async () => {
  const { code, stdout, stderr } = await start(['sing'], {}).ended;
  expect(stderr).toMatch(/^Usage: main\.ts all/);
  expect([code, stdout]).toEqual([1, '']);
});
