import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { environment, kafkaWithPassword } from '../../ops/servers/environment.ts';
import { readSettings } from '../../ops/servers/settings.ts';
import { start } from './process.ts';

const settings = readSettings(process.env);
const PASSWORD = 'hunter2';
/** Of which loading the program is a part. */
const WITHIN_MS = 30_000;

/** Takes connections and says nothing, as a server that is paused. */
let silent: string;
const server = createServer();
beforeAll(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  silent = `127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => void server.close());

/** What main.ts says and leaves with; a variable that is empty is as if it were not set, also in app.env. */
const refusalOf = async (role: string, changed: NodeJS.ProcessEnv) => {
  const began = performance.now();
  const { code, stdout, stderr } = await start([role], { ...environment(settings), ...changed }).ended;
  expect([code, stdout]).toEqual([1, '']);
  expect(stderr.trimEnd().split('\n')).toHaveLength(1);
  for (const secret of [PASSWORD, environment(settings).JWT_SECRET!, environment(settings).MASTER_KEY!])
    expect(stderr).not.toContain(secret);
  expect(performance.now() - began).toBeLessThan(WITHIN_MS);
  return stderr;
};

describe('a process that is not alone refuses to start without', () => {
  const ADDRESS = 'http://127.0.0.1:1/graphql';
  const ROUTER = Object.fromEntries(
    ['USERS', 'DIARY', 'CHAT', 'MATCHING'].map((name) => [`${name}_SUBGRAPH_URL`, ADDRESS]),
  );

  it.each([
    ['chat', 'KAFKA_BOOTSTRAP_SERVERS'],
    ['chat', 'REDIS_URL'],
    ['chat', 'DATABASE_URL'],
    ['chat', 'JWT_SECRET'],
    ['chat', 'MASTER_KEY'],
    ['relay', 'KAFKA_BOOTSTRAP_SERVERS'],
    ['relay', 'DATABASE_URL'],
    ['router', 'JWT_SECRET'],
    ['router', 'MATCHING_SUBGRAPH_URL'],
  ])('main.ts %s: %s', async (role, missing) => {
    expect(await refusalOf(role, { ...ROUTER, [missing]: '' })).toMatch(
      new RegExp(`^${missing} is missing: main.ts ${role} `),
    );
  });
});

describe('a process that can not reach what it stands on names it:', () => {
  const NOBODY = '127.0.0.1:1';
  it.each<[what: string, changed: () => NodeJS.ProcessEnv, line: RegExp]>([
    ['Kafka', () => ({ KAFKA_BOOTSTRAP_SERVERS: NOBODY }), /^Kafka at 127\.0\.0\.1:1 /],
    ['a silent Kafka', () => ({ KAFKA_BOOTSTRAP_SERVERS: silent }), /^Kafka at 127\.0\.0\.1:\d+ /],
    [
      'a Kafka that wants another password',
      () => ({ ...kafkaWithPassword(settings), KAFKA_SASL_PASSWORD: PASSWORD }),
      /^Kafka at 127\.0\.0\.1:\d+ .*authentication/i,
    ],
    ['Cassandra', () => ({ CASSANDRA_HOSTS: NOBODY }), /^Cassandra at 127\.0\.0\.1:1 /],
    ['a silent Cassandra', () => ({ CASSANDRA_HOSTS: silent }), /^Cassandra at 127\.0\.0\.1:\d+ /],
    ['a keyspace', () => ({ CASSANDRA_KEYSPACE: 'nowhere' }), /^Cassandra has no keyspace "nowhere"/],
    ['Redis', () => ({ REDIS_URL: `redis://:${PASSWORD}@${NOBODY}` }), /^Redis at 127\.0\.0\.1:1\b/],
    ['a silent Redis', () => ({ REDIS_URL: `redis://:${PASSWORD}@${silent}` }), /^Redis at 127\.0\.0\.1:\d+\b/],
    [
      'PostgreSQL',
      () => ({ DATABASE_URL: `postgresql://me:${PASSWORD}@${NOBODY}` }),
      /^PostgreSQL at 127\.0\.0\.1:1\b/,
    ],
    [
      "a subgraph's own PostgreSQL",
      () => ({ CHAT_DATABASE_URL: `postgresql://me:${PASSWORD}@${NOBODY}/chat` }),
      /^PostgreSQL at 127\.0\.0\.1:1, database "chat"/,
    ],
    [
      'a silent PostgreSQL',
      () => ({ DATABASE_URL: `postgresql://me:${PASSWORD}@${silent}` }),
      /^PostgreSQL at 127\.0\.0\.1:\d+\b/,
    ],
  ])('%s', async (_, changed, line) => {
    expect(await refusalOf('chat', changed())).toMatch(line);
  });
});
