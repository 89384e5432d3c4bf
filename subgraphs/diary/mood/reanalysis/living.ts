import { START, upcast } from '#platform/domain/events';
import type { SubgraphParts } from '#platform/subgraph';
import { type Entry, entryAggregate } from '../../entries/decider.ts';
import { diaryEvents, entryStream, type Mood, moodStream } from '../../events.ts';
import { moodAggregate } from '../decider.ts';
import type { Reading } from '../recording.ts';

/** What a re-analysis works on. */
export type Parts = Pick<SubgraphParts, 'store' | 'handler' | 'readModel' | 'vault' | 'blobs'>;

/** An entry that is there, as it is now. */
export interface LivingEntry {
  readonly tenant: string;
  readonly entryId: string;
  readonly entry: Entry;
}

const BATCH = 2_000;
/** Entries that are worked on side by side. */
const AT_ONCE = 16;

/** Everybody's entries: a walk through the whole feed, as a rebuild is. Those that are written meanwhile are in it. */
export const forEachLivingEntry = async (
  parts: Pick<Parts, 'store' | 'handler'>,
  work: (living: LivingEntry) => Promise<void>,
): Promise<void> => {
  for (let position = START; ; ) {
    const batch = await parts.store.readFeed(position, BATCH);
    const last = batch.at(-1);
    if (!last) return;
    position = last.feed;
    const written = batch.flatMap((event) => {
      const recorded = event.type === 'DiaryEntryCreated' ? upcast(diaryEvents, event) : null;
      return recorded?.type === 'DiaryEntryCreated' ? [{ tenant: event.tenant, id: recorded.data.entryId }] : [];
    });
    while (written.length > 0) {
      const outcomes = await Promise.allSettled(
        written.splice(0, AT_ONCE).map(async ({ tenant, id: entryId }) => {
          const entry = await livingEntry(parts, tenant, entryId);
          if (entry) await work({ tenant, entryId, entry });
        }),
      );
      // only now that none of them is at work any more
      for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason;
    }
  }
};

/** Null once it is deleted. */
export const livingEntry = async (
  { handler }: Pick<Parts, 'handler'>,
  tenant: string,
  entryId: string,
): Promise<Entry | null> => {
  const { state } = await handler.load(entryAggregate, tenant, entryStream(entryId));
  return state && !state.deleted ? state : null;
};

/** Whether it has been read by this model as it is now. */
export const isReadBy = async (
  { handler }: Pick<Parts, 'handler'>,
  { tenant, entryId, entry }: LivingEntry,
  modelVersion: string,
): Promise<boolean> => {
  const { state } = await handler.load(moodAggregate, tenant, moodStream(entryId));
  return state?.ofVersion === entry.version && state.modelVersion === modelVersion;
};

/** What people see now; null where it was not read yet, or nobody can open it any more. */
export const shownReading = async (
  { handler, vault }: Pick<Parts, 'handler' | 'vault'>,
  { tenant, entryId, entry: { ownerId } }: LivingEntry,
): Promise<Reading | null> => {
  const stream = moodStream(entryId);
  const { version } = await handler.load(moodAggregate, tenant, stream);
  const [last] = version === 0 ? [] : await handler.read(diaryEvents, tenant, stream, { from: version });
  if (last?.type !== 'EntryMoodAnalyzed' || !last.personal) return null;
  const { ofVersion, modelVersion } = last.data;
  const [mood] = await vault.open([{ tenant, subject: ownerId, stream, field: 'mood', sealed: last.personal.mood }]);
  if (mood instanceof Error) throw mood;
  return mood === undefined ? null : { ofVersion, modelVersion, mood: mood as Mood };
};
