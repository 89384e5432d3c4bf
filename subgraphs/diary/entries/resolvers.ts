import { dateTime, date as day, parseInput } from '#platform/input';
import type { SubgraphParts } from '#platform/subgraph';
import { entryStream } from '../events.ts';
import { historyOf } from '../history.ts';
import { entries, entriesInLists, sessions } from '../readModel.ts';
import { openText, ownEntry, ownRow, tagsOf } from '../rows.ts';
import type { Resolvers } from '../schema.types.ts';
import { entryMutations } from './commands.ts';
import { parseFilter } from './filter.ts';
import { entriesOf } from './list.ts';
import { revisionAt } from './past.ts';
import { listOf } from './places.ts';

const MAX_ON_A_DAY = 100;

export const entryResolvers = (parts: SubgraphParts): Resolvers => {
  const { handler, vault } = parts;
  return {
    Query: {
      diaryEntry: (_, { id }, request) => ownEntry(request, id),
      diaryEntries: async (_, { filter, ...args }, request) =>
        entriesOf(request, vault, request.viewer.id, args, await parseFilter(request, filter)),
      async onThisDay(_, { date }, request) {
        const { id: ownerId } = request.viewer;
        const on = parseInput(day.nullish(), date, 'date') ?? new Date().toISOString().slice(0, 10);
        const range = { limit: MAX_ON_A_DAY, backwards: true };
        const places = await request.page(entriesInLists, { ownerId, list: listOf.dayOfYear(on) }, range);
        const rows = await Promise.all(places.map(({ id }) => request.row(entries, { id })));
        return rows.filter((row) => row !== null);
      },
    },

    Mutation: entryMutations(parts),

    DiaryEntry: {
      __resolveReference: ({ id }, request) => ownRow(request, entries, id, request.viewerOrNull?.id),
      title: (entry, _, request) => openText<string>(request, entry, 'title'),
      content: async (entry, _, request) => (await openText<string>(request, entry, 'content')) ?? '',
      tags: (entry, _, request) => tagsOf(request, entry),
      statedMood: (entry, _, request) => openText<string>(request, entry, 'statedMood'),
      timeZone: (entry, _, request) => openText<string>(request, entry, 'timeZone'),
      session: ({ sessionId }, _, request) => (sessionId === null ? null : request.row(sessions, { id: sessionId })),
      author: ({ ownerId }) => ({ __typename: 'User', id: ownerId }),
      asOf: ({ id }, { at }, request) => revisionAt(request, handler, id, parseInput(dateTime, at, 'at')),
      history: ({ id }, args, request) => historyOf(request, handler, entryStream(id), args),
    },

    DiaryEntryRevision: {
      title: ({ entry }, _, request) => openText<string>(request, entry, 'title'),
      content: async ({ entry }, _, request) => (await openText<string>(request, entry, 'content')) ?? '',
      tags: ({ entry }, _, request) => tagsOf(request, entry),
      statedMood: ({ entry }, _, request) => openText<string>(request, entry, 'statedMood'),
    },

    User: {
      entries: async ({ id }, { filter, ...args }, request) =>
        id === request.viewerOrNull?.id
          ? entriesOf(request, vault, id, args, await parseFilter(request, filter))
          : null,
    },
  };
};
