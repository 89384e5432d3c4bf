import { countNames, deviation, mean, sum } from '../analytics/analytics.ts';
import type { Emotion, Mood, Portrait } from '../events.ts';
import { ARCHETYPES, type Archetype } from './archetypes.ts';

/** An entry as far as it tells of its writer. */
export interface ReadEntry {
  readonly tokenCount: number;
  readonly mood: Mood;
}

/** How much each kind of sign says of an archetype; together 1. */
const WEIGHTS = { emotions: 0.4, topics: 0.35, arousal: 0.15, length: 0.1 } as const;
/** An entry of so many tokens is neither short nor long. */
const MEDIUM_LENGTH = 150;

/**
 * What a diary tells of its writer; of no entries at all nothing. Long entries tell more than short ones: emotions, valence
 * and arousal are means by tokens.
 */
export const portraitOf = (entries: readonly ReadEntry[]): Portrait => {
  const weights = entries.map(({ tokenCount }) => Math.max(1, tokenCount));
  const total = sum(weights);
  const weighted = (of: (mood: Mood) => number) =>
    sum(entries.map(({ mood }, nth) => of(mood) * weights[nth]!)) / total;
  const names = Object.keys(entries[0]!.mood.emotions) as Emotion[];
  const emotions = Object.fromEntries(
    names.map((name) => [name, weighted((mood) => mood.emotions[name])]),
  ) as Portrait['emotions'];
  const arousal = weighted((mood) => mood.arousal);
  // valences lie within −1 and 1: 1 is as far as they can deviate
  const stability = 1 - Math.min(1, deviation(entries.map(({ mood }) => mood.valence)));
  const length = mean(entries.map(({ tokenCount }) => lengthOf(tokenCount)));
  const signs = { emotions, arousal, length, shares: topicShares(entries) };
  return {
    archetypes: ARCHETYPES.map(({ id, name, ...pattern }) => ({ id, name, score: likeness(pattern, signs) })).sort(
      (a, b) => b.score - a.score,
    ),
    ...{ emotions, valence: weighted((mood) => mood.valence), arousal, stability },
    topics: countNames(entries.map(({ mood }) => mood.topics)),
  };
};

interface Signs {
  readonly emotions: Portrait['emotions'];
  readonly arousal: number;
  readonly length: number;
  /** In which share of the entries each topic stands. */
  readonly shares: ReadonlyMap<string, number>;
}

/** 0 (nothing of the pattern) to 1 (all of it). */
const likeness = (pattern: Omit<Archetype, 'id' | 'name'>, { emotions, arousal, length, shares }: Signs): number => {
  const likenesses = {
    emotions: emotionLikeness(pattern.emotions, emotions),
    // entries about any of its topics; half of them is as much as can be asked for
    topics: Math.min(1, 2 * sum(pattern.topics.map((topic) => shares.get(topic) ?? 0))),
    arousal: 1 - Math.abs(pattern.arousal - arousal) / 2,
    length: 1 - Math.abs(pattern.length - length) / 2,
  };
  return sum((Object.keys(WEIGHTS) as (keyof typeof WEIGHTS)[]).map((kind) => WEIGHTS[kind] * likenesses[kind]));
};

/** The cosine of two mixtures of emotions, which has no say in how strong either is. NEUTRAL tells nothing. */
const emotionLikeness = (pattern: Archetype['emotions'], emotions: Portrait['emotions']): number => {
  const felt = (Object.entries(emotions) as [Emotion, number][]).filter(([emotion]) => emotion !== 'NEUTRAL');
  const product = sum(felt.map(([emotion, score]) => score * (pattern[emotion] ?? 0)));
  const size = (values: readonly number[]) => Math.sqrt(sum(values.map((value) => value ** 2)));
  const sizes = size(felt.map(([, score]) => score)) * size(Object.values(pattern));
  return sizes === 0 ? 0 : product / sizes;
};

/** −1 (a line) over 0 (medium) to 1 (pages). */
const lengthOf = (tokenCount: number): number => (tokenCount - MEDIUM_LENGTH) / (tokenCount + MEDIUM_LENGTH);

const topicShares = (entries: readonly ReadEntry[]): Map<string, number> => {
  const counts = new Map<string, number>();
  for (const { mood } of entries)
    for (const topic of new Set(mood.topics)) counts.set(topic, (counts.get(topic) ?? 0) + 1);
  return new Map(Array.from(counts, ([topic, count]) => [topic, count / entries.length]));
};
