import { randomBytes } from 'node:crypto';
import { beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { memoryCache } from '#platform/cache/memory';
import { commandHandler } from '#platform/command';
import { newId } from '#platform/domain/ids';
import type { CheckpointStore, EventStore, StreamRange } from '#platform/event-store/event-store';
import { postgresEventStore } from '#platform/event-store/postgres';
import { postgresKeyStore } from '#platform/vault/postgres';
import { type Vault, vault } from '#platform/vault/vault';
import { testDatabase } from '../database.ts';
import { type CounterCommand, counterAggregate } from './counter.ts';

let store: EventStore & CheckpointStore;
let keys: Vault;
let stream: string;
const reads: StreamRange[] = [];
const loaded = vi.fn<(events: number) => void>();
/** How many requests each statement of several had. */
const together: number[] = [];
let lose: 'before' | 'after' | undefined;

beforeAll(async () => {
  const pool = await testDatabase();
  keys = vault(postgresKeyStore(pool, [randomBytes(32)]));
  const real = postgresEventStore(pool);
  store = {
    ...real,
    async readStream(tenant, of, range = {}) {
      const events = await real.readStream(tenant, of, range);
      reads.push(range);
      loaded(events.length);
      return events;
    },
    async appendAll(requests) {
      together.push(requests.length);
      const losing = lose;
      lose = undefined;
      if (losing === 'before') throw new Error('connection lost');
      const answers = await real.appendAll(requests);
      if (losing === 'after') throw new Error('connection lost');
      return answers;
    },
  };
});
beforeEach(() => {
  stream = `counter-${newId()}`;
  reads.length = 0;
  loaded.mockClear();
  together.length = 0;
});

/** A process of its own: nothing but the store and the vault is shared with another. */
const startProcess = (options: { now?: () => Date } = {}) => {
  const handler = commandHandler(store, keys, {
    cache: memoryCache(),
    onSnapshotError: (error) => expect.fail(String(error)),
    ...options,
  });
  const metadata = { tenant: 'default', actor: 'ann', correlationId: 'correlation' };
  return {
    do: (command: CounterCommand, given: Parameters<typeof handler.handle>[4] = {}, actor = 'ann') =>
      handler.handle(counterAggregate, stream, command, { ...metadata, actor }, given),
    load: () => handler.load(counterAggregate, 'default', stream),
  };
};

const count = { type: 'Count', owner: 'ann', by: 1 } as const;
const close = { type: 'Close', owner: 'ann' } as const;
const reopen = { type: 'Reopen', owner: 'ann' } as const;
const sendOnce = (content: unknown = 'content', key = 'key') => ({
  once: { mutation: 'count', key: `${stream} ${key}`, content },
});

describe('a command', () => {
  it('is decided, sealed, stored with its metadata, and answered with its events', async () => {
    const { status, events } = await startProcess().do({ ...count, note: 'for me alone' });
    expect(status).toBe('appended');
    expect(events).toEqual(await store.readStream('default', stream));
    expect(events[0]).toMatchObject({
      ...{ type: 'Counted', version: 1, subject: 'ann', actor: 'ann', correlationId: 'correlation', causationId: null },
      ...{ tenant: 'default', stream, schemaVersion: 1, data: { owner: 'ann', by: 1 } },
    });
    const { note } = events[0]!.personal as { note: never };
    const place = { tenant: 'default', subject: 'ann', stream, field: 'note' };
    expect(await keys.open([{ ...place, sealed: note }])).toEqual(['for me alone']);
  });

  it('that changes nothing appends nothing, and one that is refused is refused', async () => {
    const { do: run } = startProcess();
    await run(close);
    expect(await run(close)).toEqual({ status: 'unchanged', version: 1, events: [] });
    await expect(run(count)).rejects.toMatchObject({ code: 'CONFLICT' });
    expect(await store.readStream('default', stream)).toHaveLength(1);
  });

  it('never conflicts for its caller: 100 at once on one stream all count', async () => {
    const { do: run, load } = startProcess();
    const results = await Promise.all(Array.from({ length: 100 }, () => run(count)));
    expect(results.map((of) => of.status === 'appended' && of.version)).toEqual(results.map((_, nth) => nth + 1));
    expect(await load()).toEqual(expect.objectContaining({ state: { total: 100, closed: false }, version: 100 }));
  });

  it('never conflicts for its caller when two processes write one stream either', async () => {
    const processes = [startProcess(), startProcess()];
    await Promise.all(Array.from({ length: 60 }, (_, nth) => processes[nth % 2]!.do(count)));
    for (const { load } of [...processes, startProcess()])
      expect((await load()).state).toEqual({ total: 60, closed: false });
  });

  it('is never refused, nor taken for done, upon a state that another process has changed', async () => {
    const [one, other] = [startProcess(), startProcess()];
    await one.do(close);
    await other.do(reopen);
    expect((await one.do(count)).status).toBe('appended');

    await one.do(close);
    await other.do(reopen);
    expect((await one.do(close)).status).toBe('appended');
    await expect(other.do(count)).rejects.toMatchObject({ code: 'CONFLICT' });
  });

  it('is told that a claim is held by another stream, and changes nothing', async () => {
    const { do: run } = startProcess();
    const claims = [{ name: 'username', value: newId() }];
    await run(count, { claims });
    stream = `counter-${newId()}`;
    expect(await run(count, { claims })).toEqual({ status: 'claimed', events: [] });
    expect((await run(count)).status).toBe('appended');
  });
});

describe('a command with an idempotency key', () => {
  it('leads to the first events again, also after a restart and at the same moment', async () => {
    const { do: run } = startProcess();
    const first = await run(count, sendOnce());
    await run(count);
    const again = await run(count, sendOnce());
    expect(again).toEqual({ status: 'repeated', version: 1, events: first.events });
    expect(await startProcess().do(count, sendOnce())).toEqual(again);

    const processes = [startProcess(), startProcess()];
    const atOnce = await Promise.all(
      Array.from({ length: 8 }, (_, nth) => processes[nth % 2]!.do(count, sendOnce('content', 'second'))),
    );
    expect(atOnce.filter(({ status }) => status === 'appended')).toHaveLength(1);
    expect(new Set(atOnce.map(({ events }) => events[0]!.id)).size).toBe(1);
    expect(await store.readStream('default', stream)).toHaveLength(3);
  });

  it('leads to the first events also when it would be refused now', async () => {
    const { do: run } = startProcess();
    const first = await run(count, sendOnce());
    await run(close);
    expect(await startProcess().do(count, sendOnce())).toEqual({
      status: 'repeated',
      version: 1,
      events: first.events,
    });
  });

  it('leads to the first events also when they spent what can be had once', async () => {
    const spends = [{ name: 'ticket', value: newId() }];
    const first = await startProcess().do(count, { ...sendOnce(), spends });
    const again = await startProcess().do(count, { ...sendOnce(), spends });
    expect([again.status, again.events]).toEqual(['repeated', first.events]);
    const other = await startProcess().do(count, { ...sendOnce('content', 'other'), spends });
    expect(other).toEqual({ status: 'claimed', events: [] });
  });

  it('is refused for other content, on whichever path', async () => {
    const { do: run } = startProcess();
    await run(count, sendOnce());
    const refusal = { code: 'IDEMPOTENCY_KEY_REUSED', field: 'input.idempotencyKey' };
    await expect(run(count, sendOnce('other'))).rejects.toMatchObject(refusal);
    await run(close);
    await expect(run(count, sendOnce('other'))).rejects.toMatchObject(refusal);
    expect(await store.readStream('default', stream)).toHaveLength(2);
  });

  it('may be the same for two people', async () => {
    const { do: run } = startProcess();
    await run(count, sendOnce());
    expect((await run(count, sendOnce('other'), 'bob')).status).toBe('appended');
  });
});

describe('commands that come at once to one stream', () => {
  const many = (length: number) => Array.from({ length }, (_, nth) => nth);
  const written = async () => (await store.readStream('default', stream)).map(({ id, version }) => ({ id, version }));

  it('are decided one upon the other, appended by few statements, and answered each with its own', async () => {
    const { do: run } = startProcess();
    const results = await Promise.all(many(100).map((nth) => run({ ...count, by: nth }, sendOnce(nth, `${nth}`))));
    for (const [nth, { status, events }] of results.entries())
      expect([status, events.map(({ version, data }) => ({ version, data }))]).toEqual([
        ...['appended', [{ version: nth + 1, data: { owner: 'ann', by: nth } }]],
      ]);
    expect(await written()).toEqual(results.map(({ events: [event] }) => ({ id: event!.id, version: event!.version })));
    expect(together.length).toBeLessThanOrEqual(3);
    expect(await startProcess().do({ ...count, by: 70 }, sendOnce(70, '70'))).toMatchObject({
      ...{ status: 'repeated', events: results[70]!.events },
    });
  });

  it('fail alone: one that is refused, one that changes nothing, one whose key had other content', async () => {
    const { do: run } = startProcess();
    await run(count, sendOnce('first', 'used'));
    const outcomes = await Promise.allSettled([
      ...[run(count), run(count, sendOnce('a', 'a')), run(count, sendOnce('other', 'used')), run(close)],
      ...[run(count), run(close), run(reopen), run(count), run(count, sendOnce('a', 'a'))],
    ]);
    expect(outcomes.map((of) => (of.status === 'fulfilled' ? of.value.status : of.reason.code))).toEqual([
      ...['appended', 'appended', 'IDEMPOTENCY_KEY_REUSED', 'appended'],
      ...['CONFLICT', 'unchanged', 'appended', 'appended', 'repeated'],
    ]);
    expect(await written()).toHaveLength(6);
  });

  it('happen once where the same key comes twice among them, also one that only the store still knows', async () => {
    const { do: run } = startProcess();
    const first = await run(count, sendOnce('content', 'old'));
    // a cache that was emptied
    const restarted = startProcess();
    await restarted.do(count);
    const keys = many(40).map((nth) => (nth === 17 ? 'old' : `${nth % 30}`));
    const results = await Promise.all(keys.map((key) => restarted.do(count, sendOnce('content', key))));
    expect(results[17]!.events).toEqual(first.events);
    for (const [nth, { status, events }] of results.entries()) {
      expect(status).toBe(nth === 17 || nth >= 30 ? 'repeated' : 'appended');
      if (nth >= 30) expect(events).toEqual(results[nth - 30]!.events);
    }
    expect(await written()).toHaveLength(2 + 29);
    expect(together.length).toBeGreaterThan(0);
  });

  it('are decided anew together when another process came in between', async () => {
    const [one, other] = [startProcess(), startProcess()];
    await Promise.all([one.do(count), other.do(count)]);
    await other.do(count);
    const results = await Promise.all(many(60).map(() => one.do(count)));
    expect(new Set(results.map(({ events: [event] }) => event!.version)).size).toBe(60);
    expect((await one.load()).state).toEqual({ total: 63, closed: false });
    // refused as they stood, and then in a few more
    expect(together.length).toBeLessThan(10);
  });

  it.each([
    ['was lost on its way', 'before'],
    ['was done, and its answer lost', 'after'],
  ] as const)('and whose statement %s say so, are done once when they are said again', async (_, when) => {
    const { do: run } = startProcess();
    await run(count);
    lose = when;
    const send = () => Promise.allSettled(many(10).map((nth) => run(count, sendOnce(nth, `${nth}`))));
    const lost = (await send()).filter(({ status }) => status === 'rejected').length;
    // the first one may have gone alone
    expect(lost).toBeGreaterThanOrEqual(9);
    expect(lost).toBe(together[0]);
    const done = when === 'after' ? 10 : 10 - lost;
    expect(await written()).toHaveLength(1 + done);
    const again = (await send()).map((of) => of.status === 'fulfilled' && of.value.status);
    expect(again.filter((status) => status === 'repeated')).toHaveLength(done);
    expect(await written()).toHaveLength(11);
    expect((await startProcess().load()).state).toEqual({ total: 11, closed: false });
  });

  it('fail alone where one can not be sealed: its person was erased', async () => {
    const { do: run } = startProcess();
    const gone = newId();
    await keys.hash('default', gone, 'any', 'text');
    await keys.destroy('default', gone);
    await run(count);
    const outcomes = await Promise.allSettled(
      many(6).map((nth) => run({ ...count, owner: nth === 3 ? gone : 'ann', note: 'sealed' })),
    );
    expect(outcomes.map(({ status }) => status)).toEqual(many(6).map((nth) => (nth === 3 ? 'rejected' : 'fulfilled')));
  });
});

describe('the state of a long stream', () => {
  it('is loaded from a snapshot: 1,000 events, at most 400 of them read', async () => {
    const writer = startProcess();
    for (let nth = 0; nth < 1_000; nth++) await writer.do(count);
    // saved in the background
    await vi.waitUntil(async () => (await store.loadSnapshot('default', stream))?.version === 1_000);
    loaded.mockClear();
    const { state, version } = await startProcess().load();
    expect({ state, version }).toEqual({ state: { total: 1_000, closed: false }, version: 1_000 });
    expect(Math.max(...loaded.mock.calls.flat())).toBeLessThanOrEqual(400);
  });

  it('is loaded once, and then only what came since', async () => {
    const one = startProcess();
    await one.do(count);
    await one.do(count);
    expect(reads).toEqual([{ from: 1 }]);
    await startProcess().do(count);
    await one.load();
    expect(reads.at(-1)).toEqual({ from: 3 });
  });

  it('is not taken from a snapshot of another shape', async () => {
    await startProcess().do(count);
    const snapshot = {
      version: 1,
      schemaVersion: 99,
      at: '2026-01-01T00:00:00.000Z',
      state: { total: 7, closed: true },
    };
    await store.saveSnapshot('default', stream, snapshot);
    expect((await startProcess().load()).state).toEqual({ total: 1, closed: false });
  });
});

describe('the time of an event', () => {
  it('never goes backwards within a stream, whatever the clock does', async () => {
    const [noon, earlier] = ['2026-06-01T12:00:00.000Z', '2026-06-01T11:59:00.000Z'];
    await startProcess({ now: () => new Date(noon) }).do(count);
    const clockSetBack = startProcess({ now: () => new Date(earlier) });
    for (const { events } of [await clockSetBack.do(count), await clockSetBack.do(count)])
      expect(events[0]!.at).toBe(noon);
  });
});
