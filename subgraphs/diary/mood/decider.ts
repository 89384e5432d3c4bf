import { aggregatesOf } from '#platform/domain/aggregate';
import type { Decider } from '#platform/domain/decider';
import { diaryEvents, type Mood, type MoodEvent } from '../events.ts';

export type RecordMood = MoodEvent['data'] & {
  readonly mood: Mood;
  /** By another model, in the place of what was read of the same text before. */
  readonly replaces: boolean;
};

/** Which reading of an entry was recorded last; null before the first. */
export type Reading = Pick<MoodEvent['data'], 'ofVersion' | 'modelVersion'> | null;

export const mood: Decider<Reading, RecordMood, MoodEvent> = {
  initialState: null,

  decide({ mood, replaces, ...data }, last) {
    const { ofVersion, modelVersion } = data;
    // of an older text than what was read already
    if (last && ofVersion < last.ofVersion) return [];
    // made again, as who reads new texts may do at any time, maybe by a model that was replaced meanwhile
    if (last?.ofVersion === ofVersion && (!replaces || modelVersion === last.modelVersion)) return [];
    return [{ type: 'EntryMoodAnalyzed', data, personal: { mood } }];
  },

  evolve: (_, { data: { ofVersion, modelVersion } }) => ({ ofVersion, modelVersion }),
};

export const moodAggregate = aggregatesOf(diaryEvents)(mood, 1);
