import type { FeedPosition, RecordedEvent } from '#platform/domain/events';

/**
 * How events reach those who build upon them. At least once, in order within a partition; a group shares the work of a
 * topic between its members and remembers how far it has come. Adapters pass tests/contract/bus.ts.
 */
export interface Bus {
  subscribe(subscription: BusSubscription): Promise<Consumer>;
}

export interface BusSubscription {
  /** A subgraph's events. */
  readonly topic: string;
  /** The name of the projection or policy: each has its own place in the topic. */
  readonly group: string;
  /** Resolves when the batch is done for good; when it rejects, the batch comes again after 1, 2, 4 seconds. */
  readonly handle: (batch: readonly RecordedEvent[]) => Promise<void>;
}

export interface Consumer {
  /** Up to where all was handled. */
  position(): FeedPosition;
  /** The error it is stuck on, null while all is well. */
  failure(): unknown;
  /** Whether everything up to this place was handled, waiting for it up to the given time. */
  reached(position: FeedPosition, timeoutMs: number): Promise<boolean>;
  /** Whether everything that the topic holds at this moment was handled, waiting for it up to the given time. */
  caughtUp(timeoutMs: number): Promise<boolean>;
  stop(): Promise<void>;
}

/** Where the relay puts the events of a subgraph's store when the bus is a broker. */
export interface Publisher {
  /**
   * Resolves with the broker's acknowledgement of all of them. Rejects with `EventRefusedError` for an event that the
   * broker itself refuses (too large, say); with anything else while the broker is away.
   */
  publish(topic: string, events: readonly OutgoingEvent[]): Promise<void>;
}

export interface OutgoingEvent {
  readonly partitionKey: string;
  readonly event: RecordedEvent;
}

/** The broker is there and does not take this event: trying again can't help. */
export class EventRefusedError extends Error {
  override readonly name = 'EventRefusedError';
  readonly position: number;
  constructor(position: number, reason: string) {
    super(reason);
    this.position = position;
  }
}
