import { setImmediate, setTimeout } from 'node:timers/promises';
import { LRUCache } from 'lru-cache';
import { DomainError } from '#platform/domain/errors';

/** More than an app has: who sends more of them within a minute makes them up. */
const FREE = 100;
const FREE_AGAIN_MS = 60_000;
/** Beyond those, each is followed by a pause of so many times its own work: a fifth of the thread, and no more, is for it. */
const PAUSE = 4;
/** Of one who asks. Each is a request that is held open. */
const MAX_WAITING = 100;
/** Who is counted at a time. */
const MAX_COUNTS = 10_000;

/** Documents that nobody has sent before, which are to be parsed, validated and planned. */
export interface Newcomers {
  /**
   * Does the work for a document in its turn, once for all who wait for the same; rejects with RATE_LIMITED when too many
   * wait already. `who` asks: a person or an address.
   */
  prepare<T>(who: string, document: string, work: () => T): Promise<T>;
}

interface Waiting {
  readonly run: () => void;
}

/** Of one who asks. */
interface Count {
  documents: number;
  /** In the time of `performance.now()`. */
  restUntil: number;
}

/**
 * That work takes milliseconds of the one thread that everybody shares. One document has its turn in each turn of the
 * event loop, and those who ask have theirs one after another, however many documents each of them has sent: what is known
 * is answered between any two, and a newcomer waits for one of everybody else's, not for all of somebody's.
 */
export const createNewcomers = (): Newcomers => {
  const lines = new Map<string, Waiting[]>();
  const promised = new Map<string, Promise<unknown>>();
  const counts = new LRUCache<string, Count>({ max: MAX_COUNTS, ttl: FREE_AGAIN_MS });
  const countOf = (who: string) => {
    const known = counts.get(who);
    if (known) return known;
    const count: Count = { documents: 0, restUntil: 0 };
    counts.set(who, count);
    return count;
  };

  /** Undefined: all who wait have to. */
  const nextLine = (): string | undefined => {
    const now = performance.now();
    for (const who of lines.keys()) if (countOf(who).restUntil <= now) return who;
    return undefined;
  };

  let isServing = false;
  const serve = async (): Promise<void> => {
    if (isServing) return;
    isServing = true;
    while (lines.size > 0) {
      await setImmediate();
      const who = nextLine();
      if (who === undefined) {
        await setTimeout(1);
        continue;
      }
      const line = lines.get(who)!;
      const began = performance.now();
      line.shift()!.run();
      const ended = performance.now();
      const count = countOf(who);
      count.documents += 1;
      if (count.documents > FREE) count.restUntil = ended + PAUSE * (ended - began);
      // to the end of the row
      lines.delete(who);
      if (line.length > 0) lines.set(who, line);
    }
    isServing = false;
  };

  return {
    prepare<T>(who: string, document: string, work: () => T): Promise<T> {
      const key = `${who} ${document}`;
      const same = promised.get(key);
      if (same !== undefined) return same as Promise<T>;
      const line = lines.get(who) ?? [];
      if (line.length >= MAX_WAITING) return Promise.reject(tooManyWaiting(line.length + 1));
      const prepared = new Promise<T>((resolve, reject) => {
        line.push({
          run() {
            promised.delete(key);
            try {
              resolve(work());
            } catch (error) {
              reject(error);
            }
          },
        });
      });
      lines.set(who, line);
      promised.set(key, prepared);
      void serve();
      return prepared;
    },
  };
};

const tooManyWaiting = (value: number): DomainError =>
  new DomainError('RATE_LIMITED', 'Too many new documents are waiting. Try again.', {
    details: { limit: 'newDocuments', value, maximum: MAX_WAITING, retryAfter: 1 },
  });
