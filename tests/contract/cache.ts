import { setTimeout as delay } from 'node:timers/promises';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Cache } from '#platform/cache/cache';
import { newId } from '#platform/domain/ids';

const MINUTE = 60_000;

/** What every cache does, whatever it stands on. */
export const testCache = (name: string, open: () => Promise<Cache>) =>
  describe(`the cache on ${name}`, () => {
    let cache: Cache;
    let key: string;

    beforeAll(async () => {
      cache = await open();
    });
    beforeEach(() => {
      key = newId();
    });

    it.each(['', 'text', '🧡\n"\\\u0000', 'x'.repeat(1024 * 1024)])('keeps a value as it is', async (value) => {
      expect(await cache.get(key)).toBeNull();
      await cache.set(key, value, MINUTE);
      expect(await cache.get(key)).toBe(value);
      expect(await cache.get(newId())).toBeNull();
    });

    it('keeps the newer of two values, and each for its own time', async () => {
      await cache.set(key, 'old', 100);
      await cache.set(key, 'new', MINUTE);
      await cache.set(`${key} too`, 'short', 100);
      await delay(200);
      expect([await cache.get(key), await cache.get(`${key} too`)]).toEqual(['new', null]);
    });

    it('forgets a value that is deleted', async () => {
      await cache.set(key, 'text', MINUTE);
      await cache.delete(key);
      expect(await cache.get(key)).toBeNull();
    });

    it('finds and deletes what names a person, values and counters alike', async () => {
      const person = newId();
      await cache.set(`of ${person}`, 'text', MINUTE);
      await cache.set(key, person, MINUTE);
      await cache.increment(`tries of ${person} *?[a-z]\\`, 1, MINUTE);
      expect(await cache.countNaming(person)).toBe(2);
      expect(await cache.countNaming(`${person} *?[a-z]\\`)).toBe(1);
      await cache.deleteNaming(person);
      expect([await cache.countNaming(person), await cache.get(key)]).toEqual([0, person]);
    });

    it('counts from zero, up and down, each key for itself', async () => {
      expect(await cache.increment(key, 1, MINUTE)).toBe(1);
      expect(await cache.increment(key, 5, MINUTE)).toBe(6);
      expect(await cache.increment(key, -2, MINUTE)).toBe(4);
      expect(await cache.increment(newId(), 1, MINUTE)).toBe(1);
    });

    it('keeps values and counters of one name apart', async () => {
      await cache.set(key, 'text', MINUTE);
      expect(await cache.increment(key, 1, MINUTE)).toBe(1);
      expect(await cache.get(key)).toBe('text');
    });

    it('loses no count of many at once', async () => {
      await Promise.all(Array.from({ length: 100 }, () => cache.increment(key, 1, MINUTE)));
      expect(await cache.increment(key, 0, MINUTE)).toBe(100);
    });

    it('forgets a counter some time after its first count, however often it counts', async () => {
      const began = performance.now();
      const counts: number[] = [];
      while (performance.now() - began < 500) {
        counts.push(await cache.increment(key, 1, 200));
        await delay(10);
      }
      expect(counts.filter((count) => count === 1).length).toBeGreaterThanOrEqual(2);
      expect(Math.max(...counts)).toBeGreaterThan(3);
      await delay(250);
      expect(await cache.increment(key, 1, 200)).toBe(1);
    });

    it('starts again after a deletion', async () => {
      await cache.increment(key, 3, MINUTE);
      await cache.delete(key);
      await cache.delete(newId());
      expect(await cache.increment(key, 1, MINUTE)).toBe(1);
    });
  });
