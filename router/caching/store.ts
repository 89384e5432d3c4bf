import { LRUCache } from 'lru-cache';
import type { Cache } from '#platform/cache/cache';
import type { CachePolicy } from './policy.ts';

/** A value, and of when it is. Milliseconds since 1970: the replicas tell each other. */
export interface Kept {
  /** JSON. */
  readonly text: string;
  /** What was written later is not in it. */
  readonly madeAt: number;
  readonly until: number;
}

type Scope = CachePolicy['scope'];

/**
 * Where answers are kept. What is for everybody lies in the cache that all replicas share. What is for one viewer never
 * leaves this process: it may be the text of a diary, of which no server beside the event store's may hold a readable
 * copy. It would have to be sealed for Redis, and opening it costs about what asking the subgraph does.
 */
export interface Store {
  get(scope: Scope, key: string): Promise<Kept | undefined>;
  /** Doesn't wait: what could not be kept is asked for again. */
  set(scope: Scope, key: string, kept: Kept): void;
}

/** Of the answers for one viewer, all viewers together. */
const PRIVATE_CHARACTERS = 16 * 1_048_576;
/** What is larger is not worth the room of many others. */
const MAX_CHARACTERS = 262_144;

const sharedKey = (key: string) => `answer:${key}`;

export const createStore = (cache: Pick<Cache, 'get' | 'set'>): Store => {
  const own = new LRUCache<string, Kept>({
    maxSize: PRIVATE_CHARACTERS,
    sizeCalculation: ({ text }, key) => text.length + key.length,
  });

  return {
    async get(scope, key) {
      if (scope === 'PRIVATE') return own.get(key);
      const shared = await cache.get(sharedKey(key));
      return shared === null ? undefined : (JSON.parse(shared) as Kept);
    },
    set(scope, key, kept) {
      const ttl = kept.until - Date.now();
      if (ttl < 1 || kept.text.length > MAX_CHARACTERS) return;
      if (scope === 'PRIVATE') own.set(key, kept, { ttl });
      // the port never rejects
      else void cache.set(sharedKey(key), JSON.stringify(kept), Math.ceil(ttl));
    },
  };
};
