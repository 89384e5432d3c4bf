import { randomBytes } from 'node:crypto';
import { Client, types } from 'cassandra-driver';
import { kafkaBus } from '#platform/bus/kafka';
import { type Config, readConfig } from '#platform/config';
import { START } from '#platform/domain/events';
import { postgresEventStore } from '#platform/event-store/postgres';
import { memoryLocks } from '#platform/locks/memory';
import { runProjection } from '#platform/projection';
import { memoryPubSub } from '#platform/pubsub/memory';
import { cassandraReadModel, openCassandra } from '#platform/read-model/cassandra';
import { cqlType, encode, primaryKey, quote } from '#platform/read-model/cassandra/rows';
import type { ReadModel, Row, RowWrite, Table } from '#platform/read-model/read-model';
import { postgresKeyStore } from '#platform/vault/postgres';
import { vault } from '#platform/vault/vault';
import { chatEvents } from '../subgraphs/chat/events.ts';
import { chats } from '../subgraphs/chat/projections/conversations.ts';
import { withChatDatabase, withInstallation } from './installation.ts';
import { fill } from './rebuild.ts';
import { type Benchmark, perSecond } from './report.ts';

const EVENTS = 20_000;
/** Of one batch, and of as many batches as the projection may have in hand: one for each partition. */
const CONCURRENCIES = [64, 12 * 64];
const WANTED = 0.5;

/**
 * The chat's projection from Kafka into Cassandra (with folds among its rows, and what was seen of each stream),
 * beside the driver alone, which inserts the very rows that the projection wrote into tables of the same shape.
 */
export const projection: Benchmark = {
  name: 'projection',
  needsServers: true,
  run: () =>
    withInstallation((environment) =>
      withChatDatabase(environment, async (pool) => {
        const { bus: kafka, cassandra: at } = readConfig(environment, 'all', 'none');
        if (kafka?.kind !== 'kafka' || !at) throw new Error('There is no Kafka or Cassandra in the environment.');
        const store = postgresEventStore(pool);
        await fill(store, EVENTS);
        const broker = await kafkaBus({
          ...{ brokers: kafka.brokers, tls: false, sasl: undefined, partitions: kafka.partitions },
          ...{ replicationFactor: kafka.replicationFactor, retentionMs: kafka.retentionMs },
          topicOf: () => kafka.topics.chat!,
          onFailure(_, error) {
            throw error;
          },
        });
        const cassandra = await openCassandra(at);
        try {
          let published = START;
          for (;;) {
            const events = await store.readFeed(published, 1_000);
            if (events.length === 0) break;
            await broker.publish(
              'chat',
              events.map((event) => ({ event, partitionKey: chatEvents.partitionKeyOf(event) })),
            );
            published = events.at(-1)!.feed;
          }

          const written: RowWrite[] = [];
          let [began, ended, versions, projected] = [0, 0, 0, 0];
          const inner = cassandraReadModel(cassandra, { subgraph: 'chat' });
          const readModel: ReadModel = {
            ...inner,
            async versions(...asked) {
              began ||= performance.now();
              return inner.versions(...asked);
            },
            async write(target, batch) {
              await inner.write(target, batch);
              ended = performance.now();
              written.push(...batch.rows);
              versions += batch.versions.length;
            },
          };
          const running = await runProjection(chats, chatEvents, {
            ...{ topic: 'chat', bus: broker, store, readModel, pubsub: memoryPubSub(), locks: memoryLocks() },
            vault: vault(postgresKeyStore(pool, [randomBytes(32)])),
            published: () => store.head(),
            onProjected(_, events) {
              projected += events.length;
            },
          });
          while (projected < EVENTS) await new Promise((resolve) => setTimeout(resolve, 100));
          await running.stop();
          const seconds = (ended - began) / 1_000;
          const ours = (written.length + versions) / seconds;
          const raw: number[] = [];
          for (const concurrency of CONCURRENCIES) raw.push(await inserted(at, written, concurrency));
          const ratio = ours / Math.max(...raw);
          return [
            {
              what: `projection of ${EVENTS.toLocaleString('en')} events from Kafka`,
              value: perSecond(EVENTS / seconds),
            },
            {
              what: `its ${written.length.toLocaleString('en')} rows and ${versions} versions`,
              value: perSecond(ours),
            },
            ...CONCURRENCIES.map((concurrency, nth) => ({
              ...{ what: `cassandra-driver, the same rows, ${concurrency} at once`, value: perSecond(raw[nth]!) },
            })),
            {
              what: 'ratio of rows, to the better one',
              ...{ value: ratio.toFixed(2), wanted: `at least ${WANTED}`, met: ratio >= WANTED },
            },
          ];
        } finally {
          await Promise.all([broker.close(), cassandra.close()]);
        }
      }),
    ),
};

/** The driver alone: rows a second. */
const inserted = async (
  at: NonNullable<Config['cassandra']>,
  rows: readonly RowWrite[],
  concurrency: number,
): Promise<number> => {
  const client = new Client({
    ...{ contactPoints: [...at.hosts], localDataCenter: at.datacenter, keyspace: at.keyspace },
    queryOptions: { consistency: types.consistencies.quorum, prepare: true },
    encoding: { useBigIntAsLong: true },
  });
  try {
    for (const table of chats.tables) await client.execute(twinOf(table));
    let next = 0;
    const worker = async () => {
      for (let write = rows[next++]; write; write = rows[next++]) {
        const row: Row = write.kind === 'upsert' ? write.row : write.key;
        const columns = Object.keys(row);
        await client.execute(
          `INSERT INTO raw_${write.table.name} (tenant, ${columns.map(quote).join(', ')})
           VALUES (?${', ?'.repeat(columns.length)})`,
          [write.tenant, ...encode(write.table, row, columns)],
        );
      }
    };
    const began = performance.now();
    await Promise.all(Array.from({ length: concurrency }, worker));
    return rows.length / ((performance.now() - began) / 1_000);
  } finally {
    await client.shutdown();
  }
};

const twinOf = (table: Table): string => {
  const columns = Object.entries(table.columns).map(([name, type]) => `${quote(name)} ${cqlType(type)}`);
  const partition = ['tenant', ...table.partitionKey.map(quote)].join(', ');
  const key = [`(${partition})`, ...primaryKey(table).slice(table.partitionKey.length).map(quote)].join(', ');
  return `CREATE TABLE IF NOT EXISTS raw_${table.name} (tenant text, ${columns.join(', ')}, PRIMARY KEY (${key}))`;
};
