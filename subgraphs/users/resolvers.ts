import { z } from 'zod';
import { connection, edgesTo } from '#platform/connection';
import { badInput, notFound } from '#platform/domain/errors';
import { isId } from '#platform/domain/ids';
import { date, parseInput, text } from '#platform/input';
import { rowAfter } from '#platform/projection';
import type { Request } from '#platform/request';
import type { SubgraphParts } from '#platform/subgraph';
import { KeyDestroyedError } from '#platform/vault/vault';
import { accounts, type SignedIn } from './accounts.ts';
import { avatars, parseAvatar } from './avatar.ts';
import { type RelationCommand, relationAggregate, type UserCommand, userAggregate } from './decider.ts';
import { relationStream, userEvents, userStream } from './events.ts';
import { jobResolvers } from './jobs.ts';
import { claimOn, emailAddress, username } from './names.ts';
import { newPassword, password } from './passwords.ts';
import { avatarOf, namesOf, personResolvers, rowOf, subjectOf } from './person.ts';
import { people } from './projections.ts';
import { provisioning } from './provisioning.ts';
import { blockedUsers, type UserRow, users } from './readModel.ts';
import type { ArchetypeInput, MutationResolvers, QueryResolvers, Resolvers } from './schema.types.ts';
import { findUsers } from './search.ts';
import { mayFind, privacyOf } from './visibility.ts';

const name = text(100).nullish();
const score = z.number('Must be a number').min(0, 'Must be at least 0').max(1, 'Must be at most 1');
const signUpInput = z.object({
  username,
  email: emailAddress,
  password: newPassword,
  firstName: name,
  lastName: name,
  dateOfBirth: date.nullish(),
});
const signInInput = z.object({ login: z.string().max(254), password });
const changePasswordInput = z.object({ currentPassword: password, newPassword });
const profileInput = z.object({
  firstName: name,
  lastName: name,
  dateOfBirth: date.nullish(),
  bio: text(2_000).nullish(),
  avatar: z.string().nullish(),
});
const archetypeInput = z.object({
  userId: z.string().nullish(),
  archetypeId: text(100),
  archetypeName: text(100),
  confidence: score,
  description: text(2_000).nullish(),
});
const MAX_MODALITIES = 50;
const modalitiesInput = z
  .array(z.object({ name: text(100), score }))
  .max(MAX_MODALITIES, `Must have at most ${MAX_MODALITIES} modalities`)
  .refine((given) => new Set(given.map(({ name }) => name)).size === given.length, 'Must name each only once');
const reasonInput = text(2_000);

