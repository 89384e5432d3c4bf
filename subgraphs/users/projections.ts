import { type Projection, put } from '#platform/projection';
import type { UserEvent } from './events.ts';
import { users } from './readModel.ts';

/** People as others look them up: profile and archetype. */
export const people: Projection<UserEvent> = {
  name: 'users.people',
  tables: [users],
  project(event) {
    const { at } = event;
    switch (event.type) {
      case 'UserCreated':
        return [put(users, { id: event.data.userId, ...event.personal, createdAt: at, updatedAt: at })];
      case 'UserProfileUpdated':
        return [put(users, { id: event.data.userId, ...event.personal, updatedAt: at })];
      case 'ArchetypeAssigned': {
        const { userId: id, source } = event.data;
        const archetype = event.personal?.archetype ?? null;
        return [put(users, { id, archetype, archetypeSource: source, archetypeAssignedAt: at, updatedAt: at })];
      }
    }
  },
};
