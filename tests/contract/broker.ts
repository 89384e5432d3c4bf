import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Broker, type Consumer, EventRefusedError, type OutgoingEvent } from '#platform/bus/bus';
import type { FeedPosition, RecordedEvent } from '#platform/domain/events';
import { newId } from '#platform/domain/ids';
import { gate } from '../gate.ts';
import { testBus, upTo, versionsOf } from './bus.ts';
import { newEvent } from './event-store.ts';

/** A server that a test may end without warning and bring back with all it had acknowledged. */
export interface MortalServer {
  kill(): Promise<void>;
  start(): Promise<void>;
}

export interface BrokersUnderTest {
  /** A connection of its own, as another process has it. Its topics have `PARTITIONS` partitions where there are any. */
  readonly connect: () => Promise<Broker>;
  /** Bytes that are too many for one event. */
  readonly tooLarge: number;
  /** The server that `connect` leads to. */
  readonly server: MortalServer;
}

export const PARTITIONS = 3;
/** How long after the server is back the next event may take to its handler, the relay's own pauses included. */
const FLOWING_MS = 5_000;

/** What every broker does beyond what every bus does, whatever it stands on. */
export const testBroker = (name: string, { connect, tooLarge, server }: BrokersUnderTest) => {
  const connections: Broker[] = [];
  const connected = async (): Promise<Broker> => {
    const broker = await connect();
    connections.push(broker);
    return broker;
  };
  afterAll(() => Promise.all(connections.map((broker) => broker.close())));

  testBus(name, async () => {
    const bus = await connected();
    const topic = newId();
    const versions = new Map<string, number>();
    return {
      ...{ bus, topic },
      async send(stream, data, given) {
        const next = (versions.get(stream) ?? 0) + 1;
        const sent = data.map((of, nth) => ({ ...recorded(stream, next + nth, of), ...given }));
        versions.set(stream, (versions.get(stream) ?? 0) + data.length);
        await bus.publish(topic, sent.map(keyedByStream));
        return sent;
      },
    };
  });

  describe(`the broker ${name}`, () => {
    let one: Broker;
    let other: Broker;
    let topic: string;
    let group: string;
    let streams: string[];
    const consumers: Consumer[] = [];

    beforeAll(async () => {
      [one, other] = await Promise.all([connected(), connected()]);
    });
    beforeEach(() => {
      topic = newId();
      group = newId();
      streams = Array.from({ length: 16 }, newId);
    });
    afterEach(async () => {
      await Promise.all(consumers.splice(0).map((consumer) => consumer.stop()));
    });

    const collect = async (broker: Broker, handle = async (_batch: readonly RecordedEvent[]) => {}) => {
      const got: RecordedEvent[] = [];
      const consumer = await broker.subscribe({
        ...{ topic, group },
        async handle(batch) {
          await handle(batch);
          got.push(...batch);
        },
      });
      consumers.push(consumer);
      return { got, consumer };
    };
    /** The next event of every stream, in one batch. */
    const publishRound = (version: number) =>
      one.publish(
        topic,
        streams.map((stream) => keyedByStream(recorded(stream, version))),
      );
    /** Per stream, the versions in the order of their first coming. */
    const firstComings = (got: readonly RecordedEvent[]) =>
      streams.map((stream) => [...new Set(versionsOf(got.filter((event) => event.stream === stream)))]);
    const everyStream = (versions: readonly number[]) => streams.map(() => versions);

    it('keeps the order of each key, over many keys and batches', async () => {
      for (const batch of upTo(20))
        await one.publish(
          topic,
          upTo(5).flatMap((nth) => streams.map((stream) => keyedByStream(recorded(stream, (batch - 1) * 5 + nth)))),
        );
      const { got, consumer } = await collect(other);
      expect(await consumer.caughtUp(10_000)).toBe(true);
      expect(streams.map((stream) => versionsOf(got.filter((event) => event.stream === stream)))).toEqual(
        everyStream(upTo(100)),
      );
    });

    it('shares the work of a group, and gives the part of one who stops to the others', async () => {
      const first = await collect(one);
      const second = await collect(other);
      let version = 0;
      while (first.got.length === 0 || second.got.length === 0) {
        await publishRound(++version);
        await delay(100);
      }
      expect(await first.consumer.caughtUp(10_000)).toBe(true);
      expect(firstComings([...first.got, ...second.got]).map((versions) => versions.toSorted(byNumber))).toEqual(
        everyStream(upTo(version)),
      );

      await first.consumer.stop();
      const before = first.got.length;
      await publishRound(version + 1);
      expect(await second.consumer.caughtUp(20_000)).toBe(true);
      const last = second.got.filter((event) => event.version === version + 1);
      expect(new Set(last.map(({ stream }) => stream))).toEqual(new Set(streams));
      expect(first.got).toHaveLength(before);
    });

    it('goes on with the other keys while those beside a failing one wait', async () => {
      let failing = true;
      const { got, consumer } = await collect(other, async (batch) => {
        if (failing && batch.some(({ stream }) => stream === streams[0])) throw new Error('not now');
      });
      await publishRound(1);
      await vi.waitUntil(() => consumer.failure(), { timeout: 5_000 });
      await publishRound(2);
      await vi.waitUntil(() => got.some(({ version }) => version === 2), { timeout: 5_000 });
      expect(got.some(({ stream }) => stream === streams[0])).toBe(false);
      failing = false;
      expect(await consumer.caughtUp(10_000)).toBe(true);
      expect(firstComings(got)).toEqual(everyStream([1, 2]));
    });

    it('tells of the whole group, whichever member is asked, also one that has nothing to do', async () => {
      const mayFinish = gate();
      const members = await Promise.all(
        upTo(PARTITIONS + 1).map((nth) => collect(nth % 2 ? one : other, () => mayFinish.opened)),
      );
      await one.publish(topic, [keyedByStream(recorded(streams[0]!, 1))]);
      const all = <T>(ask: (consumer: Consumer) => Promise<T>) => Promise.all(members.map((of) => ask(of.consumer)));
      expect(new Set(await all((consumer) => consumer.caughtUp(100)))).toEqual(new Set([false]));
      expect(new Set(await all((consumer) => consumer.backlog()))).toEqual(new Set([1]));
      const waiting = all((consumer) => consumer.caughtUp(20_000));
      mayFinish.open();
      expect(new Set(await waiting)).toEqual(new Set([true]));
      expect(new Set(await all((consumer) => consumer.backlog()))).toEqual(new Set([0]));
    });

    it('names the event that it refuses, and takes the others without it', async () => {
      const [good, bad, behind] = [
        recorded(streams[0]!, 1),
        recorded(streams[1]!, 1, { text: 'x'.repeat(tooLarge) }),
        recorded(streams[2]!, 1),
      ];
      const refusal = await one.publish(topic, [good, bad, behind].map(keyedByStream)).catch((error) => error);
      expect(refusal).toBeInstanceOf(EventRefusedError);
      expect(refusal.position).toBe(bad.position);

      await one.publish(topic, [good, behind].map(keyedByStream));
      await one.publish(topic, [keyedByStream(recorded(streams[0]!, 2))]);
      const { got, consumer } = await collect(other);
      expect(await consumer.caughtUp(10_000)).toBe(true);
      expect(firstComings(got).slice(0, 3)).toEqual([[1, 2], [], [1]]);
    });

    it('a server that dies and comes back costs no event and no order', { timeout: 90_000 }, async () => {
      const { got, consumer } = await collect(other);
      let version = 0;
      let stop = false;
      const failures: unknown[] = [];
      // as the relay does: the same batch until it is acknowledged
      const relaying = (async () => {
        while (!stop) {
          version++;
          for (let acknowledged = false; !acknowledged; )
            acknowledged = await publishRound(version).then(
              () => true,
              (error) => {
                failures.push(error);
                return delay(1_000).then(() => false);
              },
            );
          await delay(5);
        }
      })();
      await vi.waitUntil(() => got.length > 200, { timeout: 10_000 });

      await server.kill();
      const rejectedWithin = performance.now() + 10_000;
      await expect(one.ping()).rejects.toThrow();
      await expect(consumer.caughtUp(1_000)).rejects.toThrow();
      await expect(consumer.backlog()).rejects.toThrow();
      await vi.waitUntil(() => failures.length > 0, { timeout: rejectedWithin - performance.now() });
      expect(failures.filter((error) => error instanceof EventRefusedError)).toEqual([]);

      await server.start();
      const before = got.length;
      const back = performance.now();
      await vi.waitUntil(() => got.length > before, { timeout: 30_000 });
      expect(performance.now() - back).toBeLessThan(FLOWING_MS);
      await delay(1_000);
      stop = true;
      await relaying;
      await one.ping();
      expect(await consumer.caughtUp(10_000)).toBe(true);
      expect(consumer.failure()).toBeNull();
      expect(firstComings(got)).toEqual(everyStream(upTo(version)));
    });
  });
};

let positions = 0;

/** An event as the relay reads it from the store. */
export const recorded = (stream: string, version: number, data: object = {}): RecordedEvent => {
  const position = ++positions;
  const feed = position.toString(16).padStart(32, '0') as FeedPosition;
  return { ...newEvent({ data }), tenant: 'default', stream, version, position, feed };
};

export const keyedByStream = (event: RecordedEvent): OutgoingEvent => ({ partitionKey: event.stream, event });

const byNumber = (a: number, b: number) => a - b;
