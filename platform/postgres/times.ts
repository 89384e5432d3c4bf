import pg from 'pg';

const { TIMESTAMPTZ } = pg.types.builtins;
const parseTime = pg.types.getTypeParser(TIMESTAMPTZ) as (text: string) => Date;

/** As a server in UTC writes it: `2026-11-22 04:39:49.12+00`. */
const IN_UTC = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d{1,3})?\+00$/;

/** A `timestamptz` in ISO-8601, in UTC with milliseconds. */
export const isoTime = (text: string): string =>
  IN_UTC.test(text)
    ? `${text.slice(0, 10)}T${text.slice(11, 19)}.${text.slice(20, -3).padEnd(3, '0')}Z`
    : parseTime(text).toISOString();

/** For queries whose rows are read by the hundred: times come as texts, not by way of a `Date` each. */
export const isoTimes: pg.CustomTypesConfig = {
  getTypeParser: ((oid: number, format?: 'text' | 'binary') =>
    oid === TIMESTAMPTZ && format !== 'binary'
      ? isoTime
      : pg.types.getTypeParser(oid, format as 'text')) as pg.CustomTypesConfig['getTypeParser'],
};
