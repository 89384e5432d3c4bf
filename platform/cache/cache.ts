/**
 * Short-lived values that all replicas share, and that may be lost at any time: nothing rests on them alone. While its
 * server is away there is nothing in it, and each process counts for itself: it never rejects, but for the questions about a
 * person's keys, which have to be answered. Adapters pass tests/contract/cache.ts.
 */
export interface Cache {
  get(key: string): Promise<string | null>;
  set(key: string, value: string, ttlMs: number): Promise<void>;
  /** Adds to a counter, which starts at 0, and answers with its value. It is gone `ttlMs` after its first count. */
  increment(key: string, by: number, ttlMs: number): Promise<number>;
  delete(key: string): Promise<void>;
  /** Deletes whatever has this text in its key: a person's id, say. Looks at all keys. */
  deleteNaming(text: string): Promise<void>;
  countNaming(text: string): Promise<number>;
}
