import { Redis } from 'ioredis';
import { UnreachableError } from '#platform/unreachable';

/** The address does not lead to a Redis that takes us. Names host and port and why, never a password. */
export class RedisUnreachableError extends UnreachableError {
  override readonly name = 'RedisUnreachableError';
}

/** What stands on connections of its own. */
export interface RedisClient {
  /** Rejects while the server can't be reached. */
  ping(): Promise<void>;
  /** Ends its connections at once. */
  close(): void;
}

const CONNECT_TIMEOUT_MS = 2_000;
/** Silence to a command after which the connection counts as dead. Longer than Redis stalls when all is well. */
const SILENCE_MS = 2_000;
const RETRY_STEP_MS = 50;
const RETRY_MAX_MS = 500;

/**
 * A connection that fails at once while the server is away, queues and repeats nothing, and comes back by itself within
 * half a second of the server. The first attempt has to succeed: a wrong address stops the start.
 */
export const openRedis = async (url: string, options: { readonly commandTimeout?: number } = {}): Promise<Redis> => {
  let opened = false;
  let failure: unknown;
  const redis = new Redis(url, {
    ...options,
    lazyConnect: true,
    connectTimeout: CONNECT_TIMEOUT_MS,
    socketTimeout: SILENCE_MS,
    enableOfflineQueue: false,
    // what is asked in one tick goes in one write
    enableAutoPipelining: true,
    autoResubscribe: false,
    autoResendUnfulfilledCommands: false,
    // what the connection's end leaves unanswered fails with it
    maxRetriesPerRequest: 0,
    retryStrategy: (attempts) => (opened ? Math.min(attempts * RETRY_STEP_MS, RETRY_MAX_MS) : null),
  });
  redis.on('error', (error) => {
    failure ??= error;
  });
  try {
    await redis.connect();
    // a database number that the server hasn't is only reported
    if (failure) throw failure;
    opened = true;
    return redis;
  } catch (error) {
    redis.disconnect();
    throw unreachable(url, failure ?? error);
  }
};

/** Without a cause: the client's errors hold the command, which may hold the password. */
export const unreachable = (url: string, error: unknown): RedisUnreachableError => {
  const { message, code } = error as Error & { code?: string };
  return new RedisUnreachableError(`Redis at ${hostOf(url)} can't be used: ${message || code}`);
};

const hostOf = (url: string): string => {
  const { hostname, port } = new URL(url);
  return `${hostname}:${port || 6379}`;
};
