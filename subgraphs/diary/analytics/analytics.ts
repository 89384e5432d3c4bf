import { type Day, nextStart, numberOf, type Period, startOf } from '../calendar.ts';
import type { Emotion, Mood } from '../events.ts';

/** An entry as far as it counts. */
export interface CountedEntry {
  readonly day: Day;
  readonly sessionId: string | null;
  readonly tokenCount: number;
  readonly wordCount: number;
}

export interface Counts {
  readonly entryCount: number;
  readonly sessionCount: number;
  readonly tokenCount: number;
  readonly wordCount: number;
  readonly activeDays: number;
  /** Active days in a row that lead up to today, or to the day before: upon today something may still be written. */
  readonly currentStreak: number;
  readonly longestStreak: number;
}

export const countsOf = (entries: readonly CountedEntry[], today: Day): Counts => {
  const days = [...new Set(entries.map(({ day }) => day))].map(numberOf).sort((a, b) => a - b);
  const streaks = streaksOf(days);
  const last = streaks.at(-1);
  return {
    entryCount: entries.length,
    sessionCount: new Set(entries.flatMap(({ sessionId }) => sessionId ?? [])).size,
    tokenCount: sum(entries.map(({ tokenCount }) => tokenCount)),
    wordCount: sum(entries.map(({ wordCount }) => wordCount)),
    activeDays: days.length,
    currentStreak: last && last.end >= numberOf(today) - 1 ? last.length : 0,
    longestStreak: streaks.reduce((longest, { length }) => Math.max(longest, length), 0),
  };
};

const streaksOf = (days: readonly number[]): { end: number; length: number }[] => {
  const streaks: { end: number; length: number }[] = [];
  for (const day of days) {
    const last = streaks.at(-1);
    if (last?.end === day - 1) Object.assign(last, { end: day, length: last.length + 1 });
    else streaks.push({ end: day, length: 1 });
  }
  return streaks;
};

/** An entry whose mood is known, or not yet. */
export interface FeltEntry {
  readonly day: Day;
  readonly mood: Pick<Mood, 'valence' | 'emotions'> | null;
}

export type Trend = 'IMPROVING' | 'STABLE' | 'DECLINING';

/** From how far on the valence has gone over the whole time it has gone somewhere. */
const NOTICEABLE = 0.1;
/** Student's t from which on a slope is hardly by chance (two-sided, about 95 %). */
const SIGNIFICANT = 2;

/** The mean valence of each day that has one, in their order. */
export type Valences = readonly (readonly [day: number, valence: number])[];

export const valencesOf = (entries: readonly FeltEntry[]): Valences => {
  const days = new Map<Day, { sum: number; count: number }>();
  for (const { day, mood } of entries) {
    if (!mood) continue;
    const known = days.get(day);
    if (!known) days.set(day, { sum: mood.valence, count: 1 });
    else {
      known.sum += mood.valence;
      known.count++;
    }
  }
  return Array.from(days, ([day, { sum, count }]) => [numberOf(day), sum / count] as const).sort(([a], [b]) => a - b);
};

/** Where the valence of days tends: the slope of the least squares, when it is noticeable and hardly by chance. */
export const trendOf = (days: Valences): Trend | null => {
  if (days.length < 3) return null;
  const [meanX, meanY] = [mean(days.map(([x]) => x)), mean(days.map(([, y]) => y))];
  const xx = sum(days.map(([x]) => (x - meanX) ** 2));
  const xy = sum(days.map(([x, y]) => (x - meanX) * (y - meanY)));
  const yy = sum(days.map(([, y]) => (y - meanY) ** 2));
  const slope = xy / xx;
  const span = days.at(-1)![0] - days[0]![0];
  // what the line leaves unexplained; of a perfect line nothing but an error of rounding
  const rest = Math.max(0, yy - slope * xy);
  const t = Math.abs(slope) / Math.sqrt(rest / (days.length - 2) / xx);
  if (Math.abs(slope * span) < NOTICEABLE || t < SIGNIFICANT) return 'STABLE';
  return slope > 0 ? 'IMPROVING' : 'DECLINING';
};

