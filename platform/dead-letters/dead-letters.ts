import type { RecordedEvent } from '#platform/domain/events';

/** Events that the broker refused, and those of their streams that wait behind them. */
export interface DeadLetters {
  /** Streams that are parked, of those asked about: their further events must wait, or they would overtake. */
  parked(streams: readonly string[]): Promise<Set<string>>;
  /** Sets an event aside that was refused. */
  add(letter: { readonly event: RecordedEvent; readonly topic: string; readonly error: string }): Promise<void>;
  /** Sets an event aside behind others of its stream; false when none of them is there any more, and it may go. */
  park(letter: { readonly event: RecordedEvent; readonly topic: string }): Promise<boolean>;
  /** By their positions, from behind one of them on. */
  list(after: number, limit: number): Promise<DeadLetter[]>;
  /** The one of a stream that comes first; null when it is not parked. */
  first(tenant: string, stream: string): Promise<DeadLetter | null>;
  /** By its position; null when there is none. */
  find(position: number): Promise<DeadLetter | null>;
  /** It was refused once more. */
  refusedAgain(position: number, error: string): Promise<void>;
  /** It was published after all, or is given up. */
  remove(position: number): Promise<void>;
  count(): Promise<number>;
  /** How many of these events, by their positions, were set aside. */
  countAmong(positions: readonly number[]): Promise<number>;
}

export interface DeadLetter {
  /** Of the event. */
  readonly position: number;
  readonly topic: string;
  readonly tenant: string;
  readonly stream: string;
  readonly version: number;
  readonly type: string;
  /** Null for one that only waits behind another. */
  readonly error: string | null;
  /** How often the broker has refused it. */
  readonly attempts: number;
  /** Since when, in ISO-8601 UTC. */
  readonly at: string;
}
