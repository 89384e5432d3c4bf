import { Temporal } from 'temporal-polyfill';

/** What calendar and clock showed, `2026-11-21` and `08:30`; of UTC where the zone is not known. */
export const shownAt = (moment: string, timeZone: string | null): { date: string; time: string; weekday: string } => {
  const at = Temporal.Instant.from(moment).toZonedDateTimeISO(timeZone ?? 'UTC');
  const [date, time] = at.toPlainDateTime().toString({ smallestUnit: 'minute' }).split('T') as [string, string];
  return { date, time, weekday: WEEKDAYS[at.dayOfWeek - 1]! };
};

const WEEKDAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];

/** The moment when a calendar and a clock showed this; null for what none ever does. */
export const momentOf = (date: string, time: string, timeZone: string | null): string | null => {
  const clock = clockOf(time);
  if (!/^\d{4}-\d\d-\d\d$/.test(date) || clock === null) return null;
  try {
    const shown = Temporal.PlainDateTime.from(`${date}T${clock}`, { overflow: 'reject' });
    const { epochMilliseconds } = shown.toZonedDateTime(timeZone ?? 'UTC');
    return new Date(epochMilliseconds).toISOString();
  } catch {
    return null;
  }
};

/** `18:28`, `6:28 PM` and `6:28 p.m.` (whatever the space is) as `18:28:00`. */
const clockOf = (time: string): string | null => {
  const [, hours, minutes, seconds = '00', half] =
    /^(\d{1,2}):(\d\d)(?::(\d\d))?\s*(?:([ap])\.?m\.?)?$/i.exec(time.trim()) ?? [];
  if (hours === undefined) return null;
  const hour = Number(hours);
  if (half !== undefined && (hour < 1 || hour > 12)) return null;
  const of24 = half === undefined ? hour : (hour % 12) + (half.toLowerCase() === 'p' ? 12 : 0);
  return `${String(of24).padStart(2, '0')}:${minutes}:${seconds}`;
};
