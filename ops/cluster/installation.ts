import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Client as CassandraClient } from 'cassandra-driver';
import { Redis } from 'ioredis';
import { Kafka, logLevel } from 'kafkajs';
import pg from 'pg';
import { newId } from '#platform/domain/ids';
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

export const newInstallation = async (name: string): Promise<Installation> => {
  const settings = readSettings(process.env);
  const at = addresses(settings);
  const own = `${name}_${newId().slice(-12)}`;
  const blobs = join(settings.folder, 'blobs', own);
  const databases = new Map(DATABASES.map((database) => [database, `${own}_${database}`]));
  const topics = new Map(TOPICS.map((topic) => [topic, `${own}.${topic}.events`]));
  // another that got the same number shares its counters for a while, and nothing else
  const redisUrl = `${at.REDIS_URL}/${FIRST_OF_REDIS + (Number.parseInt(own.slice(-4), 16) % OF_REDIS)}`;

  const urls = await Promise.all(
    Array.from(databases, async ([database, named]) => [
      `${database.toUpperCase()}_DATABASE_URL`,
      await ensureDatabase(at.DATABASE_URL, named),
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
      ...{ CASSANDRA_KEYSPACE: own, REDIS_URL: redisUrl, BLOBS_URL: pathToFileURL(blobs).href },
    },

    async remove() {
      const client = new pg.Client(at.DATABASE_URL);
      await client.connect();
      for (const database of databases.values()) await client.query(`DROP DATABASE "${database}" WITH (FORCE)`);
      await client.end();
      await cql(at, `DROP KEYSPACE ${own}`);
      await deleteTopics(at, `${own}.`);
      await emptyRedis();
      await rm(blobs, { recursive: true, force: true });
    },
  };
};

type Addresses = ReturnType<typeof addresses>;

const cql = async (at: Addresses, statement: string): Promise<void> => {
  const client = new CassandraClient({
    ...{ contactPoints: [at.CASSANDRA_HOSTS], localDataCenter: at.CASSANDRA_DATACENTER },
    socketOptions: { readTimeout: 60_000 },
  });
  await client.execute(statement);
  await client.shutdown();
};

const deleteTopics = async (at: Addresses, prefix: string): Promise<void> => {
  const admin = new Kafka({ brokers: [at.KAFKA_BOOTSTRAP_SERVERS], logLevel: logLevel.NOTHING }).admin();
  await admin.connect();
  const topics = (await admin.listTopics()).filter((topic) => topic.startsWith(prefix));
  await admin.deleteTopics({ topics });
  await admin.disconnect();
};
