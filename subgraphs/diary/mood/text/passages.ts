import type { Language } from '../analyzer.ts';

export interface Passage {
  readonly text: string;
  /** By its letters; of a passage without any, English, whose model knows as many emoji as the other. */
  readonly alphabet: Language;
  /** In Latin and Cyrillic letters. */
  readonly length: number;
}

/** About as long as the texts that were learnt from. */
const LENGTH = 200;
/** Nobody's sentence: cut where there is a space. */
const LONGEST = 500;
/** A regular expression: Intl.Segmenter takes seconds for the longest entries. */
const BETWEEN_SENTENCES = /(?<=[.!?…)])\s+|\n+/u;

/**
 * A text in pieces of whole sentences in one alphabet. A hundred sentences in one bag of words are like nothing that was
 * learnt from: what stirred their writer for a paragraph is outvoted by words that stand everywhere. In pieces of the length
 * that the model knows, each is judged as well as a short text is.
 */
export const passagesOf = (text: string): Passage[] => {
  const passages: Passage[] = [];
  for (const sentence of text.split(BETWEEN_SENTENCES).flatMap(cut)) {
    const next = inOneAlphabet(sentence);
    const last = passages.at(-1);
    const fits = last !== undefined && last.text.length + sentence.length < LENGTH;
    if (fits && (next.length === 0 || last.length === 0 || next.alphabet === last.alphabet))
      passages[passages.length - 1] = {
        text: `${last.text} ${sentence}`,
        alphabet: last.length === 0 ? next.alphabet : last.alphabet,
        length: last.length + next.length,
      };
    else if (sentence.trim() !== '') passages.push(next);
  }
  return passages;
};

const cut = (sentence: string): string[] => {
  if (sentence.length <= LONGEST) return [sentence];
  const pieces: string[] = [];
  for (let start = 0; start < sentence.length; ) {
    const space = sentence.indexOf(' ', start + LENGTH);
    const end = space === -1 || space > start + LONGEST ? start + LENGTH : space;
    pieces.push(sentence.slice(start, end));
    start = end;
  }
  return pieces;
};

const inOneAlphabet = (text: string): Passage => {
  let latin = 0;
  let cyrillic = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code >= 0x400 && code < 0x530) cyrillic++;
    else if (isLatin(code)) latin++;
  }
  return { text, alphabet: cyrillic > latin ? 'ru' : 'en', length: cyrillic + latin };
};

/** Also with diacritics. */
const isLatin = (code: number): boolean =>
  (code > 0x40 && code < 0x5b) || (code > 0x60 && code < 0x7b) || (code >= 0xc0 && code < 0x250);
