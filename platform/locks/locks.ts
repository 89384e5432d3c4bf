/** Who may work on what, among all processes of a subgraph. Adapters pass tests/contract/locks.ts. */
export interface Locks {
  /** Runs beside others that share this name, and never beside one that has it alone. */
  shared<T>(name: string, work: () => Promise<T>): Promise<T>;
  /** Runs alone: waits for those that are at work, and lets nobody begin before it is done. */
  alone<T>(name: string, work: () => Promise<T>): Promise<T>;
  /**
   * Waits until nobody else leads under this name, and leads. Null when `signal` ends the waiting. Whoever dies leads no
   * more; whoever loses touch with the others learns it by `lost`.
   */
  lead(name: string, signal: AbortSignal): Promise<Leadership | null>;
}

export interface Leadership {
  /** Resolves when others may lead: after `release`, or when this process was cut off. */
  readonly lost: Promise<void>;
  release(): Promise<void>;
}
