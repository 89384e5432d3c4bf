import { setImmediate as turn } from 'node:timers/promises';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { FeedPosition } from '#platform/domain/events';
import { type Delivered, type LogEntry, live } from '#platform/live';
import { deliveredIn, type Place } from '#platform/place';
import type { Listener, PubSub } from '#platform/pubsub/pubsub';

interface Entry extends LogEntry {
  readonly nth: number;
  readonly log: number;
}

const PARTITIONS = 3;
const INBOX = 'inbox';
const feedOf = (nth: number) => nth.toString(16).padStart(32, '0') as FeedPosition;
const topicOf = (log: number) => `log ${log}`;
const nameOf = ({ log }: Entry) => topicOf(log);

/**
 * Partitions that each project their own logs at their own pace, one publisher each, and the server between them and the
 * subscribers. What is lost on either side of that server is told as the port promises: before anything later is heard.
 */
const createWorld = () => {
  const appended: Entry[] = [];
  const unprojected = Array.from({ length: PARTITIONS }, (): Entry[] => []);
  const stored: Entry[] = [];
  const cut = new Set<number>();
  const listeners = new Map<string, Set<Listener>>();
  let subscribersCut = false;

  const everyone = () => [...listeners.values()].flatMap((of) => [...of]);
  const announce = (entry: Entry) => {
    if (cut.has(entry.log % PARTITIONS) || subscribersCut) return;
    const first = stored.find(({ log }) => log === entry.log) === entry;
    for (const topic of first ? [INBOX, nameOf(entry)] : [nameOf(entry)])
      for (const listener of listeners.get(topic) ?? []) listener.message(entry);
  };
  const pubsub: PubSub = {
    async publish() {},
    async subscribe(_, topic, listener) {
      await turn();
      const mine = { ...listener };
      const of = listeners.get(topic) ?? new Set();
      listeners.set(topic, of.add(mine));
      return () => of.delete(mine);
    },
  };
  const logs = () => [...new Set(stored.map(nameOf))];

  return {
    pubsub,
    stored,
    append(log: number) {
      const entry = { log, nth: appended.length + 1, feed: feedOf(appended.length + 1) };
      appended.push(entry);
      unprojected[log % PARTITIONS]!.push(entry);
    },
    /** A batch becomes readable as a whole, and is announced then. */
    project(partition: number, count: number) {
      const batch = unprojected[partition]!.splice(0, count);
      stored.push(...batch);
      for (const entry of batch) announce(entry);
    },
    /** A batch that came again. */
    repeat(partition: number, count: number) {
      const before = stored.filter(({ log }) => log % PARTITIONS === partition).slice(-count);
      for (const entry of before) announce(entry);
    },
    cutPublisher: (partition: number) => void cut.add(partition),
    cutSubscribers() {
      subscribersCut = true;
    },
    isCut: () => subscribersCut || cut.size > 0,
    restore() {
      cut.clear();
      subscribersCut = false;
      for (const listener of everyone()) listener.missed();
    },
    watermark: async () => {
      await turn();
      const next = Math.min(...unprojected.flat().map(({ nth }) => nth), appended.length + 1);
      return feedOf(next - 1);
    },
    topics: async () => {
      const known = [INBOX, ...logs()];
      await turn();
      return known;
    },
    behind: (place: Place) =>
      stored.filter((entry) => entry.feed > deliveredIn(place, nameOf(entry))).sort((a, b) => a.nth - b.nth),
  };
};
type World = ReturnType<typeof createWorld>;

const encode = ({ base, marks }: Place) => JSON.stringify([base, ...marks]);
const decode = (cursor: string): Place => {
  const [base, ...marks] = JSON.parse(cursor) as [FeedPosition, ...[string, FeedPosition][]];
  return { base, marks: new Map(marks) };
};

