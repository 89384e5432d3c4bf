import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { describe, expect, it } from 'vitest';
import { dayAt, dayOf, daysIn, nextStart, numberOf, type Period, startOf } from './calendar.ts';

const moment = fc
  .date({ min: new Date('1800-01-02'), max: new Date('2200-01-01'), noInvalidDate: true })
  .map((at) => at.toISOString());
const zone = fc.constantFrom(
  ...['Europe/London', 'America/New_York', 'America/St_Johns', 'Asia/Kathmandu', 'Australia/Lord_Howe'],
  ...['Pacific/Apia', 'Africa/Casablanca', 'America/Sao_Paulo', 'UTC'],
);
const day = fc.integer({ min: numberOf('0001-01-01'), max: numberOf('9999-12-31') }).map(dayAt);
const period = fc.constantFrom<Period>('DAY', 'WEEK', 'MONTH', 'YEAR');

it('days are numbered as clocks number them, those of leap years and of the ends of time too', () => {
  for (const [written, number] of [
    ['1970-01-01', 0],
    ['1969-12-31', -1],
    ['2000-02-29', 11_016],
    ['1900-03-01', -25_508],
  ] as const)
    expect([written, numberOf(written)]).toEqual([written, number]);
  fc.assert(
    fc.property(day, (any) => {
      expect(numberOf(any)).toBe(Date.parse(`${any}T00:00:00.000Z`) / 86_400_000);
    }),
    { examples: [['0001-01-01'], ['9999-12-31'], ['2000-02-29'], ['2100-03-01']] },
  );
});

describe('the date of a moment', () => {
  it('is what Temporal has, in any order of the moments', () =>
    fc.assert(
      fc.property(zone, fc.array(moment, { maxLength: 20 }), (timeZone, moments) => {
        const dateAt = daysIn(timeZone);
        const expected = (at: string) =>
          Temporal.Instant.from(at).toZonedDateTimeISO(timeZone).toPlainDate().toString();
        expect(moments.map(dateAt)).toEqual(moments.map(expected));
      }),
      { numRuns: 30 },
    ));

  it.each([
    // clocks go forward at 01:00 UTC, and back
    ['2026-03-29T00:59:59.999Z', 'Europe/Vienna', '2026-03-29'],
    ['2026-10-24T21:59:59.999Z', 'Europe/Vienna', '2026-10-24'],
    ['2026-10-24T22:00:00.000Z', 'Europe/Vienna', '2026-10-25'],
    ['2026-10-25T22:59:59.999Z', 'Europe/Vienna', '2026-10-25'],
    // midnight is skipped: the day begins at one o'clock
    ['2018-11-04T02:59:59.999Z', 'America/Sao_Paulo', '2018-11-03'],
    ['2018-11-04T03:00:00.000Z', 'America/Sao_Paulo', '2018-11-04'],
    // a whole day is skipped
    ['2011-12-30T09:59:59.999Z', 'Pacific/Apia', '2011-12-29'],
    ['2011-12-30T10:00:00.000Z', 'Pacific/Apia', '2011-12-31'],
    ['2024-02-29T23:30:00.000Z', 'Europe/Vienna', '2024-03-01'],
    ['2026-12-31T23:59:59.999Z', null, '2026-12-31'],
    // the ends of time
    ['0001-01-01T00:00:00.000Z', 'America/New_York', '0001-01-01'],
    ['9999-12-31T23:59:59.999Z', 'Pacific/Auckland', '9999-12-31'],
  ])('at %s in %s is %s', (at, timeZone, expected) => expect(dayOf(at, timeZone)).toBe(expected));
});

describe('periods', () => {
  it.each<[Period, string, string]>([
    ['DAY', '2026-11-21', '2026-11-21'],
    ['WEEK', '2026-11-21', '2026-11-16'],
    ['WEEK', '2026-11-16', '2026-11-16'],
    // week 53 of 2020, and week 1 of 2025, which begin in the year before
    ['WEEK', '2021-01-03', '2020-12-28'],
    ['WEEK', '2025-01-01', '2024-12-30'],
    ['WEEK', '0001-01-03', '0001-01-01'],
    ['MONTH', '2024-02-29', '2024-02-01'],
    ['YEAR', '2024-12-31', '2024-01-01'],
  ])('%s: %s lies in the one from %s on', (of, within, start) => expect(startOf(of, within)).toBe(start));

  it('weeks are as long as ISO-8601 has them, and numbered as Temporal does', () =>
    fc.assert(
      fc.property(day, (date) => {
        const plain = Temporal.PlainDate.from(date);
        const start = Temporal.PlainDate.from(startOf('WEEK', date));
        expect(start.dayOfWeek).toBe(date < '0001-01-08' ? start.dayOfWeek : 1);
        expect([start.weekOfYear, start.yearOfWeek]).toEqual([plain.weekOfYear, plain.yearOfWeek]);
      }),
    ));

  it('follow one another without a gap: every day lies in the one that begins last before it', () =>
    fc.assert(
      fc.property(period, day, (of, date) => {
        const start = startOf(of, date);
        const next = nextStart(of, start);
        expect(start <= date).toBe(true);
        if (next === null) return;
        expect(date < next).toBe(true);
        expect(startOf(of, dayAt(numberOf(next) - 1))).toBe(start);
        expect(startOf(of, next)).toBe(next);
      }),
    ));

  it('end with the last year', () =>
    expect(
      ['DAY', 'WEEK', 'MONTH', 'YEAR'].map((of) => nextStart(of as Period, startOf(of as Period, '9999-12-31'))),
    ).toEqual([null, null, null, null]));
});
