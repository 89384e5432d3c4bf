import { setTimeout as delay } from 'node:timers/promises';
import { beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { newId } from '#platform/domain/ids';
import type { PubSub } from '#platform/pubsub/pubsub';

/** What every pubsub does, whatever it stands on. */
export const testPubSub = (name: string, open: () => Promise<PubSub>) =>
  describe(`pubsub on ${name}`, () => {
    let pubsub: PubSub;
    let tenant: string;

    beforeAll(async () => {
      pubsub = await open();
    });
    beforeEach(() => {
      tenant = newId();
    });

    const publish = (topic: string, ...messages: object[]) =>
      pubsub.publish(messages.map((message) => ({ tenant, topic, message })));
    const listen = async (topic: string, of = tenant) => {
      const heard: object[] = [];
      const unsubscribe = await pubsub.subscribe(of, topic, { message: (message) => heard.push(message), missed() {} });
      return { heard, unsubscribe };
    };
    /** Resolves when what was published before has arrived, if it arrives at all. */
    const settled = async () => {
      const { heard, unsubscribe } = await listen('settled');
      await publish('settled', {});
      await vi.waitUntil(() => heard.length > 0);
      unsubscribe();
    };

    it('hands every message to every subscriber of the topic, in order, from the moment that it subscribed', async () => {
      await publish('topic', { nth: 0 });
      await settled();
      const [one, other] = [await listen('topic'), await listen('topic')];
      const messages = [1, 2, 3].map((nth) => ({ nth, text: '🧡\n"\\\u0000', none: null }));
      await publish('topic', ...messages);
      await settled();
      expect([one.heard, other.heard]).toEqual([messages, messages]);
    });

    it('keeps the order of what is published without waiting, over several topics', async () => {
      const heard: number[] = [];
      for (const topic of ['a', 'b', 'c'])
        await pubsub.subscribe(tenant, topic, {
          message: (message) => heard.push((message as { nth: number }).nth),
          missed() {},
        });
      const all = Array.from({ length: 1_000 }, (_, nth) => nth);
      await Promise.all(
        Array.from({ length: 100 }, (_, batch) =>
          pubsub.publish(
            all
              .slice(batch * 10, batch * 10 + 10)
              .map((nth) => ({ tenant, topic: ['a', 'b', 'c'][nth % 3]!, message: { nth } })),
          ),
        ),
      );
      await settled();
      expect(heard).toEqual(all);
    });

    it('carries a megabyte, and a batch of nothing', async () => {
      const { heard } = await listen('topic');
      const text = '🧡'.repeat(256 * 1024);
      await pubsub.publish([]);
      await publish('topic', { text });
      await vi.waitUntil(() => heard.length > 0, { timeout: 5_000 });
      expect(heard).toEqual([{ text }]);
    });

    it('hands over nothing of another topic or another tenant', async () => {
      const [topic, similar, foreign] = [
        await listen('topic'),
        await listen('topic 2'),
        await listen('topic', newId()),
      ];
      await publish('topic', { nth: 1 });
      await settled();
      expect([topic.heard.length, similar.heard.length, foreign.heard.length]).toEqual([1, 0, 0]);
    });

    it('hands over nothing after unsubscribing, and leaves the other subscribers', async () => {
      const [one, other] = [await listen('topic'), await listen('topic')];
      one.unsubscribe();
      one.unsubscribe();
      await publish('topic', { nth: 1 });
      await settled();
      expect([one.heard.length, other.heard.length]).toEqual([0, 1]);
      other.unsubscribe();
      const again = await listen('topic');
      await publish('topic', { nth: 2 });
      await settled();
      expect([other.heard.length, again.heard.length]).toEqual([1, 1]);
    });

    it('is heard by who subscribes while the last one leaves, as often as that happens', async () => {
      for (let nth = 0; nth < 50; nth++) {
        const leaving = await listen('topic');
        const coming = listen('topic');
        leaving.unsubscribe();
        const early = listen('topic');
        const [one, other] = [await coming, await early];
        await publish('topic', { nth });
        await settled();
        expect([leaving.heard, one.heard, other.heard]).toEqual([[], [{ nth }], [{ nth }]]);
        one.unsubscribe();
        other.unsubscribe();
        const after = listen('topic');
        const { heard, unsubscribe } = await after;
        await publish('topic', { nth });
        await settled();
        expect(heard).toEqual([{ nth }]);
        unsubscribe();
      }
    });

    it('takes one listener twice as two subscriptions', async () => {
      const heard: object[] = [];
      const listener = { message: (message: object) => void heard.push(message), missed() {} };
      const first = await pubsub.subscribe(tenant, 'topic', listener);
      await pubsub.subscribe(tenant, 'topic', listener);
      first();
      await publish('topic', { nth: 1 });
      await settled();
      expect(heard).toEqual([{ nth: 1 }]);
    });

    it('has no memory and needs no subscriber', async () => {
      await publish('topic', { nth: 1 });
      await delay(20);
      const { heard } = await listen('topic');
      await settled();
      expect(heard).toEqual([]);
    });
  });
