import { connection, type PageArguments } from '#platform/connection';
import { placeCursors } from '#platform/cursor';
import { DomainError, notFound } from '#platform/domain/errors';
import { type Sealed, START, upcast } from '#platform/domain/events';
import { isId, newId } from '#platform/domain/ids';
import { parseInput } from '#platform/input';
import { live } from '#platform/live';
import { deliveredIn } from '#platform/place';
import { rowAfter } from '#platform/projection';
import type { Range, Table } from '#platform/read-model/read-model';
import type { Request } from '#platform/request';
import type { SubgraphParts } from '#platform/subgraph';
import { residueResolver, verifiable } from '#platform/subject-rights/verifying';
import { entryAggregate, sessionAggregate } from './decider.ts';
import { diaryEvents, entryStream, sessionStream } from './events.ts';
import { createInput, endInput, startInput, updateInput } from './inputs.ts';
import { diaries, diaryTopic, type SessionEventNode } from './projections.ts';
import {
  type EntryRow,
  entries,
  entriesByTime,
  type SessionEventRow,
  type SessionRow,
  sessionEvents,
  sessions,
} from './readModel.ts';
import type { Resolvers } from './schema.types.ts';

/** What a GraphQL Int can say. */
const MAX_INT = 2 ** 31 - 1;

/** Held by the active session of a person: there is one at most. */
const activeSession = (ownerId: string) => ({ name: 'active-session', value: ownerId });

