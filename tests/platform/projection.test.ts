import { randomBytes } from 'node:crypto';
import type pg from 'pg';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Bus, BusSubscription } from '#platform/bus/bus';
import { feedBus } from '#platform/bus/feed';
import { memoryCache } from '#platform/cache/memory';
import { type CommandHandler, commandHandler } from '#platform/command';
import { type RecordedEvent, START, UnknownEventError } from '#platform/domain/events';
import type { CheckpointStore, EventStore } from '#platform/event-store/event-store';
import { postgresEventStore } from '#platform/event-store/postgres';
import { memoryLocks } from '#platform/locks/memory';
import { fold, type Projection, put, type RunningProjection, remove, runProjection } from '#platform/projection';
import { memoryPubSub } from '#platform/pubsub/memory';
import type { Listener, PubSub } from '#platform/pubsub/pubsub';
import { postgresReadModel } from '#platform/read-model/postgres';
import { type ReadModel, type Row, table } from '#platform/read-model/read-model';
import { postgresKeyStore } from '#platform/vault/postgres';
import { type Vault, vault } from '#platform/vault/vault';
import { newEvent } from '../contract/event-store.ts';
import { testDatabase } from '../database.ts';
import {
  type CounterCommand,
  type CounterEvent,
  counterAggregate,
  counting,
  labelled,
  labelling,
  steps,
  totals,
} from './counter.ts';

const { catalog } = counterAggregate;

let pool: pg.Pool;
let store: EventStore & CheckpointStore;
let readModel: ReadModel;
let handler: CommandHandler;
let pubsub: PubSub;
let keys: Vault;
const running: RunningProjection[] = [];

// a database for each test: a projection projects all that there is
beforeEach(async () => {
  pool = await testDatabase();
  store = postgresEventStore(pool);
  readModel = postgresReadModel(pool);
  keys = vault(postgresKeyStore(pool, [randomBytes(32)]));
  handler = commandHandler(store, keys, {
    cache: memoryCache(),
    onSnapshotError: (error) => expect.fail(String(error)),
  });
  pubsub = memoryPubSub();
});
afterEach(async () => {
  await Promise.all(running.splice(0).map((projection) => projection.stop()));
});

const handle = async (stream: string, command: CounterCommand) => {
  const metadata = { tenant: 'default', actor: 'ann', correlationId: 'correlation' };
  return (await handler.handle(counterAggregate, stream, command, metadata)).events as readonly RecordedEvent[];
};
const count = (stream: string, by = 1) => handle(stream, { type: 'Count', owner: 'ann', by });
const countTo = async (stream: string, times: number) => {
  for (let nth = 0; nth < times; nth++) await count(stream);
  return store.readStream('default', stream);
};
const totalOf = async (stream: string) => (await readModel.get(totals, 'default', [{ stream }]))[0];
const stepsOf = async (stream: string) =>
  (await readModel.page(steps, 'default', { stream }, { limit: 1_000_000 })).map(({ version }) => version);
const upTo = (last: number) => Array.from({ length: last }, (_, nth) => nth + 1);

const run = async <E extends CounterEvent>(bus: Bus, projection = counting as Projection<E>, of = catalog) => {
  const onProjected = () => {};
  const published = () => store.head();
  const parts = {
    topic: 'counters',
    bus,
    store,
    readModel,
    vault: keys,
    pubsub,
    locks: memoryLocks(),
    published,
    onProjected,
  };
  const started = await runProjection(projection as Projection<CounterEvent>, of, parts);
  running.push(started);
  return started;
};

/** A listener that keeps the versions it hears of, each once: they may be announced again. */
const hearing = (heard: number[]): Listener => ({
  message(message) {
    const { version } = message as { version: number };
    if (!heard.includes(version)) heard.push(version);
  },
  missed: () => expect.fail('nothing was lost'),
});

/** The real one. */
const feed = (onFailure: (group: string, error: unknown) => void = (_, error) => expect.fail(String(error))) =>
  feedBus({ topics: { counters: store }, checkpoints: store, batchSize: 10, pollIntervalMs: 10, onFailure });

