import { plain, tokensOf } from '../text/tokens.ts';
import { random } from './random.ts';

const ITERATIONS = 8;
/** Less likely translations of a word are left out. */
const LEAST_LIKELY = 0.1;
const MOST_TRANSLATIONS = 4;
/** Texts of which less is known are no use. */
const LEAST_KNOWN = 0.5;

/**
 * Word for word from one language to another, as learnt from pairs of texts (IBM Model 1: Brown et al. 1993). Order and
 * inflection are wrong, the words are mostly right: enough for what only counts words, and so the labels of one language
 * teach the other.
 */
export const wordByWord = (
  pairs: readonly { readonly from: string; readonly to: string }[],
  seed: number,
): ((text: string) => string | null) => {
  const likely = new Map<string, readonly (readonly [string, number])[]>();
  for (const [word, translations] of alignments(pairs)) {
    const best = [...translations].filter(([, share]) => share >= LEAST_LIKELY).sort(([, a], [, b]) => b - a);
    if (best.length > 0) likely.set(word, best.slice(0, MOST_TRANSLATIONS));
  }
  const next = random(seed);
  return (text) => {
    const words: string[] = [];
    let known = 0;
    const tokens = tokensOf(plain(text));
    for (const { text: token, kind } of tokens) {
      const translations = kind === 'word' ? likely.get(token) : undefined;
      if (kind === 'word' && translations === undefined) continue;
      known++;
      words.push(translations ? drawn(translations, next) : token);
    }
    return known < LEAST_KNOWN * tokens.length ? null : words.join(' ');
  };
};

/** By word, how likely each word of the other language is its translation: expectation and maximisation in turns. */
const alignments = (pairs: readonly { readonly from: string; readonly to: string }[]) => {
  const sentences = pairs.map(({ from, to }) => [[NO_WORD, ...wordsOf(from)], wordsOf(to)] as const);
  let likely = new Map<string, Map<string, number>>();
  for (let iteration = 0; iteration < ITERATIONS; iteration++) {
    const counts = new Map<string, Map<string, number>>();
    for (const [from, to] of sentences)
      for (const target of to) {
        // before the first turn every word is as likely as any other
        const weights = from.map((source) => (iteration === 0 ? 1 : (likely.get(source)?.get(target) ?? 0)));
        const total = weights.reduce((sum, weight) => sum + weight);
        from.forEach((source, at) => {
          const share = weights[at]! / total;
          if (!(share > NEGLIGIBLE)) return;
          const row = counts.get(source) ?? new Map<string, number>();
          counts.set(source, row.set(target, (row.get(target) ?? 0) + share));
        });
      }
    likely = new Map([...counts].map(([source, row]) => [source, normalised(row)]));
  }
  likely.delete(NO_WORD);
  return likely;
};

/** What words stand for that translate none. */
const NO_WORD = '';
const NEGLIGIBLE = 1e-4;

const wordsOf = (text: string): string[] =>
  tokensOf(plain(text))
    .filter(({ kind }) => kind === 'word')
    .map((token) => token.text);

const normalised = (row: ReadonlyMap<string, number>): Map<string, number> => {
  const total = [...row.values()].reduce((sum, count) => sum + count);
  return new Map([...row].map(([word, count]) => [word, count / total]));
};

const drawn = (translations: readonly (readonly [string, number])[], next: () => number): string => {
  let rest = next() * translations.reduce((sum, [, share]) => sum + share, 0);
  for (const [word, share] of translations) {
    rest -= share;
    if (rest <= 0) return word;
  }
  return translations[0]![0];
};
