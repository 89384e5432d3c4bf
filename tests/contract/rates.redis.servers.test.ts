import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, expect, it, vi } from 'vitest';
import { memoryCache } from '#platform/cache/memory';
import { redisCache } from '#platform/cache/redis';
import { newId } from '#platform/domain/ids';
import { type Charge, createRates } from '../../router/limits/rates.ts';
import { proxyTo } from '../proxy.ts';
import { serversForTests } from '../real-servers.ts';

const { redisUrl } = serversForTests();
const LIMITS = { perPerson: 1_000, perAddress: 5_000 };

const opened: { close(): void | Promise<void> }[] = [];
afterEach(async () => {
  vi.useRealTimers();
  for (const each of opened.splice(0).reverse()) await each.close();
});

const replica = async (prefix: string, url = redisUrl) => {
  const cache = await redisCache({ url, prefix, fallback: memoryCache() });
  const faults: unknown[] = [];
  opened.push(cache);
  return { cache, faults, charge: createRates(LIMITS, cache, (error) => faults.push(error)) };
};

const refusalOf = (charge: Charge, person: string, cost: number, address?: string) => {
  try {
    charge({ person, address }, cost);
    return undefined;
  } catch (error) {
    return (error as { extensions: Record<string, unknown> }).extensions;
  }
};

/** Replicas tell each other without waiting for it, and learn what others have spent when they tell. */
const heard = () => delay(100);

/** What is spent must not be whole again in the middle of a test. */
const atTheStartOfAMinute = () => vi.useFakeTimers({ toFake: ['Date'], now: Date.UTC(2026, 0, 1, 0, 0, 1) });

it('replicas share what a person has spent, and what an address has', async () => {
  atTheStartOfAMinute();
  const prefix = `${newId()}:`;
  const [one, other] = [await replica(prefix), await replica(prefix)];
  one.charge({ person: 'default/ann', address: '192.0.2.1' }, 700);
  await heard();
  other.charge({ person: 'default/ann', address: '192.0.2.1' }, 1);
  await heard();
  expect(refusalOf(other.charge, 'default/ann', 300)).toEqual({
    ...{ code: 'RATE_LIMITED', limit: 'costPerPerson', value: 1_001, maximum: 1_000, retryAfter: 59 },
  });
  expect(refusalOf(other.charge, 'default/ann', 299)).toBeUndefined();
  for (let nth = 0; nth < 4; nth += 1) one.charge({ person: `default/${nth}`, address: '192.0.2.1' }, 1_000);
  await heard();
  other.charge({ person: 'default/bob', address: '192.0.2.1' }, 1);
  await heard();
  expect(refusalOf(other.charge, 'default/bob', 999, '192.0.2.1')).toMatchObject({ limit: 'costPerAddress' });
  expect([...one.faults, ...other.faults]).toEqual([]);
});

it('loses nothing and counts nothing twice, however many ask at once', async () => {
  atTheStartOfAMinute();
  const prefix = `${newId()}:`;
  const replicas = await Promise.all(Array.from({ length: 3 }, () => replica(prefix)));
  for (let nth = 0; nth < 990; nth += 1) {
    replicas[nth % 3]!.charge({ person: 'default/ann', address: undefined }, 1);
    if (nth % 50 === 0) await delay(1);
  }
  // what came while a replica was telling is told with the next one
  for (let round = 0; round < 2; round += 1)
    for (const { charge } of replicas) {
      await heard();
      charge({ person: 'default/ann', address: undefined }, 1);
    }
  await heard();
  for (const { charge } of replicas.slice(2)) {
    expect(refusalOf(charge, 'default/ann', 5)).toMatchObject({ value: 1_001 });
    expect(refusalOf(charge, 'default/ann', 4)).toBeUndefined();
  }
});

it('a new minute has a new budget, and the counters of the old one end by themselves, naming nobody', async () => {
  atTheStartOfAMinute();
  const prefix = `${newId()}:`;
  const { charge, cache } = await replica(prefix);
  charge({ person: 'default/ann', address: undefined }, 1_000);
  await heard();
  expect(refusalOf(charge, 'default/ann', 1)).toMatchObject({ retryAfter: 59 });
  vi.setSystemTime(Date.UTC(2026, 0, 1, 0, 1, 0));
  expect(refusalOf(charge, 'default/ann', 1_000)).toBeUndefined();
  await heard();
  expect(await cache.countNaming('ann')).toBe(0);
  // two windows, of which each is a key that runs out
  expect(await cache.countNaming('rate:')).toBe(2);
});

it('while Redis is away each replica counts for itself, and once it is back with the others again', async () => {
  atTheStartOfAMinute();
  const prefix = `${newId()}:`;
  const proxy = await proxyTo(redisUrl);
  opened.push(proxy);
  const [cut, other] = [await replica(prefix, proxy.url), await replica(prefix)];
  other.charge({ person: 'default/ann', address: undefined }, 600);
  await heard();
  proxy.cut();
  await delay(50);
  cut.charge({ person: 'default/ann', address: undefined }, 900);
  await heard();
  expect(refusalOf(cut.charge, 'default/ann', 101)).toMatchObject({ value: 1_001 });
  proxy.mend();
  // what it spent alone is forgotten: of what Redis knows, 600 are the other's
  const spent = async () => {
    refusalOf(cut.charge, 'default/ann', 1);
    await heard();
    return (refusalOf(cut.charge, 'default/ann', 1_000)!.value as number) - 1_000;
  };
  expect(await vi.waitUntil(async () => (await spent()) < 700, { timeout: 5_000, interval: 50 })).toBe(true);
  expect(await spent()).toBeGreaterThan(600);
  expect(cut.faults).toEqual([]);
});
