import { EMOTIONS } from '../analyzer.ts';
import { RARITY_STEP, type Weights } from '../model/weights.ts';
import { logisticRegression, type Regression, type Sample } from './logistic.ts';
import { regressionByOdds } from './odds.ts';
import { vectorsOf } from './vectors.ts';

/** A text to learn from. */
export interface Lesson {
  readonly text: string;
  /** Places in EMOTIONS. */
  readonly gold: readonly number[];
  /** The expert that it is for. */
  readonly expert: number;
  /** What an error with it costs. */
  readonly cost: number;
}

/** What the first expert, the one for people's own writing, is ahead of the other by, in log-odds. */
const FIRST = 2;

/** Of few lessons, in which much stands together by chance: features count by how unevenly they are spread. */
export type Weighing = 'plain' | 'by-odds';

/** The same lessons give the same weights, byte for byte. By expert, how its features are weighed. */
export const train = (lessons: readonly Lesson[], experts: readonly Weighing[], letters: number): Weights => {
  const { features, rarities, vectors } = vectorsOf(
    lessons.map(({ text }) => text),
    letters,
  );
  const regressed = (
    isShown: (lesson: Lesson) => boolean,
    isPositive: (lesson: Lesson) => boolean,
    weighing: Weighing,
  ): Regression => {
    const samples = lessons.flatMap((lesson, at) =>
      isShown(lesson) ? [{ vector: vectors[at]!, isPositive: isPositive(lesson), cost: lesson.cost }] : [],
    );
    const regress = weighing === 'by-odds' ? regressionByOdds : logisticRegression;
    return regress(balanced(samples), features.length);
  };

  const regressions = experts.flatMap((weighing, expert) =>
    EMOTIONS.map((_, emotion) =>
      regressed(
        (lesson) => lesson.expert === expert,
        ({ gold }) => gold.includes(emotion),
        weighing,
      ),
    ),
  );
  if (experts.length > 1) {
    const gate = regressed(
      () => true,
      ({ expert }) => expert === 0,
      'plain',
    );
    regressions.push({ ...gate, bias: gate.bias + FIRST });
  }
  return { letters, features, rarities, ...inBytes(regressions, rarities) };
};

/** Both sides cost as much in all, so that rare emotions are found as well as common ones. */
const balanced = (samples: readonly Sample[]): Sample[] => {
  const costOf = (side: readonly Sample[]) => side.reduce((sum, { cost }) => sum + cost, 0);
  const all = costOf(samples);
  const positive = costOf(samples.filter(({ isPositive }) => isPositive));
  const factors = { positive: all / 2 / positive, negative: all / 2 / (all - positive) };
  return samples.map((sample) => ({
    ...sample,
    cost: sample.cost * (sample.isPositive ? factors.positive : factors.negative),
  }));
};

/** Weights times rarities, so that a text's are only added up. */
const inBytes = (
  regressions: readonly Regression[],
  rarities: Uint8Array,
): Pick<Weights, 'outputs' | 'steps' | 'bias' | 'rows'> => {
  const columns = regressions.map(({ weights }) => weights.map((weight, row) => weight * rarities[row]! * RARITY_STEP));
  const steps = columns.map((column) =>
    exact(column.reduce((most, value) => Math.max(most, Math.abs(value)), 0) / 127),
  );
  const rows = new Int8Array(rarities.length * columns.length);
  columns.forEach((column, at) => {
    for (let row = 0; row < column.length; row++)
      rows[row * columns.length + at] = Math.round(column[row]! / steps[at]!);
  });
  return { outputs: columns.length, steps, bias: regressions.map(({ bias }) => exact(bias)), rows };
};

/** As many digits as a weight is good for. */
const exact = (value: number): number => Number(value.toPrecision(6));
