import { EMOTIONS } from '../analyzer.ts';

export interface Quality {
  /** Mean of the emotions' F1. */
  readonly macroF1: number;
  /** By the place in EMOTIONS. */
  readonly f1: readonly number[];
  /** Share of the texts whose dominant emotion is among the gold ones. */
  readonly accuracy: number;
}

/**
 * How well dominant emotions are found. One counts as right when it is among the gold ones; when it isn't, the miss is
 * shared out among them, so that every text counts once, whatever the order of its labels.
 */
export const qualityOf = (dominants: readonly number[], gold: readonly (readonly number[])[]): Quality => {
  const right = EMOTIONS.map(() => 0);
  const wrong = EMOTIONS.map(() => 0);
  const missed = EMOTIONS.map(() => 0);
  dominants.forEach((dominant, at) => {
    const emotions = gold[at]!;
    if (emotions.includes(dominant)) right[dominant]!++;
    else {
      wrong[dominant]!++;
      for (const emotion of emotions) missed[emotion]! += 1 / emotions.length;
    }
  });
  const f1 = EMOTIONS.map((_, at) =>
    right[at]! === 0 ? 0 : right[at]! / (right[at]! + (wrong[at]! + missed[at]!) / 2),
  );
  return {
    f1,
    macroF1: f1.reduce((sum, value) => sum + value) / f1.length,
    accuracy: right.reduce((sum, count) => sum + count) / dominants.length,
  };
};

export const highest = (scores: ArrayLike<number>): number => {
  let best = 0;
  for (let at = 1; at < scores.length; at++) if (scores[at]! > scores[best]!) best = at;
  return best;
};
