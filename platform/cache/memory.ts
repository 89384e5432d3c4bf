import { LRUCache } from 'lru-cache';
import type { Cache } from '#platform/cache/cache';

/** Enough for every account that is being tried at one time; the oldest are forgotten first. */
const MAX_COUNTERS = 100_000;

export const memoryCache = (): Cache => {
  const counters = new LRUCache<string, number>({ max: MAX_COUNTERS });
  return {
    async increment(key, by, ttlMs) {
      const next = (counters.get(key) ?? 0) + by;
      counters.set(key, next, { ttl: ttlMs, noUpdateTTL: true });
      return next;
    },
    async delete(key) {
      counters.delete(key);
    },
  };
};
