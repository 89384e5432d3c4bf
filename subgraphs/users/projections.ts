import { type Change, fold, type Projection, put, remove } from '#platform/projection';
import { SUBGRAPHS, type UserEvent } from './events.ts';
import {
  blockedUsers,
  jobs,
  nameWords,
  privacy,
  relations,
  type SearchableRow,
  searchable,
  users,
} from './readModel.ts';
import { indexed, shown } from './words.ts';

/** People as they and others look them up: profile, archetype, modalities, privacy, and how two stand to each other; and what is being done for them. */
export const people: Projection<UserEvent> = {
  name: 'users.people',
  tables: [users, privacy, relations, blockedUsers, jobs],

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
      case 'ArchetypeWithdrawn':
        return [
          put(users, {
            ...{ id: event.data.userId, updatedAt: at },
            ...{ archetype: null, archetypeSource: null, archetypeAssignedAt: null },
          }),
        ];
      case 'ModalitiesUpdated': {
        const modalities = event.personal?.modalities ?? null;
        return [put(users, { id: event.data.userId, modalities, updatedAt: at })];
      }
      case 'PrivacyChanged':
        return [put(privacy, event.data)];
      case 'UserErased': {
        const { userId, jobId } = event.data;
        return [
          put(users, { id: userId, ...NOTHING_PERSONAL, updatedAt: at, erasedAt: at }),
          remove(privacy, { userId }),
          put(jobs, { id: jobId, userId, kind: 'ERASURE', status: 'RUNNING', done: 0, total: SUBGRAPHS.length }),
        ];
      }
      case 'DataExportRequested': {
        const { userId, jobId: id } = event.data;
        return [put(jobs, { id, userId, kind: 'EXPORT', status: 'RUNNING', done: 0, total: SUBGRAPHS.length })];
      }
      case 'JobAdvanced':
        return [advanced(event.data)];
      case 'DataExportFinished':
        return [put(jobs, { id: event.data.jobId, status: 'DONE' })];
      case 'DiaryJobReported': {
        const { jobId: id, ...job } = event.data;
        return [put(jobs, { id, ...job })];
      }
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

/** An export is done when the parts have been put together. */
const advanced = ({ jobId: id, done }: { readonly jobId: string; readonly done: number }): Change =>
  fold(jobs, { id }, (job) => ({
    done,
    status: job?.kind === 'ERASURE' && done === SUBGRAPHS.length ? 'DONE' : (job?.status ?? 'RUNNING'),
  }));

/** Others go on meeting somebody erased, where they have talked with them: as a deleted user. */
const NOTHING_PERSONAL = {
  ...{ username: null, email: null, firstName: null, lastName: null, dateOfBirth: null, bio: null, avatar: null },
  ...{ archetype: null, archetypeSource: null, archetypeAssignedAt: null, modalities: null },
};

/** People as they are found by name. Names are opened for it, and kept in clear only while they are shown to everybody. */
export const search: Projection<UserEvent> = {
  name: 'users.search',
  tables: [searchable, nameWords],
  opens: ['UserCreated', 'UserProfileUpdated', 'PrivacyChanged'],

  project({ type, data }, opened) {
    if (type === 'UserErased') return [found(data.userId, NOT_FOUND_ANY_MORE)];
    return opened ? [found(data.userId, pick({ ...data, ...opened }, FOUND_BY))] : [];
  },
};

const FOUND_BY = ['username', 'firstName', 'lastName', 'profile', 'discoverable'] as const;
const NOT_FOUND_ANY_MORE = { username: null, firstName: null, lastName: null, profile: null, discoverable: null };

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
