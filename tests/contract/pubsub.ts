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

    const listen = async (topic: string, of = tenant) => {
      const heard: object[] = [];
      const unsubscribe = await pubsub.subscribe(of, topic, (message) => heard.push(message));
      return { heard, unsubscribe };
    };
    /** Resolves when what was published before has arrived, if it arrives at all. */
    const settled = async () => {
      const { heard, unsubscribe } = await listen('settled');
      pubsub.publish(tenant, 'settled', {});
      await vi.waitUntil(() => heard.length > 0);
      unsubscribe();
    };

    it('hands every message to every subscriber of the topic, in order, from the moment that it subscribed', async () => {
      pubsub.publish(tenant, 'topic', { nth: 0 });
      await settled();
      const [one, other] = [await listen('topic'), await listen('topic')];
      for (const nth of [1, 2, 3]) pubsub.publish(tenant, 'topic', { nth, text: '🧡', none: null });
      await settled();
      const expected = [1, 2, 3].map((nth) => ({ nth, text: '🧡', none: null }));
      expect([one.heard, other.heard]).toEqual([expected, expected]);
    });

    it('hands over nothing of another topic or another tenant', async () => {
      const [topic, similar, foreign] = [
        await listen('topic'),
        await listen('topic 2'),
        await listen('topic', newId()),
      ];
      pubsub.publish(tenant, 'topic', { nth: 1 });
      await settled();
      expect([topic.heard.length, similar.heard.length, foreign.heard.length]).toEqual([1, 0, 0]);
    });

    it('hands over nothing after unsubscribing, and leaves the other subscribers', async () => {
      const [one, other] = [await listen('topic'), await listen('topic')];
      one.unsubscribe();
      one.unsubscribe();
      pubsub.publish(tenant, 'topic', { nth: 1 });
      await settled();
      expect([one.heard.length, other.heard.length]).toEqual([0, 1]);
      other.unsubscribe();
      const again = await listen('topic');
      pubsub.publish(tenant, 'topic', { nth: 2 });
      await settled();
      expect([other.heard.length, again.heard.length]).toEqual([1, 1]);
    });

    it('takes one listener twice as two subscriptions', async () => {
      const heard: object[] = [];
      const listener = (message: object) => void heard.push(message);
      const first = await pubsub.subscribe(tenant, 'topic', listener);
      await pubsub.subscribe(tenant, 'topic', listener);
      first();
      pubsub.publish(tenant, 'topic', { nth: 1 });
      await settled();
      expect(heard).toEqual([{ nth: 1 }]);
    });

    it('has no memory and needs no subscriber', async () => {
      pubsub.publish(tenant, 'topic', { nth: 1 });
      await delay(20);
      const { heard } = await listen('topic');
      await settled();
      expect(heard).toEqual([]);
    });
  });
