import { readFileSync } from 'node:fs';
import type { Subgraph } from '#platform/subgraph';
import { fetchDiaryFiles } from './diary-files.ts';
import { erasure } from './erasure.ts';
import { type UserEvent, userEvents } from './events.ts';
import { assembleExport, exportPartOfUsers } from './exports.ts';
import { policies } from './policies.ts';
import { people, search } from './projections.ts';
import { resolvers } from './resolvers.ts';

export const users: Subgraph<UserEvent> = {
  name: 'users',
  sdl: readFileSync(new URL('schema.graphql', import.meta.url), 'utf8'),
  catalog: userEvents,
  projections: [people, search],
  policies,
  reactors: [erasure, exportPartOfUsers, assembleExport, fetchDiaryFiles],
  resolvers,
  counts: { UserCreated: 'users', ArchetypeAssigned: 'archetypes' },
};
