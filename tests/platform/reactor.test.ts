import type pg from 'pg';
import { beforeAll, expect, it } from 'vitest';
import { feedBus } from '#platform/bus/feed';
import { newId } from '#platform/domain/ids';
import type { CheckpointStore, EventStore } from '#platform/event-store/event-store';
import { postgresEventStore } from '#platform/event-store/postgres';
import { runReactor } from '#platform/reactor';
import { newEvent } from '../contract/event-store.ts';
import { testDatabase } from '../database.ts';

let store: EventStore & CheckpointStore;

beforeAll(async () => {
  const pool: pg.Pool = await testDatabase();
  store = postgresEventStore(pool);
});

it('acts upon what it hears, again after it failed, and with the parts it was given', async () => {
  const failures: unknown[] = [];
  const bus = feedBus({
    ...{ topics: { people: store }, checkpoints: store, batchSize: 10, pollIntervalMs: 10 },
    onFailure: (_, error) => failures.push(error),
  });
  const stream = newId();
  const events = ['SignedUp', 'Danced', 'Left'].map((type) => newEvent({ type }));
  await store.append({ tenant: 'default', stream, expectedVersion: 0, events });

  const heard: string[][] = [];
  const handled: [string, number][] = [];
  const reactor = await runReactor(
    {
      ...{ name: 'greet', source: 'people', reads: { SignedUp: {}, Left: {} } },
      async react(events, { greeting }: { greeting: string }) {
        heard.push(events.map(({ type }) => `${greeting} ${type}`));
        if (heard.length === 1) throw new Error('the printer is jammed');
      },
    },
    {
      ...{ subgraph: 'letters', bus, parts: { greeting: 'Hello' } },
      onHandled: (group, events) => handled.push([group, events]),
    },
  );
  expect(await reactor.caughtUp(10_000)).toBe(true);
  await reactor.stop();
  expect(heard).toEqual([
    ['Hello SignedUp', 'Hello Left'],
    ['Hello SignedUp', 'Hello Left'],
  ]);
  expect(failures).toHaveLength(1);
  expect(handled).toEqual([['letters.greet', 3]]);
});
