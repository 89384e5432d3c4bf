import type { RecordedEvent } from '#platform/domain/events';

/** Events that the broker refused, and those of their streams that wait behind them. */
export interface DeadLetters {
  /** Streams that are parked, of those asked about: their further events must wait, or they would overtake. */
  parked(streams: readonly string[]): Promise<Set<string>>;
  /** Sets an event aside; `error` is null when it only waits behind another. */
  add(letter: { event: RecordedEvent; topic: string; error: string | null }): Promise<void>;
  count(): Promise<number>;
  /** How many of these events, by their positions, were set aside. */
  countAmong(positions: readonly number[]): Promise<number>;
}
