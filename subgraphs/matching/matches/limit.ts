import type { Cache } from '#platform/cache/cache';
import { rateLimit } from '#platform/rate-limit';
import type { Request } from '#platform/request';

const DAY_MS = 86_400_000;
/** Far more than anybody means, and too few to write to everybody. */
const REQUESTS_PER_DAY = 50;

/** Counts one more person whom the viewer asks for a match today, or refuses it with RATE_LIMITED. */
export const requestLimit = (cache: Cache) => {
  const count = rateLimit({
    ...{ cache, max: REQUESTS_PER_DAY, windowMs: DAY_MS },
    message: `You have asked ${REQUESTS_PER_DAY} people today. Try again tomorrow.`,
  });
  return ({ tenant, viewer }: Pick<Request, 'tenant' | 'viewer'>): Promise<void> =>
    count(`match requests ${tenant}\n${viewer.id}`);
};
