import type { FeedPosition } from '#platform/domain/events';
import type { PubSub, Unsubscribe } from '#platform/pubsub/pubsub';

/** One entry of a log in a read model, as it is announced and as it is read again. */
export interface LogEntry {
  readonly feed: FeedPosition;
}

export interface LiveOptions<T extends LogEntry> {
  readonly pubsub: PubSub;
  readonly tenant: string;
  /** What to listen to. May grow while it runs: see `topicsOf`. */
  readonly topics: readonly string[];
  /** Entries behind a place, oldest first, at most a page of them; empty when all were read. */
  readonly readAfter: (after: FeedPosition) => Promise<readonly T[]>;
  /** From where to replay; null starts with what comes from now on. */
  readonly after: FeedPosition | null;
  /** Further topics to listen to once this entry came: a conversation the viewer was just added to. */
  readonly topicsOf?: (entry: T) => readonly string[];
  /** Entries that the subscriber did not ask for are passed over. */
  readonly accepts?: (entry: T) => boolean;
}

/** What a subscriber may be behind before its entries are dropped here and read again from the read model. */
const MAX_WAITING = 1_000;

/**
 * Replays a log from a cursor and goes on live, without a gap or a duplicate: it listens first, then reads what is
 * stored, then hands out what it heard meanwhile. All entries come from one projection, which announces in feed order.
 * A consumer that falls too far behind holds nobody up and fills no memory: what does not fit its queue is dropped, and
 * later read again behind the last entry that it was given.
 */
export const live = <T extends LogEntry>(options: LiveOptions<T>): AsyncIterableIterator<T> => {
  const { pubsub, tenant, readAfter, topicsOf, accepts = () => true } = options;
  const listening = new Map<string, Unsubscribe>();
  const waiting: T[] = [];
  let overflowed = false;
  let closed = false;
  let wake = () => {};

  const hear = (message: object) => {
    if (waiting.length < MAX_WAITING) waiting.push(message as T);
    else overflowed = true;
    wake();
  };
  const listen = async (topics: readonly string[]) => {
    for (const topic of topics)
      if (!listening.has(topic)) listening.set(topic, await pubsub.subscribe(tenant, topic, hear));
  };
  const heard = () =>
    new Promise<void>((resolve) => {
      wake = resolve;
    });

  async function* entries(): AsyncGenerator<T, void> {
    try {
      await listen(options.topics);
      let last = options.after;
      let behind = last !== null;
      while (!closed) {
        if (behind && last !== null) {
          const page = await readAfter(last);
          for (const entry of page) {
            if (topicsOf) await listen(topicsOf(entry));
            last = entry.feed;
            if (accepts(entry)) yield entry;
          }
          behind = page.length > 0;
          continue;
        }
        const entry = waiting.shift();
        if (entry === undefined) {
          if (overflowed) {
            overflowed = false;
            behind = true;
          } else await heard();
          continue;
        }
        if (last !== null && entry.feed <= last) continue;
        const further = topicsOf?.(entry).filter((topic) => !listening.has(topic)) ?? [];
        // what came on a new topic before it was listened to stands in the read model
        if (further.length > 0) behind = true;
        await listen(further);
        last = entry.feed;
        if (accepts(entry)) yield entry;
      }
    } finally {
      for (const stop of listening.values()) stop();
    }
  }

  const source = entries();
  return {
    next: () => source.next(),
    // a generator alone would end only with its next entry, which may never come
    return() {
      closed = true;
      wake();
      return source.return();
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
};
