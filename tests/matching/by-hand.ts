import { randomBytes } from 'node:crypto';
import { expect } from 'vitest';
import type { Bus } from '#platform/bus/bus';
import { memoryCache } from '#platform/cache/memory';
import { commandHandler } from '#platform/command';
import type { FeedPosition, RecordedEvent } from '#platform/domain/events';
import { newId } from '#platform/domain/ids';
import { postgresEventStore } from '#platform/event-store/postgres';
import { memoryLocks } from '#platform/locks/memory';
import { runProjection } from '#platform/projection';
import { memoryPubSub } from '#platform/pubsub/memory';
import { postgresReadModel } from '#platform/read-model/postgres';
import type { SubgraphParts } from '#platform/subgraph';
import { postgresKeyStore } from '#platform/vault/postgres';
import { vault } from '#platform/vault/vault';
import { matchingEvents } from '../../subgraphs/matching/events.ts';
import { hearDiary, hearUsers } from '../../subgraphs/matching/profile/hearing.ts';
import { knowledge } from '../../subgraphs/matching/projections/profiles.ts';
import { testDatabase } from '../database.ts';
import { feedSettled } from '../feed.ts';

/** What profiles are made by, on a database of its own, and told of facts when a test says so. */
export const profilesByHand = async () => {
  const pool = await testDatabase();
  const store = postgresEventStore(pool);
  const readModel = postgresReadModel(pool);
  const keys = vault(postgresKeyStore(pool, [randomBytes(32)]));
  const handler = commandHandler(store, keys, {
    cache: memoryCache(),
    onSnapshotError: (error) => expect.fail(String(error)),
  });
  const parts = { pool, store, readModel, vault: keys, handler } as Partial<SubgraphParts> as SubgraphParts;
  let project = async (_: readonly RecordedEvent[]): Promise<void> => {};
  const bus: Bus = {
    publishingMs: 0,
    async subscribe({ handle }) {
      project = handle;
      return {
        ...{ failure: () => null, stop: async () => {}, forget: async () => {} },
        ...{ caughtUp: async () => false, backlog: async () => 0 },
      };
    },
  };
  const projection = await runProjection(knowledge, matchingEvents, {
    ...{ topic: 'matching', bus, store, readModel, vault: keys, pubsub: memoryPubSub(), locks: memoryLocks() },
    ...{ published: () => store.head(), onProjected: () => {} },
  });

  return {
    ...{ parts, projection },

    /** A fact of another subgraph, as the bus brings it. */
    async fact(
      tenant: string,
      given: Pick<RecordedEvent, 'type' | 'stream' | 'version' | 'subject' | 'data'>,
      personal: object | null,
    ): Promise<RecordedEvent> {
      const { stream, subject } = given;
      return {
        ...{ id: newId(), tenant, position: 1, feed: '' as FeedPosition, schemaVersion: 1, actor: subject },
        ...{ at: '2026-01-01T00:00:00.000Z', correlationId: newId(), causationId: null, ...given },
        personal: personal && (await keys.seal({ tenant, subject, stream }, personal)),
      };
    },

    async hear(from: 'users' | 'diary', events: readonly RecordedEvent[]): Promise<void> {
      const reactor = from === 'users' ? hearUsers : hearDiary;
      const heard = events.filter(({ type }) => Object.hasOwn(reactor.reads, type));
      await reactor.react(heard, parts, `matching.${reactor.name}`);
    },

    /** Projects all that there is, what was projected before again: one partition's events come in their order. */
    async project(tenant: string): Promise<void> {
      await feedSettled(pool);
      const events = (await store.readFeed('' as FeedPosition, 100_000)).filter((event) => event.tenant === tenant);
      await project(events);
    },
  };
};

export type ProfilesByHand = Awaited<ReturnType<typeof profilesByHand>>;
