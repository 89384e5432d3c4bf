import { z } from 'zod';
import { DomainError, notFound } from '#platform/domain/errors';
import type { Sealed } from '#platform/domain/events';
import { date, parseInput, text } from '#platform/input';
import { rowAfter } from '#platform/projection';
import type { Request } from '#platform/request';
import type { SubgraphParts } from '#platform/subgraph';
import { accounts, type SignedIn } from './accounts.ts';
import { userAggregate } from './decider.ts';
import { userEvents, userStream } from './events.ts';
import { people } from './projections.ts';
import { type UserNode, type UserRow, users } from './readModel.ts';
import type { Archetype, Resolvers } from './schema.types.ts';

const USERNAME = /^[A-Za-z0-9_.-]{3,30}$/;
const name = text(100).nullish();
const password = z
  .string()
  .min(8, 'Must have at least 8 characters')
  .max(200, 'Must have at most 200 characters')
  // what is not would be stored as something else, that other passwords are stored as too
  .refine((value) => value.isWellFormed(), 'Must be well-formed Unicode');
const signUpInput = z.object({
  username: z.string().regex(USERNAME, 'Must have 3 to 30 letters, digits, _, - or .'),
  email: z.email('Must be an e-mail address').max(254, 'Must have at most 254 characters'),
  password,
  firstName: name,
  lastName: name,
  dateOfBirth: date.nullish(),
});
const signInInput = z.object({ login: z.string().max(254), password: z.string().max(200) });
const profileInput = z.object({
  firstName: name,
  lastName: name,
  dateOfBirth: date.nullish(),
  bio: text(2_000).nullish(),
});
const archetypeInput = z.object({
  userId: z.string().nullish(),
  archetypeId: text(100),
  archetypeName: text(100),
  confidence: z.number('Must be a number').min(0, 'Must be at least 0').max(1, 'Must be at most 1'),
  description: text(2_000).nullish(),
});

export const resolvers = (parts: SubgraphParts): Resolvers => {
  const { handler } = parts;
  const { signUp, signIn, refresh } = accounts(parts);

  const rowOf = async (request: Request, id: string, field?: string): Promise<UserRow> => {
    const row = await request.row(users, { id });
    if (!row) throw notFound('person', field);
    return row;
  };

  /** Of somebody who is there for certain: from their own events while the row can't be read yet. */
  const ownRow = async (request: Request, id: string): Promise<UserRow> => {
    const row = await request.row(users, { id });
    if (row) return row;
    const events = await handler.read(userEvents, request.tenant, userStream(id));
    if (events.length === 0) throw notFound('person');
    return rowAfter(people, users, null, events);
  };

  const sessionOf = async (request: Request, { userId, created, ...session }: SignedIn) => {
    const row = created ? rowAfter(people, users, null, created) : await ownRow(request, userId);
    return { ...session, user: { ...row, own: true as const } };
  };

  return {
    Query: {
      me: (_, __, request) => ownRow(request, request.viewer.id),
      user: (_, { id }, request) => request.viewer && rowOf(request, id, 'id'),
    },

    Mutation: {
      signUp: async (_, { input }, request) =>
        sessionOf(request, await signUp(request, parseInput(signUpInput, input, 'input'))),
      signIn: async (_, { input }, request) =>
        sessionOf(request, await signIn(request, parseInput(signInInput, input, 'input'))),
      refreshSession: async (_, { refreshToken }, request) => sessionOf(request, await refresh(refreshToken)),

      async updateProfile(_, { input }, request) {
        const userId = request.viewer.id;
        const changes = withoutUndefined(parseInput(profileInput, input, 'input'));
        const before = await ownRow(request, userId);
        const command = { type: 'UpdateProfile' as const, userId, changes };
        const { events } = await request.handle(userAggregate, userStream(userId), command);
        return rowAfter(people, users, before, events);
      },

      async assignArchetype(_, { input }, request) {
        const {
          userId: named,
          archetypeId: id,
          archetypeName: name,
          ...rest
        } = parseInput(archetypeInput, input, 'input');
        const { viewer } = request;
        const userId = named ?? viewer.id;
        if (userId !== viewer.id && !viewer.scopes.has('profiles:write'))
          throw new DomainError('FORBIDDEN', 'Only the scope profiles:write may do this for another person.');
        const before = await rowOf(request, userId, 'input.userId');
        const archetype = { id, name, confidence: rest.confidence, description: rest.description ?? null };
        const command = { type: 'AssignArchetype' as const, userId, source: 'ASSIGNED' as const, archetype };
        const { events } = await request.handle(userAggregate, userStream(userId), command);
        return rowAfter(people, users, before, events);
      },
    },

    User: {
      __resolveReference: ({ id }, request) => (request.viewerOrNull ? request.row(users, { id }) : null),
      username: async (user, _, request) => (await open<string>(request, user, 'username')) ?? 'deleted-user',
      email: (user, _, request) => (isOwn(user, request) ? open<string>(request, user, 'email') : null),
      dateOfBirth: (user, _, request) => (isOwn(user, request) ? open<string>(request, user, 'dateOfBirth') : null),
      firstName: (user, _, request) => open<string>(request, user, 'firstName'),
      lastName: (user, _, request) => open<string>(request, user, 'lastName'),
      bio: (user, _, request) => open<string>(request, user, 'bio'),
      async archetype(user, _, request) {
        const archetype = await open<Pick<Archetype, 'id' | 'name' | 'description' | 'confidence'>>(
          request,
          user,
          'archetype',
        );
        const { archetypeAssignedAt: assignedAt, archetypeSource: source } = user;
        return archetype && assignedAt && source ? { ...archetype, assignedAt, source } : null;
      },
    },
  };
};

type Personal = { [K in keyof UserRow]: Extract<UserRow[K], Sealed> extends never ? never : K }[keyof UserRow];

const open = <T>(request: Request, user: UserNode, field: Personal): Promise<T | null> =>
  request.open<T>({ subject: user.id, stream: userStream(user.id) }, field, user[field]);

const isOwn = (user: UserNode, request: Request): boolean => user.own ?? user.id === request.viewerOrNull?.id;

const withoutUndefined = <T extends object>(value: T): { [K in keyof T]: Exclude<T[K], undefined> } =>
  Object.fromEntries(Object.entries(value).filter(([, v]) => v !== undefined)) as never;
