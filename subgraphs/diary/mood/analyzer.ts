export type Emotion = 'JOY' | 'SADNESS' | 'ANGER' | 'FEAR' | 'DISGUST' | 'SURPRISE' | 'NEUTRAL';

/** What a text tells of its writer's mood. */
export interface Analysis {
  readonly dominant: Emotion;
  /** 0 to 1 each. */
  readonly emotions: Readonly<Record<Emotion, number>>;
  /** −1 (unpleasant) to 1. */
  readonly valence: number;
  /** −1 (calm) to 1. */
  readonly arousal: number;
  /** 0 to 1. */
  readonly confidence: number;
  readonly language: 'en' | 'ru' | 'und';
  readonly topics: readonly string[];
  readonly keywords: readonly string[];
}

/** Reads moods out of texts, off the event loop. */
export interface MoodAnalyzer {
  readonly modelVersion: string;
  analyze(text: string): Promise<Analysis>;
  close(): Promise<void>;
}

const SIGNS: readonly (readonly [Emotion, RegExp, valence: number, arousal: number])[] = [
  ['JOY', /\b(joy|happy|glad|love)|рад|счаст/giu, 0.8, 0.5],
  ['SADNESS', /\b(sad|miss|cry|lonely)|груст|плак/giu, -0.7, -0.4],
  ['ANGER', /\b(angry|anger|hate)|зл(ой|ость)|ненавиж/giu, -0.7, 0.8],
  ['FEAR', /\b(fear|afraid|worr)|страх|бою/giu, -0.6, 0.6],
  ['DISGUST', /\b(disgust|gross)|отвра|мерз/giu, -0.6, 0.3],
  ['SURPRISE', /\b(surpris|wow)|удив/giu, 0.1, 0.7],
];
const TOPICS: readonly (readonly [topic: string, RegExp])[] = [
  ['work', /\b(work|office)|работ/iu],
  ['family', /\b(famil|wife|mother|father)|сем(ья|ье|ью)/iu],
];

/** Counts a few telling words: stands in until there is a trained model. */
export const linearAnalyzer = (): MoodAnalyzer => ({
  modelVersion: 'words-1',
  async analyze(text) {
    const counts = SIGNS.map(([, sign]) => text.match(sign)?.length ?? 0);
    const found = counts.reduce((sum, count) => sum + count, 0);
    const share = (nth: number) => counts[nth]! / Math.max(1, found);
    const scores = SIGNS.map(([emotion], nth) => [emotion, share(nth)] as const);
    const emotions = { ...Object.fromEntries(scores), NEUTRAL: found === 0 ? 1 : 0 } as Record<Emotion, number>;
    const [dominant] = (Object.entries(emotions) as [Emotion, number][]).reduce((a, b) => (b[1] > a[1] ? b : a));
    const mean = (values: readonly number[]) => values.reduce((sum, value, nth) => sum + share(nth) * value, 0);
    const words = text.toLowerCase().match(/\p{L}{4,}/gu) ?? [];
    return {
      ...{ dominant, emotions, confidence: Math.max(...Object.values(emotions)) },
      valence: mean(SIGNS.map(([, , valence]) => valence)),
      arousal: mean(SIGNS.map(([, , , arousal]) => arousal)),
      language: /\p{Script=Cyrillic}/u.test(text) ? 'ru' : /[a-z]/i.test(text) ? 'en' : 'und',
      topics: TOPICS.flatMap(([topic, sign]) => (sign.test(text) ? [topic] : [])),
      keywords: [...new Set(words)].slice(0, 5),
    };
  },
  close: async () => {},
});
