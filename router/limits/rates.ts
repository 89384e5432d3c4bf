import { createHash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { Cache } from '#platform/cache/cache';
import { DomainError } from '#platform/domain/errors';

/** Budgets are of so long a time, and whole again after it. */
const WINDOW_MS = 60_000;
/** Who is counted at a time; who asked least lately is forgotten first, and found again in the cache. */
const MAX_COUNTS = 100_000;

/** What one may ask for in a minute, in the cost of operations. Undefined: as much as they like. */
export interface RateLimits {
  readonly perPerson: number | undefined;
  readonly perAddress: number | undefined;
}

/** Who is counted: a person by their id, an address as `rateAddress` tells it. */
export interface Charged {
  readonly person: string | undefined;
  readonly address: string | undefined;
}

/** Takes what an operation costs from the budgets; throws RATE_LIMITED with `retryAfter` in seconds where one is spent. */
export type Charge = (charged: Charged, cost: number) => void;

/** What is spent in one window. */
interface Count {
  /** By all replicas, when it was last told. */
  shared: number;
  /** Since then, here. */
  own: number;
  telling: boolean;
}

/**
 * Counts in this process, and tells the other replicas by the cache, without waiting for it: one message at a time for
 * each who is counted, however many operations there are. Replicas may together let through what comes in the millisecond
 * until they have heard of each other.
 */
export const createRates = (
  { perPerson, perAddress }: RateLimits,
  cache: Pick<Cache, 'increment'>,
  onError: (error: unknown) => void,
): Charge => {
  const counts = new LRUCache<string, Count>({ max: MAX_COUNTS });

  const tell = (key: string, count: Count) => {
    const told = count.own;
    count.telling = true;
    cache.increment(hashed(key), told, WINDOW_MS * 2).then(
      (total) => {
        count.shared = total;
        count.own -= told;
        count.telling = false;
        // what came meanwhile, too: who asks another replica next must find it there
        if (count.own > 0) tell(key, count);
      },
      (error) => {
        count.telling = false;
        onError(error);
      },
    );
  };

  const spend = (limit: string, who: string, cost: number, maximum: number) => {
    const now = Date.now();
    const window = Math.floor(now / WINDOW_MS);
    const key = `${limit}:${who}:${window}`;
    const count = counts.get(key) ?? { shared: 0, own: 0, telling: false };
    counts.set(key, count);
    const value = count.shared + count.own + cost;
    // who was refused is not charged for it, or trying again would keep them out for good
    if (value > maximum) throw rateLimited(limit, value, maximum, Math.ceil(((window + 1) * WINDOW_MS - now) / 1000));
    count.own += cost;
    if (!count.telling) tell(key, count);
  };

  return ({ person, address }, cost) => {
    if (address !== undefined && perAddress !== undefined) spend('costPerAddress', address, cost, perAddress);
    if (person !== undefined && perPerson !== undefined) spend('costPerPerson', person, cost, perPerson);
  };
};

/** Who is erased must not be named by a counter of what they have asked for since. */
const hashed = (key: string): string => `rate:${createHash('sha256').update(key).digest('base64url')}`;

const rateLimited = (limit: string, value: number, maximum: number, retryAfter: number) =>
  new DomainError('RATE_LIMITED', `Too much was asked for in a minute. Try again in ${retryAfter} seconds.`, {
    details: { limit, value, maximum, retryAfter },
  });

/**
 * By what an address is counted: of IPv6 the network of 64 bits, since whoever has one address has all of it. Undefined
 * for this machine itself, which says nothing of who asks: a proxy on it that is not trusted to tell its clients'
 * addresses would otherwise have one budget for all of them.
 */
export const rateAddress = (address: string): string | undefined => {
  if (address === '' || address === '::1' || address.startsWith('127.')) return undefined;
  if (!address.includes(':')) return address;
  const [head = '', tail] = address.split('::');
  const groups = (text: string | undefined) => (text ? text.split(':') : []);
  const zeros = Array.from({ length: 8 - groups(head).length - groups(tail).length }, () => '0');
  return `${[...groups(head), ...(tail === undefined ? [] : zeros), ...groups(tail)].slice(0, 4).join(':')}::/64`;
};
