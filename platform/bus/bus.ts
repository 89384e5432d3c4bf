import type { RecordedEvent } from '#platform/domain/events';
import { UnreachableError } from '#platform/unreachable';

/**
 * How events reach those who build upon them. At least once, in order within a partition; a group shares the work of a
 * topic between its members, in however many processes, and remembers how far it has come. Adapters pass
 * tests/contract/bus.ts.
 */
export interface Bus {
  /** How long an event that was just recorded may still be on its way to its topic; 0 where the store is the topic. */
  readonly publishingMs: number;
  subscribe(subscription: BusSubscription): Promise<Consumer>;
}

export interface BusSubscription {
  /** A subgraph's events. */
  readonly topic: string;
  /** The name of the projection or policy: each has its own place in the topic. A new group starts with the oldest event. */
  readonly group: string;
  /** Resolves when the batch is done for good; when it rejects, the batch comes again after 1, 2, 4 seconds. */
  readonly handle: (batch: readonly RecordedEvent[]) => Promise<void>;
}

/** One member of a group. */
export interface Consumer {
  /** The error it is stuck on, null while all is well. */
  failure(): unknown;
  /**
   * Whether its group, in whichever process, has handled all that the topic holds at this moment, waiting for it up to the
   * given time. Rejects when that can't be found out.
   */
  caughtUp(timeoutMs: number): Promise<boolean>;
  /** How many events of the topic its group has not handled yet, counted up to `BACKLOG_MAX`. Rejects as `caughtUp` does. */
  backlog(): Promise<number>;
  /** Stops after the batch in hand, which then counts as handled. Whoever waits in `caughtUp` is told false. */
  stop(): Promise<void>;
  /** Stops, and has the bus forget the group: for one that was there to read the topic once. */
  forget(): Promise<void>;
}

/** Above this a backlog is just long. */
export const BACKLOG_MAX = 1_000_000;

/** Where the relay puts the events of a subgraph's store when the bus is a broker. Adapters pass tests/contract/bus.ts. */
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

/** A bus that is a server of its own. */
export interface Broker extends Bus, Publisher {
  /** Rejects while it can't be reached. */
  ping(): Promise<void>;
  /** Ends its connections; consumers are stopped before. */
  close(): Promise<void>;
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

/** The address of a broker does not lead to one that takes us. Names the address and why, never a password. */
export class BrokerUnreachableError extends UnreachableError {
  override readonly name = 'BrokerUnreachableError';
}
