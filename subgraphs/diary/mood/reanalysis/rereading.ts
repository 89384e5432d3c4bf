import { KeyDestroyedError } from '#platform/vault/vault';
import type { MoodAnalyzer } from '../analyzer.ts';
import { contentOf } from '../content.ts';
import { forEachLivingEntry, isReadBy, type LivingEntry, livingEntry, type Parts } from './living.ts';
import { shadowOf } from './shadow.ts';

/** How many entries a model has read; told as it goes on. */
export interface Reread {
  /** There are, as far as has been looked. */
  entries: number;
  /** That lie in the shadow now. */
  shadowed: number;
  /** That the model had read already, and people see so. */
  shown: number;
}

/**
 * Has every entry read by a model into the shadow, where nobody sees it. What lies there already is not read again: it goes on
 * where it was cut off, and reads what is new when it is begun once more.
 */
export const rereadAll = async (
  parts: Parts,
  analyzer: MoodAnalyzer,
  onProgress: (reread: Readonly<Reread>) => void = () => {},
): Promise<Reread> => {
  const reread: Reread = { entries: 0, shadowed: 0, shown: 0 };
  await forEachLivingEntry(parts, async (living) => {
    reread.entries++;
    const became = await rereadOne(parts, analyzer, living);
    if (became) reread[became]++;
    onProgress(reread);
  });
  return reread;
};

/** Null for what was changed, deleted or erased meanwhile. */
const rereadOne = async (
  parts: Parts,
  analyzer: MoodAnalyzer,
  living: LivingEntry,
): Promise<'shadowed' | 'shown' | null> => {
  const { modelVersion } = analyzer;
  const { tenant, entryId, entry } = living;
  const { ownerId, version } = entry;
  const shadow = shadowOf(parts.blobs);
  if (await isReadBy(parts, living, modelVersion)) return 'shown';
  if (await shadow.current(living, modelVersion)) return 'shadowed';
  const text = await contentOf({ tenant, entryId, ownerId, version }, parts);
  if (text === undefined) return null;
  try {
    await shadow.put(living, { ofVersion: version, modelVersion, mood: await analyzer.analyze(text) });
  } catch (error) {
    if (error instanceof KeyDestroyedError) return null;
    throw error;
  }
  // whoever forgets what was changed may have looked before it lay there
  if ((await livingEntry(parts, tenant, entryId))?.version === version) return 'shadowed';
  await shadow.remove(tenant, ownerId, entryId);
  return null;
};
