import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Emotion, Mood } from '../events.ts';
import { ARCHETYPES } from './archetypes.ts';
import { portraitOf, type ReadEntry } from './portrait.ts';

const NONE = { JOY: 0, SADNESS: 0, ANGER: 0, FEAR: 0, DISGUST: 0, SURPRISE: 0, NEUTRAL: 0 };
const entry = (given: Partial<Mood>, tokenCount = 100): ReadEntry => ({
  tokenCount,
  mood: {
    ...{ dominant: 'NEUTRAL', emotions: { ...NONE, NEUTRAL: 1 }, valence: 0, arousal: 0, confidence: 1 },
    ...{ language: 'en', topics: [], keywords: [], ...given },
  },
});
const feeling = (emotions: Partial<Record<Emotion, number>>) => ({ ...NONE, ...emotions });
const first = (...entries: ReadEntry[]) => portraitOf(entries).archetypes[0]!.id;

describe('a portrait', () => {
  it.each([
    [
      'caregiver',
      { emotions: feeling({ JOY: 0.5, SADNESS: 0.5 }), topics: ['children', 'health'], arousal: -0.2 },
      180,
    ],
    ['rebel', { emotions: feeling({ ANGER: 0.7, DISGUST: 0.3 }), topics: ['politics'], arousal: 0.8 }, 120],
    ['sage', { emotions: feeling({ SURPRISE: 0.6, JOY: 0.2 }), topics: ['books', 'study'], arousal: -0.5 }, 900],
    ['jester', { emotions: feeling({ JOY: 0.7, SURPRISE: 0.3 }), topics: ['games'], arousal: 0.7 }, 30],
    ['explorer', { emotions: feeling({ JOY: 0.4, SURPRISE: 0.4, FEAR: 0.2 }), topics: ['travel'], arousal: 0.4 }, 250],
  ])('shows the %s', (id, given, tokenCount) => expect(first(entry(given, tokenCount))).toBe(id));

  it.each(ARCHETYPES)('finds somebody who is all $id to be that', ({ id, emotions, topics, arousal, length }) => {
    const total = Object.values(emotions).reduce((a, b) => a + b, 0);
    const shares = Object.fromEntries(Object.entries(emotions).map(([name, weight]) => [name, weight / total]));
    const tokens = Math.round((150 * (1 + length)) / (1 - length));
    expect(first(entry({ emotions: feeling(shares), topics, arousal }, tokens))).toBe(id);
  });

  it('weighs an entry by its length, and its topics by how many entries they are in', () => {
    const portrait = portraitOf([
      entry({ emotions: feeling({ JOY: 1 }), valence: 1, arousal: 1, topics: ['work', 'work'] }, 300),
      entry({ emotions: feeling({ SADNESS: 1 }), valence: -1, arousal: -1, topics: ['work', 'home'] }, 100),
    ]);
    expect(portrait).toMatchObject({
      ...{ emotions: { JOY: 0.75, SADNESS: 0.25 }, valence: 0.5, arousal: 0.5, stability: 0 },
      topics: [
        { name: 'work', count: 2 },
        { name: 'home', count: 1 },
      ],
    });
  });

  it('has all twelve with scores between 0 and 1, the highest first, in whatever order the entries come', () => {
    const share = fc.double({ min: 0, max: 1, noNaN: true });
    const scale = fc.double({ min: -1, max: 1, noNaN: true });
    const anyEntry = fc
      .record({
        ...{ tokenCount: fc.nat(5_000), valence: scale, arousal: scale },
        emotions: fc.record({
          ...{ JOY: share, SADNESS: share, ANGER: share, FEAR: share, DISGUST: share, SURPRISE: share, NEUTRAL: share },
        }),
        topics: fc.array(fc.constantFrom('work', 'family', 'travel', 'art', 'nothing of ours')),
      })
      .map(({ tokenCount, ...mood }) => entry(mood, tokenCount));
    fc.assert(
      fc.property(fc.array(anyEntry, { minLength: 1, maxLength: 20 }), (entries) => {
        const { archetypes, ...rest } = portraitOf(entries);
        const scores = archetypes.map(({ score }) => score);
        expect(archetypes.map(({ id }) => id).sort()).toEqual(ARCHETYPES.map(({ id }) => id).sort());
        expect(scores).toEqual([...scores].sort((a, b) => b - a));
        for (const score of [...scores, rest.stability, ...Object.values(rest.emotions)]) {
          expect(score).toBeGreaterThanOrEqual(0);
          expect(score).toBeLessThanOrEqual(1 + 1e-9);
        }
        const back = portraitOf(entries.toReversed());
        expect(back.topics).toEqual(rest.topics);
        expect(back.valence).toBeCloseTo(rest.valence);
        for (const { id, score } of archetypes)
          expect(back.archetypes.find((other) => other.id === id)!.score).toBeCloseTo(score);
      }),
    );
  });
});
