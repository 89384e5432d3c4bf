import type { Latency } from './latency.ts';

/** What a replay shares between everything it sends. */
export interface Sending {
  /** Awaited before each send. */
  readonly pace: () => Promise<void>;
  /** Called after each send, acknowledged or refused. */
  readonly settled: () => void;
  /** Takes what the server refused for good. */
  readonly refused: (what: string) => void;
  /** From the first attempt to the acknowledgement. */
  readonly sendLatency: Latency;
}
