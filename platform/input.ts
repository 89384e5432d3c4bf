import { z } from 'zod';
import { badInput } from '#platform/domain/errors';
import { isId } from '#platform/domain/ids';

/** Checks an argument; the first fault becomes BAD_USER_INPUT with the dotted path of the field. */
export const parseInput = <T>(schema: z.ZodType<T>, value: unknown, path: string): T => {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const issue = result.error.issues[0]!;
  throw badInput([path, ...issue.path].join('.'), `${issue.message}.`);
};

// biome-ignore lint/suspicious/noControlCharactersInRegex: exactly these are meant
const CONTROL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/;

/** Text that people write, of 1 to `max` characters (code points); line breaks and tabs are text, NUL is not. */
export const text = (max: number) =>
  z
    .string()
    .refine((value) => value.trim() !== '', 'Must not be empty')
    .refine((value) => value.length <= max || [...value].length <= max, `Must have at most ${max} characters`)
    .refine((value) => value.isWellFormed(), 'Must be well-formed Unicode')
    .refine((value) => !CONTROL.test(value), 'Must not contain control characters');

/** A client's own id. */
export const clientId = z.string().refine(isId, 'Must be a UUIDv7 in lower case');

/** A moment in the years 1 to 9999, with an offset or Z; comes out in UTC with milliseconds. */
export const dateTime = z
  .string()
  .refine(
    (value) => z.iso.datetime({ offset: true }).safeParse(value).success && inYears(Date.parse(value)),
    'Must be a date and time of ISO-8601 with an offset, in the years 1 to 9999',
  )
  .transform((value) => new Date(value).toISOString());

/** A day of the calendar. */
export const date = z
  .string()
  .refine((value) => z.iso.date().safeParse(value).success && value >= '0001-01-01', 'Must be a day as 2026-11-21');

const inYears = (time: number): boolean =>
  time >= Date.parse('0001-01-01T00:00:00Z') && time <= Date.parse('9999-12-31T23:59:59.999Z');
