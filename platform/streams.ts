import { LRUCache } from 'lru-cache';
import type { Aggregate } from '#platform/domain/aggregate';
import type { DomainEvent, Fact } from '#platform/domain/decider';
import { notFound } from '#platform/domain/errors';
import { upcast } from '#platform/domain/events';
import type { EventStore } from '#platform/event-store/event-store';

export type AnyAggregate = Aggregate<unknown, unknown, DomainEvent>;

/** What a stream's events have led to. */
export interface Loaded {
  readonly state: unknown;
  readonly version: number;
  /** Time of the newest event: the next one is never stamped earlier, so that `asOf` cuts a stream cleanly. */
  readonly at: string;
}

/** The states of streams, kept between commands: loading one reads what is new, and never from the start. */
export interface Streams {
  /** As this process knows it; another one may have written since. */
  known(tenant: string, stream: string): Loaded | undefined;
  /** Brings what is known of a stream (nothing, a snapshot, a cached state) up to its end. */
  catchUp(aggregate: AnyAggregate, tenant: string, stream: string, known?: Loaded): Promise<Loaded>;
  /** Takes note of what was appended behind `before`. */
  advanced(aggregate: AnyAggregate, tenant: string, stream: string, before: Loaded, after: Loaded): void;
}

/** States kept between commands: what a busy server's active conversations and diaries need, some 50 MB at most. */
const STATES_CACHED = 20_000;
/** Loading a stream reads at most this many events behind its snapshot, or twice as many when saving one failed. */
const SNAPSHOT_EVERY = 200;

export const streams = (store: EventStore, onSnapshotError: (error: unknown) => void): Streams => {
  const states = new LRUCache<string, Loaded>({ max: STATES_CACHED });

  const snapshot = (aggregate: AnyAggregate, tenant: string, stream: string, loaded: Loaded) => {
    // in the background: a snapshot saves time for the next reader and decides nothing
    store.saveSnapshot(tenant, stream, { ...loaded, schemaVersion: aggregate.stateVersion }).catch(onSnapshotError);
  };

  return {
    known: (tenant, stream) => states.get(`${tenant}\n${stream}`),

    async catchUp(aggregate, tenant, stream, known) {
      if (stream.includes('\0')) throw notFound('thing'); // an id that no database can store
      const { decider, catalog, stateVersion } = aggregate;
      let from = known;
      if (!from) {
        const snapshot = await store.loadSnapshot(tenant, stream);
        from =
          snapshot?.schemaVersion === stateVersion ? snapshot : { state: decider.initialState, version: 0, at: '' };
      }
      const tail = await store.readStream(tenant, stream, { from: from.version + 1 });
      let { state, version, at } = from;
      for (const event of tail) {
        state = decider.evolve(state, upcast(catalog, event) as unknown as Fact<DomainEvent>);
        ({ version, at } = event);
      }
      const loaded = { state, version, at };
      states.set(`${tenant}\n${stream}`, loaded);
      if (!known && tail.length >= SNAPSHOT_EVERY) snapshot(aggregate, tenant, stream, loaded);
      return loaded;
    },

    advanced(aggregate, tenant, stream, before, after) {
      states.set(`${tenant}\n${stream}`, after);
      const crossed = Math.floor(after.version / SNAPSHOT_EVERY) > Math.floor(before.version / SNAPSHOT_EVERY);
      if (crossed) snapshot(aggregate, tenant, stream, after);
    },
  };
};
