import { readFileSync } from 'node:fs';
import type { Subgraph } from '#platform/subgraph';
import { type MatchingEvent, matchingEvents } from './events.ts';
import { policies } from './policies.ts';
import { hearDiary, hearUsers } from './profile/hearing.ts';
import { matchmaking } from './projections/matches.ts';
import { knowledge } from './projections/profiles.ts';
import { resolvers } from './resolvers.ts';
import { rights } from './rights.ts';

export const matching: Subgraph<MatchingEvent> = {
  name: 'matching',
  sdl: readFileSync(new URL('schema.graphql', import.meta.url), 'utf8'),
  catalog: matchingEvents,
  projections: [matchmaking, knowledge],
  policies,
  reactors: [hearUsers, hearDiary, ...rights],
  resolvers,
  counts: {},
};
