import { readFileSync } from 'node:fs';
import type { Subgraph } from '#platform/subgraph';
import { type DiaryEvent, diaryEvents } from './events.ts';
import { linearAnalyzer } from './mood/analyzer.ts';
import { analyzeMoods } from './mood/reactor.ts';
import { portray } from './portrait/reactor.ts';
import { diaries, portraits } from './projections.ts';
import { resolvers } from './resolvers.ts';
import { rights } from './rights.ts';
import { endIdleSessions } from './sessions/idle.ts';

export const diary: Subgraph<DiaryEvent> = {
  name: 'diary',
  sdl: readFileSync(new URL('schema.graphql', import.meta.url), 'utf8'),
  catalog: diaryEvents,
  projections: [diaries, portraits],
  policies: [],
  reactors: [analyzeMoods(linearAnalyzer), portray, ...rights],
  chores: [endIdleSessions],
  resolvers,
  counts: { DiaryEntryCreated: 'entries', DiarySessionStarted: 'sessions' },
};
