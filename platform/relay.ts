import { EventRefusedError, type OutgoingEvent, type Publisher } from '#platform/bus/bus';
import type { DeadLetters } from '#platform/dead-letters/dead-letters';
import type { RecordedEvent } from '#platform/domain/events';
import type { CheckpointStore, EventStore } from '#platform/event-store/event-store';
import { type Follower, follow } from '#platform/event-store/follow';

export interface RelayOptions {
  readonly topic: string;
  readonly store: EventStore;
  readonly checkpoints: CheckpointStore;
  readonly deadLetters: DeadLetters;
  readonly publisher: Publisher;
  readonly partitionKeyOf: (event: RecordedEvent) => string;
  readonly batchSize: number;
  readonly pollIntervalMs: number;
  readonly onPublished: (topic: string, events: number) => void;
  readonly onFailure: (error: unknown) => void;
}

/**
 * Publishes a subgraph's feed to a broker, in order, and stores its checkpoint after the broker's acknowledgement. The
 * broker being away is not an event's fault: then it waits and tries again (1, 2, 4 s). Only an event that the broker
 * itself refuses goes to the dead letters; its stream parks behind it, the others go on.
 */
export const relay = (options: RelayOptions): Promise<Follower> => {
  const { topic, store, checkpoints, deadLetters, publisher, partitionKeyOf, onPublished } = options;

  const handle = async (batch: readonly RecordedEvent[]): Promise<void> => {
    const parked = await deadLetters.parked([...new Set(batch.map(streamOf))]);
    let outgoing: OutgoingEvent[] = [];
    for (const event of batch)
      if (parked.has(streamOf(event))) await deadLetters.add({ event, topic, error: null });
      else outgoing.push({ event, partitionKey: partitionKeyOf(event) });

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
        const behind = outgoing.filter(
          ({ event }) => streamOf(event) === streamOf(refused) && event.version > refused.version,
        );
        for (const { event } of behind) await deadLetters.add({ event, topic, error: null });
        outgoing = outgoing.filter(
          ({ event }) => streamOf(event) !== streamOf(refused) || event.version < refused.version,
        );
      }
  };

  const { batchSize, pollIntervalMs, onFailure } = options;
  return follow({ feed: store, checkpoints, name: `relay -> ${topic}`, batchSize, pollIntervalMs, handle, onFailure });
};

const streamOf = ({ tenant, stream }: RecordedEvent): string => `${tenant}\n${stream}`;
