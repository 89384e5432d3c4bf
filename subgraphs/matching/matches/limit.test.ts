import { expect, it } from 'vitest';
import { memoryCache } from '#platform/cache/memory';
import type { Request } from '#platform/request';
import { requestLimit } from './limit.ts';

it('fifty people can be asked in a day, and the next is refused until it is over; others are not concerned', async () => {
  const count = requestLimit(memoryCache());
  const by = (id: string, tenant = 'default') =>
    count({ tenant, viewer: { id } } as Pick<Request, 'tenant' | 'viewer'>);
  for (let nth = 0; nth < 50; nth++) await by('ann');
  await expect(by('ann')).rejects.toMatchObject({ code: 'RATE_LIMITED', details: { retryAfter: 86_400 } });
  await by('bob');
  await by('ann', 'another');
});
