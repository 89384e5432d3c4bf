import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { memoryCache } from '#platform/cache/memory';
import { redisCache } from '#platform/cache/redis';
import { newId } from '#platform/domain/ids';
import { proxyTo } from '../proxy.ts';
import { serversForTests } from '../real-servers.ts';
import { testCache } from './cache.ts';

const { redisUrl } = serversForTests();
const MINUTE = 60_000;

const open = (url = redisUrl, prefix = `${newId()}:`) => redisCache({ url, prefix, fallback: memoryCache() });

testCache('Redis', () => open());

describe('the cache on a Redis that goes away', () => {
  const opened: { close(): void | Promise<void> }[] = [];
  afterEach(async () => {
    for (const each of opened.splice(0).reverse()) await each.close();
  });

  const openTwo = async () => {
    const prefix = `${newId()}:`;
    const proxy = await proxyTo(redisUrl);
    const [cut, other] = [await open(proxy.url, prefix), await open(redisUrl, prefix)];
    opened.push(proxy, cut, other);
    return { proxy, cut, other };
  };

  it('is shared by all processes', async () => {
    const { cut, other } = await openTwo();
    await cut.set('key', 'text', MINUTE);
    expect(await other.get('key')).toBe('text');
    await cut.increment('count', 2, MINUTE);
    expect(await other.increment('count', 3, MINUTE)).toBe(5);
    await other.delete('count');
    expect(await cut.increment('count', 1, MINUTE)).toBe(1);
  });

  it('holds nothing and counts for this process alone, until it is back', async () => {
    const { proxy, cut, other } = await openTwo();
    await cut.set('key', 'text', MINUTE);
    await cut.increment('count', 10, MINUTE);
    proxy.cut();
    await delay(50);
    expect(await cut.get('key')).toBeNull();
    await cut.set('key', 'newer', MINUTE);
    expect([await cut.increment('count', 1, MINUTE), await cut.increment('count', 1, MINUTE)]).toEqual([1, 2]);
    await cut.delete('count');
    expect(await cut.increment('count', 1, MINUTE)).toBe(1);
    await expect(cut.ping()).rejects.toThrow();
    proxy.mend();
    await vi.waitUntil(async () => (await cut.get('key')) === 'text', { timeout: 2_000 });
    expect(await cut.increment('count', 1, MINUTE)).toBe(11);
    expect(await other.increment('count', 1, MINUTE)).toBe(12);
  });

  it('keeps nobody waiting when it no longer answers', { timeout: 20_000 }, async () => {
    const { proxy, cut } = await openTwo();
    await cut.set('key', 'text', MINUTE);
    proxy.stall();
    const began = performance.now();
    expect(await Promise.all([cut.get('key'), cut.increment('count', 1, MINUTE), cut.delete('other')])).toEqual([
      null,
      1,
      undefined,
    ]);
    expect(performance.now() - began).toBeLessThan(1_000);
    await delay(3_000);
    proxy.mend();
    await vi.waitUntil(async () => (await cut.get('key')) === 'text', { timeout: 5_000 });
  });

  it('loses no count while many processes and expiries meet', async () => {
    const { cut, other } = await openTwo();
    // each window ends while others count: a counter that then lived for ever would end above the counts of its window
    const began = performance.now();
    while (performance.now() - began < 1_000)
      await Promise.all(Array.from({ length: 20 }, (_, nth) => (nth % 2 ? cut : other).increment('count', 1, 3)));
    await delay(20);
    expect(await cut.increment('count', 1, 3)).toBe(1);
  });

  it('refuses to start without a Redis, naming where it looked', async () => {
    await expect(open('redis://127.0.0.1:1')).rejects.toMatchObject({
      name: 'RedisUnreachableError',
      message: expect.stringContaining('127.0.0.1:1'),
    });
  });
});
