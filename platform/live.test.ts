import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { FeedPosition } from '#platform/domain/events';
import { type Delivered, type LiveOptions, type LogEntry, live } from '#platform/live';
import { deliveredIn, type Place } from '#platform/place';
import { memoryPubSub } from '#platform/pubsub/memory';
import type { Listener, PubSub } from '#platform/pubsub/pubsub';

interface Entry extends LogEntry {
  readonly nth: number;
  readonly log: string;
}

const feedOf = (nth: number) => nth.toString(16).padStart(32, '0') as FeedPosition;
const placeAt = (nth: number, marks: Record<string, number> = {}): Place => ({
  base: feedOf(nth),
  marks: new Map(Object.entries(marks).map(([log, mark]) => [log, feedOf(mark)])),
});
const upTo = (last: number, first = 1) => Array.from({ length: last - first + 1 }, (_, nth) => first + nth);

/** Logs as a read model keeps them and a projection announces them: stored first, then told to who listens. */
const createLogs = () => {
  const memory = memoryPubSub();
  const listeners = new Set<Listener>();
  const stored: Entry[] = [];
  const topics = new Set(['log']);
  let reads = 0;
  let duringRead = () => {};

  const announce = async (entry: Entry) => memory.publish([{ tenant: 'default', topic: entry.log, message: entry }]);
  const store = (log: string, nth = stored.length + 1) => {
    const entry = { nth, log, feed: feedOf(nth) };
    stored.push(entry);
    stored.sort((a, b) => a.nth - b.nth);
    return entry;
  };
  const write = (log = 'log', nth?: number) => announce(store(log, nth));
  const pubsub: PubSub = {
    publish: memory.publish,
    async subscribe(tenant, topic, listener) {
      const stop = await memory.subscribe(tenant, topic, listener);
      // one of its own per subscription
      const mine = { ...listener };
      listeners.add(mine);
      return () => {
        listeners.delete(mine);
        stop();
      };
    },
  };
  return {
    ...{ stored, topics, announce, store, write },
    writeMany: async (count: number) => {
      for (let nth = 0; nth < count; nth++) await write();
    },
    missed: () => {
      for (const listener of listeners) listener.missed();
    },
    onRead: (run: () => void) => {
      duringRead = run;
    },
    reads: () => reads,
    subscriptions: () => listeners.size,
    subscribe: (after: Place | null, options: Partial<LiveOptions<Entry>> = {}) =>
      live<Entry>({
        ...{ tenant: 'default', after, pubsub },
        topics: async () => ['log'],
        logOf: ({ log }) => log,
        cursorOf: ({ base, marks }) => JSON.stringify([base, ...marks]),
        now: async () => placeAt(stored.at(-1)?.nth ?? 0),
        watermark: async () => feedOf(stored.at(-1)?.nth ?? 0),
        async readAfter(place, limit) {
          reads++;
          const page = stored
            .filter(({ feed, log }) => topics.has(log) && feed > deliveredIn(place, log))
            .slice(0, limit);
          await delay(1);
          duringRead();
          return page;
        },
        ...options,
      }),
  };
};

const placeOf = ({ cursor }: Delivered<Entry>): Place => {
  const [base, ...marks] = JSON.parse(cursor) as [FeedPosition, ...[string, FeedPosition][]];
  return { base, marks: new Map(marks) };
};

const takeEntries = async (source: AsyncIterator<Delivered<Entry>>, count: number) => {
  const taken: Delivered<Entry>[] = [];
  while (taken.length < count) {
    const next = await source.next();
    if (next.done) break;
    taken.push(next.value);
  }
  return taken;
};
const take = async (source: AsyncIterator<Delivered<Entry>>, count: number) =>
  (await takeEntries(source, count)).map(({ nth }) => nth);
/** Whether something comes within a moment. */
const comes = (source: AsyncIterator<Delivered<Entry>>) =>
  Promise.race([source.next().then(() => true), delay(20, false)]);

