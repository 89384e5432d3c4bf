import type { Recorded, Sealed } from '#platform/domain/events';
import { type Change, fold, put, remove } from '#platform/projection';
import type { EntryEvent, MoodEvent } from '../events.ts';
import {
  type EntryByTimeRow,
  type EntryIndexRow,
  type EntryInListRow,
  entriesByTime,
  entriesInLists,
  entryIndex,
} from '../readModel.ts';

/** The lists in which entries stand, by what all of a list have in common. */
export const listOf = {
  tag: (hash: string): string => `tag ${hash}`,
  emotion: (hash: string): string => `emotion ${hash}`,
  session: (sessionId: string): string => `session ${sessionId}`,
  /** Of any year. */
  dayOfYear: (day: string): string => `day ${day.slice(5)}`,
};

/**
 * What an event does to the places of an entry. Its own events and those of its mood are of two streams, which may pass each
 * other: in whatever order they come, the newest reading counts, and only while it is of the present content.
 */
export const placed = (event: Recorded<EntryEvent | MoodEvent>): Change => {
  const { version } = event;
  switch (event.type) {
    case 'DiaryEntryCreated':
    case 'DiaryEntryRestored': {
      const { ownerId, sessionId, occurredAt, day, tokenCount, wordCount, tagHashes } = event.data;
      const facts = { ownerId, sessionId, occurredAt, day, tokenCount, wordCount, tagHashes };
      const tags = tagsIn(event.personal, tagHashes);
      return changed(event, (row) => ({ ...facts, tags, ...withContentOf(version, row) }));
    }
    case 'DiaryEntryUpdated': {
      const { occurredAt, day, tokenCount, wordCount, tagHashes } = event.data;
      const isNew = event.personal?.content !== undefined;
      return changed(event, (row) => ({
        ...{ occurredAt, day, tokenCount, wordCount },
        ...(tagHashes && { tagHashes, tags: tagsIn(event.personal, tagHashes) }),
        ...(isNew && withContentOf(version, row)),
      }));
    }
    case 'DiaryEntryDeleted':
    case 'DiaryEntryErased':
      return changed(event, (row) => ({ ...NOWHERE, ...withContentOf(version, row) }));
    case 'EntryMoodAnalyzed': {
      const { ofVersion, emotionHash, modelVersion } = event.data;
      const reading = { mood: event.personal?.mood ?? null, emotionHash, modelVersion, analyzedAt: event.at };
      const needed = (row: EntryIndexRow | null) => Math.max(row?.contentVersion ?? 0, row?.readVersion ?? 0);
      return changed(event, (row) => (ofVersion < needed(row) ? null : { ...reading, readVersion: ofVersion }));
    }
  }
};

const changed = (
  { data: { entryId: id } }: Recorded<EntryEvent | MoodEvent>,
  next: (row: EntryIndexRow | null) => Partial<EntryIndexRow> | null,
): Change => fold(entryIndex, { id }, next, moved);

const tagsIn = (personal: { readonly tags?: Sealed } | null, tagHashes: readonly string[]): Sealed | null =>
  tagHashes.length === 0 ? null : (personal?.tags ?? null);

/** From a version on there is another content, or none: readings of an older one go. */
const withContentOf = (contentVersion: number, row: EntryIndexRow | null): Partial<EntryIndexRow> => ({
  contentVersion,
  ...((row?.readVersion ?? 0) < contentVersion && UNREAD),
});

const UNREAD = { readVersion: null, mood: null, emotionHash: null, modelVersion: null, analyzedAt: null };

const NOWHERE = {
  ...{ sessionId: null, occurredAt: null, day: null, tokenCount: null, wordCount: null },
  ...{ tags: null, tagHashes: null },
};

/** The rows of the lists, as a change of the index moves them. */
const moved = (before: EntryIndexRow | null, after: EntryIndexRow) => {
  const [was, is] = [before ? rowsOf(before) : [], rowsOf(after)];
  const stays = new Set(is.map(keyOf));
  const stood = new Set(was.map(keyOf));
  return [
    ...was.filter((row) => !stays.has(keyOf(row))).map((row) => remove(entriesInLists, row)),
    ...is.filter((row) => !stood.has(keyOf(row))).map((row) => put(entriesInLists, row)),
    ...byTime(before, after),
  ];
};

const keyOf = ({ list, occurredAt }: EntryInListRow): string => `${list} ${occurredAt}`;

const rowsOf = (row: EntryIndexRow): EntryInListRow[] => {
  const { id, ownerId, occurredAt, day, sessionId, tagHashes, emotionHash } = row;
  if (occurredAt === null) return [];
  const lists = [
    ...(tagHashes ?? []).map(listOf.tag),
    ...(emotionHash === null ? [] : [listOf.emotion(emotionHash)]),
    ...(sessionId === null ? [] : [listOf.session(sessionId)]),
    ...(day === null ? [] : [listOf.dayOfYear(day)]),
  ];
  return lists.map((list) => ({ ownerId, list, occurredAt, id }));
};

const byTime = (before: EntryIndexRow | null, after: EntryIndexRow) => {
  const { id, ownerId, occurredAt, sessionId, day, tokenCount, wordCount, tags, mood, analyzedAt } = after;
  const stood = before?.occurredAt ?? null;
  const row = { ownerId, occurredAt, id, sessionId, day, tokenCount, wordCount, tags, mood, analyzedAt };
  return [
    ...(stood !== null && stood !== occurredAt ? [remove(entriesByTime, { ownerId, occurredAt: stood, id })] : []),
    ...(occurredAt === null ? [] : [put(entriesByTime, row as EntryByTimeRow)]),
  ];
};