/** A bus that hands over what the test says, however wrong. */
const byHand = () => {
  let handing: BusSubscription['handle'] = () => expect.fail('nobody subscribed');
  const bus: Bus = {
    publishingMs: 0,
    async subscribe({ handle: given }) {
      handing = given;
      return {
        ...{ failure: () => null, stop: async () => {}, forget: async () => {} },
        ...{ caughtUp: async () => false, backlog: async () => 0 },
      };
    },
  };
  return { bus, deliver: (...batch: readonly RecordedEvent[]) => handing(batch) };
};

describe('a projection', () => {
  it('projects each event once, however often and in whatever order it comes', async () => {
    const { bus, deliver } = byHand();
    await run(bus);
    const [e1, e2, e3, e4, e5] = (await countTo('c', 5)) as [RecordedEvent, ...RecordedEvent[]] & RecordedEvent[];
    await deliver(e1!, e2!, e3!);
    await deliver(e2!, e3!);
    await deliver(e3!, e1!, e4!, e4!);
    await deliver(e1!, e5!, e4!);
    await deliver(e1!);
    expect(await totalOf('c')).toMatchObject({ total: 5, steps: 5 });
    expect(await stepsOf('c')).toEqual(upTo(5));
  });

  it('reads from the store what the bus left out, in its place', async () => {
    const heard: number[] = [];
    await pubsub.subscribe('default', 'c', hearing(heard));
    const { bus, deliver } = byHand();
    await run(bus);
    const events = await countTo('c', 6);
    await deliver(events[1]!);
    await deliver(events[5]!, events[3]!);
    expect(await totalOf('c')).toMatchObject({ total: 6, steps: 6 });
    expect(heard).toEqual(upTo(6));
  });

  it('goes on after a restart where it was, with counts that fold from what is stored', async () => {
    const bus = feed();
    const first = await run(bus);
    await countTo('c', 25);
    expect(await first.consumer.caughtUp(5_000)).toBe(true);
    await first.stop();
    await countTo('c', 25);
    await store.saveCheckpoint('counting <- counters', START);
    const second = await run(bus);
    expect(await second.consumer.caughtUp(5_000)).toBe(true);
    expect(await totalOf('c')).toMatchObject({ total: 50, steps: 50 });
  });

  it('shows a fold the same row, whether it stands in the read model or comes in the same batch', async () => {
    type ARow = { readonly id: string; readonly a: number | null; readonly b: number | null };
    const as = table<ARow>()('a', ['id'], [], { id: 'text', a: 'int', b: 'int' });
    const seen: (Row | null)[] = [];
    const projection: Projection<CounterEvent> = {
      name: 'folding',
      tables: [as],
      project({ stream: id, data }) {
        const by = 'by' in data ? data.by : 0;
        if (by === 1) return [put(as, { id, a: 1 })];
        if (by === 2) return [remove(as, { id })];
        return [
          fold(as, { id }, (row) => {
            seen.push(row);
            return by === 4 ? null : { b: (row?.b ?? 0) + 1 };
          }),
        ];
      },
    };
    const { bus, deliver } = byHand();
    await run(bus, projection);
    const script = [1, 3, 4, 2, 3, 1, 2, 3, 3];
    const ways: Record<string, (events: readonly RecordedEvent[]) => Promise<void>> = {
      together: (events) => deliver(...events),
      inTwo: async ([first, ...rest]) => {
        await deliver(first!);
        await deliver(...rest);
      },
      apart: async (events) => {
        for (const event of events) await deliver(event);
      },
    };
    for (const [stream, way] of Object.entries(ways)) {
      for (const by of script) await count(stream, by);
      seen.length = 0;
      await way(await store.readStream('default', stream));
      const id = stream;
      const one = { id, a: 1, b: 1 };
      expect([stream, ...seen]).toEqual([stream, { ...one, b: null }, one, null, null, { ...one, a: null }]);
      expect(await readModel.get(as, 'default', [{ id }])).toEqual([{ id, a: null, b: 2 }]);
    }
  });

  it('pauses at an event that it does not know, and skips nothing once it does', async () => {
    const failures: unknown[] = [];
    const old = await run(feed((_, error) => failures.push(error)));
    await count('c');
    const event = newEvent({ type: 'Doubled', data: { owner: 'ann' } });
    await store.append({ tenant: 'default', stream: 'c', expectedVersion: 1, events: [event] });
    await count('d');
    await vi.waitUntil(() => failures.length > 0, 5_000);
    expect(failures[0]).toBeInstanceOf(UnknownEventError);
    expect(old.consumer.failure()).toBeInstanceOf(UnknownEventError);
    expect(await old.consumer.caughtUp(50)).toBe(false);
    expect(await totalOf('d')).toBeNull();
    await old.stop();

    const project: typeof counting.project = (of) => ((of.type as string) === 'Doubled' ? [] : counting.project(of));
    const newer = { ...catalog, types: { ...catalog.types, Doubled: {} } };
    const { consumer } = await run(feed(), { ...counting, project }, newer);
    expect(await consumer.caughtUp(5_000)).toBe(true);
    expect([await totalOf('c'), await totalOf('d')]).toMatchObject([{ steps: 1 }, { steps: 1 }]);
  });

  it('makes the same rows whatever trace an event is of, and announces it with the span that it came by', async () => {
    const { bus, deliver } = byHand();
    const projection = await run(bus);
    const told: unknown[] = [];
    await pubsub.subscribe('default', 'c', { message: (message) => told.push(message), missed() {} });
    const [first, second] = (await countTo('c', 2)) as [RecordedEvent, RecordedEvent];
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    await deliver({ ...first, traceparent }, second);
    expect(told).toEqual([
      expect.objectContaining({ version: 1, traceparent }),
      expect.objectContaining({ version: 2 }),
    ]);
    expect(told[1]).not.toHaveProperty('traceparent');
    expect(await projection.rebuild()).toMatchObject({ differing: 0 });
  });

  it('announces what can be read by then', async () => {
    const found: Promise<number[]>[] = [];
    await pubsub.subscribe('default', 'c', {
      message(message) {
        const { version } = message as { version: number };
        found.push(
          readModel.get(steps, 'default', [{ stream: 'c', version }]).then(([row]) => [version, row?.version ?? 0]),
        );
      },
      missed: () => expect.fail('nothing was lost'),
    });
    const { consumer } = await run(feed());
    await countTo('c', 50);
    expect(await consumer.caughtUp(5_000)).toBe(true);
    expect(await Promise.all(found)).toEqual(upTo(50).map((version) => [version, version]));
  });
});

