import type { Mood } from '../../events.ts';
import { EMOTIONS } from '../analyzer.ts';

/** How many went from one name to another. */
export type Matrix = Readonly<Record<string, Readonly<Record<string, number>>>>;

/** By how much valence and arousal have gone up, on average. */
export interface Shift {
  readonly entries: number;
  readonly valence: number;
  readonly arousal: number;
}

export interface MoodComparison {
  readonly entries: number;
  /** Those whose dominant emotion is another one. */
  readonly changed: number;
  readonly dominant: Matrix;
  /** By the language that the new model has found. */
  readonly languages: Readonly<Record<string, Shift>>;
  /** Those that changed most, the most changed first. */
  readonly most: readonly { readonly entryId: string; readonly distance: number }[];
}

const MOST = 20;

/** What two models make of the same entries, added up one by one: nothing is kept of an entry but its id. */
export const comparingMoods = () => {
  const dominant = counting();
  const sums = new Map<string, { entries: number; valence: number; arousal: number }>();
  let most: { entryId: string; distance: number }[] = [];

  return {
    add(entryId: string, before: Mood, after: Mood): void {
      dominant.add(before.dominant, after.dominant);
      const sum = sums.get(after.language) ?? { entries: 0, valence: 0, arousal: 0 };
      sum.entries++;
      sum.valence += after.valence - before.valence;
      sum.arousal += after.arousal - before.arousal;
      sums.set(after.language, sum);
      const distance = distanceOf(before, after);
      if (most.length === MOST && distance <= most.at(-1)!.distance) return;
      most = [...most, { entryId, distance }].sort((a, b) => b.distance - a.distance).slice(0, MOST);
    },
    result(): MoodComparison {
      const languages = Array.from(sums, ([language, { entries, valence, arousal }]) => [
        language,
        { entries, valence: valence / entries, arousal: arousal / entries },
      ]);
      return { ...dominant.result(), languages: Object.fromEntries(languages), most };
    },
  };
};

/** What went from where to where, and how often. */
export const counting = () => {
  const matrix: Record<string, Record<string, number>> = {};
  let [entries, changed] = [0, 0];
  return {
    add(from: string, to: string): void {
      entries++;
      if (from !== to) changed++;
      matrix[from] ??= {};
      matrix[from][to] = (matrix[from][to] ?? 0) + 1;
    },
    result: () => ({ entries, changed, dominant: matrix as Matrix }),
  };
};

/** 0 for the same emotions to 1 for none in common (total variation). */
const distanceOf = (before: Mood, after: Mood): number =>
  EMOTIONS.reduce((sum, emotion) => sum + Math.abs(before.emotions[emotion] - after.emotions[emotion]), 0) / 2;
