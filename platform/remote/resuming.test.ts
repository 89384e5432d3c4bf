import { setTimeout as delay } from 'node:timers/promises';
import type { ExecutionResult } from 'graphql';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { OperationContext } from '#platform/data-source';
import { type RemoteDataSource, remoteDataSource, type Timing } from '#platform/remote-data-source';
import {
  operationContext,
  type Replica,
  SECRET,
  type SharedStore,
  sharedStore,
  startProxy,
  startReplica,
} from './subgraph.fixture.ts';

let store: SharedStore;
let a: Replica;
let b: Replica;
let closing: (() => Promise<void>)[];

beforeEach(async () => {
  store = sharedStore();
  [a, b] = await Promise.all([startReplica(store, 'a'), startReplica(store, 'b')]);
  closing = [];
});
afterEach(async () => {
  for (const close of closing.reverse()) await close();
  await Promise.all([a.kill(), b.kill()]);
});

const remote = (urls = [a.url, b.url], timing: Partial<Timing> = {}): RemoteDataSource => {
  const source = remoteDataSource({ urls, secret: SECRET, timing });
  closing.push(() => source.close());
  return source;
};

type Events = AsyncIterableIterator<ExecutionResult>;

const subscribe = async (source: RemoteDataSource, query: string, context: Partial<OperationContext> = {}) =>
  (await source.subscribe({ query }, operationContext(context))) as Events;

const EVENTS = 'subscription { events(opened: true) { number text } }';

const next = async (events: Events) => {
  const { value } = await events.next();
  return (value as ExecutionResult<{ events: { number: number } }>).data?.events.number;
};
const take = async (events: Events, count: number) => {
  const numbers: unknown[] = [];
  while (numbers.length < count) numbers.push(await next(events));
  return numbers;
};
const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, n) => from + n);

