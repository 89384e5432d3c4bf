import type { SubgraphParts } from '#platform/subgraph';
import { type Mood, moodStream } from '../events.ts';
import { type EntryByTimeRow, entriesByTime } from '../readModel.ts';
import type { ReadEntry } from './portrait.ts';

/** A portrait shows somebody as they are: of long diaries the latest entries. */
const MAX_ENTRIES = 500;

/** Rows of the latest entries, those that have been read. */
export const latestRead = async (
  { readModel }: Pick<SubgraphParts, 'readModel'>,
  tenant: string,
  ownerId: string,
): Promise<EntryByTimeRow[]> => {
  const rows = await readModel.page(entriesByTime, tenant, { ownerId }, { limit: MAX_ENTRIES, backwards: true });
  return rows.filter(({ mood }) => mood !== null);
};

/** What was read in these; null when the key is destroyed. */
export const openReadings = async (
  { vault }: Pick<SubgraphParts, 'vault'>,
  tenant: string,
  ownerId: string,
  rows: readonly EntryByTimeRow[],
): Promise<(ReadEntry & { readonly id: string })[] | null> => {
  const moods = await vault.open(
    rows.map(({ id, mood }) => ({ tenant, subject: ownerId, stream: moodStream(id), field: 'mood', sealed: mood! })),
  );
  const entries = rows.flatMap(({ id, tokenCount }, nth) => {
    const mood = moods[nth];
    if (mood instanceof Error) throw mood;
    return mood === undefined ? [] : [{ id, tokenCount, mood: mood as Mood }];
  });
  return entries.length < rows.length ? null : entries;
};

/** What a portrait is made of at this moment. */
export const latestReadings = async (
  parts: Pick<SubgraphParts, 'readModel' | 'vault'>,
  tenant: string,
  ownerId: string,
): Promise<(ReadEntry & { readonly id: string })[] | null> =>
  openReadings(parts, tenant, ownerId, await latestRead(parts, tenant, ownerId));
