import type { DiaryFormat } from '../events.ts';
import { dayOne } from './day-one.ts';
import { daylio } from './daylio.ts';
import { markdown } from './markdown.ts';
import type { Format } from './record.ts';

export const FORMATS: Readonly<Record<DiaryFormat, Format>> = {
  DAY_ONE_JSON: dayOne,
  DAYLIO_CSV: daylio,
  MARKDOWN: markdown,
};
