import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { EMOTIONS } from '../subgraphs/diary/mood/analyzer.ts';
import { stemOf } from '../subgraphs/diary/mood/text/stems.ts';
import { plain, tokensOf } from '../subgraphs/diary/mood/text/tokens.ts';

export type Valence = (text: string) => number;

/** What VADER takes a negated word's valence by (Hutto and Gilbert 2014). */
const NEGATED = -0.74;
/** From where on VADER calls a text positive or negative, over the length of its sum. */
const CLEAR = 0.05;
const NORMALIZATION = 15;

/** Words with a valence each, negation turning it: VADER's way, for its own lexicon (with emoticons) and for AFINN's. */
export const valenceLexicons = (folder: string): { readonly afinn: Valence; readonly vader: Valence } => {
  const emoji = new Map(table(folder, 'vader/emoji_utf8_lexicon.txt').map(([face, name]) => [face!, name!]));
  const over = (file: string): Valence => {
    const values = new Map(table(folder, file).map(([word, value]) => [word!.toLowerCase(), Number(value)]));
    const valenceOf = (word: string): number => values.get(word) ?? 0;
    return (text) => {
      const sum = tokensOf(plain(text)).reduce((total, { text: word, negated }) => {
        const named = emoji.get(word);
        const value =
          named === undefined ? valenceOf(word) : named.split(' ').reduce((all, part) => all + valenceOf(part), 0);
        return total + value * (negated ? NEGATED : 1);
      }, 0);
      return sum / Math.sqrt(sum * sum + NORMALIZATION);
    };
  };
  return { afinn: over('afinn/AFINN-en-165.txt'), vader: over('vader/vader_lexicon.txt') };
};

/** A valence tells joy from what isn't: all that is clearly negative is called by the emotion that is most common there. */
export const byValence =
  (valence: Valence, negative: number) =>
  (text: string): number => {
    const value = valence(text);
    if (value > CLEAR) return EMOTIONS.indexOf('JOY');
    return value < -CLEAR ? negative : EMOTIONS.indexOf('NEUTRAL');
  };

/** The emotion whose words CEDR's lexicon finds most, by stem; neutral when it finds none. */
export const byCedr = (folder: string): ((text: string) => number) => {
  const lexicon = JSON.parse(readFileSync(join(folder, 'cedr/emo_lexicon.json'), 'utf8')) as Record<string, string[]>;
  const emotions = new Map<string, number[]>();
  for (const [name, words] of Object.entries(lexicon))
    for (const word of words) {
      const stem = stemOf.ru(word.replaceAll('ё', 'е'));
      emotions.set(stem, [
        ...(emotions.get(stem) ?? []),
        EMOTIONS.findIndex((emotion) => emotion.toLowerCase() === name),
      ]);
    }
  return (text) => {
    const counts = EMOTIONS.map(() => 0);
    for (const { text: word } of tokensOf(plain(text)))
      for (const emotion of emotions.get(stemOf.ru(word)) ?? []) counts[emotion]!++;
    const most = Math.max(...counts);
    return most === 0 ? EMOTIONS.indexOf('NEUTRAL') : counts.indexOf(most);
  };
};

const table = (folder: string, file: string): string[][] =>
  readFileSync(join(folder, file), 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => line.split('\t'));
