import { beforeEach, expect, it } from 'vitest';
import { memoryCache } from '#platform/cache/memory';
import type { DomainError } from '#platform/domain/errors';
import { passwordAttempts } from './attempts.ts';

let count: ReturnType<typeof passwordAttempts>;
beforeEach(() => {
  count = passwordAttempts(memoryCache());
});

/** How many of some attempts were let through to Argon2; all of them with a wrong password. */
const letThrough = async (attempts: number, of: (nth: number) => readonly [account: string, address: string]) => {
  let passed = 0;
  for (let nth = 0; nth < attempts; nth++)
    try {
      await count(...of(nth));
      passed += 1;
    } catch (error) {
      if ((error as DomainError).code !== 'RATE_LIMITED') throw error;
    }
  return passed;
};

it('of 100,000 tries at one account from everywhere, ten come through', { timeout: 60_000 }, async () => {
  expect(await letThrough(100_000, (nth) => ['ann', `address ${nth}`])).toBe(10);
});

it('of 10,000 tries at everybody from one address, two hundred come through', async () => {
  expect(await letThrough(10_000, (nth) => [`person ${nth}`, 'address'])).toBe(200);
});

it('an address that is used up locks no more accounts', async () => {
  await letThrough(5_000, (nth) => [`person ${nth % 1_000}`, 'address']);
  expect(await letThrough(1_000, (nth) => [`person ${nth}`, `elsewhere ${nth}`])).toBe(1_000);
});

it('says when to come back', async () => {
  await letThrough(10, () => ['ann', 'address']);
  await expect(count('ann', 'address')).rejects.toMatchObject({ code: 'RATE_LIMITED', details: { retryAfter: 900 } });
});

it('right passwords count for nothing', async () => {
  for (let nth = 0; nth < 1_000; nth++) await (await count('ann', 'address'))();
  expect(await letThrough(20, () => ['ann', 'address'])).toBe(10);
});
