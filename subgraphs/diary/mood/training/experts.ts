import type { Language } from '../analyzer.ts';
import type { Weights } from '../model/weights.ts';
import type { Corpora } from './corpus.ts';
import { seeds } from './seeds.ts';
import { type Lesson, train } from './train.ts';
import { wordByWord } from './translation.ts';

const SEED = 7;

/** What letters count for beside words: in Russian more, which inflects more. */
const LETTERS: Readonly<Record<Language, number>> = { en: 1, ru: 2 };
/** The experts for Russian; people who write Russian are asked first. */
const NATIVE = 0;
const TRANSLATED = 1;
/** What an error costs; native texts are few and clear, word-by-word translations many and poor. */
const COST = { english: 1, native: 3, translated: 1, wordByWord: 0.2, seed: 1 };

/** A language's model, from all that isn't held back. */
export const trained = (language: Language, corpora: Corpora): Weights =>
  language === 'en'
    ? train(english(corpora), ['plain'], LETTERS.en)
    : train(russian(corpora), ['by-odds', 'plain'], LETTERS.ru);

const english = ({ english }: Corpora): Lesson[] => [
  ...open(english).map(({ text, gold }) => ({ text, gold, expert: 0, cost: COST.english })),
  ...seeds('en').map((seed) => ({ ...seed, expert: 0, cost: COST.seed })),
];

/**
 * Native texts for one expert; for the other those that were translated as a whole, and the many English ones word by word,
 * as learnt from those.
 */
const russian = ({ english, russian }: Corpora): Lesson[] => {
  const examples = open(russian);
  const pairs = examples.flatMap(({ original, text }) =>
    original === undefined ? [] : [{ from: original, to: text }],
  );
  const translate = wordByWord(pairs, SEED);
  return [
    ...examples.map(
      ({ kind, text, gold }): Lesson =>
        kind === 'native'
          ? { text, gold, expert: NATIVE, cost: COST.native }
          : { text, gold, expert: TRANSLATED, cost: COST.translated },
    ),
    ...seeds('ru').map((seed) => ({ ...seed, expert: NATIVE, cost: COST.seed })),
    ...open(english).flatMap(({ text, gold }) => {
      const translated = translate(text);
      return translated === null ? [] : [{ text: translated, gold, expert: TRANSLATED, cost: COST.wordByWord }];
    }),
  ];
};

const open = <T extends { readonly isHeldBack: boolean }>(examples: readonly T[]): T[] =>
  examples.filter(({ isHeldBack }) => !isHeldBack);
