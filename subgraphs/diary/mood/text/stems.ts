import snowball from 'snowball-stemmers';
import type { Language } from '../analyzer.ts';

/** A stem takes some 10 µs; people write the same words again and again. */
const REMEMBERED = 20_000;

const remembering = (stem: (word: string) => string): ((word: string) => string) => {
  const stems = new Map<string, string>();
  return (word) => {
    const known = stems.get(word);
    if (known !== undefined) return known;
    if (stems.size >= REMEMBERED) stems.clear();
    const found = stem(word);
    stems.set(word, found);
    return found;
  };
};

const stemmers = { en: snowball.newStemmer('english'), ru: snowball.newStemmer('russian') };

/** What inflections of a word have in common (Snowball). */
export const stemOf: Readonly<Record<Language, (word: string) => string>> = {
  en: remembering((word) => stemmers.en.stem(word)),
  ru: remembering((word) => stemmers.ru.stem(word)),
};
