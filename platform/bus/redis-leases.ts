import type { Redis } from 'ioredis';
import { LEASE_MS, type LeaseStore } from '#platform/bus/leases';

/** KEYS lease; ARGV member, milliseconds. Also a lease that Redis kept through a restart is still its holder's. */
const HOLD = `
local holder = redis.call('GET', KEYS[1])
if holder and holder ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return 1`;

/** KEYS lease; ARGV member. */
const RELEASE = `return redis.call('GET', KEYS[1]) == ARGV[1] and redis.call('DEL', KEYS[1]) or 0`;

/** KEYS members by the millisecond they are forgotten at; ARGV member, milliseconds. By the clock of Redis alone. */
const ANNOUNCE = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
redis.call('ZADD', KEYS[1], now + ARGV[2], ARGV[1])
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now)
redis.call('PEXPIRE', KEYS[1], ARGV[2])
return redis.call('ZCARD', KEYS[1])`;

export interface RedisLeaseOptions {
  /** Key of the group's living members. */
  readonly members: string;
  readonly member: string;
  readonly leaseOf: (partition: number) => string;
}

export const redisLeases = (redis: Redis, { members, member, leaseOf }: RedisLeaseOptions): LeaseStore => ({
  announce: async () => Number(await redis.eval(ANNOUNCE, 1, members, member, LEASE_MS)),
  hold: async (partition) => (await redis.eval(HOLD, 1, leaseOf(partition), member, LEASE_MS)) === 1,
  async release(partition) {
    await redis.eval(RELEASE, 1, leaseOf(partition), member);
  },
  async leave() {
    await redis.zrem(members, member);
  },
});
