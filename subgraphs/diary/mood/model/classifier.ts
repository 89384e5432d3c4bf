import { EMOTIONS } from '../analyzer.ts';
import type { Token } from '../text/tokens.ts';
import { LETTERS, letterFeatures, WORDS, wordFeature, wordFeatures } from './features.ts';
import { vocabulary } from './vocabulary.ts';
import { RARITY_STEP, type Weights } from './weights.ts';

export interface Classifier {
  /** Shares of the emotions in their order, together 1; null when nothing in it is known. Chunks count once each. */
  score(tokens: readonly Token[], chunks: readonly string[]): Float64Array | null;
  /** How common a word was in what was learnt from: 0 for the most common feature, as many as there are for an unknown word. */
  rankOf(word: string): number;
}

/** What to multiply a sum of rows by, so that longer texts don't weigh more; of the squares of the rows' rarities. */
export const scaleOf = (squares: number): number => (squares === 0 ? 0 : 1 / Math.sqrt(squares));

/** People write the same words again and again. Some 100 bytes each. */
const REMEMBERED_CHUNKS = 20_000;

/**
 * Logistic regressions, one for each emotion, over tf-idf of words and of sequences of letters, each of the two scaled by
 * itself. Where there are experts for several kinds of text, another regression says how likely each of them is right.
 */
export const classifier = (weights: Weights): Classifier => {
  const { outputs, rarities, rows } = weights;
  const known = vocabulary(weights.features);
  /** Sums of rows lie one after another: the outputs before scaling, in whole numbers, and the squares of the rarities. */
  const SQUARES = outputs;
  /** The last text that the chunk was counted in. */
  const TEXT = outputs + 1;
  const width = outputs + 2;
  const sums = new Int32Array((2 + REMEMBERED_CHUNKS) * width);
  const [words, letters] = [WORDS * width, LETTERS * width];
  const remembered = new Map<string, number>();
  let texts = 0;

  const add = (sum: number, feature: number): void => {
    const row = known.rowOf(feature);
    if (row < 0) return;
    const start = row * outputs;
    for (let output = 0; output < outputs; output++) sums[sum + output]! += rows[start + output]!;
    sums[sum + SQUARES]! += rarities[row]! * rarities[row]!;
  };

  const sumOf = (chunk: string): number => {
    const found = remembered.get(chunk);
    if (found !== undefined) return found;
    const sum = (2 + remembered.size) * width;
    sums.fill(0, sum, sum + width);
    for (const feature of letterFeatures(chunk)) add(sum, feature);
    remembered.set(chunk, sum);
    return sum;
  };

  const startText = (chunks: number): void => {
    if (remembered.size + chunks > REMEMBERED_CHUNKS) remembered.clear();
    texts = texts === 2 ** 31 - 1 ? 1 : texts + 1;
    sums.fill(0, 0, 2 * width);
  };

  return {
    rankOf(word) {
      const row = known.rowOf(wordFeature(word));
      return row < 0 ? weights.features.length : row;
    },
    score(tokens, chunks) {
      startText(chunks.length);
      for (const feature of wordFeatures(tokens)) add(words, feature);
      for (const chunk of chunks) {
        const sum = sumOf(chunk);
        if (sums[sum + TEXT] === texts) continue;
        sums[sum + TEXT] = texts;
        for (let part = 0; part <= SQUARES; part++) sums[letters + part]! += sums[sum + part]!;
      }
      if (sums[words + SQUARES] === 0 && sums[letters + SQUARES] === 0) return null;
      const logits = Float64Array.from(weights.bias);
      for (const [block, sum] of [words, letters].entries()) {
        const scale = scaleOf(sums[sum + SQUARES]! * RARITY_STEP ** 2) * (block === LETTERS ? weights.letters : 1);
        for (let output = 0; output < outputs; output++)
          logits[output]! += sums[sum + output]! * weights.steps[output]! * scale;
      }
      return shares(logits);
    },
  };
};

/** Each expert's odds in shares of their sum, mixed as likely as each expert is right. */
const shares = (logits: Float64Array): Float64Array => {
  const emotions = EMOTIONS.length;
  const first = sharesFrom(logits, 0);
  if (logits.length === emotions) return first;
  const second = sharesFrom(logits, emotions);
  const trust = logistic(logits[2 * emotions]!);
  return first.map((share, at) => trust * share + (1 - trust) * second[at]!);
};

const sharesFrom = (logits: Float64Array, start: number): Float64Array => {
  const odds = logits.slice(start, start + EMOTIONS.length).map(Math.exp);
  const total = odds.reduce((sum, each) => sum + each);
  return odds.map((each) => each / total);
};

const logistic = (logit: number): number => 1 / (1 + Math.exp(-logit));
