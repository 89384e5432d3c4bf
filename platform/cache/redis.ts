import type { Cache } from '#platform/cache/cache';
import { openRedis, type RedisClient } from '#platform/redis';

export interface RedisCacheOptions {
  readonly url: string;
  /** Before every key: several installations may share a server. */
  readonly prefix: string;
  /** Counts while the server is away. */
  readonly fallback: Cache;
}

/** A request waits for it: what takes longer is not worth having. */
const PATIENCE_MS = 500;
/** Keys that Redis looks at in one go. */
const SCANNED = 1_000;

export const redisCache = async ({ url, prefix, fallback }: RedisCacheOptions): Promise<Cache & RedisClient> => {
  const redis = await openRedis(url, { commandTimeout: PATIENCE_MS });
  const valueKey = (key: string) => `${prefix}value:${key}`;
  const counterKey = (key: string) => `${prefix}counter:${key}`;

  const naming = async (text: string): Promise<string[]> => {
    const found = new Set<string>();
    const pattern = `${literally(prefix)}*${literally(text)}*`;
    for await (const keys of redis.scanStream({ match: pattern, count: SCANNED }))
      for (const key of keys as string[]) found.add(key);
    return [...found];
  };

  return {
    get: (key) => redis.get(valueKey(key)).catch(() => null),

    async set(key, value, ttlMs) {
      await redis.set(valueKey(key), value, 'PX', ttlMs).catch(ignore);
    },

    async increment(key, by, ttlMs) {
      const name = counterKey(key);
      // one transaction, in which time stands still: a counter can't run out between the two and then live for ever
      const replies = await redis.multi().set(name, 0, 'PX', ttlMs, 'NX').incrby(name, by).exec().catch(ignore);
      const count = replies?.[1]?.[1];
      return typeof count === 'number' ? count : fallback.increment(key, by, ttlMs);
    },

    async delete(key) {
      await Promise.all([redis.del(valueKey(key), counterKey(key)).catch(ignore), fallback.delete(key)]);
    },

    async deleteNaming(text) {
      await Promise.all([
        naming(text).then((keys) => Promise.all(keys.map((key) => redis.unlink(key)))),
        fallback.deleteNaming(text),
      ]);
    },

    countNaming: async (text) => (await naming(text)).length + (await fallback.countNaming(text)),

    async ping() {
      await redis.ping();
    },
    close: () => redis.disconnect(),
  };
};

/** In a pattern of Redis. */
const literally = (text: string): string => text.replace(/[*?[\]\\^-]/g, '\\$&');

/** Nothing is lost that may not be. */
const ignore = () => {};