/** The standard deviation of the days' valence. */
export const volatilityOf = (days: Valences): number | null =>
  days.length < 2 ? null : deviation(days.map(([, valence]) => valence));

export interface Bucket {
  readonly from: Day;
  readonly entryCount: number;
  readonly tokenCount: number;
  readonly valence: number | null;
  readonly dominant: Emotion | null;
}

/** What can be drawn: of more periods than this the empty ones are left out. */
const MAX_BUCKETS = 4_000;

/** What adds up of a period. Sums in place, and no lists in between: a diary has thousands of days. */
interface Tally {
  entryCount: number;
  tokenCount: number;
  /** Entries whose mood is known. */
  felt: number;
  valence: number;
  /** In the order of `EMOTIONS`. */
  readonly emotions: number[];
}

/** The periods from one day through another, in their order. */
export const bucketsOf = (
  entries: readonly (CountedEntry & FeltEntry)[],
  period: Period,
  from: Day,
  to: Day,
): Bucket[] => {
  const tallies = new Map<Day, Tally>();
  const byDay = new Map<Day, Tally>();
  for (const { day, tokenCount, mood } of entries) {
    let tally = byDay.get(day);
    if (!tally) {
      const start = startOf(period, day);
      tally = tallies.get(start) ?? {
        entryCount: 0,
        tokenCount: 0,
        felt: 0,
        valence: 0,
        emotions: EMOTIONS.map(() => 0),
      };
      tallies.set(start, tally);
      byDay.set(day, tally);
    }
    tally.entryCount++;
    tally.tokenCount += tokenCount;
    if (!mood) continue;
    tally.felt++;
    tally.valence += mood.valence;
    for (let nth = 0; nth < EMOTIONS.length; nth++) tally.emotions[nth]! += mood.emotions[EMOTIONS[nth]!];
  }
  return (startsBetween(period, from, to) ?? [...tallies.keys()].sort()).map((from) => {
    const { entryCount = 0, tokenCount = 0, felt = 0, valence = 0, emotions = [] } = tallies.get(from) ?? {};
    const mood = felt > 0 ? { valence: valence / felt, dominant: highestOf(emotions) } : UNKNOWN;
    return { from, entryCount, tokenCount, ...mood };
  });
};

const UNKNOWN = { valence: null, dominant: null };
const EMOTIONS: readonly Emotion[] = ['JOY', 'SADNESS', 'ANGER', 'FEAR', 'DISGUST', 'SURPRISE', 'NEUTRAL'];

/** The emotion that there is most of. */
const highestOf = (sums: readonly number[]): Emotion => EMOTIONS[sums.indexOf(Math.max(...sums))]!;

/** Null when they are too many. */
const startsBetween = (period: Period, from: Day, to: Day): Day[] | null => {
  const starts: Day[] = [];
  for (let start: Day | null = startOf(period, from); start !== null && start <= to; start = nextStart(period, start)) {
    if (starts.length === MAX_BUCKETS) return null;
    starts.push(start);
  }
  return starts;
};

const MAX_NAMES = 20;

/** In how many of the lists each name stands, the most frequent first, and by their names among equals. */
export const countNames = (lists: readonly (readonly string[])[]): { name: string; count: number }[] => {
  const counts = new Map<string, number>();
  for (const list of lists)
    for (const [nth, name] of list.entries())
      if (list.indexOf(name) === nth) counts.set(name, (counts.get(name) ?? 0) + 1);
  return Array.from(counts, ([name, count]) => ({ name, count }))
    .sort((a, b) => b.count - a.count || (a.name < b.name ? -1 : 1))
    .slice(0, MAX_NAMES);
};

export const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
export const mean = (values: readonly number[]): number => sum(values) / values.length;
export const deviation = (values: readonly number[]): number => {
  const centre = mean(values);
  return Math.sqrt(mean(values.map((value) => (value - centre) ** 2)));
};
