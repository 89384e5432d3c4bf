import type { Cache } from '#platform/cache/cache';
import { DomainError } from '#platform/domain/errors';

/** Failed attempts count against the account and the address; both forget them after this time. */
const WINDOW_MS = 15 * 60_000;
const FAILURES_PER_ACCOUNT = 10;
const FAILURES_PER_ADDRESS = 200;

/**
 * Limits how often passwords can be tried. It stands before Argon2: what is refused here costs us nothing. Whoever has
 * used up their address locks no more accounts, so that is asked first.
 */
export const passwordAttempts = (cache: Cache) => {
  /** Counts an attempt, or refuses it with RATE_LIMITED; answers with how to take the count back when it was right. */
  return async (account: string, address: string): Promise<() => Promise<void>> => {
    const limits = [
      [`password address ${address}`, FAILURES_PER_ADDRESS],
      [`password account ${account}`, FAILURES_PER_ACCOUNT],
    ] as const;
    for (const [key, limit] of limits)
      if ((await cache.increment(key, 1, WINDOW_MS)) > limit)
        throw new DomainError('RATE_LIMITED', 'Too many attempts. Try again later.', {
          details: { retryAfter: WINDOW_MS / 1000 },
        });
    return async () => {
      for (const [key] of limits) await cache.increment(key, -1, WINDOW_MS);
    };
  };
};
