import type { Cache } from '#platform/cache/cache';
import { rateLimit } from '#platform/rate-limit';

/** Failed attempts count against the account and the address; both forget them after this time. */
const WINDOW_MS = 15 * 60_000;
const FAILURES_PER_ACCOUNT = 10;
const FAILURES_PER_ADDRESS = 200;

/**
 * Limits how often passwords can be tried. It stands before Argon2: what is refused here costs us nothing. Whoever has
 * used up their address locks no more accounts, so that is asked first.
 */
export const passwordAttempts = (cache: Cache) => {
  const upTo = (max: number) =>
    rateLimit({ cache, max, windowMs: WINDOW_MS, message: 'Too many attempts. Try again later.' });
  const [ofAddress, ofAccount] = [upTo(FAILURES_PER_ADDRESS), upTo(FAILURES_PER_ACCOUNT)];

  /** Counts an attempt, or refuses it with RATE_LIMITED; answers with how to take the count back when it was right. */
  return async (account: string, address: string): Promise<() => Promise<void>> => {
    const [addressKey, accountKey] = [`password address ${address}`, `password account ${account}`];
    await ofAddress(addressKey);
    await ofAccount(accountKey);
    return async () => {
      for (const key of [addressKey, accountKey]) await cache.increment(key, -1, WINDOW_MS);
    };
  };
};
