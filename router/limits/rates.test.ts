import { describe, expect, it, vi } from 'vitest';
import { memoryCache } from '#platform/cache/memory';
import { createRates, rateAddress } from './rates.ts';

const limits = { perPerson: 100, perAddress: 250 };
const fail = (error: unknown) => {
  throw error;
};
const settled = () => new Promise((resolve) => setTimeout(resolve, 0));
const refusalOf = (attempt: () => void) => {
  try {
    attempt();
    return undefined;
  } catch (error) {
    return (error as { extensions: Record<string, unknown> }).extensions;
  }
};

describe('rates', () => {
  it('lets a person spend their budget and not a point more, and says when there is a new one', () => {
    vi.useFakeTimers({ now: 600_000 + 45_500 });
    try {
      const charge = createRates(limits, memoryCache(), fail);
      const ann = { person: 'default/ann', address: undefined };
      charge(ann, 60);
      charge(ann, 40);
      expect(refusalOf(() => charge(ann, 1))).toEqual({
        ...{ code: 'RATE_LIMITED', limit: 'costPerPerson', value: 101, maximum: 100, retryAfter: 15 },
      });
      charge({ person: 'default/bob', address: undefined }, 100);
      vi.setSystemTime(660_000);
      charge(ann, 100);
    } finally {
      vi.useRealTimers();
    }
  });

  it('does not charge for what it refuses', () => {
    const charge = createRates(limits, memoryCache(), fail);
    const ann = { person: 'ann', address: undefined };
    charge(ann, 98);
    expect(refusalOf(() => charge(ann, 3))).toMatchObject({ value: 101 });
    charge(ann, 2);
    expect(refusalOf(() => charge(ann, 1))).toMatchObject({ value: 101 });
  });

  it('counts all people of an address together', () => {
    const charge = createRates(limits, memoryCache(), fail);
    const from = (person: string) => ({ person, address: '192.0.2.1' });
    charge(from('a'), 100);
    charge(from('b'), 100);
    expect(refusalOf(() => charge(from('c'), 51))).toMatchObject({ limit: 'costPerAddress', value: 251, maximum: 250 });
    charge(from('c'), 50);
    charge({ person: 'a2', address: '192.0.2.2' }, 100);
  });

  it('counts what other replicas let through', async () => {
    const cache = memoryCache();
    const [one, other] = [createRates(limits, cache, fail), createRates(limits, cache, fail)];
    const ann = { person: 'ann', address: undefined };
    one(ann, 70);
    await settled();
    other(ann, 1);
    await settled();
    expect(refusalOf(() => other(ann, 30))).toMatchObject({ value: 101 });
    other(ann, 29);
  });

  it('asks the cache once at a time, however much is asked of it, and loses nothing', async () => {
    const cache = memoryCache();
    const increments: number[] = [];
    const charge = createRates(
      { perPerson: 1_000_000, perAddress: undefined },
      {
        increment(key, by, ttl) {
          increments.push(by);
          return settled().then(() => cache.increment(key, by, ttl));
        },
      },
      fail,
    );
    for (let n = 0; n < 1_000; n += 1) charge({ person: 'ann', address: undefined }, 2);
    expect(increments).toEqual([2]);
    await settled();
    await settled();
    await settled();
    expect(increments).toEqual([2, 1_998]);
    charge({ person: 'ann', address: undefined }, 2);
    expect(increments).toEqual([2, 1_998, 2]);
  });

  it('limits nothing that no limit was set for', () => {
    const charge = createRates({ perPerson: undefined, perAddress: undefined }, memoryCache(), fail);
    charge({ person: 'ann', address: '192.0.2.1' }, 1e9);
  });
});

describe('the address that is counted', () => {
  it.each([
    ['192.0.2.7', '192.0.2.7'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:db8::7', '2001:db8:0:0::/64'],
    ['fe80::1:2', 'fe80:0:0:0::/64'],
    ['127.0.0.1', undefined],
    ['::1', undefined],
    ['', undefined],
  ])('of %s is %s', (address, counted) => {
    expect(rateAddress(address)).toBe(counted);
  });
});
