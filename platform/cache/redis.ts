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

export const redisCache = async ({ url, prefix, fallback }: RedisCacheOptions): Promise<Cache & RedisClient> => {
  const redis = await openRedis(url, { commandTimeout: PATIENCE_MS });
  const valueKey = (key: string) => `${prefix}value:${key}`;
  const counterKey = (key: string) => `${prefix}counter:${key}`;

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

    async ping() {
      await redis.ping();
    },
    close: () => redis.disconnect(),
  };
};

/** Nothing is lost that may not be. */
const ignore = () => {};
