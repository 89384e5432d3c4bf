import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type pg from 'pg';
import type { BlobStore } from '#platform/blobs/blobs';
import { folderBlobs } from '#platform/blobs/folder';
import type { Broker } from '#platform/bus/bus';
import type { Cache } from '#platform/cache/cache';
import { memoryCache } from '#platform/cache/memory';
import { type Closing, closingInReverse } from '#platform/closing';
import type { BlobsConfig, BusConfig, CassandraConfig, Config } from '#platform/config';
import type { Logger } from '#platform/log';
import type { Metrics } from '#platform/metrics';
import { lockDataDir } from '#platform/postgres/data-dir';
import { startEmbeddedPostgres } from '#platform/postgres/embedded';
import { migrate } from '#platform/postgres/migrate';
import { ensureDatabase, findDatabase, openPool, type QueryOutcome } from '#platform/postgres/pool';
import { memoryPubSub } from '#platform/pubsub/memory';
import type { PubSub } from '#platform/pubsub/pubsub';
import { postgresReadModel } from '#platform/read-model/postgres';
import type { ReadModel } from '#platform/read-model/read-model';
import type { RedisClient } from '#platform/redis';
import type { Tracing } from '#platform/tracing/tracing';

const MIGRATIONS = fileURLToPath(new URL('../prisma/migrations', import.meta.url));
/** Five pools share the embedded server's 60 connections; many processes share a server of one's own. */
const POOL_MAX = 10;

/** Before every key: several installations may share a server. */
const REDIS_PREFIX = 'metachat:';

/** The servers that a process uses: those that have an address, and embedded ones in the place of the others. */
export interface Connections {
  /** With the tables of a subgraph, or of the vault, and up to date. */
  database(name: string): Promise<Database>;
  readonly broker: Broker | undefined;
  readModel(subgraph: string, database: Database): Promise<ReadModel>;
  /** Of one subgraph. */
  blobs(subgraph: string): BlobStore;
  readonly pubsub: PubSub;
  readonly cache: Cache;
  /** By name, what rejects while it is away. */
  readonly dependencies: Map<string, () => Promise<unknown>>;
  /** Resolves when the embedded database server has ended unasked. */
  readonly failed: Promise<void>;
  /** In reverse order. */
  close(): Promise<void>;
}

export interface Database {
  readonly url: string;
  readonly pool: pg.Pool;
}

export const openConnections = async (config: Config, metrics: Metrics, log: Logger): Promise<Connections> => {
  const closing = closingInReverse();
  const dependencies: Connections['dependencies'] = new Map();
  const opened = <T extends { close(): unknown }>(connection: T): T => {
    closing.add(() => connection.close());
    return connection;
  };

  try {
    const server =
      config.databaseUrl === undefined && config.role === 'all' ? await embedded(config, closing) : undefined;

    const broker = config.bus && opened(await openBroker(config.bus, metrics, log));
    if (config.bus) dependencies.set(config.bus.kind, () => broker!.ping());

    const cassandra = config.cassandra && (await openReadModels(config.cassandra));
    if (cassandra) dependencies.set('cassandra', opened(cassandra).ping);

    const redis = config.redisUrl === undefined ? undefined : await openRedis(config.redisUrl);
    if (redis) {
      opened(redis.pubsub);
      dependencies.set('redis', opened(redis.cache).ping);
    }

    const store = await openBlobs(config.blobs);
    if (store.ping) dependencies.set('blobs', store.ping);
    if (store.close) closing.add(store.close);

    const onQuery = (database: string) => (query: QueryOutcome) => {
      metrics.databaseQuery(database, query);
      if (config.environment === 'development')
        log.debug(
          { database, sql: query.statement.replace(/\s+/g, ' ').trim(), ms: query.seconds * 1_000 },
          'statement',
        );
    };

    return {
      ...{
        broker,
        dependencies,
        close: closing.close,
        pubsub: redis?.pubsub ?? memoryPubSub(),
        cache: redis?.cache ?? memoryCache(),
      },
      failed: server?.failed ?? new Promise(() => {}),

      async database(name) {
        const own = config.databaseUrls[name];
        const url = own
          ? await findDatabase(own, name)
          : await ensureDatabase((config.databaseUrl ?? server?.url)!, `metachat_${name}`);
        const pool = openPool(url, { max: POOL_MAX, onQuery: onQuery(name) });
        closing.add(() => pool.end());
        metrics.watchPool(name, pool);
        await migrate(pool, MIGRATIONS);
        return { url, pool };
      },

      blobs: store.of,

      readModel: async (subgraph, { pool }) => (cassandra ? cassandra.readModel(subgraph) : postgresReadModel(pool)),
    };
  } catch (error) {
    await closing.close();
    throw error;
  }
};

