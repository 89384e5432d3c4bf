import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Bus, Consumer } from '#platform/bus/bus';
import type { RecordedEvent } from '#platform/domain/events';
import { newId } from '#platform/domain/ids';
import { gate } from '../gate.ts';

export interface BusUnderTest {
  readonly bus: Bus;
  readonly topic: string;
  /** Appends an event with each of these data to a stream, puts them on the topic, and answers with them. */
  readonly send: (
    stream: string,
    data: readonly object[],
    given?: Pick<RecordedEvent, 'traceparent'>,
  ) => Promise<readonly RecordedEvent[]>;
}

export const upTo = (count: number) => Array.from({ length: count }, (_, nth) => nth + 1);
export const versionsOf = (events: readonly RecordedEvent[]) => events.map(({ version }) => version);

/** What every bus does, whatever it stands on. */
export const testBus = (name: string, open: () => Promise<BusUnderTest>) =>
  describe(`the bus on ${name}`, () => {
    let bus: Bus;
    let topic: string;
    let sendData: BusUnderTest['send'];
    let stream: string;
    let group: string;
    const consumers: Consumer[] = [];

    beforeAll(async () => {
      ({ bus, topic, send: sendData } = await open());
    });
    beforeEach(() => {
      stream = newId();
      group = newId();
    });
    afterEach(async () => {
      await Promise.all(consumers.splice(0).map((consumer) => consumer.stop()));
    });

    const send = (events: number) => sendData(stream, Array(events).fill({}));
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

    it('forgets a group, which then begins anew', async () => {
      const sent = await send(3);
      const first = await collect();
      expect(await first.consumer.caughtUp(5_000)).toBe(true);
      await first.consumer.forget();
      const again = await collect();
      expect(await again.consumer.caughtUp(5_000)).toBe(true);
      expect(again.got).toEqual(sent);
    });

    it('hands over every event as it is, in order within its partition, before and after the subscription', async () => {
      const before = await send(5);
      const { got, consumer } = await collect();
      const after: RecordedEvent[] = [];
      for (let nth = 0; nth < 20; nth++) after.push(...(await send(1)));
      expect(await consumer.caughtUp(5_000)).toBe(true);
      expect(got).toEqual([...before, ...after]);
    });

    it('carries every character, and an event of a megabyte', async () => {
      const { got, consumer } = await collect();
      const text = 'щ 漢 👩‍👩‍👧 \u0001 \u2028 " \\ \n';
      const large = text.repeat(Math.floor(1_000_000 / Buffer.byteLength(JSON.stringify(text))));
      const sent = await sendData(stream, [{ text, [text]: null }, { large }]);
      expect(await consumer.caughtUp(5_000)).toBe(true);
      expect(got).toEqual(sent);
      expect(got.map(({ data }) => data)).toEqual([{ text, [text]: null }, { large }]);
    });

    it('hands over with each event the span that it is a part of', async () => {
      const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
      const { got, consumer } = await collect();
      await sendData(stream, [{}, {}], { traceparent });
      await send(1);
      expect(await consumer.caughtUp(5_000)).toBe(true);
      expect(got.map((event) => event.traceparent)).toEqual([traceparent, traceparent, undefined]);
    });

    it('keeps each group its own place', async () => {
      const one = await collect();
      await send(2);
      expect(await one.consumer.caughtUp(5_000)).toBe(true);
      const other = await collect(newId());
      expect(await other.consumer.caughtUp(5_000)).toBe(true);
      expect([versionsOf(one.got), versionsOf(other.got)]).toEqual([upTo(2), upTo(2)]);
    });

    it('goes on where its group stopped', async () => {
      const first = await collect();
      await send(1);
      expect(await first.consumer.caughtUp(5_000)).toBe(true);
      await first.consumer.stop();
      await send(3);
      expect(versionsOf(first.got)).toEqual([1]);

      const second = await collect();
      expect(await second.consumer.caughtUp(5_000)).toBe(true);
      // at least once: what was handled may come again, nothing may be left out
      expect(new Set(versionsOf([...first.got, ...second.got]))).toEqual(new Set(upTo(4)));
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
      await send(1);
      await began.opened;
      await consumer.stop();
      expect(versionsOf(handled)).toEqual([1]);
      await send(1);
      const next = await collect();
      expect(await next.consumer.caughtUp(5_000)).toBe(true);
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
      expect(await consumer.caughtUp(5_000)).toBe(true);
      await send(2);
      await vi.waitUntil(() => consumer.failure(), { timeout: 5_000 });
      expect(consumer.failure()).toBe(failure);
      expect(await consumer.caughtUp(0)).toBe(false);
      expect(await consumer.backlog()).toBe(2);

      expect(await consumer.caughtUp(5_000)).toBe(true);
      await vi.waitUntil(() => consumer.failure() === null);
      expect(attempts.map(({ versions }) => versions[0])).toEqual([1, 1]);
      const waited = attempts[1]!.at - attempts[0]!.at;
      expect(waited).toBeGreaterThan(950);
      expect(waited).toBeLessThan(2_500);
    });

    it('a consumer that fails holds up no other group', async () => {
      const failing = await consume(() => Promise.reject(new Error('never')));
      const { got, consumer } = await collect(newId());
      await send(1);
      expect(await consumer.caughtUp(5_000)).toBe(true);
      expect(versionsOf(got)).toEqual([1]);
      expect(await failing.caughtUp(0)).toBe(false);
    });

    it('has caught up when all that the topic holds was handled, and says so to those who wait', async () => {
      const mayFinish = gate();
      const consumer = await consume(async (batch) => {
        if (ofStream(batch).length > 0) await mayFinish.opened;
      });
      await send(1);
      expect(await consumer.caughtUp(100)).toBe(false);
      expect(await consumer.backlog()).toBeGreaterThan(0);
      const waiting = [consumer.caughtUp(5_000), consumer.caughtUp(5_000)];
      mayFinish.open();
      expect(await Promise.all(waiting)).toEqual([true, true]);
      expect(await consumer.caughtUp(0)).toBe(true);
      expect(await consumer.backlog()).toBe(0);
    });

    it('waits for what the topic held when it was asked, not for what comes after', async () => {
      const [began, first, second] = [gate(), gate(), gate()];
      const consumer = await consume(async (batch) => {
        if (ofStream(batch).length > 0) began.open();
        for (const { version } of ofStream(batch)) await (version === 1 ? first : second).opened;
      });
      await send(1);
      await began.opened;
      const waiting = consumer.caughtUp(5_000);
      await delay(200);
      await send(1);
      first.open();
      expect(await waiting).toBe(true);
      expect(await consumer.caughtUp(50)).toBe(false);
      second.open();
    });

    it('lets those who wait go when it stops', async () => {
      const consumer = await consume(() => Promise.reject(new Error('never')));
      await send(1);
      const waiting = consumer.caughtUp(60_000);
      await delay(50);
      await consumer.stop();
      expect(await waiting).toBe(false);
    });
  });
