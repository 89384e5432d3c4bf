import type { Language } from '../analyzer.ts';
import { STOP_WORDS } from './stop-words.ts';

/** Fewer words say too little of their language. */
const FEW_WORDS = 8;
/** Of its stop words; other languages in the same alphabet share some of them. */
const LEAST_SHARE = { en: 0.1, ru: 0.04 };
const FOREIGN_SHARE = 0.1;
const UKRAINIAN_OR_BELARUSIAN = /[іїєґў]/u;

/** Whether words in the language's alphabet are in the language. */
export const isIn = (language: Language, words: readonly string[]): boolean => {
  if (words.length < FEW_WORDS) return true;
  const common = words.filter((word) => STOP_WORDS[language].has(word)).length;
  const foreign = language === 'ru' ? words.filter((word) => UKRAINIAN_OR_BELARUSIAN.test(word)).length : 0;
  return common >= LEAST_SHARE[language] * words.length && foreign < FOREIGN_SHARE * words.length;
};
