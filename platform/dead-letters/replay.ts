import { EventRefusedError, type Publisher } from '#platform/bus/bus';
import type { DeadLetter, DeadLetters } from '#platform/dead-letters/dead-letters';
import type { RecordedEvent } from '#platform/domain/events';
import type { EventStore } from '#platform/event-store/event-store';

/** What a subgraph has set aside, and what is needed to publish it after all. */
export interface Outbox {
  readonly deadLetters: DeadLetters;
  readonly store: EventStore;
  readonly publisher: Publisher;
  readonly partitionKeyOf: (event: RecordedEvent) => string;
}

export interface Replayed {
  readonly published: number;
  /** The one that was refused once more: it and those behind it stay where they are. */
  readonly refused: DeadLetter | null;
}

/**
 * Publishes what was set aside of a stream, in its order; the relay takes the stream up again behind the last one. Safe
 * beside a running relay, and to be cut off: what comes twice is dropped by its version.
 */
export const replay = async (
  { deadLetters, store, publisher, partitionKeyOf }: Outbox,
  { tenant, stream }: Pick<DeadLetter, 'tenant' | 'stream'>,
): Promise<Replayed> => {
  for (let published = 0; ; published++) {
    const letter = await deadLetters.first(tenant, stream);
    if (!letter) return { published, refused: null };
    const { position, topic, version } = letter;
    const [event] = await store.readStream(tenant, stream, { from: version, to: version });
    try {
      await publisher.publish(topic, [{ event: event!, partitionKey: partitionKeyOf(event!) }]);
    } catch (error) {
      if (!(error instanceof EventRefusedError)) throw error;
      await deadLetters.refusedAgain(position, error.message);
      return { published, refused: { ...letter, error: error.message, attempts: letter.attempts + 1 } };
    }
    await deadLetters.remove(position);
  }
};
