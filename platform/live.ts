import { type FeedPosition, START } from '#platform/domain/events';
import { advanced, compacted, deliveredIn, type Place } from '#platform/place';
import type { Listener, PubSub, Unsubscribe } from '#platform/pubsub/pubsub';

/** One entry of a log in a read model, as it is announced and as it is read again. */
export interface LogEntry {
  readonly feed: FeedPosition;
}

export interface LiveOptions<T extends LogEntry, N extends object = never> {
  readonly pubsub: PubSub;
  readonly tenant: string;
  /** What to listen to. Asked again until it names nothing new, as more may appear before that was listened to. */
  readonly topics: () => Promise<readonly string[]>;
  readonly logOf: (entry: T) => string;
  /** Entries behind a place, each log in its own order from there on; fewer than the limit when these are all. */
  readonly readAfter: (place: Place, limit: number) => Promise<readonly T[]>;
  /** From where to replay; null starts with what comes from now on. */
  readonly after: Place | null;
  /** The place of everything that can be read now: where a subscriber without `after` starts. */
  readonly now: () => Promise<Place>;
  /** Up to where everything is projected, in all logs: entries at or before it never newly appear. */
  readonly watermark: () => Promise<FeedPosition>;
  /** How the subscriber is told the place behind an entry. */
  readonly cursorOf: (place: Place) => string;
  /** Further topics to listen to once this entry came: a conversation the viewer was just added to. */
  readonly topicsOf?: (entry: T) => readonly string[];
  /** Entries that the subscriber did not ask for are passed over. */
  readonly accepts?: (entry: T) => boolean;
  /** When a subscriber is told to read anew; left out, everything is replayed, however much it is. */
  readonly resync?: {
    /** Entries that one catching up replays. Who does not get to the end of it falls behind faster than that. */
    readonly behind: number;
    /** Whether the first missed entry is from too long ago to begin with it. */
    readonly tooOld: (first: T) => boolean;
    /** What is delivered in the place of what is left out. */
    readonly notice: () => N;
  };
}

/**
 * An entry with the place behind it: who resumes from there gets what follows. `announced` is the entry as it was heard,
 * one and the same object for all who heard it.
 */
export type Delivered<T extends object> = T & { readonly cursor: string; readonly announced?: object };

export interface LiveEntries<T extends LogEntry, N extends object = never>
  extends AsyncIterableIterator<Delivered<T | N>> {
  return(): Promise<IteratorResult<Delivered<T | N>>>;
  /** Resolves once nothing is missed any more, with the cursor of the place before the first entry. */
  readonly opened: Promise<string>;
}

/** What a subscriber may be behind before its entries are dropped here and read again from the read model. */
const MAX_WAITING = 1_000;
/** How much is read at once while a subscriber catches up. */
const PAGE = 200;
/** Marks that a place may have before the watermark is asked which of them it can do without. */
const MARKS_KEPT = 32;

/**
 * Replays logs from a place and goes on live, without a gap or a duplicate: it listens first, then reads what is stored,
 * then hands out what it heard meanwhile and did not deliver yet. Whenever something may have been missed, it reads again.
 * A consumer that falls too far behind holds nobody up and fills no memory: what does not fit its queue counts as missed.
 */
export const live = <T extends LogEntry, N extends object = never>(options: LiveOptions<T, N>): LiveEntries<T, N> => {
  const { pubsub, tenant, logOf, readAfter, watermark, cursorOf, topicsOf, accepts = () => true, resync } = options;
  const listening = new Map<string, Unsubscribe>();
  let waiting: T[] = [];
  /** Whether something to deliver may stand in the read model that was not heard. */
  let behind = options.after !== null;
  let closed = false;
  let wake = () => {};

  const listener: Listener = {
    message(message) {
      if (waiting.length === MAX_WAITING) return listener.missed();
      waiting.push(message as T);
      wake();
    },
    missed() {
      // what was announced can be read, and there it has no gaps
      waiting = [];
      behind = true;
      wake();
    },
  };
  /** Whether any of them is new. */
  const listen = async (topics: readonly string[]): Promise<boolean> => {
    const further = topics.filter((topic) => !listening.has(topic));
    await Promise.all(
      further.map(async (topic) => listening.set(topic, await pubsub.subscribe(tenant, topic, listener))),
    );
    return further.length > 0;
  };
  const listenToAll = async (): Promise<boolean> => {
    let further = false;
    while (await listen(await options.topics())) further = true;
    return further;
  };
  /** The place of what can be read now, with everything listened to that is told from there on. */
  const present = async (): Promise<Place> => {
    await listenToAll();
    const place = await options.now();
    // a log that appeared in between: where it was announced is behind this place already, and what follows was not heard
    if (await listenToAll()) behind = true;
    return place;
  };
  const heard = () =>
    new Promise<void>((resolve) => {
      wake = resolve;
    });

  let tellOpened = (_: string) => {};
  let tellFailure = (_: unknown) => {};
  const opened = new Promise<string>((resolve, reject) => {
    [tellOpened, tellFailure] = [resolve, reject];
  });

  async function* deliveries(): AsyncGenerator<Delivered<T | N>, void> {
    try {
      if (options.after) await listenToAll();
      let place = options.after ?? (await present());
      tellOpened(cursorOf(place));
      let marksKept = MARKS_KEPT;

      const follow = async (topics: readonly string[]): Promise<void> => {
        // what came on a new topic before it was listened to stands in the read model
        if (await listen(topics)) behind = true;
      };
      const delivered = (entry: T): Delivered<T> | undefined => {
        place = advanced(place, logOf(entry), entry.feed);
        return accepts(entry) ? { ...entry, cursor: cursorOf(place), announced: entry } : undefined;
      };
      const catchUp = async function* () {
        behind = false;
        // asked before reading: what is projected by now is among what is read
        const settled = place.marks.size > marksKept ? await watermark() : START;
        let replayed = 0;
        for (let more = true; more; ) {
          const page = await readAfter(place, PAGE);
          const [next] = page;
          if (resync && next && (replayed === 0 ? resync.tooOld(next) : replayed >= resync.behind)) {
            // also the logs that would have been heard of by what is left out
            place = await present();
            yield { ...resync.notice(), cursor: cursorOf(place) };
            return;
          }
          for (const entry of page) {
            if (topicsOf) await follow(topicsOf(entry));
            const next = delivered(entry);
            if (next) yield next;
          }
          replayed += page.length;
          more = page.length === PAGE;
        }
        place = compacted(place, settled);
        // a watermark that is held up is not asked again for every entry
        marksKept = Math.max(MARKS_KEPT, 2 * place.marks.size);
      };

      while (!closed) {
        if (behind || place.marks.size > marksKept) {
          yield* catchUp();
          continue;
        }
        const entry = waiting.shift();
        if (entry === undefined) await heard();
        else if (entry.feed > deliveredIn(place, logOf(entry))) {
          if (topicsOf) await follow(topicsOf(entry));
          const next = delivered(entry);
          if (next) yield next;
        }
      }
    } finally {
      for (const stop of listening.values()) stop();
    }
  }

  const source = deliveries();
  // at once, and not when the first entry is asked for: from now on nothing is missed
  let first: Promise<IteratorResult<Delivered<T | N>, void>> | undefined = source.next();
  first.catch(tellFailure);
  // whoever asks for entries hears of the failure there
  opened.catch(() => {});
  return {
    opened,
    next() {
      const next = first ?? source.next();
      first = undefined;
      return next;
    },
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
