import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Language } from '../analyzer.ts';
import { decode, type Weights } from './weights.ts';

/** Written by `npm run mood:train`, and committed. */
export const fileOf = (language: Language): URL => new URL(`${language}.weights`, import.meta.url);

/** Goes up when the same weights make another analysis: with words, features, topics or how passages are put together. */
const READING = 1;

export const readModel = (): { readonly version: string; readonly weights: Readonly<Record<Language, Weights>> } => {
  const files = readFiles();
  return { version: versionOf(files), weights: { en: decode(files.en), ru: decode(files.ru) } };
};

export const modelVersion = (): string => versionOf(readFiles());

type Files = Readonly<Record<Language, Uint8Array>>;

const readFiles = (): Files => ({ en: readFileSync(fileOf('en')), ru: readFileSync(fileOf('ru')) });

const versionOf = ({ en, ru }: Files): string =>
  `bundled-${READING}-${createHash('sha256').update(en).update(ru).digest('hex').slice(0, 12)}`;
