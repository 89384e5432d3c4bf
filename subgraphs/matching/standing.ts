import type { StandingRow } from './readModel.ts';

/** Whether one of the two blocks the other. */
export const isApart = (standing: StandingRow | null): boolean =>
  (standing?.blocks ?? false) || (standing?.isBlocked ?? false);

export const isMatched = (standing: StandingRow | null): boolean => standing?.match === 'ACCEPTED';
