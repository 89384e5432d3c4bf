import type { CommandHandler } from '#platform/command';
import { rowAfter } from '#platform/projection';
import type { Request } from '#platform/request';
import { diaryEvents, entryStream } from '../events.ts';
import { diaries } from '../projections.ts';
import { type EntryRow, entries } from '../readModel.ts';

/** An entry as it was once. */
export interface EntryRevision {
  readonly version: number;
  /** Of the event that made it so. */
  readonly at: string;
  readonly entry: EntryRow;
}

/** As of a moment; null when it was not written yet, or deleted. */
export const revisionAt = async (
  { tenant }: Request,
  handler: CommandHandler,
  id: string,
  asOf: string,
): Promise<EntryRevision | null> => {
  const events = await handler.read(diaryEvents, tenant, entryStream(id), { asOf });
  const last = events.at(-1);
  if (!last || last.type === 'DiaryEntryDeleted') return null;
  return { version: last.version, at: last.at, entry: rowAfter(diaries, entries, null, events) };
};

/** The last that was written before the entry was deleted, and when the first was. */
export const beforeDeletion = async (
  { tenant }: Request,
  handler: CommandHandler,
  id: string,
): Promise<(EntryRevision & { readonly createdAt: string }) | null> => {
  const events = await handler.read(diaryEvents, tenant, entryStream(id));
  const [first, last] = [events[0], events.at(-1)];
  if (!first || !last) return null;
  const entry = rowAfter(diaries, entries, null, events);
  return { version: last.version, at: last.at, entry, createdAt: first.at };
};
