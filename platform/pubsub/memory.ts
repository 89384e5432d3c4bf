import type { Listener, PubSub } from '#platform/pubsub/pubsub';

/** Subscribers of one process. Messages are handed over as they are, and none is ever missed. */
export const memoryPubSub = (): PubSub => {
  const topics = new Map<string, Set<Listener>>();
  return {
    async publish(messages) {
      for (const { tenant, topic, message } of messages)
        for (const listener of topics.get(`${tenant}\n${topic}`) ?? []) listener.message(message);
    },
    async subscribe(tenant, topic, listener) {
      const key = `${tenant}\n${topic}`;
      // a listener of its own per subscription: the same one may subscribe twice
      const mine: Listener = { message: (message) => listener.message(message), missed: () => listener.missed() };
      const listeners = topics.get(key) ?? new Set();
      topics.set(key, listeners.add(mine));
      return () => {
        listeners.delete(mine);
        if (listeners.size === 0 && topics.get(key) === listeners) topics.delete(key);
      };
    },
  };
};
