/** What is known of all texts that are searched. */
export interface Collection {
  readonly documents: number;
  /** In words, all together. */
  readonly length: number;
}

/** How often a word stands in a text of so many words. */
export interface Occurrences {
  readonly count: number;
  readonly length: number;
}

/** How soon another occurrence of a word says nothing more, and how much long texts are held back. */
const K1 = 1.2;
const B = 0.75;

/**
 * How well a text answers a search: BM25 (Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and
 * Beyond", 2009), with the weight of a word that never turns negative. `frequencies`: in how many texts each of the words
 * stands; `occurrences`: how often in this one.
 */
export const scoreOf = (
  { documents, length }: Collection,
  frequencies: readonly number[],
  occurrences: readonly Occurrences[],
): number => {
  const average = Math.max(1, length / Math.max(1, documents));
  return occurrences.reduce((score, { count, length }, nth) => {
    const frequency = frequencies[nth]!;
    const rarity = Math.log(1 + (Math.max(documents, frequency) - frequency + 0.5) / (frequency + 0.5));
    return score + (rarity * count * (K1 + 1)) / (count + K1 * (1 - B + (B * length) / average));
  }, 0);
};
