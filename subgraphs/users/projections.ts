import { type Change, fold, type Projection, put, remove } from '#platform/projection';
import type { UserEvent } from './events.ts';
import { blockedUsers, nameWords, privacy, relations, type SearchableRow, searchable, users } from './readModel.ts';
import { indexed, shown } from './words.ts';

/** People as they and others look them up: profile, archetype, modalities, privacy, and how two stand to each other. */
export const people: Projection<UserEvent> = {
  name: 'users.people',
  tables: [users, privacy, relations, blockedUsers],

  project(event) {
    const { at } = event;
    switch (event.type) {
      case 'UserCreated':
        return [put(users, { id: event.data.userId, ...event.personal, createdAt: at, updatedAt: at })];
      case 'UserProfileUpdated':
        return [put(users, { id: event.data.userId, ...event.personal, updatedAt: at })];
      case 'ArchetypeAssigned':
      case 'ArchetypeUpdated': {
        const { userId: id, source } = event.data;
        const archetype = event.personal?.archetype ?? null;
        return [put(users, { id, archetype, archetypeSource: source, archetypeAssignedAt: at, updatedAt: at })];
      }
      case 'ModalitiesUpdated': {
        const modalities = event.personal?.modalities ?? null;
        return [put(users, { id: event.data.userId, modalities, updatedAt: at })];
      }
      case 'PrivacyChanged':
        return [put(privacy, event.data)];
      case 'UserBlocked':
      case 'UserUnblocked': {
        const { userId, blockedId } = event.data;
        const blocked = event.type === 'UserBlocked';
        return [
          put(relations, { userId, otherId: blockedId, blocks: blocked }),
          put(relations, { userId: blockedId, otherId: userId, isBlocked: blocked }),
          (blocked ? put : remove)(blockedUsers, { userId, blockedId }),
        ];
      }
      case 'UserReported':
        // for whoever moderates: read from the events
        return [];
      case 'UsersMatched': {
        const { userId, matchedId } = event.data;
        return [
          put(relations, { userId, otherId: matchedId, matched: true }),
          put(relations, { userId: matchedId, otherId: userId, matched: true }),
        ];
      }
    }
  },
};

/** People as they are found by name. Names are opened for it, and kept in clear only while they are shown to everybody. */
export const search: Projection<UserEvent> = {
  name: 'users.search',
  tables: [searchable, nameWords],
  opens: ['UserCreated', 'UserProfileUpdated', 'PrivacyChanged'],

  project: ({ data }, opened) => (opened ? [found(data.userId, pick({ ...data, ...opened }, FOUND_BY))] : []),
};

const FOUND_BY = ['username', 'firstName', 'lastName', 'profile', 'discoverable'] as const;

/** Changes what somebody is found by, and the index after it. */
const found = (userId: string, changes: Partial<SearchableRow>): Change =>
  fold(
    searchable,
    { userId },
    (row) => shown({ ...row, ...changes }),
    (before, after) => [
      ...(before ? indexed(before) : []).map((entry) => remove(nameWords, entry)),
      ...indexed(after).map((entry) => put(nameWords, entry)),
    ],
  );

const pick = (from: object, names: readonly (keyof SearchableRow)[]): Partial<SearchableRow> =>
  Object.fromEntries(Object.entries(from).filter(([name]) => names.includes(name as keyof SearchableRow)));