/** A client that takes what it is given, and resumes where it was left. */
const createClient = (world: World, after: Place | null) => {
  /** From where it is owed everything; null until it began. */
  let start = after;
  let last = after;
  const taken: Delivered<Entry>[] = [];
  const connect = () =>
    live<Entry>({
      ...{
        pubsub: world.pubsub,
        tenant: 'default',
        topics: world.topics,
        after: last,
        logOf: nameOf,
        cursorOf: encode,
      },
      watermark: world.watermark,
      topicsOf: (entry) => [nameOf(entry)],
      async now() {
        const base = await world.watermark();
        start = { base, marks: new Map(world.behind({ base, marks: new Map() }).map((e) => [nameOf(e), e.feed])) };
        return start;
      },
      async readAfter(place, limit) {
        await turn();
        const page = world.behind(place).slice(0, limit);
        await turn();
        return page;
      },
    });
  let source = connect();
  let waiting: Promise<unknown> | null = null;

  /** Asks for the next one, unless it is asked for; what comes is noted whenever it comes. */
  const ask = () => {
    const of = source;
    waiting ??= of.next().then(({ value, done }) => {
      waiting = null;
      if (done || of !== source) return;
      taken.push(value);
      last = decode(value.cursor);
    });
    return waiting;
  };
  return {
    taken,
    ask,
    started: () => start,
    async drop() {
      const of = source;
      source = connect();
      waiting = null;
      await of.return!();
    },
    /** Takes until nothing comes for a while. */
    async drain() {
      for (let quiet = 0; quiet < 20; quiet++) {
        const before = taken.length;
        void ask();
        await turn();
        if (taken.length > before) quiet = 0;
      }
    },
    end: () => source.return!(),
  };
};

const partition = fc.nat(PARTITIONS - 1);
const step = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      do: fc.constant('append' as const),
      logs: fc.array(fc.noBias(fc.nat(59)), { minLength: 1, maxLength: 4 }),
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({ do: fc.constant('project' as const), partition, count: fc.integer({ min: 1, max: 20 }) }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('repeat' as const), partition, count: fc.constant(4) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('cutPublisher' as const), partition }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('cutSubscribers' as const) }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('restore' as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('drop' as const) }) },
  { weight: 12, arbitrary: fc.record({ do: fc.constant('take' as const), count: fc.integer({ min: 1, max: 12 }) }) },
);

it('whatever is lost, doubled, late or interrupted, a client is given every entry once, each log in order', {
  timeout: 60_000,
}, async () => {
  let compactions = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { maxLength: 400, size: 'max' }),
      fc.boolean(),
      fc.nat(),
      async (steps, fromTheStart, resumedAt) => {
        const world = createWorld();
        const client = createClient(world, fromTheStart ? { base: feedOf(0), marks: new Map() } : null);
        void client.ask();
        for (const given of steps)
          if (given.do === 'append') for (const log of given.logs) world.append(log);
          else if (given.do === 'project') world.project(given.partition, given.count);
          else if (given.do === 'repeat') world.repeat(given.partition, given.count);
          else if (given.do === 'cutPublisher') world.cutPublisher(given.partition);
          else if (given.do === 'cutSubscribers') world.cutSubscribers();
          else if (given.do === 'restore') world.restore();
          else if (given.do === 'drop') await client.drop();
          else
            for (let nth = 0; nth < given.count; nth++) {
              void client.ask();
              await turn();
            }

        // nobody is told to read again who was not cut off
        if (world.isCut()) world.restore();
        for (let each = 0; each < PARTITIONS; each++) world.project(each, Number.POSITIVE_INFINITY);
        await client.drain();
        expectAllOnce(world, client.taken, client.started());

        // and from any place that was ever handed out
        const from = client.taken[resumedAt % client.taken.length];
        if (from) {
          const place = decode(from.cursor);
          const later = createClient(world, place);
          await later.drain();
          expectAllOnce(world, later.taken, place);
          await later.end();
        }
        await client.end();
        if (client.taken.some(({ cursor }) => decode(cursor).base > (client.started()?.base ?? ''))) compactions++;
      },
    ),
    { numRuns: 100, interruptAfterTimeLimit: 40_000, markInterruptAsFailure: true },
  );
  // the bound on marks was met, or all of this says nothing about it
  expect(compactions).toBeGreaterThan(5);
});

const expectAllOnce = (world: World, taken: readonly Entry[], start: Place | null) => {
  const owed = start ? world.behind(start) : [];
  expect(taken.map(({ nth }) => nth).toSorted((a, b) => a - b)).toEqual(owed.map(({ nth }) => nth));
  const reached = new Map<number, number>();
  for (const { log, nth } of taken) {
    expect(nth).toBeGreaterThan(reached.get(log) ?? 0);
    reached.set(log, nth);
  }
};
