import { aggregatesOf } from '#platform/domain/aggregate';
import type { Decider } from '#platform/domain/decider';
import { diaryEvents, type Portrait, type PortraitEvent } from '../events.ts';

/** What a portrait is made of. */
export type Basis = Omit<Updated['data'], 'ownerId'>;

export type UpdatePortrait = Updated['data'] & { readonly portrait: Portrait | null };

/** Their person was erased. */
export type ErasePortraits = Extract<PortraitEvent, { type: 'PortraitsErased' }>['data'];

type Updated = Extract<PortraitEvent, { type: 'PortraitUpdated' }>;

/** What the newest portrait was made of; null before the first. */
export const portrait: Decider<Basis | null, UpdatePortrait | ErasePortraits, PortraitEvent> = {
  initialState: null,

  decide(command, last) {
    if ('portraits' in command) return [{ type: 'PortraitsErased', data: command }];
    const { portrait, ...data } = command;
    return isSame(data, last) ? [] : [{ type: 'PortraitUpdated', data, personal: { portrait } }];
  },

  evolve(_, { type, data }) {
    if (type === 'PortraitsErased') return null;
    const { ownerId: __, ...basis } = data;
    return basis;
  },
};

/** Of fewer tokens there is no portrait. */
export const MIN_TOKENS = 50;
const NEW_TOKENS = 100;
const NEW_MS = 7 * 86_400_000;

/**
 * Whether it is time for another portrait. `anew`: something that the last one may be made of was changed or deleted;
 * `newTokens`: those analysed since.
 */
export const isDue = (last: Basis | null, now: Basis, { anew, newTokens }: { anew: boolean; newTokens: number }) => {
  if (isSame(now, last)) return false;
  if (last === null || last.tokensAnalyzed < MIN_TOKENS) return now.tokensAnalyzed >= MIN_TOKENS;
  if (anew || newTokens >= NEW_TOKENS) return true;
  return Date.parse(now.through ?? '') - Date.parse(last.through ?? '') >= NEW_MS;
};

const isSame = ({ entriesAnalyzed, tokensAnalyzed, through }: Basis, last: Basis | null): boolean =>
  last?.entriesAnalyzed === entriesAnalyzed && last.tokensAnalyzed === tokensAnalyzed && last.through === through;

export const portraitAggregate = aggregatesOf(diaryEvents)(portrait, 1);
