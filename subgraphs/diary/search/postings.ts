import type { Recorded } from '#platform/domain/events';
import { type Change, fold, type Projection, put, remove } from '#platform/projection';
import type { DiaryEvent, EntryIndex } from '../events.ts';
import { type EntryByWordRow, type EntryWordsRow, entriesByWord, entryWords, searchedDiaries } from '../readModel.ts';

/** Entries by the words in them. Apart from the entries themselves: they are read before some hundred words are written. */
export const search: Projection<DiaryEvent> = {
  name: 'diary.search',
  tables: [entryWords, entriesByWord, searchedDiaries],

  project(event) {
    switch (event.type) {
      case 'DiaryEntryCreated':
      case 'DiaryEntryRestored': {
        const { ownerId, occurredAt, index } = event.data;
        return [indexed(event, () => ({ ownerId, occurredAt, ...index })), counted(ownerId, 1, lengthOf(index))];
      }
      case 'DiaryEntryUpdated': {
        const { ownerId, occurredAt, reindexed } = event.data;
        return [
          indexed(event, () => ({ occurredAt, ...reindexed?.parts })),
          ...(reindexed ? [counted(ownerId, 0, reindexed.growth)] : []),
        ];
      }
      case 'DiaryEntryDeleted': {
        const { ownerId, indexedLength } = event.data;
        return [indexed(event, () => NOWHERE), counted(ownerId, -1, -indexedLength)];
      }
      case 'DiaryEntryErased':
        return [indexed(event, () => NOWHERE), remove(searchedDiaries, { ownerId: event.data.ownerId })];
      default:
        return [];
    }
  },
};

const NOWHERE = { occurredAt: null, title: null, content: null, tags: null };

const indexed = (
  { data: { entryId: id } }: Recorded<Extract<DiaryEvent, { data: { entryId: string } }>>,
  next: () => Partial<EntryWordsRow>,
): Change => fold(entryWords, { id }, next, moved);

/** By how many entries, and by how many words, a diary has grown. */
const counted = (ownerId: string, documents: number, length: number): Change =>
  fold(searchedDiaries, { ownerId }, (row) => ({
    documents: (row?.documents ?? 0) + documents,
    length: (row?.length ?? 0) + length,
  }));

const lengthOf = ({ title, content, tags }: EntryIndex): number => title.length + content.length + tags.length;

/** The rows of the words, as a change of the entry moves them. */
const moved = (before: EntryWordsRow | null, after: EntryWordsRow) => {
  const [was, is] = [before ? rowsOf(before) : new Map<string, EntryByWordRow>(), rowsOf(after)];
  return [
    ...[...was.values()]
      .filter(({ word, occurredAt }) => is.get(word)?.occurredAt !== occurredAt)
      .map((row) => remove(entriesByWord, row)),
    ...[...is.values()].filter((row) => !isSame(row, was.get(row.word))).map((row) => put(entriesByWord, row)),
  ];
};

const isSame = (row: EntryByWordRow, other: EntryByWordRow | undefined): boolean =>
  other?.occurredAt === row.occurredAt && other.count === row.count && other.length === row.length;

const rowsOf = ({ id, ownerId, occurredAt, title, content, tags }: EntryWordsRow): Map<string, EntryByWordRow> => {
  const rows = new Map<string, EntryByWordRow>();
  if (occurredAt === null || !title || !content || !tags) return rows;
  const length = lengthOf({ title, content, tags });
  for (const { counts } of [title, content, tags])
    for (const [word, count] of Object.entries(counts)) {
      const known = rows.get(word)?.count ?? 0;
      rows.set(word, { ownerId, word, occurredAt, id, count: known + count, length });
    }
  return rows;
};
