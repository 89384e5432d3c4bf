/** Short-lived values that may be lost at any time; nothing rests on them alone. Adapters pass tests/contract/cache.ts. */
export interface Cache {
  /** Adds to a counter, which starts at 0, and answers with its value. It is gone `ttlMs` after its first count. */
  increment(key: string, by: number, ttlMs: number): Promise<number>;
  delete(key: string): Promise<void>;
}
