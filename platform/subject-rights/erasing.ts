import { setTimeout as delay } from 'node:timers/promises';
import type { Blobs } from '#platform/blobs/blobs';
import type { Cache } from '#platform/cache/cache';
import type { CommandHandler } from '#platform/command';
import type { FeedPosition, RecordedEvent } from '#platform/domain/events';
import type { EventStore } from '#platform/event-store/event-store';
import { type Heard, perform, type Reaction } from '#platform/policy';
import type { Reactor } from '#platform/reactor';
import { subjectEvents } from '#platform/subject-rights/subject-events';
import { KEY_TTL_MS, type Vault } from '#platform/vault/vault';

/** What an erasure works on in a subgraph. */
interface Parts {
  readonly store: EventStore;
  readonly handler: CommandHandler;
  readonly vault: Vault;
  readonly blobs: Blobs;
  readonly cache: Cache;
  readonly watermark: () => Promise<FeedPosition>;
}

export interface Erasing<P extends Parts> {
  /** Whose fact it is that somebody is to be erased, and how it is called there. */
  readonly source: string;
  readonly reads: Heard;
  // biome-ignore lint/suspicious/noExplicitAny: each subgraph names the shape it declares in `reads`
  readonly personOf: (data: any) => string;
  /**
   * What empties or removes the rows that the events about a person have made, given by their streams: one command for a
   * stream at most.
   */
  readonly erase: (person: string, streams: ReadonlyMap<string, readonly PastFact[]>) => readonly Reaction[];
  /** What only this subgraph keeps of people. */
  readonly also?: (parts: P, tenant: string, person: string) => Promise<void>;
  /** Records that all is done, and no row is left. */
  // biome-ignore lint/suspicious/noExplicitAny: as above
  readonly done: (data: any) => Reaction;
}

/** What happened, without what was personal of it. */
export type PastFact = Pick<RecordedEvent, 'type' | 'data' | 'version' | 'at'>;

/** Streams that are emptied side by side. */
const AT_ONCE = 16;

/** How long the projections have for all of that; behind a longer backlog the erasure begins again. */
const PROJECTED_MS = 20_000;
const PROJECTED_PAUSE_MS = 250;

/**
 * Erases a person from a subgraph. The events stay, and nobody can read them: first of all the key is destroyed, and
 * after that waited until no process can have it in hand any more. What was written until then is emptied with the rest.
 */
export const erasing = <P extends Parts>(erasing: Erasing<P>): Reactor<P> => {
  const { source, reads, personOf, erase, also, done } = erasing;

  const eraseOne = async (event: RecordedEvent, group: string, parts: P): Promise<void> => {
    const { store, handler, vault, blobs, cache } = parts;
    const { tenant, data } = event;
    const person = personOf(data);
    await vault.destroy(tenant, person);
    await delay(KEY_TTL_MS);

    const reactions = erase(person, await factsByStream(store, tenant, person));
    for (let nth = 0; nth < reactions.length; nth += AT_ONCE)
      await Promise.all(
        reactions.slice(nth, nth + AT_ONCE).map((reaction) => perform(handler, group, event, reaction)),
      );
    await also?.(parts, tenant, person);
    await blobs.deleteAllOf(tenant, person);
    await cache.deleteNaming(person);
    await store.forget(tenant, person);
    await projected(parts);
    await perform(handler, group, event, done(data));
  };

  return {
    ...{ name: 'erasure', source, reads },
    react: async (events, parts, group) => {
      await Promise.all(events.map((event) => eraseOne(event, group, parts)));
    },
  };
};

/** Waits until the rows are as the events that are there by now say. */
const projected = async ({ store, watermark }: Parts): Promise<void> => {
  const head = await store.head();
  const deadline = performance.now() + PROJECTED_MS;
  while ((await watermark()) < head) {
    if (performance.now() > deadline) throw new Error('The projections are behind: an erasure waits for them.');
    await delay(PROJECTED_PAUSE_MS);
  }
};

const factsByStream = async (store: EventStore, tenant: string, person: string): Promise<Map<string, PastFact[]>> => {
  const streams = new Map<string, PastFact[]>();
  for await (const events of subjectEvents(store, tenant, person))
    for (const { stream, type, data, version, at } of events) {
      const known = streams.get(stream);
      if (known) known.push({ type, data, version, at });
      else streams.set(stream, [{ type, data, version, at }]);
    }
  return streams;
};
