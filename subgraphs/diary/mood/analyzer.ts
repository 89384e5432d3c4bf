/** Ekman's six and none of them, in the order in which models score them. */
export const EMOTIONS = ['JOY', 'SADNESS', 'ANGER', 'FEAR', 'DISGUST', 'SURPRISE', 'NEUTRAL'] as const;
export type Emotion = (typeof EMOTIONS)[number];
export type Language = 'en' | 'ru';

/** What an entry says of its writer's mood. */
export interface Analysis {
  readonly dominant: Emotion;
  /** Shares of the whole: each 0 to 1, together 1. */
  readonly emotions: Readonly<Record<Emotion, number>>;
  /** From unpleasant, −1, to pleasant, 1. */
  readonly valence: number;
  /** From calm, −1, to stirred, 1. */
  readonly arousal: number;
  /** The dominant emotion's share; 0 for a text in which nothing could be read. */
  readonly confidence: number;
  /** The one that most of it is written in; `und` when that is neither. */
  readonly language: Language | 'und';
  /** Of the everyday topics, those it touches most; the most touched first. */
  readonly topics: readonly string[];
  /** Its most characteristic words, at most ten; the most characteristic first. */
  readonly keywords: readonly string[];
}

/**
 * Port: reads moods. The same text gets the same analysis from the same model version; any string is a text, also an
 * empty one, one of 100,000 characters and one with lone surrogates.
 */
export interface MoodAnalyzer {
  /** Changes with anything that an analysis depends on. */
  readonly modelVersion: string;
  analyze(text: string): Promise<Analysis>;
  /** Gives its threads and memory back. What is still to be analysed is rejected. */
  close(): Promise<void>;
}