export const resolvers = ({
  residueOf,
  store,
  readModel,
  pubsub,
  vault,
  handler,
  watermark,
}: SubgraphParts): Resolvers => {
  const ownEntry = async (request: Request, id: string): Promise<EntryRow> => {
    const row = await ownRow(request, entries, id, request.viewer.id);
    if (!row) throw notFound('entry', 'id');
    return row;
  };
  const ownSession = async (request: Request, id: string, field: string): Promise<SessionRow> => {
    const row = await ownRow(request, sessions, id, request.viewer.id);
    if (!row) throw notFound('session', field);
    return row;
  };

  const sessionState = async ({ tenant }: Request, id: string) =>
    isId(id) ? (await handler.load(sessionAggregate, tenant, sessionStream(id))).state : null;

  /** A row with what its stream holds beyond it: a mutation's answer doesn't wait for the projection. */
  const upToDate = async <R extends EntryRow | SessionRow>(
    { tenant }: Request,
    table: Table<R>,
    stream: string,
    row: R | null,
  ): Promise<R> => {
    const tail = await store.readStream(tenant, stream, { from: (row?.version ?? 0) + 1 });
    const events = tail.map((event) => upcast(diaryEvents, event));
    return rowAfter(diaries, table, row, events);
  };

  return {
    Query: {
      diaryEntry: (_, { id }, request) => ownEntry(request, id),
      diaryEntries: (_, args, request) => entriesOf(request, request.viewer.id, args),
      diarySession: (_, { id }, request) => ownSession(request, id, 'id'),
    },

    Mutation: {
      async createDiaryEntry(_, { input }, request) {
        const { viewer, tenant } = request;
        const given = parseInput(createInput, input, 'input');
        const { title = null, content, tags, statedMood = null, timeZone = null } = given;
        const { sessionId = null, occurredAt = null, tokenCount = null } = given;
        const texts = { title, content, tags: tags ?? [], statedMood, timeZone };
        const asked = JSON.stringify([texts, sessionId, occurredAt, tokenCount]);
        const entryId = given.id ?? newId();
        const stream = entryStream(entryId);
        const handled = await request.handle(entryAggregate, stream, {
          ...{ type: 'CreateEntry', entryId, ownerId: viewer.id, sessionId, text: texts, tokenCount },
          session: sessionId === null ? null : await sessionState(request, sessionId),
          occurredAt: occurredAt ?? new Date().toISOString(),
          fingerprint: await vault.hash(tenant, viewer.id, 'entry', asked),
        });
        return handled.status === 'appended'
          ? rowAfter(diaries, entries, null, handled.events)
          : upToDate(request, entries, stream, await request.row(entries, { id: entryId }));
      },

      async updateDiaryEntry(_, { input }, request) {
        const ownerId = request.viewer.id;
        const { id, expectedVersion, occurredAt, tokenCount, ...changes } = parseInput(updateInput, input, 'input');
        if (!isId(id)) throw notFound('entry', 'input.id');
        const before = await request.row(entries, { id });
        await request.handle(entryAggregate, entryStream(id), {
          ...{ type: 'UpdateEntry', entryId: id, ownerId, expectedVersion: expectedVersion ?? null, changes },
          ...(occurredAt === undefined ? {} : { occurredAt }),
          ...(tokenCount === undefined ? {} : { tokenCount }),
        });
        return upToDate(request, entries, entryStream(id), before);
      },

      async deleteDiaryEntry(_, { id }, request) {
        const ownerId = request.viewer.id;
        if (!isId(id)) throw notFound('entry', 'id');
        const before = await request.row(entries, { id });
        await request.handle(entryAggregate, entryStream(id), { type: 'DeleteEntry', entryId: id, ownerId });
        return upToDate(request, entries, entryStream(id), before);
      },

      async startDiarySession(_, { input }, request) {
        const { viewer, tenant } = request;
        const ownerId = viewer.id;
        const { id, title = null, startedAt } = parseInput(startInput, input ?? {}, 'input');
        const sessionId = id ?? newId();
        const stream = sessionStream(sessionId);
        const now = new Date().toISOString();
        const handled = await request.handle(
          sessionAggregate,
          stream,
          { type: 'StartSession', sessionId, ownerId, startedAt: startedAt ?? now, title },
          { claims: [activeSession(ownerId)] },
        );
        // held by this very stream: the same start, sent twice, came first on another replica
        if (handled.status === 'claimed' && (await store.findClaim(tenant, activeSession(ownerId))) !== stream)
          throw new DomainError('CONFLICT', 'Another session is active: end it first.');
        return handled.status === 'appended'
          ? rowAfter(diaries, sessions, null, handled.events)
          : upToDate(request, sessions, stream, await request.row(sessions, { id: sessionId }));
      },

      async endDiarySession(_, { id, endedAt: given }, request) {
        const ownerId = request.viewer.id;
        const endedAt = parseInput(endInput, given, 'endedAt') ?? null;
        if (!isId(id)) throw notFound('session', 'id');
        const before = await request.row(sessions, { id });
        const now = new Date().toISOString();
        await request.handle(
          sessionAggregate,
          sessionStream(id),
          { type: 'EndSession', sessionId: id, ownerId, now, endedAt },
          { releases: [activeSession(ownerId)] },
        );
        return upToDate(request, sessions, sessionStream(id), before);
      },
    },

    Subscription: {
      diarySessionEvents: {
        async subscribe(_, { sessionId, after }, request) {
          const { viewer, tenant } = request;
          const ownerId = viewer.id;
          if (sessionId != null) await ownSession(request, sessionId, 'sessionId');
          const cursors = placeCursors(['diarySessionEvents', ownerId]);
          const resumed = request.resumeAfter ?? after ?? null;
          // not by the request, which remembers what it has read: this one lives long
          const read = (range: Range<SessionEventRow>) => readModel.page(sessionEvents, tenant, { ownerId }, range);
          return live<SessionEventRow>({
            ...{ pubsub, tenant, watermark, topics: async () => [diaryTopic(ownerId)] },
            ...{ logOf: () => ownerId, cursorOf: cursors.encode },
            after: resumed === null ? null : cursors.decode(resumed, 'after'),
            async now() {
              const [newest] = await read({ limit: 1, backwards: true });
              return { base: START, marks: new Map(newest ? [[ownerId, newest.feed]] : []) };
            },
            readAfter: (place, limit) => read({ after: { feed: deliveredIn(place, ownerId) }, limit }),
            accepts: (entry) => sessionId == null || entry.sessionId === sessionId,
          });
        },
        resolve: (event: SessionEventNode) => event,
      },
    },

    DiarySessionEvent: {
      session: ({ sessionId }, _, request) => ownSession(request, sessionId, 'sessionId'),
      entry: ({ entryId }, _, request) => (entryId === null ? null : request.row(entries, { id: entryId })),
    },

    DiaryEntry: {
      __resolveReference: ({ id }, request) => ownRow(request, entries, id, request.viewerOrNull?.id),
      title: (entry, _, request) => open<string>(request, entry, 'title'),
      content: async (entry, _, request) => (await open<string>(request, entry, 'content')) ?? '',
      tags: async (entry, _, request) => (await open<string[]>(request, entry, 'tags')) ?? [],
      statedMood: (entry, _, request) => open<string>(request, entry, 'statedMood'),
      timeZone: (entry, _, request) => open<string>(request, entry, 'timeZone'),
      session: ({ sessionId }, _, request) => (sessionId === null ? null : request.row(sessions, { id: sessionId })),
      author: ({ ownerId }) => ({ __typename: 'User', id: ownerId }),
    },

    DiarySession: {
      __resolveReference: ({ id }, request) => ownRow(request, sessions, id, request.viewerOrNull?.id),
      title: ({ id, ownerId, title }, _, request) =>
        request.open<string>({ subject: ownerId, stream: sessionStream(id) }, 'title', title),
      status: ({ endedAt }) => (endedAt === null ? 'ACTIVE' : 'ENDED'),
      tokenCount: ({ tokenCount }) => Math.min(tokenCount, MAX_INT),
      owner: ({ ownerId }) => ({ __typename: 'User', id: ownerId }),
    },

    ErasureReport: { __resolveReference: verifiable, diaryStores: residueResolver(residueOf) },

    User: {
      entries: ({ id }, args, request) => (id === request.viewerOrNull?.id ? entriesOf(request, id, args) : null),
    },
  };
};

/** Null for what is not there and for what is another's. */
const ownRow = async <R extends EntryRow | SessionRow>(
  request: Request,
  table: Table<R>,
  id: string,
  ownerId: string | undefined,
): Promise<R | null> => {
  const row = isId(id) ? await request.row(table, { id } as Partial<R>) : null;
  return row?.ownerId === ownerId ? row : null;
};

/** Two reads, whatever the size of the page: the index, then all of its entries. */
const entriesOf = async (request: Request, ownerId: string, args: PageArguments) => {
  const { edges, pageInfo } = await connection(request, entriesByTime, { ownerId }, args, { newestFirst: true });
  const rows = await Promise.all(edges.map(({ node }) => request.row(entries, { id: node.id })));
  // an entry that was deleted between the two reads is left out
  return { pageInfo, edges: edges.flatMap(({ cursor }, nth) => (rows[nth] ? [{ cursor, node: rows[nth] }] : [])) };
};

type Personal = { [K in keyof EntryRow]: Extract<EntryRow[K], Sealed> extends never ? never : K }[keyof EntryRow];

const open = <T>(request: Request, entry: EntryRow, field: Personal): Promise<T | null> =>
  request.open<T>({ subject: entry.ownerId, stream: entryStream(entry.id) }, field, entry[field]);
