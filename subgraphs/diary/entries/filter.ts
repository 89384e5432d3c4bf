import { z } from 'zod';
import { dateTime, parseInput, text } from '#platform/input';
import type { Request } from '#platform/request';
import { ownSession } from '../rows.ts';
import type { EntryFilter as FilterInput } from '../schema.types.ts';

const MAX_TAGS = 10;

const filterInput = z
  .object({
    from: dateTime.nullish(),
    to: dateTime.nullish(),
    tags: z.array(text(100)).max(MAX_TAGS, `Must have at most ${MAX_TAGS} tags`).nullish(),
    sessionId: z.string().nullish(),
    emotion: z.enum(['JOY', 'SADNESS', 'ANGER', 'FEAR', 'DISGUST', 'SURPRISE', 'NEUTRAL']).nullish(),
  })
  .refine(({ from, to }) => from == null || to == null || from < to, { path: ['to'], error: 'Must be after from' });

/** What the entries of a list have in common, checked. */
export type EntryFilter = z.infer<typeof filterInput>;

/** NOT_FOUND for a session that is not the viewer's. */
export const parseFilter = async (request: Request, given: FilterInput | null | undefined): Promise<EntryFilter> => {
  const filter = parseInput(filterInput, given ?? {}, 'filter');
  if (filter.sessionId != null) await ownSession(request, filter.sessionId, 'filter.sessionId');
  return filter;
};
