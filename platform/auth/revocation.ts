import { LRUCache } from 'lru-cache';
import { invalidToken, type Tokens, type Viewer } from '#platform/auth';
import type { Cache } from '#platform/cache/cache';

/** Access tokens that end with their session, and not only when they run out. */
export interface SessionTokens extends Tokens {
  /**
   * Refuses all access tokens of a session from now on: here at once, on other replicas within a second. `expiresAt` is
   * when the last of them runs out, where that is not by a token's whole life from now. With `erased` they are good for
   * one thing yet: to see what has become of the erasure.
   */
  revoke(
    session: Pick<Viewer, 'tenant' | 'sessionId' | 'erased'> & { readonly expiresAt?: Date | undefined },
  ): Promise<void>;
}

type State = 'alive' | 'ended' | 'erased';

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
  const states = new LRUCache<string, State>({ max: SESSIONS_CACHED, ttl: CHECKED_MS });
  const keyOf = ({ tenant, sessionId }: Pick<Viewer, 'tenant' | 'sessionId'>) => `revoked ${tenant} ${sessionId}`;

  const stateOf = async (viewer: Viewer): Promise<State> => {
    const key = keyOf(viewer);
    const known = states.get(key);
    if (known) return known;
    const found = ((await cache.get(key)) as State | null) ?? 'alive';
    // it may have been ended here while the cache was asked
    const ended = states.get(key);
    if (ended && ended !== 'alive') return ended;
    states.set(key, found);
    return found;
  };

  return {
    issue,

    async verify(token) {
      const viewer = await verify(token);
      const state = await stateOf(viewer);
      if (state === 'ended') throw invalidToken();
      return state === 'erased' ? { ...viewer, erased: true } : viewer;
    },

    async revoke({ expiresAt = new Date(Date.now() + expiresInSeconds * 1_000), erased, ...session }) {
      const ttl = expiresAt.getTime() - Date.now();
      if (ttl <= 0) return;
      const state: State = erased ? 'erased' : 'ended';
      states.set(keyOf(session), state, { ttl });
      await cache.set(keyOf(session), state, ttl);
    },
  };
};
