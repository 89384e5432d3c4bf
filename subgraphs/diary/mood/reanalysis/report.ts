import { MIN_TOKENS } from '../../portrait/decider.ts';
import { latestReadings } from '../../portrait/latest.ts';
import { portraitOf, type ReadEntry } from '../../portrait/portrait.ts';
import { comparingMoods, counting, type Matrix, type MoodComparison } from './comparison.ts';
import { forEachLivingEntry, livingEntry, type Parts, shownReading } from './living.ts';
import { shadowOf } from './shadow.ts';

/** What would change if what lies in the shadow were shown. Of people and entries it tells numbers, and of entries ids. */
export interface ReanalysisReport {
  readonly modelVersion: string;
  readonly moods: MoodComparison;
  /** Entries that nobody had read, which there is nothing to compare with. */
  readonly unread: number;
  /** By their likest archetypes. */
  readonly portraits: { readonly compared: number; readonly changed: number; readonly archetypes: Matrix };
}

export const reportOf = async (parts: Parts, modelVersion: string): Promise<ReanalysisReport> => {
  const shadow = shadowOf(parts.blobs);
  const moods = comparingMoods();
  const owners = new Map<string, { readonly tenant: string; readonly ownerId: string }>();
  let unread = 0;
  await forEachLivingEntry(parts, async (living) => {
    const after = await shadow.current(living, modelVersion);
    if (!after) return;
    const { tenant, entryId, entry } = living;
    const before = await shownReading(parts, living);
    if (before) moods.add(entryId, before.mood, after.mood);
    else unread++;
    owners.set(`${tenant}\n${entry.ownerId}`, { tenant, ownerId: entry.ownerId });
  });

  const archetypes = counting();
  for (const { tenant, ownerId } of owners.values()) {
    const before = (await latestReadings(parts, tenant, ownerId)) ?? [];
    const after = await Promise.all(
      before.map(async ({ id: entryId, ...read }): Promise<ReadEntry> => {
        const entry = await livingEntry(parts, tenant, entryId);
        const reading = entry && (await shadow.current({ tenant, entryId, entry }, modelVersion));
        return reading ? { ...read, mood: reading.mood } : read;
      }),
    );
    const tokens = before.reduce((sum, { tokenCount }) => sum + tokenCount, 0);
    if (tokens >= MIN_TOKENS) archetypes.add(likestOf(before), likestOf(after));
  }
  const { entries: compared, changed, dominant } = archetypes.result();
  return { modelVersion, moods: moods.result(), unread, portraits: { compared, changed, archetypes: dominant } };
};

const likestOf = (entries: readonly ReadEntry[]): string => portraitOf(entries).archetypes[0]!.name;
