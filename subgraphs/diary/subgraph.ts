import { readFileSync } from 'node:fs';
import type { Reactor } from '#platform/reactor';
import type { Subgraph, SubgraphParts } from '#platform/subgraph';
import { type DiaryEvent, diaryEvents } from './events.ts';
import { exportDiaries } from './exchange/exporting.ts';
import { importDiaries } from './exchange/importing.ts';
import { checkModel } from './mood/models.ts';
import { analyzeMoods } from './mood/reactor.ts';
import { forgetRereadings } from './mood/reanalysis/forgetting.ts';
import { workerAnalyzer } from './mood/workers.ts';
import { portray } from './portrait/reactor.ts';
import { diaries, jobs, portraits } from './projections.ts';
import { resolvers } from './resolvers.ts';
import { rights } from './rights.ts';
import { search } from './search/postings.ts';
import { endIdleSessions } from './sessions/idle.ts';

const moods: Reactor<SubgraphParts> = {
  ...analyzeMoods(({ moodModel }) => workerAnalyzer(moodModel)),
  check: ({ moodModel }) => checkModel(moodModel),
};
const others = [forgetRereadings, portray, importDiaries, exportDiaries, ...rights];

export const diary: Subgraph<DiaryEvent> = {
  name: 'diary',
  sdl: readFileSync(new URL('schema.graphql', import.meta.url), 'utf8'),
  catalog: diaryEvents,
  projections: [diaries, search, portraits, jobs],
  policies: [],
  reactors: [moods, ...others],
  chores: [endIdleSessions],
  resolvers,
  counts: { DiaryEntryCreated: 'entries', DiarySessionStarted: 'sessions' },
};

/** Where moods are read by other processes. */
export const diaryWithoutMoods: Subgraph<DiaryEvent> = { ...diary, reactors: others };

/** What reads moods, and nothing else. Any number of processes share its place in the topic, those of `diary` too. */
export const diaryMoods: Subgraph<DiaryEvent> = { ...diary, projections: [], reactors: [moods], chores: [] };
