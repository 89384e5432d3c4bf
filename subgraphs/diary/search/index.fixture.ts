import type { EntryIndex } from '../events.ts';

/** By what an entry of three words is found. */
export const INDEX: EntryIndex = {
  title: { length: 0, counts: {} },
  content: { length: 2, counts: { up: 1, betimes: 1 } },
  tags: { length: 1, counts: { office: 1 } },
};
