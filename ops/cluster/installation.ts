import { randomBytes } from 'node:crypto';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Client as CassandraClient } from 'cassandra-driver';
import { Redis } from 'ioredis';
import { Kafka, logLevel } from 'kafkajs';
import pg from 'pg';
import { ensureDatabase } from '#platform/postgres/pool';
import { addresses, type Environment, environment } from '../servers/environment.ts';
import { readSettings } from '../servers/settings.ts';

/** Databases, a keyspace, topics, blobs and a part of Redis of one's own, on the servers of `npm run servers`. */
export interface Installation {
  /** What a process needs to find it all, with its secrets. */
  readonly environment: Environment;
  /** Deletes it. Whoever is still connected loses the connection. */
  remove(): Promise<void>;
}

const DATABASES = ['users', 'diary', 'chat', 'matching', 'vault'];
/** By their names in the environment. */
const TOPICS = ['user', 'diary', 'chat', 'matching'];
/** Redis numbers its databases. The first two are those of `npm run servers -- env`. */
const FIRST_OF_REDIS = 2;
const OF_REDIS = 14;

/** A run lasts minutes: what is older was left behind by one that was killed. */
const LEFT_BEHIND_MS = 24 * 3_600_000;

/** When it was made, and what tells it from another of the same moment: `e2e_mb3k9x2f_1c4e`. */
const nameOf = (purpose: string): string => `${purpose}_${Date.now().toString(36)}_${randomBytes(2).toString('hex')}`;
const INSTALLATION = /^[a-z0-9]+_([0-9a-z]{8})_[0-9a-f]{4}(?=$|[_.])/;

/** Also deletes what installations of more than a day ago have left on these servers, which would grow ever slower. */
export const newInstallation = async (purpose: string): Promise<Installation> => {
  const settings = readSettings(process.env);
  const at = addresses(settings);
  const own = nameOf(purpose);
  const blobs = join(settings.folder, 'blobs');
  const topics = new Map(TOPICS.map((topic) => [topic, `${own}.${topic}.events`]));
  // another that got the same number shares its counters for a while, and nothing else
  const redisUrl = `${at.REDIS_URL}/${FIRST_OF_REDIS + (Number.parseInt(own.slice(-4), 16) % OF_REDIS)}`;

  await deleteAll(at, blobs, (name) => {
    const [, made] = INSTALLATION.exec(name) ?? [];
    return made !== undefined && Date.now() - Number.parseInt(made, 36) > LEFT_BEHIND_MS;
  });
  const urls = await Promise.all(
    DATABASES.map(async (database) => [
      `${database.toUpperCase()}_DATABASE_URL`,
      await ensureDatabase(at.DATABASE_URL, `${own}_${database}`),
    ]),
  );
  await cql(at, `CREATE KEYSPACE ${own} WITH replication = {'class': 'SimpleStrategy', 'replication_factor': 1}`);
  const emptyRedis = async () => {
    const redis = new Redis(redisUrl);
    await redis.flushdb();
    redis.disconnect();
  };
  await emptyRedis();

  return {
    environment: {
      ...environment(settings),
      ...Object.fromEntries(urls),
      ...Object.fromEntries(
        Array.from(topics, ([topic, named]) => [`KAFKA_${topic.toUpperCase()}_EVENTS_TOPIC`, named]),
      ),
      ...{ CASSANDRA_KEYSPACE: own, REDIS_URL: redisUrl, BLOBS_URL: pathToFileURL(join(blobs, own)).href },
    },

    async remove() {
      await deleteAll(at, blobs, (name) => INSTALLATION.exec(name)?.[0] === own);
      await emptyRedis();
    },
  };
};

type Addresses = ReturnType<typeof addresses>;

/** Every database, keyspace, topic and folder of blobs whose name is among them. */
const deleteAll = async (at: Addresses, blobs: string, isAmong: (name: string) => boolean): Promise<void> => {
  const postgres = new pg.Client(at.DATABASE_URL);
  await postgres.connect();
  const { rows: databases } = await postgres.query<{ datname: string }>('SELECT datname FROM pg_database');
  for (const { datname } of databases)
    if (isAmong(datname))
      await postgres.query(`DROP DATABASE IF EXISTS ${postgres.escapeIdentifier(datname)} WITH (FORCE)`);
  await postgres.end();

  const keyspaces = await cql(at, 'SELECT keyspace_name FROM system_schema.keyspaces');
  for (const { keyspace_name: keyspace } of keyspaces)
    if (isAmong(keyspace)) await cql(at, `DROP KEYSPACE IF EXISTS ${keyspace}`);

  const kafka = new Kafka({ brokers: [at.KAFKA_BOOTSTRAP_SERVERS], logLevel: logLevel.NOTHING }).admin();
  await kafka.connect();
  const topics = (await kafka.listTopics()).filter(isAmong);
  if (topics.length > 0) await kafka.deleteTopics({ topics });
  await kafka.disconnect();

  const folders = await readdir(blobs).catch(() => []);
  for (const folder of folders.filter(isAmong)) await rm(join(blobs, folder), { recursive: true, force: true });
};

const cql = async (at: Addresses, statement: string) => {
  const client = new CassandraClient({
    ...{ contactPoints: [at.CASSANDRA_HOSTS], localDataCenter: at.CASSANDRA_DATACENTER },
    socketOptions: { readTimeout: 60_000 },
  });
  try {
    return (await client.execute(statement)).rows ?? [];
  } finally {
    await client.shutdown();
  }
};
