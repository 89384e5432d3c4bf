/**
 * Short-lived values that all replicas share, and that may be lost at any time: nothing rests on them alone. Never rejects:
 * while its server is away there is nothing in it, and each process counts for itself. Adapters pass tests/contract/cache.ts.
 */
export interface Cache {
  get(key: string): Promise<string | null>;
  set(key: string, value: string, ttlMs: number): Promise<void>;
  /** Adds to a counter, which starts at 0, and answers with its value. It is gone `ttlMs` after its first count. */
  increment(key: string, by: number, ttlMs: number): Promise<number>;
  delete(key: string): Promise<void>;
}