export const resolvers = (parts: SubgraphParts): Resolvers => {
  const { handler, store: events, vault } = parts;
  const pictures = avatars(parts);
  const { ensureAccount } = provisioning(parts);
  const { Query: jobQueries, Mutation: jobMutations, ...rest } = jobResolvers(parts);
  const { signUp, signIn, refresh, signOut, changePassword } = accounts(parts);

  /** Of somebody who is there for certain: from their own events while the row can't be read yet. */
  const ownRow = async (request: Request, id: string): Promise<UserRow> => {
    const row = await request.row(users, { id });
    // with a token that nobody could take back
    if (row?.erasedAt) throw new KeyDestroyedError();
    if (row) return row;
    const events = await handler.read(userEvents, request.tenant, userStream(id));
    if (events.length === 0) throw notFound('person');
    return rowAfter(people, users, null, events);
  };

  const sessionOf = async (request: Request, { userId, created, ...session }: SignedIn) => {
    const row = created ? rowAfter(people, users, null, created) : await ownRow(request, userId);
    return { ...session, user: { ...row, own: true as const } };
  };

  /** Answers with the person as the command leaves them. */
  const change = async (request: Request, before: UserRow, command: UserCommand): Promise<UserRow> => {
    const { events } = await request.handle(userAggregate, userStream(before.id), command);
    return rowAfter(people, users, before, events);
  };

  const archetypeSetter =
    (type: 'AssignArchetype' | 'UpdateArchetype') =>
    async (_: object, { input }: { input: ArchetypeInput }, request: Request) => {
      const { userId, archetypeId, archetypeName, ...rest } = parseInput(archetypeInput, input, 'input');
      const { confidence, description = null } = rest;
      const before = await rowOf(request, subjectOf(request, userId), 'input.userId');
      const archetype = { id: archetypeId, name: archetypeName, confidence, description };
      return change(request, before, { type, userId: before.id, archetype });
    };

  /** Does something to another person, who has to be there. */
  const relate = async (request: Request, otherId: string, command: RelationCommand): Promise<true> => {
    if (!isId(otherId)) throw notFound('person', 'userId');
    const { state } = await handler.load(userAggregate, request.tenant, userStream(otherId));
    if (!state.exists || state.erased) throw notFound('person', 'userId');
    await request.handle(relationAggregate, relationStream(command.userId, otherId), command);
    return true;
  };

  /** Whoever signs in elsewhere has their account from whatever they first do here. */
  const ofMembers = <Fields extends object>(fields: Fields): Fields => {
    const resolvers = Object.entries(fields) as [string, (...args: [object, object, Request, object]) => unknown][];
    return Object.fromEntries(
      resolvers.map(([name, resolve]) => [
        name,
        async (...args: Parameters<typeof resolve>) => {
          await ensureAccount(args[2]);
          return resolve(...args);
        },
      ]),
    ) as Fields;
  };

  return {
    Query: ofMembers<QueryResolvers>({
      me: (_, __, request) => ownRow(request, request.viewer.id),
      async user(_, { id }, request) {
        if (request.viewer.id === id) return rowOf(request, id, 'id');
        // in one round trip, with the settings that the person's fields ask for next
        const [found, row] = await Promise.all([
          mayFind(request, id),
          rowOf(request, id, 'id'),
          privacyOf(request, id),
        ]);
        if (!found) throw notFound('person', 'id');
        return row;
      },
      async userByUsername(_, { username: given }, request) {
        const { tenant, viewer } = request;
        const username = parseInput(text(100), given, 'username');
        const stream = await events.findClaim(tenant, await claimOn(vault, tenant, 'username', username));
        const id = stream?.slice(userStream('').length);
        if (id === undefined || (viewer.id !== id && !(await mayFind(request, id))))
          throw notFound('person', 'username');
        return rowOf(request, id, 'username');
      },
      users(_, { search: given, ...args }, request) {
        const search = given == null ? null : parseInput(text(100), given, 'search');
        return request.viewer && findUsers(request, search, args);
      },
      privacySettings: (_, __, request) => privacyOf(request, request.viewer.id),
      async blockedUsers(_, args, request) {
        const { edges, pageInfo } = await connection(request, blockedUsers, { userId: request.viewer.id }, args);
        return { edges: await edgesTo(edges, ({ blockedId: id }) => request.row(users, { id })), pageInfo };
      },
      ...jobQueries,
    }),

    Mutation: ofMembers<MutationResolvers>({
      signUp: async (_, { input }, request) =>
        sessionOf(request, await signUp(request, parseInput(signUpInput, input, 'input'))),
      signIn: async (_, { input }, request) =>
        sessionOf(request, await signIn(request, parseInput(signInInput, input, 'input'))),
      refreshSession: async (_, { refreshToken }, request) => sessionOf(request, await refresh(request, refreshToken)),
      signOut: async (_, __, request) => {
        await signOut(request);
        return true;
      },
      changePassword: async (_, { input }, request) =>
        sessionOf(request, await changePassword(request, parseInput(changePasswordInput, input, 'input'))),

      async updateProfile(_, { input }, request) {
        const { id: userId, tenant } = request.viewer;
        const { avatar: sent, ...given } = parseInput(profileInput, input, 'input');
        const image = sent == null ? sent : await parseAvatar(sent);
        const before = await ownRow(request, userId);
        const avatar = image == null ? image : await pictures.store(tenant, userId, image);
        const changes = withoutUndefined({ ...given, avatar });
        const replaced = avatar === undefined ? null : await avatarOf(request, before);
        const row = await change(request, before, { type: 'UpdateProfile', userId, changes }).catch(async (error) => {
          if (avatar != null) await pictures.remove(tenant, userId, avatar);
          throw error;
        });
        // the event is stored: should the old picture stay, it is only not shown any more
        if (replaced !== null) await pictures.remove(tenant, userId, replaced).catch(() => {});
        return row;
      },

      async updatePrivacy(_, { input }, request) {
        const before = await ownRow(request, request.viewer.id);
        const { id: userId } = before;
        const changes = withoutUndefined(input);
        for (const [setting, value] of Object.entries(changes))
          if (value === null) throw badInput(`input.${setting}`, 'Must have a value, or be left out.');
        await request.handle(userAggregate, userStream(userId), {
          ...{ type: 'ChangePrivacy' as const, userId, changes: changes as Partial<never> },
          foundBy: await namesOf(request, before),
        });
        const { state } = await handler.load(userAggregate, request.tenant, userStream(userId));
        return state.privacy;
      },

      assignArchetype: archetypeSetter('AssignArchetype'),
      updateArchetype: archetypeSetter('UpdateArchetype'),

      async updateModalities(_, { userId: named, input }, request) {
        const modalities = parseInput(modalitiesInput, input, 'input');
        const before = await rowOf(request, subjectOf(request, named), 'userId');
        return change(request, before, { type: 'UpdateModalities', userId: before.id, modalities });
      },

      blockUser: (_, { userId: blockedId }, request) =>
        relate(request, blockedId, { type: 'BlockUser', userId: request.viewer.id, blockedId }),
      unblockUser: (_, { userId: blockedId }, request) =>
        relate(request, blockedId, { type: 'UnblockUser', userId: request.viewer.id, blockedId }),
      async reportUser(_, { userId: reportedId, reason: given, messageId = null }, request) {
        const reason = parseInput(reasonInput, given, 'reason');
        if (messageId !== null && !isId(messageId)) throw badInput('messageId', 'Must be the id of a message.');
        const { id: userId } = request.viewer;
        return relate(request, reportedId, { type: 'ReportUser', userId, reportedId, messageId, reason });
      },
      ...jobMutations,
    }),

    ...personResolvers(parts),
    ...rest,
  };
};

const withoutUndefined = <T extends object>(value: T): { [K in keyof T]: Exclude<T[K], undefined> } =>
  Object.fromEntries(Object.entries(value).filter(([, v]) => v !== undefined)) as never;
