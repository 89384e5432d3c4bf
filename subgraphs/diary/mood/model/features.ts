import { chunksOf, plain, type Token, tokensOf } from '../text/tokens.ts';

/** What a feature is made of, by the lowest bit of its hash. */
export const WORDS = 0;
export const LETTERS = 1;
export const blockOf = (feature: number): number => feature & 1;

const FNV_PRIME = 0x01000193;
const SEED = 0x811c9dc5;
const NEGATED_SEED = 0x9747b28c;
const LETTERS_SEED = 0x1b873593;
const SHORTEST = 2;
const LONGEST = 5;
const BLANK = 0x20;

/** All that the model knows a text by, as often as it occurs. */
export const featuresOf = (text: string): number[] => {
  const read = plain(text);
  return [...wordFeatures(tokensOf(read)), ...[...new Set(chunksOf(read))].flatMap(letterFeatures)];
};

/** Words, and two of them in a row, the first one with the beginning. A negated word is another one. */
export const wordFeatures = (tokens: readonly Token[]): number[] => {
  const features: number[] = [];
  let previous = SEED;
  for (const { text, negated } of tokens) {
    const word = hashOf(text, negated);
    features.push(finish(word, WORDS), finish(Math.imul(previous, 31) ^ word, WORDS));
    previous = word;
  }
  return features;
};

export const wordFeature = (text: string): number => finish(hashOf(text, false), WORDS);

/**
 * Sequences of 2 to 5 letters and marks, by which inflected and misspelled words are still known; the blanks around a chunk
 * count.
 */
export const letterFeatures = (chunk: string): number[] => {
  const features: number[] = [];
  const last = chunk.length + 1;
  for (let start = 0; start < last; start++) {
    let hash = LETTERS_SEED;
    for (let at = start; at <= last && at < start + LONGEST; at++) {
      const letter = at === 0 || at === last ? BLANK : chunk.charCodeAt(at - 1);
      hash = Math.imul(hash ^ letter, FNV_PRIME);
      if (at > start + SHORTEST - 2) features.push(finish(hash, LETTERS));
    }
  }
  return features;
};

/** FNV-1a. */
const hashOf = (text: string, negated: boolean): number => {
  let hash = negated ? NEGATED_SEED : SEED;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), FNV_PRIME);
  return hash;
};

/** The finalizer of MurmurHash3, so that all bits depend on all; the block in the lowest one. */
const finish = (hash: number, block: number): number => {
  let mixed = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return ((mixed ^ (mixed >>> 16)) & ~1) | block;
};
