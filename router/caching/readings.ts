import type { Cache } from '#platform/cache/cache';
import type { OperationContext } from '#platform/data-source';
import { hashOf } from '../hash.ts';
import type { CachePolicy } from './policy.ts';
import type { Kept } from './store.ts';

/** Whom a token names. */
export interface Reader {
  readonly id: string;
  readonly tenant: string;
}

/** Undefined where tokens can't be verified; rejects where one is not valid. */
export type ReaderOf = (token: string) => Promise<Reader | undefined>;

/** One query while it runs, as far as caches care. */
export interface Reading {
  /** With the tenant: what is kept is told to all of whom this is the same. Undefined: there is nobody it could be told to. */
  audience(scope: CachePolicy['scope']): string | undefined;
  /** Whether what was kept is good enough for this reader. */
  accepts(kept: Kept): boolean;
  /** Tells what the answer is made of: it is as old as its oldest part, and good no longer than any of them. */
  uses(kept: Pick<Kept, 'madeAt' | 'until'>): void;
  readonly madeAt: number;
  readonly until: number;
}

/** Nothing is kept longer, whatever its hint says; for so long, too, it is remembered that somebody has written. */
export const MAX_AGE_MS = 3_600_000;

/**
 * Read models follow what is written within two seconds, and the clocks of replicas differ. What others read within this
 * time after somebody's write may not have it yet.
 */
const SETTLING_MS = 5_000;

const writerKey = ({ tenant, id }: Reader) => `answers behind:${tenant}/${id}`;

/**
 * Read your own writes, before any cache: who has written is given nothing that was made before, on whichever replica, and who
 * sends a consistency token nothing that was kept at all. A viewer is known by their token, whose rights the answer
 * rests on; with the session it ends, and what was kept for it is asked for by nobody any more.
 */
export const createReadings = (cache: Pick<Cache, 'get' | 'set'>, readerOf: ReaderOf) => ({
  /** Undefined: nothing may be kept, or taken, for whoever this is. */
  async begin({ token, tenant = '', consistencyToken }: OperationContext): Promise<Reading | undefined> {
    const reader = token === undefined ? null : await readerOf(token).catch(() => undefined);
    if (reader === undefined) return undefined;
    const wroteAt = reader && Number((await cache.get(writerKey(reader))) ?? 0);
    const notBefore = consistencyToken !== undefined ? Number.POSITIVE_INFINITY : wroteAt ? wroteAt + SETTLING_MS : 0;
    let madeAt = Date.now();
    let until = madeAt + MAX_AGE_MS;
    return {
      audience(scope) {
        if (scope === 'PRIVATE') return token === undefined ? undefined : hashOf(token);
        // as Apollo's response cache has it: nobody is shown what was made for those who are signed in
        return reader ? `signed in\n${reader.tenant}` : `nobody\n${tenant}`;
      },
      accepts: (kept) => kept.madeAt >= notBefore && kept.until > Date.now(),
      uses(kept) {
        madeAt = Math.min(madeAt, kept.madeAt);
        until = Math.min(until, kept.until);
      },
      get madeAt() {
        return madeAt;
      },
      get until() {
        return until;
      },
    };
  },

  /** To be told after a mutation, before it is answered. */
  async wrote({ token }: OperationContext): Promise<void> {
    const reader = token === undefined ? undefined : await readerOf(token).catch(() => undefined);
    if (reader) await cache.set(writerKey(reader), String(Date.now()), MAX_AGE_MS);
  },
});