const embedded = async ({ dataDir }: Config, closing: Closing) => {
  const lock = await lockDataDir(dataDir);
  closing.add(() => lock.release());
  const postgres = await startEmbeddedPostgres({ dataDir });
  let stopping = false;
  closing.add(() => {
    stopping = true;
    return postgres.stop();
  });
  const failed = postgres.ended.then(() => (stopping ? new Promise<void>(() => {}) : undefined));
  return { url: postgres.url, failed };
};

/** Whatever the bus: a consumer that fails is counted and logged, and goes on trying. */
export const consumerFailures = (metrics: Metrics, log: Logger) => (consumer: string, error: unknown) => {
  metrics.consumerFailed(consumer);
  log.error({ error, consumer }, 'a consumer failed; it tries the same events again');
};

// A driver is loaded where it is used only: all of them together would take a third of the embedded tier's start.

const openBroker = async (bus: BusConfig, metrics: Metrics, log: Logger): Promise<Broker> => {
  const onFailure = consumerFailures(metrics, log);
  switch (bus.kind) {
    case 'kafka': {
      const { kafkaBus } = await import('#platform/bus/kafka');
      const topicOf = (subgraph: string) => bus.topics[subgraph] ?? `metachat.${subgraph}.events`;
      return kafkaBus({ ...bus, onFailure, topicOf });
    }
    case 'nats': {
      const { natsBus } = await import('#platform/bus/nats');
      return natsBus({ url: bus.url, onFailure });
    }
    case 'redis-streams': {
      const { redisStreamsBus } = await import('#platform/bus/redis-streams');
      return redisStreamsBus({ url: bus.url, onFailure });
    }
  }
};

/** What is of one subgraph lies apart from the others. */
const openBlobs = async (
  config: BlobsConfig,
): Promise<{ of(subgraph: string): BlobStore; ping?(): Promise<void>; close?(): Promise<void> }> => {
  if (config.kind === 'folder') return { of: (subgraph) => folderBlobs(join(config.folder, subgraph)) };
  const [{ s3Blobs }, { s3Client }] = await Promise.all([
    import('#platform/blobs/s3'),
    import('#platform/blobs/s3-client'),
  ]);
  const client = s3Client(config);
  const prefix = config.prefix === '' ? '' : `${config.prefix}/`;
  return { of: (subgraph) => s3Blobs(client, prefix + subgraph), ping: client.ping, close: client.close };
};

const openReadModels = async (config: CassandraConfig) => {
  const { cassandraReadModel, openCassandra } = await import('#platform/read-model/cassandra');
  const cassandra = await openCassandra(config);
  return {
    readModel: (subgraph: string): ReadModel => cassandraReadModel(cassandra, { subgraph }),
    ping: () => cassandra.ping(),
    close: () => cassandra.close(),
  };
};

const openRedis = async (url: string) => {
  const { redisPubSub } = await import('#platform/pubsub/redis');
  return { pubsub: await redisPubSub({ url, prefix: REDIS_PREFIX }), cache: await openRedisCache(url) };
};

const openRedisCache = async (url: string): Promise<Cache & RedisClient> => {
  const { redisCache } = await import('#platform/cache/redis');
  return redisCache({ url, prefix: REDIS_PREFIX, fallback: memoryCache() });
};

/** The cache alone, for a process that has no use for the rest. */
export const openCache = async (url: string | undefined): Promise<Cache & Partial<RedisClient>> =>
  url === undefined ? memoryCache() : openRedisCache(url);

/** Undefined where no exporter is configured. */
export const openTracing = async ({ tracing, environment }: Config, log: Logger): Promise<Tracing | undefined> => {
  if (!tracing) return undefined;
  const { otlpTracing } = await import('#platform/tracing/otlp');
  const onFailure = (error: unknown) => log.warn({ error }, 'spans were not exported');
  return otlpTracing({ ...tracing, environment, onFailure });
};
