import { z } from 'zod';
import { clientId, dateTime, text } from '#platform/input';

const title = text(500).nullable();
const content = text(100_000);
const statedMood = text(100).nullable();
const tags = z.array(text(100)).max(1_000, 'Must have at most 1000 tags').nullable();
const tokenCount = z.int().min(0, 'Must be at least 0').max(1_000_000, 'Must be at most 1000000').nullable();
export const timeZone = z.string().refine((name) => isTimeZone(name), 'Must be the IANA name of a time zone');
export const createInput = z.object({
  id: clientId.nullish(),
  title: title.optional(),
  content,
  statedMood: statedMood.optional(),
  tokenCount: tokenCount.optional(),
  sessionId: z.string().nullish(),
  tags: tags.optional(),
  occurredAt: dateTime.nullish(),
  timeZone: timeZone.nullish(),
});
export const updateInput = z.object({
  id: z.string(),
  expectedVersion: z.int().nullish(),
  title: title.exactOptional(),
  content: content.exactOptional(),
  statedMood: statedMood.exactOptional(),
  tokenCount: tokenCount.exactOptional(),
  tags: tags.transform((given) => given ?? []).exactOptional(),
  occurredAt: dateTime.exactOptional(),
});

const isTimeZone = (name: string): boolean => {
  // an offset such as +01:00 is understood too, and is no zone
  if (!/^[A-Za-z]/.test(name)) return false;
  try {
    Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
};
