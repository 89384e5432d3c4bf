import type { Blobs } from '#platform/blobs/blobs';
import type { Bus } from '#platform/bus/bus';
import type { Cache } from '#platform/cache/cache';
import type { DeadLetters } from '#platform/dead-letters/dead-letters';
import type { RecordedEvent } from '#platform/domain/events';
import { newId } from '#platform/domain/ids';
import type { EventStore } from '#platform/event-store/event-store';
import { openPersonal } from '#platform/opening';
import type { ReadModel, Table } from '#platform/read-model/read-model';
import { subjectEvents } from '#platform/subject-rights/subject-events';
import type { Vault } from '#platform/vault/vault';

/** What a store still has of somebody: as rows, events, files, keys or messages. */
export interface StoreResidue {
  readonly name: string;
  readonly residualRows: number;
}

export interface ResidueParts {
  readonly subgraph: string;
  readonly store: EventStore;
  readonly readModel: ReadModel;
  readonly tables: readonly Table[];
  readonly vault: Vault;
  readonly blobs: Blobs;
  readonly bus: Bus;
  readonly cache: Cache;
  readonly deadLetters: DeadLetters;
}

/** How long the bus may take to hand over all that it holds. */
const WALK_MS = 120_000;

/**
 * Walks every store of a subgraph and counts what is left of a person. It looks, rather than concludes: tries to open each
 * event, reads the tables through, reads again what the bus retains. Takes as long as those are large.
 */
export const residueOf =
  ({ subgraph, store, readModel, tables, vault, blobs, bus, cache, deadLetters }: ResidueParts) =>
  async (tenant: string, person: string): Promise<StoreResidue[]> => {
    const readable = async (events: readonly RecordedEvent[]): Promise<RecordedEvent[]> => {
      const theirs = events.filter((event) => event.tenant === tenant && event.subject === person);
      return [...(await openPersonal(vault, theirs, () => true)).keys()];
    };

    const positions: number[] = [];
    for await (const events of subjectEvents(store, tenant, person))
      positions.push(...(await readable(events)).map(({ position }) => position));

    const inTables = await Promise.all(tables.map((table) => readModel.countPersonal(table, tenant, person)));
    const { idempotencyKeys, snapshots } = await store.kept(tenant, person);
    const found: Record<string, number> = {
      events: positions.length,
      'dead letters': await deadLetters.countAmong(positions),
      ...Object.fromEntries(tables.map(({ name, personal }, nth) => [`table ${name}`, personal ? inTables[nth]! : 0])),
      ...{ 'idempotency keys': idempotencyKeys, snapshots },
      blobs: await blobs.countOf(tenant, person),
      cache: await cache.countNaming(person),
      bus: await retained(bus, subgraph, readable),
      keys: (await vault.holds(tenant, person)) ? 1 : 0,
    };
    return Object.entries(found).map(([name, residualRows]) => ({ name: `${subgraph}: ${name}`, residualRows }));
  };

/** Of the messages that the bus holds, those that can be read. Where the store is the topic it holds none. */
const retained = async (
  bus: Bus,
  topic: string,
  readable: (events: readonly RecordedEvent[]) => Promise<readonly RecordedEvent[]>,
): Promise<number> => {
  if (bus.publishingMs === 0) return 0;
  let count = 0;
  const consumer = await bus.subscribe({
    ...{ topic, group: `verification-${newId()}` },
    async handle(batch) {
      count += (await readable(batch)).length;
    },
  });
  try {
    if (!(await consumer.caughtUp(WALK_MS))) throw new Error(`The topic of ${topic} was not read through in time.`);
  } finally {
    await consumer.forget();
  }
  return count;
};
