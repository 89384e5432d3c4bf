import { badInput } from '#platform/domain/errors';
import { date, parseInput } from '#platform/input';
import type { Request } from '#platform/request';
import { type Day, dayOf, daysIn, type Period } from '../calendar.ts';
import { timeZone } from '../entries/inputs.ts';
import type { EntryByTimeRow } from '../readModel.ts';
import { type Bucket, bucketsOf, type Counts, countNames, countsOf, type Valences, valencesOf } from './analytics.ts';
import type { Stretch, stretches } from './stretch.ts';

/** An entry on its date. */
export type DatedEntry = Pick<EntryByTimeRow, 'sessionId' | 'tokenCount' | 'wordCount'> & { readonly day: Day };

/** A diary in figures. Moods and tags are opened when they are asked for. */
export type Figures = Counts & {
  readonly period: Period;
  readonly from: Day;
  readonly to: Day;
  readonly valences: () => Promise<Valences>;
  readonly buckets: () => Promise<readonly Bucket[]>;
  readonly topTags: () => Promise<readonly NameCount[]>;
  readonly topTopics: () => Promise<readonly NameCount[]>;
};

type NameCount = ReturnType<typeof countNames>[number];

const day = date.nullish();
const zone = timeZone.nullish();
const HALF_DAY_MS = 43_200_000;

export const figuresOf = async (
  request: Request,
  stretchOf: ReturnType<typeof stretches>,
  given: {
    readonly period: Period;
    readonly from?: string | null;
    readonly to?: string | null;
    readonly timeZone?: string | null;
  },
): Promise<Figures> => {
  const from = parseInput(day, given.from, 'from') ?? null;
  const to = parseInput(day, given.to, 'to') ?? null;
  const timeZone = parseInput(zone, given.timeZone, 'timeZone') ?? null;
  if (from !== null && to !== null && from > to) throw badInput('to', 'Must not be before from.');

  const stretch = await stretchOf(request, request.viewer.id, from, to);
  const now = Date.now();
  // where the writer is nobody says: their day is over when it is over everywhere
  const today = dayOf(new Date(timeZone === null ? now - HALF_DAY_MS : now).toISOString(), timeZone);
  const { period } = given;
  return stretch.made(JSON.stringify([period, timeZone, today]), () =>
    figuresIn(stretch, { period, from, to, timeZone, today }),
  );
};

const figuresIn = (
  stretch: Stretch,
  given: { readonly period: Period; readonly from: Day | null; readonly to: Day | null } & {
    readonly timeZone: string | null;
    readonly today: Day;
  },
): Figures => {
  const { period, from, to, timeZone, today } = given;
  const { entries, places } = dated(stretch, from, to, timeZone);
  const days = entries.map((entry) => entry.day).sort();
  const felt = once(async () => {
    const moods = await stretch.moods();
    return entries.map((entry, nth) => ({ ...entry, mood: moods[places[nth]!] ?? null }));
  });
  const [first, last] = [from ?? days[0] ?? to ?? today, to ?? days.at(-1) ?? from ?? today];
  return {
    ...{ period, from: first, to: last, ...countsOf(entries, to ?? today) },
    valences: once(async () => valencesOf(await felt())),
    buckets: once(async () => bucketsOf(await felt(), period, first, last)),
    topTags: once(async () => {
      const tags = await stretch.tags();
      return countNames(places.map((place) => tags[place] ?? []));
    }),
    topTopics: once(async () => countNames((await felt()).map(({ mood }) => mood?.topics ?? []))),
  };
};

/** The entries of these days, by the dates of the zone, or of where they were written; and their places in the stretch. */
const dated = ({ rows }: Stretch, from: Day | null, to: Day | null, timeZone: string | null) => {
  const dateAt = timeZone === null ? null : daysIn(timeZone);
  const entries: DatedEntry[] = [];
  const places: number[] = [];
  for (const [place, { occurredAt, day: written, sessionId, tokenCount, wordCount }] of rows.entries()) {
    const day = dateAt ? dateAt(occurredAt) : written;
    if ((from !== null && day < from) || (to !== null && day > to)) continue;
    entries.push({ day, sessionId, tokenCount, wordCount });
    places.push(place);
  }
  return { entries, places };
};

const once = <T>(work: () => Promise<T>): (() => Promise<T>) => {
  let done: Promise<T> | undefined;
  return () => {
    done ??= work().catch((error: unknown) => {
      // the next one may succeed
      done = undefined;
      throw error;
    });
    return done;
  };
};
