import { newId } from '#platform/domain/ids';
import { KeyDestroyedError } from '#platform/vault/vault';
import { recordMood } from '../recording.ts';
import { forEachLivingEntry, isReadBy, type Parts } from './living.ts';
import { shadowOf } from './shadow.ts';

const ACTOR = 'diary.reanalyse';

/** How far people see what a model has read. */
export interface Switched {
  /** Recorded by this switch. */
  recorded: number;
  /** That people see as another model has read them: written or changed since, and read by a process that still uses it. */
  left: number;
}

/**
 * Makes what lies in the shadow what people see: recorded as any reading is, so that whatever follows from moods follows. Cut
 * off, it goes on where it was. An entry that was changed meanwhile keeps its newest reading.
 */
export const switchToShadow = async (
  parts: Parts,
  modelVersion: string,
  onProgress: (switched: Readonly<Switched>) => void = () => {},
): Promise<Switched> => {
  const shadow = shadowOf(parts.blobs);
  const switched: Switched = { recorded: 0, left: 0 };
  const metadata = { actor: ACTOR, correlationId: newId() };
  await forEachLivingEntry(parts, async (living) => {
    const { tenant, entryId, entry } = living;
    try {
      const reading = await shadow.current(living, modelVersion);
      if (reading && (await recordMood(parts, living, reading, metadata, true))) switched.recorded++;
      if (!(await isReadBy(parts, living, modelVersion))) switched.left++;
      else await shadow.remove(tenant, entry.ownerId, entryId);
    } catch (error) {
      // erased meanwhile
      if (!(error instanceof KeyDestroyedError)) throw error;
    }
    onProgress(switched);
  });
  return switched;
};

/** Empties the shadow, whichever model has read what lies there. */
export const dropShadow = async (parts: Parts): Promise<number> => {
  const shadow = shadowOf(parts.blobs);
  let dropped = 0;
  await forEachLivingEntry(parts, async ({ tenant, entryId, entry: { ownerId } }) => {
    if (await shadow.find(tenant, ownerId, entryId)) dropped++;
    await shadow.remove(tenant, ownerId, entryId);
  });
  return dropped;
};
