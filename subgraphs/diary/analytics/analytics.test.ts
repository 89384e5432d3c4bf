import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dayAt, numberOf, type Period } from '../calendar.ts';
import type { Emotion, Mood } from '../events.ts';
import {
  bucketsOf,
  type CountedEntry,
  countNames,
  countsOf,
  type FeltEntry,
  sum,
  trendOf,
  valencesOf,
  volatilityOf,
} from './analytics.ts';

const NONE = { JOY: 0, SADNESS: 0, ANGER: 0, FEAR: 0, DISGUST: 0, SURPRISE: 0, NEUTRAL: 0 };
const mood = (valence: number, emotion: Emotion = valence > 0 ? 'JOY' : 'SADNESS'): Mood => ({
  ...{ dominant: emotion, emotions: { ...NONE, [emotion]: 1 }, valence, arousal: 0, confidence: 1 },
  ...{ language: 'en', topics: [], keywords: [] },
});
const on = (day: string, felt: Mood | null = null): CountedEntry & FeltEntry => ({
  ...{ day, sessionId: null, tokenCount: 10, wordCount: 5, mood: felt },
});
const felt = (...valences: readonly number[]) =>
  valences.map((valence, nth) => on(dayAt(numberOf('2026-01-01') + nth), mood(valence)));

const day = fc.integer({ min: numberOf('2019-12-20'), max: numberOf('2021-01-10') }).map(dayAt);
const entry = fc.record({
  ...{ day, sessionId: fc.constantFrom(null, 'a', 'b'), tokenCount: fc.nat(500), wordCount: fc.nat(500) },
  mood: fc.option(fc.double({ min: -1, max: 1, noNaN: true }).map((valence) => mood(valence))),
});
const diary = fc.array(entry, { maxLength: 60 });

describe('counts', () => {
  it('are nought of an empty diary', () =>
    expect(countsOf([], '2026-01-01')).toEqual({
      ...{ entryCount: 0, sessionCount: 0, tokenCount: 0, wordCount: 0 },
      ...{ activeDays: 0, currentStreak: 0, longestStreak: 0 },
    }));

  it('add up entries, and count each session and day once', () =>
    expect(
      countsOf(
        [{ ...on('2026-01-01'), sessionId: 's' }, { ...on('2026-01-01'), sessionId: 's' }, on('2026-01-03')],
        '2026-01-04',
      ),
    ).toMatchObject({ entryCount: 3, sessionCount: 1, tokenCount: 30, wordCount: 15, activeDays: 2 }));

  it.each([
    ['today', '2026-03-02', 3],
    ['the day after', '2026-03-03', 3],
    ['two days after', '2026-03-04', 0],
  ])('a streak goes on over the end of a month, and seen on %s is still there or not', (_, today, currentStreak) => {
    const entries = ['2026-02-28', '2026-03-01', '2026-03-02', '2025-12-31', '2026-01-01'].map((date) => on(date));
    expect(countsOf(entries, today)).toMatchObject({ currentStreak, longestStreak: 3 });
  });

  it('over a leap day go on, too', () =>
    expect(
      countsOf(
        ['2024-02-28', '2024-02-29', '2024-03-01'].map((date) => on(date)),
        '2024-03-01',
      ),
    ).toMatchObject({
      ...{ currentStreak: 3, longestStreak: 3 },
    }));

  it('are the same in whatever order the entries come, and a streak is never longer than the active days', () =>
    fc.assert(
      fc.property(diary, fc.infiniteStream(fc.nat()), (entries, numbers) => {
        const shuffled = entries
          .map((each) => ({ each, at: numbers.next().value as number }))
          .sort((a, b) => a.at - b.at)
          .map(({ each }) => each);
        const counts = countsOf(entries, '2021-01-10');
        expect(countsOf(shuffled, '2021-01-10')).toEqual(counts);
        expect(counts.longestStreak).toBeLessThanOrEqual(counts.activeDays);
        expect(counts.currentStreak).toBeLessThanOrEqual(counts.longestStreak);
        expect(counts.longestStreak > 0).toBe(entries.length > 0);
      }),
    ));
});

