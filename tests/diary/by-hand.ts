import { randomBytes } from 'node:crypto';
import { expect } from 'vitest';
import type { Bus } from '#platform/bus/bus';
import { memoryCache } from '#platform/cache/memory';
import { commandHandler } from '#platform/command';
import type { DomainEvent } from '#platform/domain/decider';
import type { RecordedEvent, Sealed } from '#platform/domain/events';
import { newId } from '#platform/domain/ids';
import { postgresEventStore } from '#platform/event-store/postgres';
import { memoryLocks } from '#platform/locks/memory';
import { type Projection, type RunningProjection, runProjection } from '#platform/projection';
import { memoryPubSub } from '#platform/pubsub/memory';
import type { Reactor } from '#platform/reactor';
import { postgresReadModel } from '#platform/read-model/postgres';
import type { Row, Table } from '#platform/read-model/read-model';
import type { SubgraphParts } from '#platform/subgraph';
import { postgresKeyStore } from '#platform/vault/postgres';
import { vault } from '#platform/vault/vault';
import { entryAggregate } from '../../subgraphs/diary/entries/decider.ts';
import { tagHashes } from '../../subgraphs/diary/entries/keys.ts';
import { diaryEvents, entryStream, sessionStream, type Text } from '../../subgraphs/diary/events.ts';
import type { MoodAnalyzer } from '../../subgraphs/diary/mood/analyzer.ts';
import { analyzeMoods } from '../../subgraphs/diary/mood/reactor.ts';
import { portray } from '../../subgraphs/diary/portrait/reactor.ts';
import { diaries, portraits } from '../../subgraphs/diary/projections.ts';
import { indexOf } from '../../subgraphs/diary/search/indexing.ts';
import { search } from '../../subgraphs/diary/search/postings.ts';
import { sessionAggregate } from '../../subgraphs/diary/sessions/decider.ts';
import { testDatabase } from '../database.ts';
import { feedSettled } from '../feed.ts';
import { wordAnalyzer } from './words.ts';

type Consumer = 'rows' | 'moods' | 'portraits';

/** A diary's parts on a database of their own, whose consumers are told of events when a test says so, and of which. */
export const diaryByHand = async (analyzer: () => MoodAnalyzer = wordAnalyzer) => {
  const pool = await testDatabase();
  const store = postgresEventStore(pool);
  const readModel = postgresReadModel(pool);
  const keys = vault(postgresKeyStore(pool, [randomBytes(32)]));
  const handler = commandHandler(store, keys, {
    cache: memoryCache(),
    onSnapshotError: (error) => expect.fail(String(error)),
  });
  const parts = { pool, store, readModel, vault: keys, handler } as Partial<SubgraphParts> as SubgraphParts;

  const projecting: ((batch: readonly RecordedEvent[]) => Promise<void>)[] = [];
  const bus: Bus = {
    publishingMs: 0,
    async subscribe({ handle }) {
      projecting.push(handle);
      return {
        ...{ failure: () => null, stop: async () => {}, forget: async () => {} },
        ...{ caughtUp: async () => false, backlog: async () => 0 },
      };
    },
  };
  const projections: RunningProjection[] = [];
  for (const projection of [diaries, search, portraits] as Projection<never>[])
    projections.push(
      await runProjection(projection as Projection<DomainEvent>, diaryEvents as never, {
        ...{ topic: 'diary', bus, store, readModel, vault: keys, pubsub: memoryPubSub(), locks: memoryLocks() },
        ...{ published: () => store.head(), onProjected: () => {} },
      }),
    );
  const reactors: Record<Exclude<Consumer, 'rows'>, Reactor<SubgraphParts>> = {
    ...{ moods: analyzeMoods(analyzer), portraits: portray },
  };

  /** Hands events to a consumer, as they are and in their order. */
  const tell = async (consumer: Consumer, events: readonly RecordedEvent[]): Promise<void> => {
    if (consumer === 'rows') {
      for (const project of projecting) await project(events);
      return;
    }
    const heard = events.filter(({ type }) => Object.hasOwn(reactors[consumer].reads, type));
    if (heard.length > 0) await reactors[consumer].react(heard, parts, `diary.${consumer}`);
  };
  return { parts, projections, tell };
};

