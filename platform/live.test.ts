import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { FeedPosition } from '#platform/domain/events';
import { type LiveOptions, type LogEntry, live } from '#platform/live';
import { memoryPubSub } from '#platform/pubsub/memory';

interface Entry extends LogEntry {
  readonly nth: number;
  readonly topic: string;
}

const place = (nth: number) => nth.toString(16).padStart(32, '0') as FeedPosition;
const upTo = (last: number, first = 1) => Array.from({ length: last - first + 1 }, (_, nth) => first + nth);
const PAGE = 10;

/** A log as a read model keeps it and a projection announces it: stored first, then told to who listens. */
const createLog = () => {
  const pubsub = memoryPubSub();
  const stored: Entry[] = [];
  let reads = 0;
  let duringRead = () => {};
  const topics = new Set(['log']);
  let subscriptions = 0;

  const write = (topic = 'log', announced = true) => {
    const nth = stored.length + 1;
    const entry = { nth, topic, feed: place(nth) };
    stored.push(entry);
    if (announced) pubsub.publish('default', topic, entry);
  };
  return {
    stored,
    topics,
    write,
    writeMany: (count: number) => {
      for (let nth = 0; nth < count; nth++) write();
    },
    onRead: (run: () => void) => {
      duringRead = run;
    },
    reads: () => reads,
    subscriptions: () => subscriptions,
    subscribe: (after: number | null, options: Partial<LiveOptions<Entry>> = {}) =>
      live<Entry>({
        tenant: 'default',
        topics: ['log'],
        after: after === null ? null : place(after),
        pubsub: {
          ...pubsub,
          async subscribe(...args) {
            const stop = await pubsub.subscribe(...args);
            subscriptions++;
            return () => {
              subscriptions--;
              stop();
            };
          },
        },
        async readAfter(from) {
          reads++;
          const page = stored.filter(({ feed, topic }) => feed > from && topics.has(topic)).slice(0, PAGE);
          await delay(1);
          duringRead();
          return page;
        },
        ...options,
      }),
  };
};

const take = async (source: AsyncIterator<Entry>, count: number): Promise<number[]> => {
  const taken: number[] = [];
  while (taken.length < count) {
    const next = await source.next();
    if (next.done) break;
    taken.push(next.value.nth);
  }
  return taken;
};
/** Whether something comes within a moment. */
const comes = (source: AsyncIterator<Entry>) => Promise.race([source.next().then(() => true), delay(20, false)]);

describe('live', () => {
  it('starts with what comes from now on when there is no cursor, and reads nothing', async () => {
    const log = createLog();
    log.writeMany(3);
    const entries = log.subscribe(null);
    const first = entries.next();
    await delay(1);
    log.writeMany(2);
    expect((await first).value).toMatchObject({ nth: 4 });
    expect(await take(entries, 1)).toEqual([5]);
    expect(log.reads()).toBe(0);
  });

  it('replays what is stored behind the cursor, over several pages, and goes on live', async () => {
    const log = createLog();
    log.writeMany(35);
    const entries = log.subscribe(5);
    expect(await take(entries, 30)).toEqual(upTo(35, 6));
    const next = take(entries, 3);
    await delay(20);
    log.writeMany(3);
    expect(await next).toEqual([36, 37, 38]);
    expect(await comes(entries)).toBe(false);
  });

  it('has no gap and no duplicate when entries come during the replay', async () => {
    const log = createLog();
    log.writeMany(25);
    // the first reads each miss an entry that was written since, and hear of it
    log.onRead(() => log.stored.length < 40 && log.write());
    const entries = log.subscribe(0);
    const taken = take(entries, 60);
    await delay(50);
    log.writeMany(60 - log.stored.length);
    expect(await taken).toEqual(upTo(60));
    expect(await comes(entries)).toBe(false);
  });

  it('drops what a stalled consumer leaves lying, holds nobody up, and gives it all once it goes on', async () => {
    const log = createLog();
    const entries = log.subscribe(null);
    const first = entries.next();
    await delay(1);
    log.writeMany(3_000);
    const readsBefore = log.reads();
    expect((await first).value).toMatchObject({ nth: 1 });
    expect(await take(entries, 2_999)).toEqual(upTo(3_000, 2));
    expect(log.reads()).toBeGreaterThan(readsBefore);
    const next = take(entries, 1);
    await delay(20);
    log.write();
    expect(await next).toEqual([3_001]);
  });

  it('listens to further topics that an entry leads to, and misses nothing of them', async () => {
    const log = createLog();
    const topicsOf = ({ nth }: Entry) => (nth === 3 ? ['other'] : []);
    const entries = log.subscribe(null, { topicsOf });
    const taken = take(entries, 6);
    await delay(1);
    log.writeMany(3);
    // written before the subscriber can have listened
    log.topics.add('other');
    log.write('other');
    await delay(20);
    log.write('other');
    log.write();
    expect(await taken).toEqual(upTo(6));
    expect(log.subscriptions()).toBe(2);
  });

  it('passes over what was not asked for, live and replayed', async () => {
    const log = createLog();
    log.writeMany(20);
    const entries = log.subscribe(0, { accepts: ({ nth }) => nth % 2 === 0 });
    const taken = take(entries, 15);
    await delay(50);
    log.writeMany(10);
    expect(await taken).toEqual(upTo(15).map((half) => 2 * half));
  });

  it('ends a subscriber that waits at once, and listens no more', async () => {
    const log = createLog();
    const entries = log.subscribe(null);
    const waiting = entries.next();
    await delay(1);
    expect(log.subscriptions()).toBe(1);
    expect(await Promise.race([entries.return!(), delay(500, 'too late')])).toEqual({ done: true, value: undefined });
    expect(await waiting).toEqual({ done: true, value: undefined });
    expect(log.subscriptions()).toBe(0);
    log.write();
    expect(await entries.next()).toEqual({ done: true, value: undefined });
  });

  it('listens no more when reading fails', async () => {
    const log = createLog();
    const entries = log.subscribe(0, { readAfter: () => Promise.reject(new Error('the database is away')) });
    await expect(entries.next()).rejects.toThrow('the database is away');
    expect(log.subscriptions()).toBe(0);
  });
});
