import { setImmediate as nextTurn } from 'node:timers/promises';
import { stemOf } from '#platform/search/snowball';

/** A text as far as it is searched: what its words are reduced to, and how often each stands there. */
export interface Stems {
  /** Of the text, in words. */
  readonly length: number;
  readonly counts: ReadonlyMap<string, number>;
}

/** Letters, digits and the marks on them; an apostrophe between letters is part of the word. */
const WORD = /[\p{L}\p{N}\p{M}]+(?:['’][\p{L}\p{N}\p{M}]+)*/gu;
/** Languages written without spaces: each sign counts as a word. */
const IDEOGRAPH = /[\p{scx=Han}\p{scx=Hiragana}\p{scx=Katakana}]/gu;
/** No word that people search for is longer: the rest of it is left out. */
const MAX_WORD = 64;
/**
 * A text of 100,000 characters has some 3,500 different words; what comes behind so many is not found. It bounds what one
 * text can cost.
 */
export const MAX_STEMS = 4_000;

/** How long the event loop is held at a time, and how many words are looked at between two looks at the clock. */
const HELD_MS = 10;
const CLOCK_EVERY = 200;

const LANGUAGES = [
  { script: /^\p{Script=Cyrillic}/u, language: 'russian' },
  { script: /^\p{Script=Latin}/u, language: 'english' },
] as const;

/**
 * The stems of a text (Porter's Snowball stemmers), each word in the language of its script: English where it is Latin,
 * Russian where it is Cyrillic. Every word counts, also the most frequent ones: whoever searches for „to be or not to be“
 * means it. Long texts are worked through in turns, so that nobody waits for them.
 */
export const stemsOf = async (text: string): Promise<Stems> => {
  const counts = new Map<string, number>();
  let length = 0;
  let looked = 0;
  let turn = performance.now();
  for (const [raw] of text.matchAll(WORD)) {
    // word by word, for a single sign may become eighteen: a text must not grow by it
    for (const word of wordsIn(raw)) {
      length++;
      const stem = stemByScript(word);
      const count = counts.get(stem);
      if (count !== undefined || counts.size < MAX_STEMS) counts.set(stem, (count ?? 0) + 1);
    }
    if (++looked % CLOCK_EVERY > 0 || performance.now() - turn < HELD_MS) continue;
    await nextTurn();
    turn = performance.now();
  }
  return { length, counts };
};

/** However it was typed: wide or ligated signs, an accent of the letter's own or put on it, capitals, a curly apostrophe. */
const wordsIn = (raw: string): readonly string[] => {
  const plain = raw
    .slice(0, MAX_WORD)
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll('ё', 'е')
    .replaceAll('’', "'")
    .replace(IDEOGRAPH, ' $& ');
  return plain.match(WORD) ?? [];
};

const stemByScript = (word: string): string => {
  const written = LANGUAGES.find(({ script }) => script.test(word));
  return written ? stemOf[written.language](word) : word;
};
