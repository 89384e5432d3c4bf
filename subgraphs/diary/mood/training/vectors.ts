import { scaleOf } from '../model/classifier.ts';
import { blockOf, featuresOf, LETTERS } from '../model/features.ts';
import { type Vocabulary, vocabulary } from '../model/vocabulary.ts';
import { RARITY_STEP } from '../model/weights.ts';

/** A text as the regressions see it: the columns that are not 0. */
export interface Vector {
  readonly columns: Uint32Array;
  readonly values: Float32Array;
}

export interface Vectors {
  readonly features: Int32Array;
  readonly rarities: Uint8Array;
  readonly vectors: readonly Vector[];
}

/** In how many texts a feature must be. */
const LEAST_TEXTS = 2;

/** tf-idf over the features that several of the texts have, exactly as the classifier weighs them. */
export const vectorsOf = (texts: readonly string[], letters: number): Vectors => {
  const counted = texts.map((text) => countsOf(featuresOf(text)));
  const frequencies = new Map<number, number>();
  for (const counts of counted)
    for (const feature of counts.keys()) frequencies.set(feature, (frequencies.get(feature) ?? 0) + 1);
  const common = [...frequencies].filter(([, frequency]) => frequency >= LEAST_TEXTS);
  common.sort(([a, m], [b, n]) => n - m || a - b);

  const features = Int32Array.from(common, ([feature]) => feature);
  const rarityOf = (frequency: number): number => 1 + Math.log((1 + texts.length) / (1 + frequency));
  const rarities = Uint8Array.from(common, ([, frequency]) => Math.round(rarityOf(frequency) / RARITY_STEP));
  const known = vocabulary(features);
  return { features, rarities, vectors: counted.map((counts) => vectorOf(counts, known, rarities, letters)) };
};

const vectorOf = (
  counts: ReadonlyMap<number, number>,
  known: Vocabulary,
  rarities: Uint8Array,
  letters: number,
): Vector => {
  const found = [...counts].filter(([feature]) => known.rowOf(feature) >= 0);
  const rarityOf = (feature: number): number => rarities[known.rowOf(feature)]! * RARITY_STEP;
  const squares = [0, 0];
  for (const [feature, count] of found) squares[blockOf(feature)]! += count * rarityOf(feature) ** 2;
  const scales = squares.map((sum, block) => scaleOf(sum) * (block === LETTERS ? letters : 1));
  return {
    columns: Uint32Array.from(found, ([feature]) => known.rowOf(feature)),
    values: Float32Array.from(found, ([feature, count]) => count * rarityOf(feature) * scales[blockOf(feature)]!),
  };
};

const countsOf = (features: readonly number[]): ReadonlyMap<number, number> => {
  const counts = new Map<number, number>();
  for (const feature of features) counts.set(feature, (counts.get(feature) ?? 0) + 1);
  return counts;
};
