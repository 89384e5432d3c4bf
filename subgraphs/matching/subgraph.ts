import { readFileSync } from 'node:fs';
import type { Subgraph } from '#platform/subgraph';
import { type MatchingEvent, matchingEvents } from './events.ts';
import { policies } from './policies.ts';
import { matchmaking } from './projections.ts';
import { reactors } from './reactors.ts';
import { resolvers } from './resolvers.ts';

export const matching: Subgraph<MatchingEvent> = {
  name: 'matching',
  sdl: readFileSync(new URL('schema.graphql', import.meta.url), 'utf8'),
  catalog: matchingEvents,
  projections: [matchmaking],
  policies,
  reactors,
  resolvers,
  counts: {},
};
