import type { RequestListener } from 'node:http';
import type { Verifier } from '#platform/auth';
import { tokensOf } from '#platform/auth/jwks';
import { sessionTokens } from '#platform/auth/revocation';
import { blobs } from '#platform/blobs/blobs';
import { type ServedBlobs, serveBlobs } from '#platform/blobs/http';
import { signedUrls } from '#platform/blobs/signed-urls';
import { feedBus } from '#platform/bus/feed';
import type { Cache } from '#platform/cache/cache';
import { type Closing, closingInReverse } from '#platform/closing';
import { commandHandler } from '#platform/command';
import type { Config } from '#platform/config';
import { type Connections, consumerFailures, type Database, openConnections, openTracing } from '#platform/connections';
import { postgresDeadLetters } from '#platform/dead-letters/postgres';
import type { Outbox } from '#platform/dead-letters/replay';
import type { FeedPosition } from '#platform/domain/events';
import { postgresAppendSignal } from '#platform/event-store/append-signal';
import type { CheckpointStore, EventStore } from '#platform/event-store/event-store';
import { postgresEventStore } from '#platform/event-store/postgres';
import { sharedFeed } from '#platform/event-store/shared-feed';
import type { Locks } from '#platform/locks/locks';
import { memoryLocks } from '#platform/locks/memory';
import { postgresLocks } from '#platform/locks/postgres';
import type { Logger } from '#platform/log';
import { createMetrics, type Metrics } from '#platform/metrics';
import { type Relay, startRelay } from '#platform/relay';
import { readSecrets, type Secrets } from '#platform/secrets';
import type { Observed } from '#platform/server';
import { allOrFirstFailure } from '#platform/settled';
import { type RunningSubgraph, type Subgraph, type SubgraphParts, startSubgraph } from '#platform/subgraph';
import { tracedPublisher } from '#platform/tracing/bus';
import { tracedEventStore } from '#platform/tracing/event-store';
import type { Tracing } from '#platform/tracing/tracing';
import { postgresKeyStore } from '#platform/vault/postgres';
import { type Vault, vault } from '#platform/vault/vault';

/** Subgraphs at work, and what is needed to put them on the network. */
export interface Wired {
  readonly subgraphs: readonly RunningSubgraph[];
  readonly tokens: Verifier;
  readonly secret: Uint8Array;
  readonly cache: Cache;
  readonly tracing: Tracing | undefined;
  /** Answers what is below /blobs/. */
  readonly blobs: RequestListener;
  readonly metrics: Metrics;
  readonly observed: Observed;
  /** Resolves when the embedded database server has ended unasked. */
  readonly failed: Promise<void>;
  /** Finishes what was begun, and gives everything back in reverse order. */
  stop(): Promise<void>;
}

