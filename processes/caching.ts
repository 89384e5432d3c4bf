import type { Verifier } from '#platform/auth';
import type { Cache } from '#platform/cache/cache';
import type { CachingOptions } from '../router/caching/caching.ts';

/** What the graph lets be kept, by whom tokens name. Where none can be verified, nothing is kept for who sends one. */
export const cachingBy = (tokens: Verifier | undefined, cache: Cache): CachingOptions => ({
  cache,
  async readerOf(token) {
    const viewer = await tokens?.verify(token);
    return viewer?.erased ? undefined : viewer;
  },
});
