import { aggregatesOf } from '#platform/domain/aggregate';
import type { Decider } from '#platform/domain/decider';
import { diaryEvents, type Mood, type MoodEvent } from '../events.ts';

export type RecordMood = MoodEvent['data'] & { readonly mood: Mood };

/** Which reading of an entry was recorded last; null before the first. */
export type Reading = Pick<MoodEvent['data'], 'ofVersion' | 'modelVersion'> | null;

export const mood: Decider<Reading, RecordMood, MoodEvent> = {
  initialState: null,

  decide({ mood, ...data }, last) {
    const { ofVersion, modelVersion } = data;
    // of an older text than what was read already; or the very same reading, made again
    if (last && (ofVersion < last.ofVersion || (ofVersion === last.ofVersion && modelVersion === last.modelVersion)))
      return [];
    return [{ type: 'EntryMoodAnalyzed', data, personal: { mood } }];
  },

  evolve: (_, { data: { ofVersion, modelVersion } }) => ({ ofVersion, modelVersion }),
};

export const moodAggregate = aggregatesOf(diaryEvents)(mood, 1);
