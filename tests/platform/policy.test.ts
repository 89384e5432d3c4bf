import { randomBytes } from 'node:crypto';
import type pg from 'pg';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Bus } from '#platform/bus/bus';
import { feedBus } from '#platform/bus/feed';
import { memoryCache } from '#platform/cache/memory';
import { commandHandler } from '#platform/command';
import type { RecordedEvent } from '#platform/domain/events';
import { newId } from '#platform/domain/ids';
import type { CheckpointStore, EventStore } from '#platform/event-store/event-store';
import { postgresEventStore } from '#platform/event-store/postgres';
import { type Policy, reaction, runPolicy } from '#platform/policy';
import { postgresKeyStore } from '#platform/vault/postgres';
import { type Vault, vault } from '#platform/vault/vault';
import { newEvent } from '../contract/event-store.ts';
import { testDatabase } from '../database.ts';
import { counterAggregate } from './counter.ts';

type Store = EventStore & CheckpointStore;
let foreign: Store;
let own: Store;
let keys: Vault;
let person: string;

beforeAll(async () => {
  const pools: pg.Pool[] = [await testDatabase(), await testDatabase()];
  [foreign, own] = pools.map((pool) => postgresEventStore(pool)) as [Store, Store];
  keys = vault(postgresKeyStore(pools[0]!, [randomBytes(32)]));
});
beforeEach(() => {
  person = newId();
});

const counter = (owner: string, of: string) => `counter-${owner}-${of}`;

/** Who signs up gets a counter of visits and one of gifts, which starts with three. */
const welcome: Policy = {
  name: 'welcome',
  source: 'people',
  reads: { SignedUp: { personId: 'string' } },
  opens: { SignedUp: ['firstName'] },
  react: ({ data: { personId: owner } }, opened) => [
    reaction(counterAggregate, counter(owner, 'visits'), { type: 'Count', owner, by: 1 }),
    reaction(counterAggregate, counter(owner, 'gifts'), {
      ...{ type: 'Count' as const, owner, by: 3, note: `welcome ${opened?.firstName}` },
    }),
  ],
};

/** A process of its own that runs the policy. */
const start = (bus: Bus) => {
  const handler = commandHandler(own, keys, {
    cache: memoryCache(),
    onSnapshotError: (error) => expect.fail(String(error)),
  });
  return runPolicy(welcome, { subgraph: 'counters', bus, handler, vault: keys, onHandled: () => {} });
};
const feed = () =>
  feedBus({
    ...{ topics: { people: foreign }, checkpoints: own, batchSize: 10, pollIntervalMs: 10 },
    onFailure: (_, error) => expect.fail(String(error)),
  });
const happens = async (type: string, tenant = 'default'): Promise<RecordedEvent> => {
  const stream = newId();
  const personal = await keys.seal({ tenant, stream, subject: person }, { firstName: 'Ann', lastName: 'Lee' });
  const event = newEvent({
    type,
    subject: person,
    data: { personId: person },
    personal,
    correlationId: 'sign-up of ann',
  });
  const result = await foreign.append({ tenant, stream, expectedVersion: 0, events: [event] });
  return result.status === 'appended' ? result.events[0]! : expect.fail(result.status);
};
const counted = async (of: string, tenant = 'default') =>
  (await own.readStream(tenant, counter(person, of))) as RecordedEvent[];

describe('a policy', () => {
  it('turns a foreign fact into events of our own, which name their cause', async () => {
    const policy = await start(feed());
    const cause = await happens('SignedUp');
    expect(await policy.caughtUp(5_000)).toBe(true);
    await policy.stop();
    expect(await counted('gifts')).toMatchObject([
      {
        ...{ type: 'Counted', version: 1, data: { owner: person, by: 3 } },
        ...{ actor: 'counters.welcome', subject: person, causationId: cause.id, correlationId: 'sign-up of ann' },
      },
    ]);
    expect(await counted('visits')).toHaveLength(1);
  });

  it('is given the personal parts that it asks for, opened', async () => {
    const policy = await start(feed());
    await happens('SignedUp');
    expect(await policy.caughtUp(5_000)).toBe(true);
    await policy.stop();
    const [gift] = await counted('gifts');
    const { tenant, subject, stream } = gift!;
    const note = { tenant, subject, stream, field: 'note', sealed: gift!.personal!.note! };
    expect(await keys.open([note])).toEqual(['welcome Ann']);
  });

  it('acts once upon an event that comes again, here or in another process or in both at once', async () => {
    const cause = await happens('SignedUp');
    const deliveries: ((batch: readonly RecordedEvent[]) => Promise<void>)[] = [];
    const byHand: Bus = {
      publishingMs: 0,
      async subscribe({ handle }) {
        deliveries.push(handle);
        return feed().subscribe({ topic: 'people', group: newId(), handle: async () => {} });
      },
    };
    const policies = [await start(byHand), await start(byHand)];
    await Promise.all(deliveries.map((deliver) => deliver([cause, cause])));
    for (const deliver of deliveries) await deliver([cause]);
    expect([await counted('visits'), await counted('gifts')]).toMatchObject([[{ version: 1 }], [{ version: 1 }]]);
    await Promise.all(policies.map((policy) => policy.stop()));
  });

  it('finishes in a second run what a first one began', async () => {
    const cause = await happens('SignedUp');
    const handler = commandHandler(own, keys, {
      cache: memoryCache(),
      onSnapshotError: (error) => expect.fail(String(error)),
    });
    const [first] = welcome.react(cause);
    const metadata = { tenant: 'default', actor: 'counters.welcome', correlationId: cause.correlationId };
    const once = { mutation: 'counters.welcome', key: `${cause.id} ${first!.stream}`, content: null };
    await handler.handle(first!.aggregate, first!.stream, first!.command, metadata, { once });

    const policy = await start(feed());
    expect(await policy.caughtUp(5_000)).toBe(true);
    await policy.stop();
    expect([await counted('visits'), await counted('gifts')]).toMatchObject([[{ version: 1 }], [{ version: 1 }]]);
  });

  it('passes over what it does not read, and stays within the tenant of the fact', async () => {
    const policy = await start(feed());
    await happens('SignedOut');
    await happens('toString');
    await happens('SignedUp', 'elsewhere');
    expect(await policy.caughtUp(5_000)).toBe(true);
    await policy.stop();
    expect(await counted('visits')).toEqual([]);
    expect(await counted('visits', 'elsewhere')).toHaveLength(1);
  });
});
