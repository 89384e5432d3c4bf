import type { PubSub } from '#platform/pubsub/pubsub';

/** Subscribers of one process. Messages are handed over as they are: whoever publishes must not change them afterwards. */
export const memoryPubSub = (): PubSub => {
  const topics = new Map<string, Set<(message: object) => void>>();
  return {
    publish(tenant, topic, message) {
      for (const listener of topics.get(`${tenant}\n${topic}`) ?? []) listener(message);
    },
    async subscribe(tenant, topic, listener) {
      const key = `${tenant}\n${topic}`;
      // a listener of its own per subscription: the same function may subscribe twice
      const mine = (message: object) => listener(message);
      const listeners = topics.get(key) ?? new Set();
      topics.set(key, listeners.add(mine));
      return () => {
        listeners.delete(mine);
        if (listeners.size === 0 && topics.get(key) === listeners) topics.delete(key);
      };
    },
  };
};
