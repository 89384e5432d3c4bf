import { readFileSync } from 'node:fs';
import type { Subgraph } from '#platform/subgraph';
import { type MatchingEvent, matchingEvents } from './events.ts';
import { policies } from './policies.ts';
import { matchmaking } from './projections.ts';
import { resolvers } from './resolvers.ts';
import { rights } from './rights.ts';

export const matching: Subgraph<MatchingEvent> = {
  name: 'matching',
  sdl: readFileSync(new URL('schema.graphql', import.meta.url), 'utf8'),
  catalog: matchingEvents,
  projections: [matchmaking],
  policies,
  reactors: rights,
  resolvers,
  counts: {},
};
