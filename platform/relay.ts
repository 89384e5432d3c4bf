import { BACKLOG_MAX, EventRefusedError, type OutgoingEvent, type Publisher } from '#platform/bus/bus';
import type { DeadLetters } from '#platform/dead-letters/dead-letters';
import type { FeedPosition, RecordedEvent } from '#platform/domain/events';
import type { CheckpointStore, EventStore } from '#platform/event-store/event-store';
import { type Follower, follow } from '#platform/event-store/follow';
import type { Locks } from '#platform/locks/locks';
import { pause } from '#platform/pause';

export interface RelayOptions {
  readonly topic: string;
  readonly store: EventStore;
  readonly checkpoints: CheckpointStore;
  readonly deadLetters: DeadLetters;
  readonly publisher: Publisher;
  readonly locks: Locks;
  readonly partitionKeyOf: (event: RecordedEvent) => string;
  readonly batchSize: number;
  readonly pollIntervalMs: number;
  readonly onPublished: (topic: string, events: number) => void;
  readonly onSetAside: (topic: string) => void;
  readonly onFailure: (error: unknown) => void;
}

/** One instance of a relay, of which one at a time publishes. */
export interface Relay {
  /** Whether it is the one. */
  leads(): boolean;
  /** The error that it is stuck on and tries again, null while all is well. */
  failure(): unknown;
  /** Up to where the store's events have been published, by whichever instance. */
  published(): Promise<FeedPosition>;
  /** How many events wait, counted up to `BACKLOG_MAX`. */
  backlog(): Promise<number>;
  /** Stops after the batch in hand, and lets another one take over. */
  stop(): Promise<void>;
}

/**
 * Publishes a subgraph's feed to a broker, in order, and stores its checkpoint after the broker's acknowledgement. The
 * broker being away is not an event's fault: then it waits and tries again. Only an event that the broker
 * itself refuses goes to the dead letters; its stream parks behind it, the others go on.
 *
 * Every process of a subgraph runs one; the first leads, and when it dies the next takes over. One that was cut off from
 * the others may still publish the batch in hand: what comes twice is dropped by its version.
 */
export const startRelay = (options: RelayOptions): Relay => {
  const { topic, locks, store, checkpoints, onFailure } = options;
  const checkpoint = checkpointOf(topic);
  const stopping = new AbortController();
  let leading: Follower | undefined;

  const run = async () => {
    while (!stopping.signal.aborted) {
      const leadership = await locks.lead(checkpoint, stopping.signal);
      if (!leadership) return;
      try {
        const follower = await publishing(options);
        leading = follower;
        await Promise.race([leadership.lost, aborted(stopping.signal)]);
        leading = undefined;
        await follower.stop();
      } catch (error) {
        // the checkpoint could not be read
        onFailure(error);
        await pause(RETRY_MS, stopping.signal);
      }
      await leadership.release();
    }
  };
  const running = run();

  return {
    leads: () => leading !== undefined,
    failure: () => leading?.failure() ?? null,
    published: () => checkpoints.loadCheckpoint(checkpoint),
    backlog: async () => store.backlog(await checkpoints.loadCheckpoint(checkpoint), BACKLOG_MAX),
    async stop() {
      stopping.abort();
      await running;
    },
  };
};

const RETRY_MS = 1_000;
const checkpointOf = (topic: string): string => `relay -> ${topic}`;

const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });

const publishing = (options: RelayOptions): Promise<Follower> => {
  const { topic, store, checkpoints, deadLetters, publisher, partitionKeyOf, onPublished, onSetAside } = options;

  /** Whether it has to wait behind others of its stream. */
  const park = async (event: RecordedEvent): Promise<boolean> => {
    const waits = await deadLetters.park({ event, topic });
    if (waits) onSetAside(topic);
    return waits;
  };

  const handle = async (batch: readonly RecordedEvent[]): Promise<void> => {
    const parked = await deadLetters.parked([...new Set(batch.map(streamOf))]);
    let outgoing: OutgoingEvent[] = [];
    for (const event of batch)
      if (!parked.has(streamOf(event)) || !(await park(event)))
        outgoing.push({ event, partitionKey: partitionKeyOf(event) });

    while (outgoing.length > 0)
      try {
        await publisher.publish(topic, outgoing);
        onPublished(topic, outgoing.length);
        return;
      } catch (error) {
        const refused =
          error instanceof EventRefusedError && outgoing.find(({ event }) => event.position === error.position)?.event;
        if (!refused) throw error;
        await deadLetters.add({ event: refused, topic, error: (error as Error).message });
        onSetAside(topic);
        const left: OutgoingEvent[] = [];
        for (const one of outgoing) {
          const { event } = one;
          if (event === refused) continue;
          const isBehind = streamOf(event) === streamOf(refused) && event.version > refused.version;
          if (!isBehind || !(await park(event))) left.push(one);
        }
        outgoing = left;
      }
  };

  const { batchSize, pollIntervalMs, onFailure } = options;
  return follow({ feed: store, checkpoints, name: checkpointOf(topic), batchSize, pollIntervalMs, handle, onFailure });
};

const streamOf = ({ tenant, stream }: RecordedEvent): string => `${tenant}\n${stream}`;
