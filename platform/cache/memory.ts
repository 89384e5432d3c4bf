import { LRUCache } from 'lru-cache';
import type { Cache } from '#platform/cache/cache';

/** Enough for every account that is being tried at one time; the oldest are forgotten first. */
const MAX_COUNTERS = 100_000;
/** Of all values together. */
const MAX_CHARACTERS = 32 * 1024 * 1024;

/** Values and counters of one process, apart: however many values come, they push out no counter. */
export const memoryCache = (): Cache => {
  const counters = new LRUCache<string, number>({ max: MAX_COUNTERS });
  const values = new LRUCache<string, string>({
    maxSize: MAX_CHARACTERS,
    sizeCalculation: (value, key) => key.length + value.length,
  });
  const naming = (text: string) =>
    [counters, values].map((kept) => [...kept.keys()].filter((key) => key.includes(text)));

  return {
    async get(key) {
      return values.get(key) ?? null;
    },
    async set(key, value, ttl) {
      values.set(key, value, { ttl });
    },
    async increment(key, by, ttl) {
      const next = (counters.get(key) ?? 0) + by;
      counters.set(key, next, { ttl, noUpdateTTL: true });
      return next;
    },
    async delete(key) {
      counters.delete(key);
      values.delete(key);
    },
    async deleteNaming(text) {
      for (const key of naming(text).flat()) await this.delete(key);
    },
    async countNaming(text) {
      return naming(text).flat().length;
    },
  };
};
