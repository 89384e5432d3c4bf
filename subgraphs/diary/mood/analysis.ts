import { affectOf } from './affect.ts';
import { type Analysis, EMOTIONS, type Emotion, type Language } from './analyzer.ts';
import { isIn } from './text/language.ts';
import { type Passage, passagesOf } from './text/passages.ts';
import { keywordsOf, type Term, termsOf } from './text/terms.ts';
import { plain, type Token, tokensOf } from './text/tokens.ts';
import { topicsOf } from './text/topics.ts';

/** A passage that is to be judged. */
export interface Reading extends Passage {
  /** The text as tokens and chunks are made of it. */
  readonly plain: string;
  readonly tokens: readonly Token[];
  /** Whether its words are in the language of its alphabet; of others only emoji can be understood. */
  readonly isUnderstood: boolean;
}

/** What tells emotions from one another. */
export interface Judge {
  /** Shares of the emotions in their order, together 1; null for what says nothing. */
  score(reading: Reading): Promise<Float64Array | null> | Float64Array | null;
  /** How rare a word is in its language, above 0. */
  rarityOf(term: Term): number;
}

const LANGUAGES: readonly Language[] = ['en', 'ru'];

/** All that is read out of a text, whoever judges its passages. */
export const analysisOf = async (text: string, judge: Judge): Promise<Analysis> => {
  const passages = passagesOf(text).map((passage) => {
    const read = plain(passage.text);
    return { ...passage, plain: read, tokens: tokensOf(read) };
  });
  const words: Record<Language, string[]> = { en: [], ru: [] };
  for (const { alphabet, tokens } of passages)
    for (const { kind, text: token } of tokens) if (kind === 'word') words[alphabet].push(token);
  const understood = LANGUAGES.filter((language) => isIn(language, words[language]));

  const judged: Judged[] = [];
  for (const passage of passages) {
    const shares = await judge.score({ ...passage, isUnderstood: understood.includes(passage.alphabet) });
    if (shares !== null) judged.push({ length: passage.length, shares });
  }
  const emotions = judged.length === 0 ? NOTHING : mixed(judged);
  const dominant = EMOTIONS.reduce((best, emotion) => (emotions[emotion] > emotions[best] ? emotion : best));
  const { valence, arousal } = affectOf(emotions);
  const terms = understood.flatMap((language) => termsOf(words[language], language));
  return {
    ...{ dominant, emotions, valence: rounded(valence), arousal: rounded(arousal) },
    confidence: judged.length === 0 ? 0 : emotions[dominant],
    language: languageOf(passages, understood),
    topics: topicsOf(terms),
    keywords: keywordsOf(terms, judge.rarityOf),
  };
};

type Shares = Record<Emotion, number>;
const sharesOf = (share: (at: number) => number): Shares =>
  Object.fromEntries(EMOTIONS.map((emotion, at) => [emotion, share(at)])) as Shares;

const NEUTRAL = EMOTIONS.indexOf('NEUTRAL');
/** Of a text that says nothing of a mood. */
const NOTHING = sharesOf((at) => (at === NEUTRAL ? 1 : 0));

interface Judged {
  readonly length: number;
  readonly shares: Float64Array;
}

/** What a passage counts for in which nothing is felt. */
const CALM = 0.25;

/**
 * The passages' shares, averaged. Longer ones count more, and those in which something is felt: most of a diary is what
 * happened, and its few feelings are what its writer would name when asked for their mood.
 */
const mixed = (judged: readonly Judged[]): Shares => {
  const weights = judged.map(({ length, shares }) => (length + 1) * (CALM + 1 - shares[NEUTRAL]!));
  const total = weights.reduce((sum, weight) => sum + weight);
  const sums = new Float64Array(EMOTIONS.length);
  for (const [nth, { shares }] of judged.entries())
    for (let at = 0; at < sums.length; at++) sums[at]! += weights[nth]! * shares[at]!;
  return sharesOf((at) => rounded(sums[at]! / total));
};

const languageOf = (passages: readonly Passage[], understood: readonly Language[]): Analysis['language'] => {
  const lengths = { en: 0, ru: 0 };
  for (const { alphabet, length } of passages) lengths[alphabet] += length;
  const longest = lengths.ru > lengths.en ? 'ru' : 'en';
  return lengths[longest] > 0 && understood.includes(longest) ? longest : 'und';
};

/** To four digits: more would be noise in stored events. */
const rounded = (value: number): number => Math.round(value * 1e4) / 1e4;
