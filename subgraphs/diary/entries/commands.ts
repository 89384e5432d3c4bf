import { notFound } from '#platform/domain/errors';
import { isId, newId } from '#platform/domain/ids';
import { parseInput } from '#platform/input';
import { rowAfter } from '#platform/projection';
import type { Request } from '#platform/request';
import type { SubgraphParts } from '#platform/subgraph';
import { dayOf } from '../calendar.ts';
import { entryStream, type Source, sessionStream, type Text } from '../events.ts';
import { diaries } from '../projections.ts';
import { type EntryRow, entries } from '../readModel.ts';
import { openText, tagsOf, upToDate } from '../rows.ts';
import type { MutationResolvers } from '../schema.types.ts';
import { indexOf } from '../search/indexing.ts';
import { sessionAggregate } from '../sessions/decider.ts';
import { createEntry, lookedUpBy } from './creation.ts';
import { entryAggregate } from './decider.ts';
import { createInput, updateInput } from './inputs.ts';
import { tagHashes } from './keys.ts';
import { beforeDeletion } from './past.ts';
import { countTokens } from './tokens.ts';

type EntryMutation = 'createDiaryEntry' | 'updateDiaryEntry' | 'deleteDiaryEntry' | 'restoreDiaryEntry';

/** What a writer does to their entries. */
export const entryMutations = (parts: SubgraphParts): Pick<MutationResolvers, EntryMutation> => {
  const { vault, handler } = parts;
  const current = async (request: Request, id: string): Promise<EntryRow> =>
    upToDate(parts, request, entries, entryStream(id), await request.row(entries, { id }));

  const sessionState = async ({ tenant }: Request, id: string) =>
    isId(id) ? (await handler.load(sessionAggregate, tenant, sessionStream(id))).state : null;

  return {
    async createDiaryEntry(_, { input }, request) {
      const { viewer, tenant } = request;
      const given = parseInput(createInput, input, 'input');
      const { title = null, content, tags, statedMood = null, timeZone = null } = given;
      const { sessionId = null, occurredAt = null, tokenCount = null } = given;
      const text: Text = { title, content, tags: tags ?? [], statedMood, timeZone };
      const asked = JSON.stringify([text, sessionId, occurredAt, tokenCount]);
      const entryId = given.id ?? newId();
      const moment = occurredAt ?? new Date().toISOString();
      const session = sessionId === null ? null : await sessionState(request, sessionId);
      const written = { entryId, ownerId: viewer.id, text, tokenCount, occurredAt: moment, sessionId, session };
      const command = await createEntry(vault, tenant, written, asked);
      const handled = await request.handle(entryAggregate, entryStream(entryId), command);
      return handled.status === 'appended'
        ? rowAfter(diaries, entries, null, handled.events)
        : current(request, entryId);
    },

    async updateDiaryEntry(_, { input }, request) {
      const { tenant, id: ownerId } = request.viewer;
      const { id, expectedVersion, occurredAt, tokenCount, ...changes } = parseInput(updateInput, input, 'input');
      if (!isId(id)) throw notFound('entry', 'input.id');
      const before = await current(request, id);
      // the zone it was written in stays: from there its new date is told
      const isOwn = before.ownerId === ownerId;
      const timeZone = isOwn && occurredAt !== undefined ? await openText<string>(request, before, 'timeZone') : null;
      const index = await indexOf(vault, tenant, ownerId, changes);
      await request.handle(entryAggregate, entryStream(id), {
        ...{ type: 'UpdateEntry', entryId: id, ownerId, expectedVersion: expectedVersion ?? null, changes },
        ...(occurredAt === undefined ? {} : { moment: { occurredAt, day: dayOf(occurredAt, timeZone) } }),
        ...(tokenCount === undefined ? {} : { tokenCount }),
        ...(changes.content === undefined ? {} : { countedTokens: await countTokens(changes.content) }),
        ...(changes.tags === undefined ? {} : { tagHashes: await tagHashes(vault, tenant, ownerId, changes.tags) }),
        ...(Object.keys(index).length === 0 ? {} : { index }),
      });
      return upToDate(parts, request, entries, entryStream(id), before);
    },

    async deleteDiaryEntry(_, { id }, request) {
      const ownerId = request.viewer.id;
      if (!isId(id)) throw notFound('entry', 'id');
      const before = await current(request, id);
      await request.handle(entryAggregate, entryStream(id), { type: 'DeleteEntry', entryId: id, ownerId });
      return upToDate(parts, request, entries, entryStream(id), before);
    },

    async restoreDiaryEntry(_, { id }, request) {
      const { tenant, id: ownerId } = request.viewer;
      const before = isId(id) ? await beforeDeletion(request, handler, id) : null;
      if (before?.entry.ownerId !== ownerId) throw notFound('entry', 'id');
      const { entry, createdAt, version: ofVersion } = before;
      const text = await textOf(request, entry);
      const source = await openText<Source>(request, entry, 'source');
      const handled = await request.handle(entryAggregate, entryStream(id), {
        ...{ type: 'RestoreEntry', entryId: id, ownerId, ofVersion, createdAt, text, ...(source && { source }) },
        ...(await lookedUpBy(vault, tenant, ownerId, text)),
      });
      return rowAfter(diaries, entries, entry, handled.events);
    },
  };
};

const textOf = async (request: Request, entry: EntryRow): Promise<Text> => ({
  title: await openText<string>(request, entry, 'title'),
  content: (await openText<string>(request, entry, 'content')) ?? '',
  tags: await tagsOf(request, entry),
  statedMood: await openText<string>(request, entry, 'statedMood'),
  timeZone: await openText<string>(request, entry, 'timeZone'),
});
