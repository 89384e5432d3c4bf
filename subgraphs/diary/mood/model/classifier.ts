import { EMOTIONS } from '../analyzer.ts';
import type { Token } from '../text/tokens.ts';
import { LETTERS, letterFeatures, WORDS, wordFeature, wordFeatures } from './features.ts';
import { vocabulary } from './vocabulary.ts';
import { RARITY_STEP, type Weights } from './weights.ts';

export interface Classifier {
  /** Shares of the emotions in their order, together 1; null when nothing in it is known. */
  score(tokens: readonly Token[], chunks: ReadonlySet<string>): Float64Array | null;
  /** How common a word was in what was learnt from: 0 for the most common feature, as many as there are for an unknown word. */
  rankOf(word: string): number;
}

/** What to multiply a sum of rows by, so that longer texts don't weigh more; of the squares of the rows' rarities. */
export const scaleOf = (squares: number): number => (squares === 0 ? 0 : 1 / Math.sqrt(squares));

/** Sums of rows, before scaling; in whole numbers, which add up faster than others, and exactly. */
interface Sum {
  readonly outputs: Int32Array;
  squares: number;
}

/** People write the same words again and again. Some 150 bytes each. */
const REMEMBERED_CHUNKS = 20_000;

/**
 * Logistic regressions, one for each emotion, over tf-idf of words and of sequences of letters, each of the two scaled by
 * itself. Where there are experts for several kinds of text, another regression says how likely each of them is right.
 */
export const classifier = (weights: Weights): Classifier => {
  const { outputs, rarities, rows } = weights;
  const known = vocabulary(weights.features);
  const remembered = new Map<string, Sum>();
  const empty = (): Sum => ({ outputs: new Int32Array(outputs), squares: 0 });

  const add = (sum: Sum, feature: number): void => {
    const row = known.rowOf(feature);
    if (row < 0) return;
    const start = row * outputs;
    for (let output = 0; output < outputs; output++) sum.outputs[output]! += rows[start + output]!;
    sum.squares += rarities[row]! * rarities[row]!;
  };

  const chunkSum = (chunk: string): Sum => {
    const found = remembered.get(chunk);
    if (found) return found;
    if (remembered.size >= REMEMBERED_CHUNKS) remembered.clear();
    const sum = empty();
    for (const feature of letterFeatures(chunk)) add(sum, feature);
    remembered.set(chunk, sum);
    return sum;
  };

  return {
    rankOf(word) {
      const row = known.rowOf(wordFeature(word));
      return row < 0 ? weights.features.length : row;
    },
    score(tokens, chunks) {
      const blocks = [empty(), empty()];
      for (const feature of wordFeatures(tokens)) add(blocks[WORDS]!, feature);
      const letters = blocks[LETTERS]!;
      for (const chunk of chunks) {
        const sum = chunkSum(chunk);
        for (let output = 0; output < outputs; output++) letters.outputs[output]! += sum.outputs[output]!;
        letters.squares += sum.squares;
      }
      if (blocks.every(({ squares }) => squares === 0)) return null;
      const logits = Float64Array.from(weights.bias);
      for (const [block, { outputs: sums, squares }] of blocks.entries()) {
        const scale = scaleOf(squares * RARITY_STEP ** 2) * (block === LETTERS ? weights.letters : 1);
        for (let output = 0; output < outputs; output++)
          logits[output]! += sums[output]! * weights.steps[output]! * scale;
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