/** The one place, with connections.ts, that knows which adapter stands behind which port. */
export const wire = async (config: Config, definitions: readonly Subgraph[], log: Logger): Promise<Wired> => {
  const metrics = createMetrics();
  const connections = await openConnections(config, metrics, log);
  const closing = closingInReverse();
  closing.add(connections.close);

  try {
    const tracing = await openTracing(config, log);
    if (tracing) closing.add(tracing.close);
    const { broker, pubsub, cache } = connections;
    const secrets = await readSecrets(config);
    const [vaultDatabase, ...databases] = await openAll(connections, ['vault', ...definitions.map(({ name }) => name)]);
    const people = await openVault(vaultDatabase!, secrets);
    const shared = {
      ...{ metrics, log, secret: secrets.jwt, pubsub, cache },
      vault: people,
      tokens: sessionTokens(tokensOf(config.jwt, secrets.jwt), cache, config.jwt.expiresInSeconds),
      issuer: config.jwt.issuer?.issuer,
      exports: blobs(connections.blobs('exports'), people),
      ...{ writesPerSecond: config.writesPerSecond, moodModel: config.mood.model },
      ...{ matchingWeights: config.matchingWeights, recommended: metrics.recommended },
    };
    const logs = databases.map((database, nth) =>
      openLog(definitions[nth]!.name, database, connections, closing, tracing),
    );
    const topics = Object.fromEntries(logs.map(({ name, store }) => [name, sharedFeed(store)]));

    const subgraphs: RunningSubgraph[] = [];
    const served = new Map<string, ServedBlobs>();
    for (const [nth, definition] of definitions.entries()) {
      const { name, database, store, locks } = logs[nth]!;
      const bus =
        broker ??
        feedBus({
          ...{ topics, checkpoints: store, ...config.outbox },
          onFailure: consumerFailures(metrics, log),
        });
      const relay = broker && relayOf(config, definition, logs[nth]!, broker, metrics, tracing, log);
      if (relay) closing.add(() => relay.stop());
      const ofSubgraph = { blobs: blobs(connections.blobs(name), people), blobUrls: signedUrls(secrets.jwt, name) };
      const { takesUpload } = definition;
      served.set(name, { ...ofSubgraph, takes: takesUpload && ((key) => takesUpload(store, key)) });
      const running = await startSubgraph(definition, {
        ...{ ...shared, ...ofSubgraph, store, locks, bus, pool: database.pool },
        tracing: tracing && {
          tracing,
          system: messagingSystem(config),
          kind: config.role === 'all' ? 'internal' : 'server',
        },
        readModel: await connections.readModel(name, database),
        deadLetters: postgresDeadLetters(database.pool),
        published: relay ? relay.published : (): Promise<FeedPosition> => store.head(),
      });
      closing.add(() => running.stop());
      subgraphs.push(running);
      for (const [consumerName, { consumer }] of running.consumers)
        metrics.watchConsumer(consumerName, {
          backlog: () => consumer.backlog(),
          failed: () => consumer.failure() !== null,
        });
    }
    const observed = observe(connections, metrics, vaultDatabase!, () =>
      subgraphs.flatMap(({ consumers }) =>
        [...consumers].filter(([, { consumer }]) => consumer.failure() !== null).map(([name]) => name),
      ),
    );

    return {
      ...{ subgraphs, metrics, tracing, observed, cache, stop: closing.close },
      blobs: serveBlobs(served, (error) => log.error({ error }, 'a blob was not served')),
      ...{ tokens: shared.tokens, secret: secrets.jwt, failed: connections.failed },
    };
  } catch (error) {
    await closing.close();
    throw error;
  }
};

/** The relays alone: they publish while the subgraphs' own processes are down. */
export const wireRelays = async (
  config: Config,
  definitions: readonly Subgraph[],
  log: Logger,
): Promise<{ readonly observed: Observed; stop(): Promise<void> }> => {
  const metrics = createMetrics();
  const connections = await openConnections(config, metrics, log);
  const closing = closingInReverse();
  closing.add(connections.close);
  try {
    const tracing = await openTracing(config, log);
    if (tracing) closing.add(tracing.close);
    const databases = await openAll(
      connections,
      definitions.map(({ name }) => name),
    );
    for (const [nth, definition] of definitions.entries()) {
      const opened = openLog(definition.name, databases[nth]!, connections, closing, tracing);
      const relay = relayOf(config, definition, opened, connections.broker!, metrics, tracing, log);
      closing.add(() => relay.stop());
    }
    return { stop: closing.close, observed: observe(connections, metrics, databases[0]!, () => []) };
  } catch (error) {
    await closing.close();
    throw error;
  }
};

/** What the relays have set aside, for an operator to look at and to decide upon. */
export const wireOutboxes = async (
  config: Config,
  definitions: readonly Subgraph[],
  log: Logger,
): Promise<{ readonly outboxes: ReadonlyMap<string, Outbox>; close(): Promise<void> }> => {
  const connections = await openConnections(config, createMetrics(), log);
  const { close, broker } = connections;
  try {
    const databases = await openAll(
      connections,
      definitions.map(({ name }) => name),
    );
    const outboxes = new Map(
      definitions.map(({ name, catalog: { partitionKeyOf } }, nth): [string, Outbox] => {
        const { pool } = databases[nth]!;
        const [deadLetters, store] = [postgresDeadLetters(pool), postgresEventStore(pool)];
        return [name, { deadLetters, store, publisher: broker!, partitionKeyOf }];
      }),
    );
    return { outboxes, close };
  } catch (error) {
    await close();
    throw error;
  }
};

