import { z } from 'zod';
import { clientId, dateTime, text } from '#platform/input';

const DAY_MS = 86_400_000;

/** When something was done: not in the future, but for clocks and calendars that are ahead of ours. */
const done = dateTime.refine((at) => Date.parse(at) <= Date.now() + DAY_MS, 'Must not be more than a day ahead');

export const startInput = z.object({
  id: clientId.nullish(),
  title: text(500).nullish(),
  startedAt: done.nullish(),
});
export const endInput = done.nullish();
