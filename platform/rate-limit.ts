import type { Cache } from '#platform/cache/cache';
import { DomainError } from '#platform/domain/errors';

export interface RateLimitOptions {
  readonly cache: Cache;
  /** How much may be counted under one key within the window. */
  readonly max: number;
  /** It begins with the first count, and everything is forgotten at its end. */
  readonly windowMs: number;
  /** What who is refused is told. */
  readonly message: string;
}

/** Counts so much under a key, or refuses it: RATE_LIMITED with `retryAfter` in seconds. What is refused counts, too. */
export type RateLimit = (key: string, by?: number) => Promise<void>;

export const rateLimit =
  ({ cache, max, windowMs, message }: RateLimitOptions): RateLimit =>
  async (key, by = 1) => {
    if ((await cache.increment(key, by, windowMs)) > max)
      throw new DomainError('RATE_LIMITED', message, { details: { retryAfter: windowMs / 1_000 } });
  };