describe('a remote subscription', () => {
  it('delivers every event with its place', async () => {
    const events = await subscribe(remote(), EVENTS);
    store.publish('one', 'two');
    expect((await events.next()).value).toEqual({
      data: { events: { number: 1, text: 'one' } },
      extensions: { cursor: '1' },
    });
    expect(await next(events)).toBe(2);
  });

  it('stands when it is returned: nothing is missed from then on', async () => {
    const source = remote();
    for (let n = 1; n <= 20; n += 1) {
      const events = await subscribe(source, EVENTS);
      store.publish(`event ${n}`);
      expect(await next(events)).toBe(n);
      await events.return?.();
    }
  });

  it('shares a connection among viewers, each with their own token', async () => {
    const source = remote([a.url]);
    const [, refused] = await Promise.all([
      subscribe(source, EVENTS, { token: 'good' }),
      subscribe(source, EVENTS, { token: 'forged' }),
    ]);
    expect(refused).toMatchObject({ errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] });
    expect(await a.sockets()).toBe(1);
  });

  it('returns a refusal, and does not try it elsewhere', async () => {
    expect(await subscribe(remote(), 'subscription { nothing }')).toMatchObject({
      errors: [{ message: expect.stringContaining('nothing') }],
    });
  });

  it('rejects when no replica can be reached', async () => {
    await Promise.all([a.kill(), b.kill()]);
    await expect(subscribe(remote(), EVENTS)).rejects.toThrow('ECONNREFUSED');
  });

  it('ends its source at once when it is left, also while it waits', async () => {
    const source = remote();
    const events = await subscribe(source, EVENTS);
    const waiting = events.next();
    await vi.waitFor(() => expect(store.readers()).toBe(1));
    await events.return?.();
    expect(await waiting).toEqual({ done: true, value: undefined });
    await vi.waitFor(() => expect(store.readers()).toBe(0));
    expect(await events.next()).toEqual({ done: true, value: undefined });
  });

  it('goes on behind its last event when its replica stops or is killed', async () => {
    const events = await subscribe(remote(), EVENTS);
    store.publish('1', '2');
    expect(await take(events, 2)).toEqual([1, 2]);
    await a.stop();
    store.publish('3');
    expect(await take(events, 1)).toEqual([3]);
    a = await startReplica(store, 'a', a.port);
    await b.kill();
    store.publish('4', '5');
    expect(await take(events, 2)).toEqual([4, 5]);
  });

  it('misses nothing when it breaks before its first event', async () => {
    const events = await subscribe(remote(), EVENTS);
    await a.kill();
    store.publish('1');
    expect(await next(events)).toBe(1);
  });

  it('waits for a replica when all are away, and can be left meanwhile', async () => {
    const source = remote([a.url]);
    const [staying, leaving] = await Promise.all([subscribe(source, EVENTS), subscribe(source, EVENTS)]);
    store.publish('1');
    expect([await next(staying), await next(leaving)]).toEqual([1, 1]);
    await a.kill();
    const left = leaving.next();
    await delay(300);
    await leaving.return?.();
    expect(await left).toEqual({ done: true, value: undefined });
    store.publish('2');
    a = await startReplica(store, 'a', a.port);
    expect(await next(staying)).toBe(2);
    expect(store.readers()).toBe(1);
  });

  it('throws what keeps it away when none comes back in time', async () => {
    const events = await subscribe(remote([a.url], { resumeMs: 400 }), EVENTS);
    await a.kill();
    await expect(events.next()).rejects.toThrow('ECONNREFUSED');
    expect(await events.next()).toEqual({ done: true, value: undefined });
  });

  it('breaks off when the data source is closed', async () => {
    const source = remote();
    const events = await subscribe(source, EVENTS);
    const waiting = events.next();
    await Promise.all([source.close(), expect(waiting).rejects.toThrow('broke off')]);
    await vi.waitFor(() => expect(store.readers()).toBe(0));
  });

  it('ends with the refusal when it may not go on', async () => {
    const events = await subscribe(remote(), 'subscription { expiring }');
    await vi.waitFor(() => expect(store.readers()).toBe(1));
    store.publish('1');
    await events.next();
    await a.kill();
    expect((await events.next()).value).toMatchObject({ errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] });
    expect(await events.next()).toEqual({ done: true, value: undefined });
  });

  it('does not go on between events that tell no place', async () => {
    const events = await subscribe(remote(), 'subscription { ticks }');
    await events.next();
    await a.kill();
    const rest = async () => {
      for await (const _ of events);
    };
    await expect(rest()).rejects.toThrow('broke off');
  });

  it('gives up what breaks again and again without an event between', async () => {
    const events = await subscribe(remote([a.url], { resumeMs: 400 }), 'subscription { breaking }');
    await expect(events.next()).rejects.toThrow('A part of the service is away');
    expect(a.faults.length).toBeLessThan(10);
  });

  it('notices a replica that is paused', { timeout: 10_000 }, async () => {
    const proxy = await startProxy(a);
    closing.push(() => proxy.close());
    const events = await subscribe(remote([proxy.url, b.url], { pingMs: 300, connectMs: 300 }), EVENTS);
    store.publish('1');
    expect(await next(events)).toBe(1);
    proxy.pause();
    store.publish('2');
    expect(await next(events)).toBe(2);
    // and takes the other at once when it opens the next one
    const further = await subscribe(remote([proxy.url, b.url], { connectMs: 300 }), EVENTS);
    store.publish('3');
    expect(await next(further)).toBe(3);
  });

  it('holds no more than a bounded number of events for one that reads slowly, and loses none', async () => {
    const events = (await subscribe(remote(), 'subscription { endless { number } }')) as Events;
    const numberOf = ({ value }: IteratorResult<ExecutionResult>) =>
      (value.data as { endless: { number: number } }).endless.number;
    expect(numberOf(await events.next())).toBe(1);
    // the source stops, since nobody listens to it
    let produced = 0;
    while (produced !== store.endless()) {
      produced = store.endless();
      await delay(500);
    }
    expect(produced).toBeLessThan(2_000);
    for (const number of range(2, 1_000)) expect(numberOf(await events.next())).toBe(number);
  });

  it('delivers everything once, in order, to many subscribers while replicas come and go', {
    timeout: 30_000,
  }, async () => {
    const source = remote();
    const total = 600;
    const subscribers = await Promise.all(range(1, 20).map(() => subscribe(source, EVENTS)));
    const received = Promise.all(subscribers.map((events) => take(events, total)));
    let published = 0;
    const publishing = (async () => {
      while (published < total) {
        published += 1;
        store.publish(`event ${published}`);
        await delay(5);
      }
    })();
    await delay(300);
    await a.kill();
    await delay(300);
    a = await startReplica(store, 'a', a.port);
    await delay(300);
    await b.stop();
    b = await startReplica(store, 'b', b.port);
    await delay(300);
    await a.kill();
    a = await startReplica(store, 'a', a.port);
    await publishing;
    for (const numbers of await received) expect(numbers).toEqual(range(1, total));
  });
});
