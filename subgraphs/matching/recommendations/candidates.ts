import type { ProfileRow } from '../readModel.ts';
import type { Held } from './holders.ts';

export interface Found {
  readonly personId: string;
  /** Of a score to six digits; or estimated. */
  readonly score: number;
}

/** Who may be most like somebody of all who can be found. */
export interface Candidates {
  /** Of so many, the first of those found, the score has to be found exactly, from their rows. */
  readonly estimated: number;
  /** About as many as asked for, the most alike first; whether there may be more of them is said, too. */
  find(
    tenant: string,
    one: ProfileRow,
    given: {
      /** Who has the words that they have; found meanwhile. */
      readonly words: Promise<Held>;
      readonly minScore: number;
      readonly limit: number;
    },
  ): Promise<{ readonly found: readonly Found[]; readonly all: boolean }>;
}