describe('buckets', () => {
  const period = fc.constantFrom<Period>('DAY', 'WEEK', 'MONTH', 'YEAR');

  it('hold every entry once, in their order, whatever the period', () =>
    fc.assert(
      fc.property(diary, period, (entries, of) => {
        const buckets = bucketsOf(entries, of, '2019-12-20', '2021-01-10');
        expect(sum(buckets.map(({ entryCount }) => entryCount))).toBe(entries.length);
        expect(sum(buckets.map(({ tokenCount }) => tokenCount))).toBe(sum(entries.map(({ tokenCount }) => tokenCount)));
        const starts = buckets.map(({ from }) => from);
        expect([...new Set(starts)].sort()).toEqual(starts);
      }),
    ));

  it('are there for empty periods, too', () =>
    expect(bucketsOf([on('2020-12-30', mood(0.5)), on('2021-01-12')], 'WEEK', '2020-12-30', '2021-01-12')).toEqual([
      { from: '2020-12-28', entryCount: 1, tokenCount: 10, valence: 0.5, dominant: 'JOY' },
      { from: '2021-01-04', entryCount: 0, tokenCount: 0, valence: null, dominant: null },
      { from: '2021-01-11', entryCount: 1, tokenCount: 10, valence: null, dominant: null },
    ]));

  it('but not where these are thousands', () =>
    expect(
      bucketsOf([on('0001-05-05'), on('9999-05-05')], 'DAY', '0001-01-01', '9999-12-31').map(({ from }) => from),
    ).toEqual([...['0001-05-05', '9999-05-05']]));

  it('have the valence of their mean, and the emotion they have most of', () => {
    const entries = [
      on('2026-01-01', mood(1)),
      on('2026-01-02', mood(-0.5)),
      on('2026-01-03', mood(-0.2)),
      on('2026-01-04'),
    ];
    const [month] = bucketsOf(entries, 'MONTH', '2026-01-01', '2026-01-31');
    expect(month).toMatchObject({ valence: expect.closeTo(0.1), dominant: 'SADNESS' });
  });
});

describe('the trend', () => {
  it.each([
    ['unknown before there are three days', [0.1, 0.9], null],
    ['upwards', [-0.8, -0.3, 0.1, 0.2, 0.9], 'IMPROVING'],
    ['upwards in a perfect line', [0, 0.5, 1], 'IMPROVING'],
    ['downwards', [0.9, 0.2, 0.1, -0.3, -0.8], 'DECLINING'],
    ['none where nothing changes', [0.3, 0.3, 0.3, 0.3], 'STABLE'],
    ['none where it is hardly noticeable', [0.3, 0.32, 0.34, 0.36], 'STABLE'],
    ['none where it goes up and down', [0.5, -0.5, 0.6, -0.4, 0.5, -0.5], 'STABLE'],
  ])('is %s', (_, valences, trend) => expect(trendOf(valencesOf(felt(...valences)))).toBe(trend));

  it('turns round with the diary', () =>
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 3, maxLength: 30 }),
        (valences) => {
          const back = { IMPROVING: 'DECLINING', DECLINING: 'IMPROVING', STABLE: 'STABLE' } as const;
          expect(trendOf(valencesOf(felt(...valences.map((valence) => -valence))))).toBe(
            back[trendOf(valencesOf(felt(...valences)))!],
          );
        },
      ),
    ));
});

describe('volatility', () => {
  it('is how far days lie from their mean, and not how far entries of one day do', () => {
    expect(volatilityOf(valencesOf(felt(0.5, -0.5)))).toBeCloseTo(0.5);
    expect(
      volatilityOf(valencesOf([on('2026-01-01', mood(1)), on('2026-01-01', mood(-1)), on('2026-01-02', mood(0))])),
    ).toBe(0);
    expect(volatilityOf(valencesOf([...felt(0.5), on('2026-02-01')]))).toBeNull();
  });
});

describe('names', () => {
  it('are counted once an entry, the most frequent first, and twenty of them', () => {
    expect(countNames([['b', 'a', 'a'], ['c', 'b'], []])).toEqual([
      { name: 'b', count: 2 },
      { name: 'a', count: 1 },
      { name: 'c', count: 1 },
    ]);
    expect(countNames([Array.from({ length: 30 }, (_, nth) => `name ${nth}`)])).toHaveLength(20);
  });
});
