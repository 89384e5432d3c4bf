import { randomBytes } from 'node:crypto';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { type Bus, type BusSubscription, EventRefusedError, type Publisher } from '#platform/bus/bus';
import { memoryCache } from '#platform/cache/memory';
import { commandHandler } from '#platform/command';
import { postgresDeadLetters } from '#platform/dead-letters/postgres';
import type { Outbox } from '#platform/dead-letters/replay';
import type { RecordedEvent } from '#platform/domain/events';
import { postgresEventStore } from '#platform/event-store/postgres';
import { memoryLocks } from '#platform/locks/memory';
import { createMetrics, type Metrics } from '#platform/metrics';
import { type RunningProjection, runProjection } from '#platform/projection';
import { memoryPubSub } from '#platform/pubsub/memory';
import { postgresReadModel } from '#platform/read-model/postgres';
import { type Relay, startRelay } from '#platform/relay';
import { postgresKeyStore } from '#platform/vault/postgres';
import { vault } from '#platform/vault/vault';
import { drop, list, replayAll } from '../../ops/outbox/commands.ts';
import { testDatabase } from '../database.ts';
import { counterAggregate, counting, totals } from './counter.ts';

/** What the broker has taken, as `stream version`. */
let taken: string[];
/** Events that it does not take. */
let refusing: Set<string>;
let away: boolean;

const placeOf = ({ stream, version }: RecordedEvent) => `${stream} ${version}`;

/** A broker that hands on what it takes, to whom has subscribed. */
const broker = (): Bus & Publisher => {
  const consumers: BusSubscription['handle'][] = [];
  return {
    publishingMs: 0,
    async subscribe({ handle }) {
      consumers.push(handle);
      const stop = async () => {};
      return { failure: () => null, caughtUp: async () => true, backlog: async () => 0, stop, forget: stop };
    },
    async publish(_, events) {
      if (away) throw new Error('connect ECONNREFUSED');
      const refused = events.find(({ event }) => refusing.has(placeOf(event)));
      if (refused) throw new EventRefusedError(refused.event.position, 'too large');
      const batch = events.map(({ event }) => event);
      taken.push(...batch.map(placeOf));
      for (const handle of consumers) await handle(batch);
    },
  };
};

let relay: Relay;
let projection: RunningProjection;
let metrics: Metrics;
let outboxes: ReadonlyMap<string, Outbox>;
let count: (stream: string, times?: number) => Promise<void>;
let totalOf: (stream: string) => Promise<number | null | undefined>;

beforeEach(async () => {
  [taken, refusing, away] = [[], new Set(), false];
  const pool = await testDatabase();
  const [store, readModel] = [postgresEventStore(pool), postgresReadModel(pool)];
  const [keys, deadLetters] = [vault(postgresKeyStore(pool, [randomBytes(32)])), postgresDeadLetters(pool)];
  const bus = broker();
  metrics = createMetrics();
  const { catalog } = counterAggregate;
  projection = await runProjection(counting, catalog, {
    ...{ topic: 'counters', bus, store, readModel, vault: keys, pubsub: memoryPubSub(), locks: memoryLocks() },
    ...{ published: () => store.head(), onProjected() {} },
  });
  const { partitionKeyOf } = catalog as { partitionKeyOf: (event: never) => string };
  relay = startRelay({
    ...{ topic: 'counters', store, checkpoints: store, deadLetters, publisher: bus, locks: memoryLocks() },
    ...{ batchSize: 4, pollIntervalMs: 10, partitionKeyOf: partitionKeyOf as Outbox['partitionKeyOf'] },
    ...{ onPublished: metrics.relayed, onSetAside: metrics.setAside, onFailure: () => metrics.relayFailed('counters') },
  });
  metrics.watchRelay('counters', { backlog: relay.backlog, deadLetters: deadLetters.count, leads: relay.leads });
  outboxes = new Map([
    ['counters', { deadLetters, store, publisher: bus, partitionKeyOf: partitionKeyOf as Outbox['partitionKeyOf'] }],
  ]);
  const handler = commandHandler(store, keys, {
    cache: memoryCache(),
    onSnapshotError: (error) => expect.fail(`${error}`),
  });
  count = async (stream, times = 1) => {
    const metadata = { tenant: 'default', actor: 'ann', correlationId: 'test' };
    for (let nth = 0; nth < times; nth++)
      await handler.handle(counterAggregate, stream, { type: 'Count', owner: 'ann', by: 1 }, metadata);
  };
  totalOf = async (stream) => (await readModel.get(totals, 'default', [{ stream }]))[0]?.total;
});
afterEach(async () => {
  await relay.stop();
  await projection.stop();
});

const shown = async (name: string): Promise<number> => {
  const [, value] =
    new RegExp(`^${name}\\{topic="counters"\\} (\\S+)$`, 'm').exec(await metrics.registry.metrics()) ?? [];
  return Number(value ?? 0);
};
/** Of the origin's four figures: what waits, what was acknowledged, what failed, what was set aside. */
const figures = () =>
  Promise.all(
    ['pending_count', 'processed_total', 'publish_errors_total', 'dlq_total'].map((of) => shown(`outbox_${of}`)),
  );
const relayed = () => vi.waitUntil(async () => (await relay.backlog()) === 0, 10_000);
const said = async (command: (say: (line: string) => void) => Promise<unknown>): Promise<string[]> => {
  const lines: string[] = [];
  await command((line) => lines.push(line));
  return lines;
};

it('what a broker refuses is set aside, listed, replayed and then seen once; what is dropped it is never given', async () => {
  away = true;
  await count('a', 3);
  await count('b', 2);
  await vi.waitUntil(async () => (await shown('outbox_publish_errors_total')) > 0, 10_000);
  expect(await figures()).toEqual([5, 0, expect.any(Number), 0]);

  away = false;
  refusing.add('a 2');
  await relayed();
  expect(await figures()).toEqual([0, 3, expect.any(Number), 2]);
  expect([await totalOf('a'), await totalOf('b')]).toEqual([1, 2]);
  const listed = await said((say) => list(outboxes, say));
  expect(listed).toEqual([
    expect.stringMatching(/ a 2 {2}Counted {2}refused 1×: too large$/),
    expect.stringMatching(/ a 3 {2}Counted {2}waits behind another one$/),
    '2 in all.',
  ]);

  expect((await said((say) => replayAll(outboxes, [], say))).at(-1)).toBe('0 published.');
  expect(await totalOf('a')).toBe(1);
  refusing.clear();
  expect(await said((say) => replayAll(outboxes, [], say))).toEqual(['2 published.']);
  expect(await said((say) => replayAll(outboxes, [], say))).toEqual(['0 published.']);
  expect(taken).toEqual(['a 1', 'b 1', 'b 2', 'a 2', 'a 3']);
  expect([await totalOf('a'), await totalOf('b')]).toEqual([3, 2]);

  refusing.add('b 3');
  await count('b', 1);
  await relayed();
  const [line] = await said((say) => list(outboxes, say));
  expect(await said((say) => drop(outboxes, [line!.split(' ')[0]!], say))).toEqual(['1 dropped.']);
  await count('b', 1);
  await relayed();
  expect(await said((say) => list(outboxes, say))).toEqual(['Nothing is set aside.']);
  expect(taken.slice(5)).toEqual(['b 4']);
  // what happened stays so in the subgraph itself, which reads what it was not given in its own store
  expect(await totalOf('b')).toBe(4);
  expect(await figures()).toEqual([0, 4, expect.any(Number), 3]);
  expect(await shown('metachat_dead_letters')).toBe(0);
});
