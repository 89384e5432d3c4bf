import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Bus, Consumer } from '#platform/bus/bus';
import type { RecordedEvent } from '#platform/domain/events';
import { newId } from '#platform/domain/ids';
import { gate } from '../gate.ts';

export interface BusUnderTest {
  readonly bus: Bus;
  readonly topic: string;
  /** Puts this many events of one partition on the topic, and answers with them. */
  readonly send: (stream: string, events: number) => Promise<readonly RecordedEvent[]>;
}

/** What every bus does, whatever it stands on. */
export const testBus = (name: string, open: () => Promise<BusUnderTest>) =>
  describe(`the bus on ${name}`, () => {
    let bus: Bus;
    let topic: string;
    let send: BusUnderTest['send'];
    let stream: string;
    let group: string;
    const consumers: Consumer[] = [];

    beforeAll(async () => {
      ({ bus, topic, send } = await open());
    });
    beforeEach(() => {
      stream = newId();
      group = newId();
    });
    afterEach(async () => {
      await Promise.all(consumers.splice(0).map((consumer) => consumer.stop()));
    });

    const consume = async (handle: (batch: readonly RecordedEvent[]) => Promise<void>, as = group) => {
      const consumer = await bus.subscribe({ topic, group: as, handle });
      consumers.push(consumer);
      return consumer;
    };
    /** A consumer that keeps what it gets of this test's stream. */
    const collect = async (as = group) => {
      const got: RecordedEvent[] = [];
      const consumer = await consume(async (batch) => void got.push(...ofStream(batch)), as);
      return { got, consumer };
    };
    const ofStream = (batch: readonly RecordedEvent[]) => batch.filter((event) => event.stream === stream);
    const versionsOf = (events: readonly RecordedEvent[]) => events.map(({ version }) => version);
    const upTo = (count: number) => Array.from({ length: count }, (_, nth) => nth + 1);

    it('hands over every event as it is, in order within its partition, before and after the subscription', async () => {
      const before = await send(stream, 5);
      const { got, consumer } = await collect();
      const after: RecordedEvent[] = [];
      for (let nth = 0; nth < 20; nth++) after.push(...(await send(stream, 1)));
      expect(await consumer.reached(after.at(-1)!.feed, 5_000)).toBe(true);
      expect(got).toEqual([...before, ...after]);
      expect(consumer.position() >= after.at(-1)!.feed).toBe(true);
    });

    it('keeps each group its own place', async () => {
      const one = await collect();
      const [, second] = await send(stream, 2);
      expect(await one.consumer.reached(second!.feed, 5_000)).toBe(true);
      const other = await collect(newId());
      expect(await other.consumer.reached(second!.feed, 5_000)).toBe(true);
      expect([versionsOf(one.got), versionsOf(other.got)]).toEqual([upTo(2), upTo(2)]);
    });

    it('goes on where its group stopped', async () => {
      const first = await collect();
      const [sent] = await send(stream, 1);
      expect(await first.consumer.reached(sent!.feed, 5_000)).toBe(true);
      await first.consumer.stop();
      const meanwhile = await send(stream, 3);
      expect(versionsOf(first.got)).toEqual([1]);

      const second = await collect();
      expect(await second.consumer.reached(meanwhile.at(-1)!.feed, 5_000)).toBe(true);
      // at least once: what was handled may come again, nothing may be left out
      expect(upTo(4).filter((version) => ![...first.got, ...second.got].some((of) => of.version === version))).toEqual(
        [],
      );
      expect(versionsOf(second.got).slice(-3)).toEqual([2, 3, 4]);
    });

    it('stops after the batch in hand, which then counts as handled', async () => {
      const handled: RecordedEvent[] = [];
      const began = gate();
      const consumer = await consume(async (batch) => {
        if (ofStream(batch).length === 0) return;
        began.open();
        await delay(50);
        handled.push(...ofStream(batch));
      });
      await send(stream, 1);
      await began.opened;
      await consumer.stop();
      expect(versionsOf(handled)).toEqual([1]);
      const [second] = await send(stream, 1);
      const next = await collect();
      expect(await next.consumer.reached(second!.feed, 5_000)).toBe(true);
      expect(versionsOf(next.got)).toEqual([2]);
    });

    it('brings a batch again, after a second, that its handler rejected, and tells of the failure meanwhile', async () => {
      const attempts: { at: number; versions: number[] }[] = [];
      const failure = new Error('not now');
      const consumer = await consume(async (batch) => {
        if (ofStream(batch).length === 0) return;
        attempts.push({ at: performance.now(), versions: versionsOf(ofStream(batch)) });
        if (attempts.length === 1) throw failure;
      });
      const sent = await send(stream, 2);
      await vi.waitUntil(() => consumer.failure());
      expect(consumer.failure()).toBe(failure);
      expect(await consumer.reached(sent[1]!.feed, 0)).toBe(false);
      expect(consumer.position() < sent[0]!.feed).toBe(true);

      expect(await consumer.reached(sent[1]!.feed, 5_000)).toBe(true);
      await vi.waitUntil(() => consumer.failure() === null);
      expect(attempts.map(({ versions }) => versions[0])).toEqual([1, 1]);
      const waited = attempts[1]!.at - attempts[0]!.at;
      expect(waited).toBeGreaterThan(950);
      expect(waited).toBeLessThan(2_500);
    });

    it('a consumer that fails holds up no other group', async () => {
      await consume(() => Promise.reject(new Error('never')));
      const { got, consumer } = await collect(newId());
      const [sent] = await send(stream, 1);
      expect(await consumer.reached(sent!.feed, 900)).toBe(true);
      expect(versionsOf(got)).toEqual([1]);
    });

    it('has reached a place when all up to it was handled, and says so to those who wait', async () => {
      const mayFinish = gate();
      const consumer = await consume(async (batch) => {
        if (ofStream(batch).length > 0) await mayFinish.opened;
      });
      const [sent] = await send(stream, 1);
      expect(await consumer.reached(sent!.feed, 100)).toBe(false);
      expect(await consumer.caughtUp(100)).toBe(false);
      const waiting = [consumer.reached(sent!.feed, 5_000), consumer.caughtUp(5_000)];
      mayFinish.open();
      expect(await Promise.all(waiting)).toEqual([true, true]);
      expect(await consumer.reached(sent!.feed, 0)).toBe(true);
    });

    it('lets those who wait go when it stops', async () => {
      const consumer = await consume(async () => {});
      const [sent] = await send(stream, 1);
      expect(await consumer.reached(sent!.feed, 5_000)).toBe(true);
      const beyond = 'f'.repeat(32) as RecordedEvent['feed'];
      const waiting = consumer.reached(beyond, 60_000);
      await consumer.stop();
      expect(await waiting).toBe(false);
    });
  });
