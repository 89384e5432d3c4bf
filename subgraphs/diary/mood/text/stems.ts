import { stemOf as stemIn } from '#platform/search/snowball';
import type { Language } from '../analyzer.ts';

/** What inflections of a word have in common. */
export const stemOf: Readonly<Record<Language, (word: string) => string>> = {
  en: stemIn.english,
  ru: stemIn.russian,
};