describe('a rebuild', () => {
  it('equals the live rows while events keep coming, and loses no announcement', async () => {
    const heard: number[] = [];
    await pubsub.subscribe('default', 'c', hearing(heard));
    const projection = await run(feed());
    await countTo('c', 50);
    let stop = false;
    const writing = (async () => {
      while (!stop) await count('c');
    })();
    for (let nth = 0; nth < 3; nth++) {
      const report = await projection.rebuild();
      expect(report).toMatchObject({ name: 'counting', differing: 0 });
      expect(report.events).toBeGreaterThanOrEqual(50);
      expect(report.rows).toBe(report.events + 1);
    }
    stop = true;
    await writing;
    expect(await projection.consumer.caughtUp(5_000)).toBe(true);
    const events = await store.readStream('default', 'c');
    expect(await totalOf('c')).toMatchObject({ total: events.length, steps: events.length });
    expect(await stepsOf('c')).toEqual(upTo(events.length));
    expect(heard).toEqual(upTo(events.length));
  });

  it('leaves what it projected ahead of the bus to be announced when it comes', async () => {
    const heard: number[] = [];
    await pubsub.subscribe('default', 'c', hearing(heard));
    const { bus, deliver } = byHand();
    const projection = await run(bus);
    const events = await countTo('c', 4);
    await deliver(events[0]!);
    expect(await projection.rebuild()).toMatchObject({ events: 4, rows: 5, differing: 0 });
    expect(heard).toEqual([1]);
    await deliver(...events);
    expect(heard).toEqual(upTo(4));
    expect(await totalOf('c')).toMatchObject({ total: 4 });
  });

  it('says how many rows were wrong, missing or too many, and mends them', async () => {
    const projection = await run(feed());
    await countTo('c', 5);
    await handle('c', { type: 'Undo', owner: 'ann', version: 2 });
    expect(await projection.consumer.caughtUp(5_000)).toBe(true);
    const before = [await totalOf('c'), await stepsOf('c')];
    await pool.query(`UPDATE read_model.total SET total = 999 WHERE stream = 'c'`);
    await pool.query(`DELETE FROM read_model.step WHERE stream = 'c' AND version = 3`);
    await pool.query(`INSERT INTO read_model.step (tenant, stream, version) VALUES ('default', 'nobody', 1)`);
    expect(await projection.rebuild()).toMatchObject({ events: 6, rows: 5, differing: 3 });
    expect([await totalOf('c'), await stepsOf('c')]).toEqual(before);
    expect(await stepsOf('nobody')).toEqual([]);
    expect(await projection.rebuild()).toMatchObject({ differing: 0 });
  });

  it('leaves reads and the projection at work', async () => {
    const projection = await run(feed());
    await countTo('c', 20);
    expect(await projection.consumer.caughtUp(5_000)).toBe(true);
    let stop = false;
    let reads = 0;
    const reading = (async () => {
      for (; !stop; reads++) expect((await totalOf('c'))!.total).toBeGreaterThanOrEqual(20);
    })();
    for (let nth = 0; nth < 3; nth++) await projection.rebuild();
    stop = true;
    await reading;
    expect(reads).toBeGreaterThan(3);
    await count('c');
    expect(await projection.consumer.caughtUp(5_000)).toBe(true);
    expect(await totalOf('c')).toMatchObject({ total: 21 });
  });
});

