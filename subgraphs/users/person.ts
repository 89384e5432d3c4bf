import { DomainError, notFound } from '#platform/domain/errors';
import type { Sealed } from '#platform/domain/events';
import { contentOf, historyOf } from '#platform/history';
import { dateTime, parseInput } from '#platform/input';
import { rowAfter } from '#platform/projection';
import type { Request } from '#platform/request';
import type { SubgraphParts } from '#platform/subgraph';
import { avatars } from './avatar.ts';
import type { Archetype, FoundBy, Modality } from './events.ts';
import { userEvents, userStream } from './events.ts';
import { people } from './projections.ts';
import { type UserNode, type UserRow, users } from './readModel.ts';
import type { Resolvers } from './schema.types.ts';
import { isOwn, sees, seesAsMatched } from './visibility.ts';

/** A person, field by field, as far as the viewer may see them. */
export const personResolvers = (parts: SubgraphParts): Pick<Resolvers, 'User' | 'UserRevision' | 'HistoryEvent'> => ({
  User: {
    __resolveReference: ({ id }, request) => (request.viewerOrNull ? request.row(users, { id }) : null),
    username: async (user, _, request) => (await open<string>(request, user, 'username')) ?? 'deleted-user',
    email: (user, _, request) => (isOwn(user, request) ? open<string>(request, user, 'email') : null),
    firstName: (user, _, request) => ofProfile(request, user, 'firstName'),
    lastName: (user, _, request) => ofProfile(request, user, 'lastName'),
    bio: (user, _, request) => ofProfile(request, user, 'bio'),
    async avatarUrl(user, _, request) {
      const avatar = await ofProfile(request, user, 'avatar');
      return avatar && avatars(parts).urlOf(request.tenant, user.id, avatar);
    },
    dateOfBirth: async (user, _, request) =>
      (await seesAsMatched(request, user)) ? ofProfile(request, user, 'dateOfBirth') : null,
    archetype: async (user, _, request) =>
      (await sees(request, user, 'archetype')) ? archetypeOf(request, user) : null,
    modalities: async (user, _, request) =>
      (await sees(request, user, 'modalities')) ? modalitiesOf(request, user) : [],

    async asOf(user, { at }, request) {
      if (!mayReadHistory(user, request)) return null;
      const moment = parseInput(dateTime, at, 'at');
      const events = await parts.handler.read(userEvents, request.tenant, userStream(user.id));
      const until = events.filter((event) => event.at <= moment);
      const last = until.at(-1);
      return last ? { version: last.version, at: last.at, user: rowAfter(people, users, null, until) } : null;
    },
    history: (user, args, request) =>
      mayReadHistory(user, request) ? historyOf(request, parts.handler, userEvents, userStream(user.id), args) : null,
  },

  UserRevision: {
    username: async ({ user }, _, request) => (await open<string>(request, user, 'username')) ?? 'deleted-user',
    firstName: ({ user }, _, request) => open<string>(request, user, 'firstName'),
    lastName: ({ user }, _, request) => open<string>(request, user, 'lastName'),
    bio: ({ user }, _, request) => open<string>(request, user, 'bio'),
    archetype: ({ user }, _, request) => archetypeOf(request, user),
    modalities: ({ user }, _, request) => modalitiesOf(request, user),
  },

  HistoryEvent: {
    // a policy's name is nobody's id
    actor: ({ actor }, _, request) => request.row(users, { id: actor }),
    data: (event, _, request) => contentOf(request, event),
  },
});

/** The row of a person, or NOT_FOUND. */
export const rowOf = async (request: Request, id: string, field?: string): Promise<UserRow> => {
  const row = await request.row(users, { id });
  if (!row || row.erasedAt !== null) throw notFound('person', field);
  return row;
};

/** Whose profile is changed: the viewer's own, or, with the scope `profiles:write`, another's. */
export const subjectOf = (request: Request, named: string | null | undefined): string => {
  const { viewer } = request;
  if (named != null && named !== viewer.id && !viewer.scopes.has('profiles:write'))
    throw new DomainError('FORBIDDEN', 'Only the scope profiles:write may do this for another person.');
  return named ?? viewer.id;
};

/** The name of a person's picture in the blob store. */
export const avatarOf = (request: Request, user: UserRow): Promise<string | null> => open(request, user, 'avatar');

/** What a person calls themselves. */
export const namesOf = async (request: Request, user: UserRow): Promise<FoundBy> => ({
  username: (await open<string>(request, user, 'username')) ?? '',
  firstName: await open<string>(request, user, 'firstName'),
  lastName: await open<string>(request, user, 'lastName'),
});

const mayReadHistory = (user: UserNode, request: Request): boolean =>
  isOwn(user, request) || (request.viewerOrNull?.scopes.has('admin') ?? false);

type Personal = { [K in keyof UserRow]: Extract<UserRow[K], Sealed> extends never ? never : K }[keyof UserRow];

const open = async <T>(request: Request, user: UserRow, field: Personal): Promise<T | null> =>
  request.open<T>({ subject: user.id, stream: userStream(user.id) }, field, user[field]);

const ofProfile = async (request: Request, user: UserNode, field: Personal): Promise<string | null> =>
  (await sees(request, user, 'profile')) ? open<string>(request, user, field) : null;

const archetypeOf = async (request: Request, user: UserRow) => {
  const archetype = await open<Archetype>(request, user, 'archetype');
  const { archetypeAssignedAt: assignedAt, archetypeSource: source } = user;
  return archetype && assignedAt && source ? { ...archetype, assignedAt, source } : null;
};

const modalitiesOf = async (request: Request, user: UserRow): Promise<readonly Modality[]> =>
  (await open<readonly Modality[]>(request, user, 'modalities')) ?? [];
