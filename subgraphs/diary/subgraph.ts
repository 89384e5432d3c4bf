import { readFileSync } from 'node:fs';
import type { Subgraph } from '#platform/subgraph';
import { type DiaryEvent, diaryEvents } from './events.ts';
import { exportDiaries } from './exchange/exporting.ts';
import { importDiaries } from './exchange/importing.ts';
import { linearAnalyzer } from './mood/analyzer.ts';
import { analyzeMoods } from './mood/reactor.ts';
import { portray } from './portrait/reactor.ts';
import { diaries, jobs, portraits } from './projections.ts';
import { resolvers } from './resolvers.ts';
import { rights } from './rights.ts';
import { search } from './search/postings.ts';
import { endIdleSessions } from './sessions/idle.ts';

export const diary: Subgraph<DiaryEvent> = {
  name: 'diary',
  sdl: readFileSync(new URL('schema.graphql', import.meta.url), 'utf8'),
  catalog: diaryEvents,
  projections: [diaries, search, portraits, jobs],
  policies: [],
  reactors: [analyzeMoods(linearAnalyzer), portray, importDiaries, exportDiaries, ...rights],
  chores: [endIdleSessions],
  resolvers,
  counts: { DiaryEntryCreated: 'entries', DiarySessionStarted: 'sessions' },
};
