import { Temporal } from 'temporal-polyfill';

/** A day of the calendar, `2026-11-21`: such texts stand in the order of the days. */
export type Day = string;

export type Period = 'DAY' | 'WEEK' | 'MONTH' | 'YEAR';

const DAY_MS = 86_400_000;
/** What a time zone makes of the ends of time is kept within the years that everything else understands. */
const FIRST_DAY = '0001-01-01';
const LAST_DAY = '9999-12-31';

/** The date of a moment where somebody was: by the IANA name of a time zone, or UTC. */
export const dayOf = (moment: string, timeZone: string | null): Day => daysIn(timeZone)(moment);

/**
 * The dates of moments in one time zone. Moments in some order are much the fastest: a change of the zone's clocks is
 * looked up only when one is passed.
 */
export const daysIn = (timeZone: string | null): ((moment: string) => Day) => {
  if (timeZone === null) return (moment) => moment.slice(0, 10);
  let known = { from: 0, until: 0, offsetMs: 0 };
  return (moment) => {
    const time = Date.parse(moment);
    if (time < known.from || time >= known.until) known = offsetAt(time, timeZone);
    return withinCalendar(time + known.offsetMs);
  };
};

/** How far a zone's clocks are ahead of UTC at a moment, and for how long around it. */
const offsetAt = (time: number, timeZone: string) => {
  const at = Temporal.Instant.fromEpochMilliseconds(time).toZonedDateTimeISO(timeZone);
  // the change that begins with this very moment counts as the previous one
  const previous = at.add({ nanoseconds: 1 }).getTimeZoneTransition('previous');
  const next = at.getTimeZoneTransition('next');
  return {
    from: previous?.epochMilliseconds ?? Number.NEGATIVE_INFINITY,
    until: next?.epochMilliseconds ?? Number.POSITIVE_INFINITY,
    offsetMs: at.offsetNanoseconds / 1e6,
  };
};

const withinCalendar = (localTime: number): Day => {
  const day = new Date(localTime).toISOString();
  if (day.startsWith('+')) return LAST_DAY;
  return day.startsWith('0000') || day.startsWith('-') ? FIRST_DAY : day.slice(0, 10);
};

/**
 * Days are counted from 1970-01-01, a Thursday. By arithmetic (Howard Hinnant, "chrono-compatible low-level date algorithms",
 * days_from_civil): whole diaries are counted, and a parser takes ten times as long.
 */
export const numberOf = (day: Day): number => {
  const [month, date] = [Number(day.slice(5, 7)), Number(day.slice(8, 10))];
  // years begin in March here, so that a leap day is the last one of its year
  const year = Number(day.slice(0, 4)) - (month <= 2 ? 1 : 0);
  const era = Math.floor(year / 400);
  const yearOfEra = year - era * 400;
  const dayOfYear = Math.floor((153 * ((month + 9) % 12) + 2) / 5) + date - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146_097 + dayOfEra - 719_468;
};
export const dayAt = (number: number): Day => withinCalendar(number * DAY_MS);

/** The first day of the period that a day lies in. Weeks are those of ISO-8601: they begin on Monday. */
export const startOf = (period: Period, day: Day): Day => {
  switch (period) {
    case 'DAY':
      return day;
    case 'WEEK': {
      const number = numberOf(day);
      return dayAt(number - modulo(number + 3, 7));
    }
    case 'MONTH':
      return `${day.slice(0, 7)}-01`;
    case 'YEAR':
      return `${day.slice(0, 4)}-01-01`;
  }
};

/** The first day of the period after the one that begins on this day; null after the last one there is. */
export const nextStart = (period: Period, start: Day): Day | null => {
  const next = startOf(period, dayAt(numberOf(start) + LONGEST[period]));
  return next > start ? next : null;
};

/** In days: adding as many leads into the next period, and never beyond it. */
const LONGEST: Readonly<Record<Period, number>> = { DAY: 1, WEEK: 7, MONTH: 31, YEAR: 366 };

const modulo = (value: number, by: number): number => ((value % by) + by) % by;
