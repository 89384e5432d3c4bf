import snowball from 'snowball-stemmers';

export type StemmedLanguage = 'english' | 'russian';

/** Of each language: most words of a text are the same few thousand. */
const REMEMBERED = 50_000;
/** Nobody's word is longer, and such a one does not come again. */
const LONGEST = 64;

/** A stem takes some 10 to 25 µs; remembered, a hundredth of that. */
const remembering = (stem: (word: string) => string): ((word: string) => string) => {
  const stems = new Map<string, string>();
  return (word) => {
    const known = stems.get(word);
    if (known !== undefined) return known;
    const found = stem(word);
    if (stems.size >= REMEMBERED) stems.clear();
    if (word.length <= LONGEST) stems.set(word, found);
    return found;
  };
};

const stemmers = { english: snowball.newStemmer('english'), russian: snowball.newStemmer('russian') };

/** What the inflections of a word in small letters have in common (Porter's Snowball stemmers). */
export const stemOf: Readonly<Record<StemmedLanguage, (word: string) => string>> = {
  english: remembering((word) => stemmers.english.stem(word)),
  russian: remembering((word) => stemmers.russian.stem(word)),
};