export type DiaryByHand = Awaited<ReturnType<typeof diaryByHand>>;

/** A new person's diary in it. */
export const somebodysDiary = async ({ parts, tell }: DiaryByHand) => {
  const { pool, handler, store, readModel, vault: keys } = parts;
  const [tenant, ownerId] = [newId(), newId()];
  const metadata = { tenant, actor: ownerId, correlationId: newId() };
  const start = await store.head();
  const feed = async (atMost = 10_000): Promise<RecordedEvent[]> => {
    await feedSettled(pool);
    return (await store.readFeed(start, atMost)).filter((event) => event.tenant === tenant);
  };
  const momentOf = (occurredAt: string) => ({ occurredAt, day: occurredAt.slice(0, 10) });
  const hashesOf = (tags: readonly string[]) => tagHashes(keys, tenant, ownerId, tags);
  const handle = (entryId: string, command: object) =>
    handler.handle(entryAggregate, entryStream(entryId), { entryId, ownerId, ...command } as never, metadata);

  return {
    ...{ tenant, ownerId, feed },

    async startSession(startedAt: string): Promise<string> {
      const sessionId = newId();
      const command = { type: 'StartSession' as const, sessionId, ownerId, startedAt, title: null };
      await handler.handle(sessionAggregate, sessionStream(sessionId), command, metadata, {
        claims: [{ name: 'active-session', value: ownerId }],
      });
      return sessionId;
    },
    async create(
      entryId: string,
      text: Text,
      given: { readonly occurredAt: string; readonly tokens: number; readonly sessionId: string | null },
    ) {
      const { occurredAt, tokens: countedTokens, sessionId } = given;
      await handle(entryId, {
        ...{ type: 'CreateEntry', sessionId, session: { ownerId, endedAt: null }, ...momentOf(occurredAt), text },
        ...{ tokenCount: null, countedTokens, tagHashes: await hashesOf(text.tags), fingerprint: 'f' },
        index: await indexOf(keys, tenant, ownerId, text),
      });
    },
    async update(
      entryId: string,
      changes: Partial<Omit<Text, 'timeZone'>>,
      given: { readonly occurredAt?: string; readonly tokens?: number } = {},
    ) {
      const { occurredAt, tokens } = given;
      await handle(entryId, {
        ...{ type: 'UpdateEntry', expectedVersion: null, changes },
        index: await indexOf(keys, tenant, ownerId, changes),
        ...(changes.tags && { tagHashes: await hashesOf(changes.tags) }),
        ...(occurredAt !== undefined && { moment: momentOf(occurredAt) }),
        ...(tokens !== undefined && { countedTokens: tokens }),
      });
    },
    async remove(entryId: string) {
      await handle(entryId, { type: 'DeleteEntry' });
    },
    async restore(entryId: string, text: Text) {
      const { version: ofVersion } = await handler.load(entryAggregate, tenant, entryStream(entryId));
      const hashes = await hashesOf(text.tags);
      await handle(entryId, {
        type: 'RestoreEntry',
        ofVersion,
        createdAt: '2026-01-01T00:00:00.000Z',
        text,
        tagHashes: hashes,
        index: await indexOf(keys, tenant, ownerId, text),
      });
    },

    /** Tells everybody everything, in order, and of what follows from it. */
    async settle() {
      await tell('moods', await feed());
      await tell('rows', await feed());
      await tell('portraits', await feed());
      await tell('rows', await feed());
    },
    rows: <R extends Row>(table: Table<R>, partition: Partial<R>): Promise<R[]> =>
      readModel.page(table, tenant, partition, { limit: 1_000 }),
    row: async <R extends Row>(table: Table<R>, key: Partial<R>): Promise<R | null> =>
      (await readModel.get(table, tenant, [key]))[0] ?? null,
    open: async <T>(stream: string, field: string, sealed: Sealed | null): Promise<T | null> =>
      sealed && ((await keys.open([{ tenant, subject: ownerId, stream, field, sealed }]))[0] as T),
  };
};
