import type pg from 'pg';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { EventRefusedError, type OutgoingEvent, type Publisher } from '#platform/bus/bus';
import { postgresDeadLetters } from '#platform/dead-letters/postgres';
import type { RecordedEvent } from '#platform/domain/events';
import type { CheckpointStore, EventStore } from '#platform/event-store/event-store';
import { postgresEventStore } from '#platform/event-store/postgres';
import type { Locks } from '#platform/locks/locks';
import { memoryLocks } from '#platform/locks/memory';
import { type Relay, startRelay } from '#platform/relay';
import { newEvent } from '../contract/event-store.ts';
import { testDatabase } from '../database.ts';

let pool: pg.Pool;
let store: EventStore & CheckpointStore;
let published: OutgoingEvent[];
let failures: unknown[];
let setAside: number;
let running: Relay[] = [];
let locks: Locks;

beforeEach(async () => {
  pool = await testDatabase();
  store = postgresEventStore(pool);
  published = [];
  failures = [];
  setAside = 0;
  locks = memoryLocks();
});
afterEach(async () => {
  await Promise.all(running.map((relay) => relay.stop()));
  running = [];
});

const append = async (stream: string, count = 1): Promise<readonly RecordedEvent[]> => {
  const expectedVersion = (await store.readStream('default', stream)).length;
  const events = Array.from({ length: count }, () => newEvent());
  const result = await store.append({ tenant: 'default', stream, expectedVersion, events });
  return result.status === 'appended' ? result.events : expect.fail(result.status);
};

const taking: Publisher = { publish: async (_, events) => void published.push(...events) };
const start = (publisher: Publisher = taking, checkpoints: CheckpointStore = store) => {
  const relay = startRelay({
    ...{ topic: 'counters', store, checkpoints, deadLetters: postgresDeadLetters(pool), publisher, locks },
    ...{ batchSize: 4, pollIntervalMs: 10, onPublished: () => {}, onSetAside: () => setAside++ },
    onFailure: (error) => failures.push(error),
    partitionKeyOf: ({ subject, stream }) => `${subject} ${stream}`,
  });
  running.push(relay);
  return relay;
};
const allPublished = (relay: Relay) => vi.waitUntil(async () => (await relay.backlog()) === 0, 5_000);
const placesOf = (events: readonly RecordedEvent[]) => events.map(({ stream, version }) => `${stream}${version}`);
const publishedPlaces = () => placesOf(published.map(({ event }) => event));
const deadLetters = async () =>
  (
    await pool.query(
      'SELECT stream || version AS place, error FROM dead_letter JOIN event USING (position, stream) ORDER BY position',
    )
  ).rows;

describe('the relay', () => {
  it('publishes the feed in order, by partition key, and goes on from its checkpoint', async () => {
    const before = [...(await append('a', 3)), ...(await append('b', 3))];
    const first = start();
    await allPublished(first);
    expect(published.map(({ event }) => event)).toEqual(before);
    expect(published[0]!.partitionKey).toBe('ann a');
    await first.stop();
    expect(await store.loadCheckpoint('relay -> counters')).toBe(before.at(-1)!.feed);

    const meanwhile = await append('a', 2);
    const second = start();
    await allPublished(second);
    expect(publishedPlaces()).toEqual([...placesOf(before), ...placesOf(meanwhile)]);
  });

  it('waits while the broker is away: the backlog grows, no event is blamed, and then all is published', async () => {
    let away = true;
    const relay = start({
      publish: async (topic, events) =>
        away ? Promise.reject(new Error('connect ECONNREFUSED')) : taking.publish(topic, events),
    });
    const events = [...(await append('a', 3)), ...(await append('b', 3))];
    await vi.waitUntil(() => failures.length > 0, 5_000);
    expect(relay.failure()).toEqual(new Error('connect ECONNREFUSED'));
    expect(await relay.backlog()).toBe(6);
    expect(await deadLetters()).toEqual([]);

    away = false;
    await allPublished(relay);
    expect(await relay.published()).toBe(events.at(-1)!.feed);
    expect(publishedPlaces()).toEqual(placesOf(events));
    expect(await deadLetters()).toEqual([]);
  });

  it('sets aside an event that the broker refuses, parks its stream behind it, and lets the others go on', async () => {
    const [, refused] = [...(await append('a', 3)), ...(await append('b', 1))];
    const refusing: Publisher = {
      async publish(topic, events) {
        if (events.some(({ event }) => event.position === refused!.position))
          throw new EventRefusedError(refused!.position, 'too large');
        await taking.publish(topic, events);
      },
    };
    const relay = start(refusing);
    await allPublished(relay);
    await append('a', 1);
    await append('b', 1);
    await allPublished(relay);
    expect(publishedPlaces()).toEqual(['a1', 'b1', 'b2']);
    expect(await deadLetters()).toEqual([
      ...[
        { place: 'a2', error: 'too large' },
        { place: 'a3', error: null },
        { place: 'a4', error: null },
      ],
    ]);
    expect([failures, setAside]).toEqual([[], 3]);

    // parked also for the next process
    await relay.stop();
    await append('a', 1);
    const next = start();
    await allPublished(next);
    expect(publishedPlaces()).toEqual(['a1', 'b1', 'b2']);
  });

  it('publishes again what was published before a crash and not noted down', async () => {
    const events = await append('a', 3);
    const dying = { ...store, saveCheckpoint: () => Promise.reject(new Error('the process is killed here')) };
    const first = start(taking, dying);
    await vi.waitUntil(() => failures.length > 0, 5_000);
    await first.stop();
    const second = start();
    await allPublished(second);
    expect(publishedPlaces()).toEqual([...placesOf(events), ...placesOf(events)]);
  });

  it('publishes in one process at a time, and in another when that one stops', async () => {
    const [first, second] = [start(), start()];
    await vi.waitUntil(() => first.leads() || second.leads(), 5_000);
    const [leader, waiting] = first.leads() ? [first, second] : [second, first];
    await append('a', 2);
    await allPublished(leader);
    expect([leader.leads(), waiting.leads()]).toEqual([true, false]);
    await leader.stop();
    await append('a', 2);
    await allPublished(waiting);
    expect([leader.leads(), waiting.leads()]).toEqual([false, true]);
    expect(publishedPlaces()).toEqual(['a1', 'a2', 'a3', 'a4']);
  });
});