describe('rows that follow from another', () => {
  const note = (stream: string, text: string) => handle(stream, { type: 'Count', owner: 'ann', by: 1, note: text });
  const streamsBy = async (label: string) =>
    (await readModel.page(labelled, 'default', { label }, { limit: 10 })).map(({ stream }) => stream);

  it('are made of opened parts, and moved when it changes, in one batch or in several', async () => {
    const { bus, deliver } = byHand();
    await run(bus, labelling);
    const [one, two, three] = [await note('c', 'red'), await note('c', 'green'), await note('c', 'blue')];
    await deliver(...one, ...two);
    expect([await streamsBy('red'), await streamsBy('green')]).toEqual([[], ['c']]);
    await deliver(...two, ...three);
    expect([await streamsBy('green'), await streamsBy('blue')]).toEqual([[], ['c']]);
    await deliver(...one);
    expect([await streamsBy('red'), await streamsBy('blue')]).toEqual([[], ['c']]);
  });

  it('are right also when a batch was cut off before the row itself was written', async () => {
    const { bus, deliver } = byHand();
    await run(bus, labelling);
    await deliver(...(await note('c', 'red')));
    const { write } = readModel;
    const failing = {
      ...readModel,
      write: async (...[target, batch]: Parameters<typeof write>) => {
        if (batch.versions.length > 0) throw new Error('cut off');
        await write(target, batch);
      },
    };
    const whole = readModel;
    readModel = failing;
    const second = byHand();
    await run(second.bus, labelling);
    const green = await note('c', 'green');
    await expect(second.deliver(...green)).rejects.toThrow('cut off');
    readModel = whole;
    await deliver(...green);
    expect([await streamsBy('red'), await streamsBy('green')]).toEqual([[], ['c']]);
  });

  it('are not made of what can be opened no more', async () => {
    const { bus, deliver } = byHand();
    const projection = await run(bus, labelling);
    await deliver(...(await note('c', 'red')));
    await keys.destroy('default', 'ann');
    await projection.rebuild();
    expect(await streamsBy('red')).toEqual([]);
  });
});
