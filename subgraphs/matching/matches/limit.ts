import type { Cache } from '#platform/cache/cache';
import { DomainError } from '#platform/domain/errors';
import type { Request } from '#platform/request';

const DAY_MS = 86_400_000;
/** Far more than anybody means, and too few to write to everybody. */
const REQUESTS_PER_DAY = 50;

/** Counts one more person whom the viewer asks for a match today, or refuses it with RATE_LIMITED. */
export const requestLimit =
  (cache: Cache) =>
  async ({ tenant, viewer }: Pick<Request, 'tenant' | 'viewer'>): Promise<void> => {
    const count = await cache.increment(`match requests ${tenant}\n${viewer.id}`, 1, DAY_MS);
    if (count > REQUESTS_PER_DAY)
      throw new DomainError('RATE_LIMITED', `You have asked ${REQUESTS_PER_DAY} people today. Try again tomorrow.`, {
        details: { retryAfter: DAY_MS / 1_000 },
      });
  };
