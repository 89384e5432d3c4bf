import { readFileSync } from 'node:fs';
import type { Subgraph } from '#platform/subgraph';
import { type UserEvent, userEvents } from './events.ts';
import { people } from './projections.ts';
import { resolvers } from './resolvers.ts';

export const users: Subgraph<UserEvent> = {
  name: 'users',
  sdl: readFileSync(new URL('schema.graphql', import.meta.url), 'utf8'),
  catalog: userEvents,
  projections: [people],
  policies: [],
  resolvers,
  counts: { UserCreated: 'users', ArchetypeAssigned: 'archetypes' },
};
