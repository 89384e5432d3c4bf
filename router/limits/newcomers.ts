import { setImmediate } from 'node:timers/promises';
import { LRUCache } from 'lru-cache';

/** More than an app has documents. */
const DOCUMENTS_KNOWN = 2_000;
const CHARACTERS_KNOWN = 4_000_000;

/** Documents that have been prepared once go past those that have not. */
export interface Newcomers {
  /** Resolves when the document may be prepared: at once, when it is known to be good. */
  turn(key: string): Promise<void> | undefined;
  welcome(key: string): void;
}

/**
 * Parsing, validating and planning takes milliseconds of the one thread that everybody shares. Whoever sends documents
 * that are new each time gets one of them into each turn of the event loop, however many they send at a time: what others
 * ask is carried on between any two.
 */
export const createNewcomers = (): Newcomers => {
  const known = new LRUCache<string, true>({ max: DOCUMENTS_KNOWN, maxSize: CHARACTERS_KNOWN });
  let last: Promise<void> = Promise.resolve();

  return {
    turn(key) {
      if (known.has(key)) return undefined;
      last = last.then(() => setImmediate());
      return last;
    },
    welcome: (key) => void known.set(key, true, { size: key.length }),
  };
};