/** What an operator works with on one subgraph, beside its processes or in their place: without consumers and resolvers. */
export const wireParts = async (
  config: Config,
  { name, projections }: Subgraph,
  log: Logger,
): Promise<{
  readonly parts: Pick<SubgraphParts, 'store' | 'handler' | 'readModel' | 'vault' | 'blobs'>;
  close(): Promise<void>;
}> => {
  const connections = await openConnections(config, createMetrics(), log);
  const { close, cache } = connections;
  try {
    const secrets = await readSecrets(config);
    const [vaultDatabase, database] = await openAll(connections, ['vault', name]);
    const people = await openVault(vaultDatabase!, secrets);
    const store = postgresEventStore(database!.pool);
    const readModel = await connections.readModel(name, database!);
    await readModel.prepare(projections.flatMap(({ tables }) => tables));
    const onSnapshotError = (error: unknown) => log.warn({ error }, 'a snapshot was not saved');
    const handler = commandHandler(store, people, { cache, onSnapshotError });
    return {
      parts: { store, handler, readModel, vault: people, blobs: blobs(connections.blobs(name), people) },
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
};

const openAll = (connections: Connections, names: readonly string[]): Promise<Database[]> =>
  allOrFirstFailure(names.map(connections.database));

/** Its master keys are those that its people's keys were wrapped with, or it isn't opened. */
const openVault = async ({ pool }: Database, { masterKeys }: Secrets): Promise<Vault> => {
  const keyStore = postgresKeyStore(pool, masterKeys);
  await keyStore.check();
  return vault(keyStore);
};

interface Log {
  readonly name: string;
  readonly database: Database;
  readonly store: EventStore & CheckpointStore;
  readonly locks: Locks;
}

/** A subgraph's event store, with what lets several processes work on it where there may be several. */
const openLog = (
  name: string,
  database: Database,
  { broker }: Connections,
  closing: Closing,
  tracing: Tracing | undefined,
): Log => {
  const { url, pool } = database;
  const traced = (store: Log['store']) =>
    tracing ? tracedEventStore(store, { tracing, database: `metachat_${name}` }) : store;
  if (!broker) return { name, database, store: traced(postgresEventStore(pool)), locks: memoryLocks() };
  const signal = postgresAppendSignal(url, pool);
  const locks = postgresLocks(url);
  closing.add(() => Promise.all([signal.close(), locks.close()]));
  return { name, database, store: traced(postgresEventStore(pool, signal)), locks };
};

const relayOf = (
  config: Config,
  { name, catalog }: Subgraph,
  { database, store, locks }: Log,
  broker: NonNullable<Connections['broker']>,
  metrics: Metrics,
  tracing: Tracing | undefined,
  log: Logger,
): Relay => {
  const deadLetters = postgresDeadLetters(database.pool);
  const publisher = tracing ? tracedPublisher(broker, { tracing, system: messagingSystem(config) }) : broker;
  const relay = startRelay({
    ...{ topic: name, store, checkpoints: store, deadLetters, publisher, locks, ...config.outbox },
    partitionKeyOf: catalog.partitionKeyOf,
    onPublished: metrics.relayed,
    onSetAside: metrics.setAside,
    onFailure(error) {
      metrics.relayFailed(name);
      log.error({ error, topic: name }, 'the relay failed; it tries the same events again');
    },
  });
  metrics.watchRelay(name, { backlog: relay.backlog, deadLetters: deadLetters.count, leads: relay.leads });
  return relay;
};

/** By the names of OpenTelemetry's semantic conventions; the embedded bus is the event store. */
const messagingSystem = ({ bus }: Config): string => bus?.kind.replace('-streams', '') ?? 'postgresql';

const observe = (
  { dependencies }: Connections,
  metrics: Metrics,
  { pool }: Database,
  stuck: Observed['stuck'],
): Observed => {
  const all = new Map([['database', () => pool.query('SELECT 1')] as const, ...dependencies]);
  for (const [name, ping] of all) metrics.watchDependency(name, ping);
  return { metrics, stuck, dependencies: all, essential: ['database'] };
};
