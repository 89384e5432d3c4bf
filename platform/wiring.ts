import { fileURLToPath } from 'node:url';
import type pg from 'pg';
import { type Tokens, tokens } from '#platform/auth';
import { feedBus } from '#platform/bus/feed';
import { memoryCache } from '#platform/cache/memory';
import type { Config } from '#platform/config';
import { postgresEventStore } from '#platform/event-store/postgres';
import type { Logger } from '#platform/log';
import { createMetrics, type Metrics } from '#platform/metrics';
import { lockDataDir } from '#platform/postgres/data-dir';
import { startEmbeddedPostgres } from '#platform/postgres/embedded';
import { migrate } from '#platform/postgres/migrate';
import { ensureDatabase, openPool, type QueryOutcome } from '#platform/postgres/pool';
import { memoryPubSub } from '#platform/pubsub/memory';
import { postgresReadModel } from '#platform/read-model/postgres';
import { readSecrets } from '#platform/secrets';
import { type RunningSubgraph, type Subgraph, startSubgraph } from '#platform/subgraph';
import { postgresKeyStore } from '#platform/vault/postgres';
import { vault } from '#platform/vault/vault';

/** Subgraphs at work, and what is needed to put them on the network. */
export interface Wired {
  readonly subgraphs: readonly RunningSubgraph[];
  readonly tokens: Tokens;
  readonly metrics: Metrics;
  /** Resolves when the embedded database server has ended unasked. */
  readonly failed: Promise<void>;
  /** Rejects when the database can't be reached. */
  ping(): Promise<void>;
  /** Finishes what was begun, and gives everything back in reverse order. */
  stop(): Promise<void>;
}

const MIGRATIONS = fileURLToPath(new URL('../prisma/migrations', import.meta.url));
/** Five pools share the embedded server's 60 connections. */
const POOL_MAX = 10;
/** What a backlog is counted up to when metrics are read. */
const BACKLOG_MAX = 1_000_000;

/** The one place that knows which adapter stands behind which port. */
export const wire = async (config: Config, definitions: readonly Subgraph[], log: Logger): Promise<Wired> => {
  const metrics = createMetrics();
  const closing: (() => Promise<unknown>)[] = [];
  const stop = async () => {
    for (const close of closing.splice(0).reverse()) await close();
  };

  try {
    let server = config.databaseUrl;
    let failed = new Promise<void>(() => {});
    if (server === undefined) {
      const lock = await lockDataDir(config.dataDir);
      closing.push(() => lock.release());
      const postgres = await startEmbeddedPostgres({ dataDir: config.dataDir });
      let stopping = false;
      closing.push(() => {
        stopping = true;
        return postgres.stop();
      });
      failed = postgres.ended.then(() => (stopping ? new Promise<void>(() => {}) : undefined));
      server = postgres.url;
    }
    const secrets = await readSecrets(config);

    const onQuery = (database: string) => (query: QueryOutcome) => {
      metrics.databaseQuery(database, query);
      if (config.environment === 'development')
        log.debug(
          { database, sql: query.statement.replace(/\s+/g, ' ').trim(), ms: query.seconds * 1_000 },
          'statement',
        );
    };
    const openDatabase = async (name: string): Promise<pg.Pool> => {
      const own = config.subgraphDatabaseUrls[name];
      const url = own ?? (await ensureDatabase(server, `metachat_${name}`));
      const pool = openPool(url, { max: POOL_MAX, onQuery: onQuery(name) });
      closing.push(() => pool.end());
      metrics.watchPool(name, pool);
      await migrate(pool, MIGRATIONS);
      return pool;
    };

    const names = ['vault', ...definitions.map(({ name }) => name)];
    const opened = await Promise.allSettled(names.map(openDatabase));
    const pools = new Map(
      opened.map((outcome, nth) => {
        if (outcome.status === 'rejected') throw outcome.reason;
        return [names[nth]!, outcome.value];
      }),
    );
    const vaultPool = pools.get('vault')!;
    const keyStore = postgresKeyStore(vaultPool, secrets.masterKeys);
    await keyStore.check();
    const shared = {
      ...{ metrics, log, secret: secrets.jwt },
      vault: vault(keyStore),
      tokens: tokens({ secret: secrets.jwt, expiresInSeconds: config.jwt.expiresInSeconds }),
      cache: memoryCache(),
      pubsub: memoryPubSub(),
    };
    const stores = new Map(definitions.map(({ name }) => [name, postgresEventStore(pools.get(name)!)]));
    const topics = Object.fromEntries(stores);

    const subgraphs: RunningSubgraph[] = [];
    for (const definition of definitions) {
      const pool = pools.get(definition.name)!;
      const store = stores.get(definition.name)!;
      const bus = feedBus({
        ...{ topics, checkpoints: store, ...config.outbox },
        onFailure(consumer, error) {
          metrics.consumerFailed(consumer);
          log.error({ error, consumer }, 'a consumer failed; it tries the same events again');
        },
      });
      const running = await startSubgraph(definition, {
        ...shared,
        pool,
        store,
        bus,
        readModel: postgresReadModel(pool),
      });
      closing.push(() => running.stop());
      subgraphs.push(running);
      for (const [name, { consumer, topic }] of running.consumers)
        metrics.watchConsumer(name, {
          backlog: () => topics[topic]!.backlog(consumer.position(), BACKLOG_MAX),
          failed: () => consumer.failure() !== null,
        });
    }

    return {
      subgraphs,
      tokens: shared.tokens,
      metrics,
      failed,
      ping: async () => void (await vaultPool.query('SELECT 1')),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
};
