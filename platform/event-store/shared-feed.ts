import type { FeedPosition } from '#platform/domain/events';
import type { EventStore } from '#platform/event-store/event-store';

/**
 * A feed that many follow in one process: whoever asks for the same in the same turn of the event loop shares one read.
 * Followers that an append has woken do, and those that look by themselves, all on the same beat.
 */
export const sharedFeed = (store: EventStore): EventStore => {
  const reading = new Map<string, ReturnType<EventStore['readFeed']>>();
  return {
    ...store,
    readFeed(after: FeedPosition, limit: number) {
      const key = `${after} ${limit}`;
      const known = reading.get(key);
      if (known) return known;
      const read = store.readFeed(after, limit);
      reading.set(key, read);
      // who asks later may be asking for what was appended since
      setImmediate(() => reading.delete(key));
      return read;
    },
  };
};
