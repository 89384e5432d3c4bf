import { LRUCache } from 'lru-cache';
import { invalidToken, type Tokens, type Viewer } from '#platform/auth';
import type { Cache } from '#platform/cache/cache';

/** Access tokens that end with their session, and not only when they run out. */
export interface SessionTokens extends Tokens {
  /**
   * Refuses all access tokens of a session from now on: here at once, on other replicas within a second. `expiresAt` is
   * when the last of them runs out, where that is not by a token's whole life from now.
   */
  revoke(session: Pick<Viewer, 'tenant' | 'sessionId'> & { readonly expiresAt?: Date | undefined }): Promise<void>;
}

/** For how long a session that was found alive is not asked for again: a request asks in every subgraph it touches. */
const CHECKED_MS = 1_000;
/** Sessions that are busy at one time. */
const SESSIONS_CACHED = 50_000;

/**
 * Keeps ended sessions in the cache that all replicas share, for as long as their access tokens would live. While that
 * cache is away, sessions that were ended elsewhere go on for at most that long: refusing everybody whenever it can't be
 * asked would make it the one server without which nothing works, and the refresh tokens are gone in any case.
 */
export const sessionTokens = ({ issue, verify }: Tokens, cache: Cache, expiresInSeconds: number): SessionTokens => {
  const revoked = new LRUCache<string, boolean>({ max: SESSIONS_CACHED, ttl: CHECKED_MS });
  const keyOf = ({ tenant, sessionId }: Pick<Viewer, 'tenant' | 'sessionId'>) => `revoked ${tenant} ${sessionId}`;

  const isRevoked = async (viewer: Viewer): Promise<boolean> => {
    const key = keyOf(viewer);
    const known = revoked.get(key);
    if (known !== undefined) return known;
    const found = (await cache.get(key)) !== null;
    // it may have been ended here while the cache was asked
    if (revoked.get(key)) return true;
    revoked.set(key, found);
    return found;
  };

  return {
    issue,

    async verify(token) {
      const viewer = await verify(token);
      if (await isRevoked(viewer)) throw invalidToken();
      return viewer;
    },

    async revoke({ expiresAt = new Date(Date.now() + expiresInSeconds * 1_000), ...session }) {
      const ttl = expiresAt.getTime() - Date.now();
      if (ttl <= 0) return;
      revoked.set(keyOf(session), true, { ttl });
      await cache.set(keyOf(session), '1', ttl);
    },
  };
};
