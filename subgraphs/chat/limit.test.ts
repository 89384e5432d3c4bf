import { expect, it, vi } from 'vitest';
import { memoryCache } from '#platform/cache/memory';
import type { Request } from '#platform/request';
import { activityLimit } from './limit.ts';

const by = (id: string, tenant = 'default') => ({ tenant, viewer: { id } }) as unknown as Request;

it('one person may do so much to one conversation in some seconds', async () => {
  const cache = memoryCache();
  const increment = vi.spyOn(cache, 'increment');
  const count = activityLimit({ cache, writesPerSecond: 2 });
  for (let nth = 0; nth < 20; nth++) await count(by('ann'), 'talk');
  await expect(count(by('ann'), 'talk')).rejects.toMatchObject({ code: 'RATE_LIMITED', details: { retryAfter: 10 } });
  await count(by('bob'), 'talk');
  await count(by('ann'), 'another');
  await count(by('ann', 'elsewhere'), 'talk');
  for (const [, by, ttlMs] of increment.mock.calls) expect([by, ttlMs]).toEqual([1, 10_000]);
});
