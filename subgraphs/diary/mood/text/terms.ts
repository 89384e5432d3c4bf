import type { Language } from '../analyzer.ts';
import { stemOf } from './stems.ts';
import { STOP_WORDS } from './stop-words.ts';

/** A word that says what a text is about, without its inflections. */
export interface Term {
  readonly stem: string;
  readonly language: Language;
  readonly count: number;
  /** The form that it is most used in. */
  readonly word: string;
}

const LETTERS = /^\p{L}{2}/u;

/** In the order in which they first occur. */
export const termsOf = (words: readonly string[], language: Language): Term[] => {
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  const byStem = new Map<string, { -readonly [K in keyof Term]: Term[K] } & { most: number }>();
  for (const [word, count] of counts) {
    if (STOP_WORDS[language].has(word) || !LETTERS.test(word)) continue;
    const stem = stemOf[language](word);
    const known = byStem.get(stem);
    if (!known) byStem.set(stem, { stem, language, word, count, most: count });
    else {
      known.count += count;
      if (count > known.most) Object.assign(known, { word, most: count });
    }
  }
  return [...byStem.values()];
};

const MOST_KEYWORDS = 10;
const SHORTEST_KEYWORD = 3;

/** The terms that are much used here and little elsewhere: counts times rarity, as in tf-idf. */
export const keywordsOf = (terms: readonly Term[], rarityOf: (term: Term) => number): string[] =>
  terms
    .filter(({ word }) => word.length >= SHORTEST_KEYWORD)
    .map((term) => ({ word: term.word, weight: term.count * rarityOf(term) }))
    .sort((a, b) => b.weight - a.weight)
    .slice(0, MOST_KEYWORDS)
    .map(({ word }) => word);