describe('live', () => {
  it('starts with what comes from now on when there is no cursor, and reads nothing', async () => {
    const log = createLogs();
    await log.writeMany(3);
    const entries = log.subscribe(null);
    const first = entries.next();
    await delay(1);
    await log.writeMany(2);
    expect((await first).value).toMatchObject({ nth: 4 });
    expect(await take(entries, 1)).toEqual([5]);
    expect(log.reads()).toBe(0);
  });

  it('replays what is stored behind the cursor, over several pages, and goes on live', async () => {
    const log = createLogs();
    await log.writeMany(505);
    const entries = log.subscribe(placeAt(5));
    expect(await take(entries, 500)).toEqual(upTo(505, 6));
    const next = take(entries, 3);
    await delay(20);
    expect(log.reads()).toBe(3);
    await log.writeMany(3);
    expect(await next).toEqual([506, 507, 508]);
    expect(await comes(entries)).toBe(false);
  });

  it('has no gap and no duplicate when entries come during the replay', async () => {
    const log = createLogs();
    await log.writeMany(25);
    // the first reads each miss an entry that was written since, and hear of it
    log.onRead(() => log.stored.length < 40 && void log.write());
    const entries = log.subscribe(placeAt(0));
    const taken = take(entries, 60);
    await delay(50);
    await log.writeMany(60 - log.stored.length);
    expect(await taken).toEqual(upTo(60));
    expect(await comes(entries)).toBe(false);
  });

  it('drops what a stalled consumer leaves lying, holds nobody up, and gives it all once it goes on', async () => {
    const log = createLogs();
    const entries = log.subscribe(null);
    const first = entries.next();
    await delay(1);
    await log.writeMany(1_500);
    expect((await first).value).toMatchObject({ nth: 1 });
    expect(log.reads()).toBe(0);
    // more comes while it takes what it left lying: nothing of that may pass what was dropped
    const half = await take(entries, 700);
    await log.writeMany(1_500);
    expect([...half, ...(await take(entries, 2_299))]).toEqual(upTo(3_000, 2));
    expect(log.reads()).toBeGreaterThan(0);
    const next = take(entries, 1);
    await delay(20);
    await log.write();
    expect(await next).toEqual([3_001]);
  });

  it('reads again what may have been missed, before it hands out what came later', async () => {
    const log = createLogs();
    const entries = log.subscribe(null);
    const taken = take(entries, 4);
    await delay(1);
    await log.write();
    log.store('log');
    log.store('log');
    log.missed();
    await log.write();
    expect(await taken).toEqual([1, 2, 3, 4]);
    expect(await comes(entries)).toBe(false);
  });

  it('passes over what is announced again', async () => {
    const log = createLogs();
    const entries = log.subscribe(null);
    const taken = take(entries, 3);
    await delay(1);
    await log.writeMany(2);
    await log.announce(log.stored[0]!);
    await log.announce(log.stored[1]!);
    await log.write();
    expect(await taken).toEqual([1, 2, 3]);
    expect(await comes(entries)).toBe(false);
  });

  it('delivers a log that is projected late, and resumes in each log where that one was left', async () => {
    const log = createLogs();
    log.topics.add('late');
    const topics = async () => ['log', 'late'];
    const entries = log.subscribe(placeAt(0), { topics });
    const taken = takeEntries(entries, 3);
    await delay(20);
    await log.write('log', 1);
    await log.write('log', 5);
    await log.write('late', 3);
    const given = await taken;
    expect(given.map(({ nth }) => nth)).toEqual([1, 5, 3]);
    expect(given.map(placeOf)).toEqual([
      placeAt(0, { log: 1 }),
      placeAt(0, { log: 5 }),
      placeAt(0, { log: 5, late: 3 }),
    ]);

    await entries.return!();
    await log.write('late', 4);
    await log.write('log', 6);
    expect((await take(log.subscribe(placeOf(given[1]!), { topics }), 3)).toSorted()).toEqual([3, 4, 6]);
    expect((await take(log.subscribe(placeOf(given[2]!), { topics }), 2)).toSorted()).toEqual([4, 6]);
  });

  it('drops the marks that the watermark has passed, and misses nothing that is written meanwhile', async () => {
    const logs = createLogs();
    const names = Array.from({ length: 40 }, (_, nth) => `log ${nth}`);
    for (const name of names) logs.topics.add(name);
    const entries = logs.subscribe(placeAt(0), {
      topics: async () => names,
      async watermark() {
        const watermark = feedOf(logs.stored.length);
        logs.store('log 0');
        return watermark;
      },
    });
    const taken = takeEntries(entries, 42);
    await delay(20);
    for (const name of names) {
      await logs.write(name);
      await delay(1);
    }
    await delay(20);
    await logs.write('log 1');
    const given = await taken;
    expect(given.map(({ nth }) => nth)).toEqual(upTo(42));
    const sizes = given.map((entry) => placeOf(entry).marks.size);
    expect([Math.max(...sizes), sizes.at(-1)]).toEqual([33, 9]);
    expect(placeOf(given.at(-1)!).base).toBe(feedOf(33));
    expect(await comes(entries)).toBe(false);
  });

  it('does not ask a watermark that is held up again for every entry', async () => {
    const logs = createLogs();
    const names = Array.from({ length: 500 }, (_, nth) => `log ${nth}`);
    for (const name of names) logs.topics.add(name);
    let asked = 0;
    const watermark = async () => {
      asked++;
      return feedOf(0);
    };
    const entries = logs.subscribe(placeAt(0), { topics: async () => names, watermark });
    const taken = takeEntries(entries, 500);
    await delay(20);
    for (const name of names) await logs.write(name);
    expect(placeOf((await taken).at(-1)!).marks.size).toBe(500);
    expect(asked).toBeLessThan(6);
  });

  it('listens to further topics that an entry leads to, and misses nothing of them', async () => {
    const log = createLogs();
    const topicsOf = ({ nth }: Entry) => (nth === 3 ? ['other'] : []);
    const entries = log.subscribe(null, { topicsOf });
    const taken = take(entries, 6);
    await delay(1);
    await log.writeMany(3);
    // written before the subscriber can have listened
    log.topics.add('other');
    await log.write('other');
    await delay(20);
    await log.write('other');
    await log.write();
    expect(await taken).toEqual(upTo(6));
    expect(log.subscriptions()).toBe(2);
  });

  it('listens to topics that appear before it listens', async () => {
    const log = createLogs();
    const topics = async () => {
      const known = [...log.topics];
      if (log.subscriptions() === 0) log.topics.add('other');
      return known;
    };
    const taken = take(log.subscribe(null, { topics }), 1);
    await delay(1);
    await log.write('other');
    expect(await taken).toEqual([1]);
  });

  it('listens to a topic that appears while it finds out from where it starts', async () => {
    const log = createLogs();
    const entries = log.subscribe(null, {
      topics: async () => [...log.topics],
      async now() {
        // a conversation that the subscriber was just brought into: announced to them where they don't look any more
        log.topics.add('other');
        log.store('other');
        return placeAt(log.stored.length);
      },
    });
    const taken = take(entries, 2);
    await entries.opened;
    await log.write('other');
    await log.write('other');
    expect(await taken).toEqual([2, 3]);
  });

  it('passes over what was not asked for, live and replayed', async () => {
    const log = createLogs();
    await log.writeMany(20);
    const entries = log.subscribe(placeAt(0), { accepts: ({ nth }) => nth % 2 === 0 });
    const taken = take(entries, 15);
    await delay(50);
    await log.writeMany(10);
    expect(await taken).toEqual(upTo(15).map((half) => 2 * half));
  });

  it('ends a subscriber that waits at once, and listens no more', async () => {
    const log = createLogs();
    const entries = log.subscribe(null);
    const waiting = entries.next();
    await delay(1);
    expect(log.subscriptions()).toBe(1);
    expect(await Promise.race([entries.return!(), delay(500, 'too late')])).toEqual({ done: true, value: undefined });
    expect(await waiting).toEqual({ done: true, value: undefined });
    expect(log.subscriptions()).toBe(0);
    await log.write();
    expect(await entries.next()).toEqual({ done: true, value: undefined });
  });

  it('listens no more when reading fails', async () => {
    const log = createLogs();
    const readAfter = () => Promise.reject(new Error('the database is away'));
    const entries = log.subscribe(placeAt(0), { readAfter });
    await expect(entries.next()).rejects.toThrow('the database is away');
    expect(log.subscriptions()).toBe(0);
  });

  describe('with a limit to what is replayed', () => {
    const resync = { behind: 400, tooOld: ({ nth }: Entry) => nth <= 3, notice: () => ({ nth: 'read anew' }) };
    const withLimit = (log: ReturnType<typeof createLogs>, after: Place | null, more: object = {}) =>
      log.subscribe(after, { resync: resync as never, ...more });

    it('replays what is within it', async () => {
      const log = createLogs();
      await log.writeMany(403);
      expect(await take(withLimit(log, placeAt(3)), 400)).toEqual(upTo(403, 4));
    });

    it('says at once to read anew when the first missed is too old, and goes on from now', async () => {
      const log = createLogs();
      await log.writeMany(5);
      const entries = withLimit(log, placeAt(2));
      const [notice] = await takeEntries(entries, 1);
      expect([notice!.nth, placeOf(notice!).base]).toEqual(['read anew', feedOf(5)]);
      const next = take(entries, 2);
      await log.writeMany(2);
      expect(await next).toEqual([6, 7]);
      expect(await comes(entries)).toBe(false);
    });

    it('says so in the place of the rest to one that is further behind', async () => {
      const log = createLogs();
      await log.writeMany(900);
      const entries = withLimit(log, placeAt(3));
      const taken = await takeEntries(entries, 401);
      expect(taken.map(({ nth }) => nth)).toEqual([...upTo(403, 4), 'read anew']);
      expect(placeOf(taken.at(-1)!).base).toEqual(feedOf(900));
    });

    it('and to one that takes them more slowly than they come, and holds nobody up', async () => {
      const log = createLogs();
      const slow = withLimit(log, null);
      const first = slow.next();
      await delay(1);
      await log.writeMany(10);
      const taken: unknown[] = [(await first).value!.nth];
      // for each that it takes two more come
      while (taken.at(-1) !== 'read anew') {
        taken.push(...(await take(slow, 1)));
        await log.writeMany(2);
      }
      expect(taken.slice(0, -1)).toEqual(upTo(taken.length - 1));
      const [next] = await take(slow, 1);
      expect(next).toBeGreaterThan(2 * taken.length);
    });

    it('listens to what it would have heard of by what is left out', async () => {
      const log = createLogs();
      await log.writeMany(5);
      const topics = ['log'];
      const entries = withLimit(log, placeAt(2), {
        topics: async () => topics,
        topicsOf: ({ log: name }: Entry) => [name],
        now: async () => {
          log.topics.add('new');
          return placeAt(log.stored.at(-1)!.nth);
        },
      });
      topics.push('new');
      await takeEntries(entries, 1);
      const next = take(entries, 1);
      await log.write('new');
      expect(await next).toEqual([6]);
    });
  });
});
