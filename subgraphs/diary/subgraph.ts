import { readFileSync } from 'node:fs';
import type { Subgraph } from '#platform/subgraph';
import { type DiaryEvent, diaryEvents } from './events.ts';
import { diaries } from './projections.ts';
import { reactors } from './reactors.ts';
import { resolvers } from './resolvers.ts';

export const diary: Subgraph<DiaryEvent> = {
  name: 'diary',
  sdl: readFileSync(new URL('schema.graphql', import.meta.url), 'utf8'),
  catalog: diaryEvents,
  projections: [diaries],
  policies: [],
  reactors,
  resolvers,
  counts: { DiaryEntryCreated: 'entries', DiarySessionStarted: 'sessions' },
};
