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
  const byStem = new Map<string, Map<string, number>>();
  for (const word of words) {
    if (STOP_WORDS[language].has(word) || !LETTERS.test(word)) continue;
    const stem = stemOf[language](word);
    const forms = byStem.get(stem) ?? new Map<string, number>();
    byStem.set(stem, forms.set(word, (forms.get(word) ?? 0) + 1));
  }
  return [...byStem].map(([stem, forms]) => {
    const [word] = [...forms].reduce((most, form) => (form[1] > most[1] ? form : most));
    return { stem, language, word, count: [...forms.values()].reduce((sum, count) => sum + count) };
  });
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
