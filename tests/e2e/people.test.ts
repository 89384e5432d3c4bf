import { describe, expect, it } from 'vitest';
import { newId } from '#platform/domain/ids';
import { eventually, type Person, supergraphForTests } from './supergraph.ts';

const supergraph = supergraphForTests();

const SHOWN = '{ id username email firstName lastName dateOfBirth bio archetype { id } modalities { name score } }';
const USER = `query ($id: ID!) { user(id: $id) ${SHOWN} }`;
const SAGE = { archetypeId: 'sage', archetypeName: 'The Sage', confidence: 0.5 };

const privacy = (person: Person, input: object) =>
  person.ask<{ updatePrivacy: object }, object>(
    `mutation ($input: PrivacyInput!) { updatePrivacy(input: $input) {
      profile mood archetype modalities interests discoverable readReceipts presence
    } }`,
    { input },
  );
const act = (person: Person, mutation: 'blockUser' | 'unblockUser' | 'requestMatch', userId: string) =>
  person.ask(
    `mutation ($userId: ID!) { ${mutation}(userId: $userId) ${mutation === 'requestMatch' ? '{ id }' : ''} }`,
    { userId },
  );
const shownTo = async (viewer: Person, id: string) => (await viewer.ask<{ user: unknown }, object>(USER, { id })).user;

const withProfile = async (name: string): Promise<Person> => {
  const person = await supergraph.signUp(name);
  await person.ask(
    `mutation ($profile: UpdateProfileInput!, $archetype: ArchetypeInput!, $modalities: [ModalityInput!]!) {
      updateProfile(input: $profile) { id }
      assignArchetype(input: $archetype) { id }
      updateModalities(input: $modalities) { id }
    }`,
    {
      profile: { firstName: 'Zoë', lastName: 'Ångström', bio: 'Likes soup.', dateOfBirth: '1990-02-28' },
      archetype: SAGE,
      modalities: [{ name: 'visual', score: 0.75 }],
    },
  );
  return person;
};

const full = ({ id, username }: Person) => ({
  ...{ id, username, firstName: 'Zoë', lastName: 'Ångström', bio: 'Likes soup.', dateOfBirth: '1990-02-28' },
  ...{ archetype: { id: 'sage' }, modalities: [{ name: 'visual', score: 0.75 }] },
});

describe('what others see of a person', () => {
  it('is up to the person: all, matched people only, or nobody', async () => {
    const [zoe, bob] = [await withProfile('zoe'), await supergraph.signUp('bob')];
    const own = { ...full(zoe), email: `${zoe.username}@example.org` };
    expect(await shownTo(zoe, zoe.id)).toEqual(own);
    // as at the beginning
    const stranger = { ...full(zoe), email: null, dateOfBirth: null, modalities: [] };
    await eventually(async () => expect(await shownTo(bob, zoe.id)).toEqual(stranger));

    await privacy(zoe, { profile: 'MATCHES', archetype: 'PRIVATE' });
    const nothing = { ...stranger, firstName: null, lastName: null, bio: null, archetype: null };
    await eventually(async () => expect(await shownTo(bob, zoe.id)).toEqual(nothing));

    await act(bob, 'requestMatch', zoe.id);
    await act(zoe, 'requestMatch', bob.id);
    const matched = { ...full(zoe), email: null, archetype: null };
    await eventually(async () => expect(await shownTo(bob, zoe.id)).toEqual(matched));

    await privacy(zoe, { profile: 'PRIVATE', modalities: 'PRIVATE' });
    await eventually(async () =>
      expect(await shownTo(bob, zoe.id)).toEqual({ ...nothing, dateOfBirth: null, modalities: [] }),
    );
    expect(await shownTo(zoe, zoe.id)).toEqual(own);
  });

  it('is the username and no more where one has blocked the other, who is not told', async () => {
    const [zoe, bob] = [await withProfile('zoe'), await supergraph.signUp('bob')];
    await act(zoe, 'blockUser', bob.id);
    await eventually(async () =>
      expect(await bob.refusal(USER, { id: zoe.id })).toMatchObject({ code: 'NOT_FOUND', field: 'id' }),
    );
    const unknown = await bob.refusal(USER, { id: newId() });
    expect(await bob.refusal(USER, { id: zoe.id })).toMatchObject({ message: unknown.message, code: unknown.code });
    expect(await shownTo(zoe, bob.id)).toMatchObject({ username: bob.username, firstName: null });
    const blocked = '{ blockedUsers { edges { node { id } } } }';
    expect(await zoe.ask(blocked)).toEqual({ blockedUsers: { edges: [{ node: { id: bob.id } }] } });
    expect(await bob.ask(blocked)).toEqual({ blockedUsers: { edges: [] } });

    await act(zoe, 'unblockUser', bob.id);
    await eventually(async () => expect(await shownTo(bob, zoe.id)).toMatchObject({ firstName: 'Zoë' }));
    expect(await zoe.ask(blocked)).toEqual({ blockedUsers: { edges: [] } });
  });

  it('keeps what was not given', async () => {
    const ann = await supergraph.signUp('ann');
    const { updatePrivacy } = await privacy(ann, { discoverable: false, presence: false });
    expect(updatePrivacy).toEqual({
      ...{ profile: 'EVERYONE', archetype: 'EVERYONE', mood: 'MATCHES', modalities: 'MATCHES', interests: 'MATCHES' },
      ...{ discoverable: false, presence: false, readReceipts: true },
    });
    expect(
      (await ann.ask<{ privacySettings: object }, object>(`{ privacySettings { discoverable mood } }`)).privacySettings,
    ).toEqual({
      ...{ discoverable: false, mood: 'MATCHES' },
    });
    const set = 'mutation ($input: PrivacyInput!) { updatePrivacy(input: $input) { mood } }';
    expect(await ann.refusal(set, { input: { mood: null } })).toMatchObject({
      ...{ code: 'BAD_USER_INPUT', field: 'input.mood' },
    });
  });
});

describe('people', () => {
  const search = async (viewer: Person, search: string, first = 50) => {
    const { users } = await viewer.ask<{ users: { edges: { node: { id: string } }[] } }, object>(
      'query ($search: String, $first: Int) { users(search: $search, first: $first) { edges { node { id } } } }',
      { search, first },
    );
    return users.edges.map(({ node }) => node.id);
  };
  const named = async (firstName: string, lastName: string) => {
    const person = await supergraph.signUp('q');
    await person.ask('mutation ($input: UpdateProfileInput!) { updateProfile(input: $input) { id } }', {
      input: { firstName, lastName },
    });
    return person;
  };

  it('are found by the beginnings of their names, without case and accents, in the order of the alphabet', async () => {
    const run = `x${newId().slice(-12)}`;
    const [zoe, zora, ann] = [
      await named('Zoë', `${run}berg`),
      await named('Zora', `${run}bach`),
      await named('Ann', `${run}bach ${run}berg`),
    ];
    await eventually(async () => expect((await search(ann, run.toUpperCase())).length).toBe(3));
    expect(await search(ann, `ZOE ${run}`)).toEqual([zoe!.id]);
    expect(await search(ann, `${run}b zo`)).toEqual([zora.id, zoe.id]);
    expect(new Set(await search(ann, `${run}berg`))).toEqual(new Set([zoe.id, ann.id]));
    expect(await search(ann, `${run}bergen`)).toEqual([]);
    expect(await search(ann, ' -- ')).toEqual([]);
    expect(await search(ann, zoe.username.toUpperCase())).toEqual([zoe.id]);
  });

  it('are found by pages, each once', async () => {
    const run = `y${newId().slice(-12)}`;
    const people = await Promise.all([1, 2, 3, 4, 5].map((nth) => named(`${run}${nth}`, `${run}x`)));
    await eventually(async () => expect((await search(people[0]!, run)).length).toBe(5));
    const page = `query ($search: String, $after: String) {
      users(search: $search, first: 2, after: $after) { edges { node { id } } pageInfo { hasNextPage endCursor } }
    }`;
    const found: string[] = [];
    for (let after: string | null = null, more = true; more; ) {
      // biome-ignore lint/suspicious/noExplicitAny: as above
      const { users }: any = await people[0]!.ask(page, { search: run, after });
      found.push(...users.edges.map(({ node }: { node: { id: string } }) => node.id));
      more = users.pageInfo.hasNextPage;
      after = users.pageInfo.endCursor;
    }
    expect(found).toEqual(people.map(({ id }) => id));
    const foreign = { search: 'other', after: 'bm90IGEgY3Vyc29y' };
    expect(await people[0]!.refusal(page, foreign)).toMatchObject({ code: 'BAD_USER_INPUT', field: 'after' });
  });

  it('are not found when they do not want to be, by a name they have no more, or across a block', async () => {
    const run = `w${newId().slice(-12)}`;
    const [ann, bob] = [await named(run, 'Ort'), await supergraph.signUp('bob')];
    await eventually(async () => expect(await search(bob, run)).toEqual([ann.id]));

    await privacy(ann, { discoverable: false });
    await eventually(async () => expect(await search(bob, run)).toEqual([]));
    expect(await search(bob, ann.username)).toEqual([]);
    await privacy(ann, { discoverable: true, profile: 'MATCHES' });
    await eventually(async () => expect(await search(bob, ann.username)).toEqual([ann.id]));
    expect(await search(bob, run)).toEqual([]);
    await privacy(ann, { profile: 'EVERYONE' });
    await eventually(async () => expect(await search(bob, run)).toEqual([ann.id]));

    await ann.ask('mutation { updateProfile(input: { firstName: null }) { id } }');
    await eventually(async () => expect(await search(bob, run)).toEqual([]));
    await act(bob, 'blockUser', ann.id);
    await eventually(async () => expect(await search(ann, bob.username)).toEqual([]));
    expect(await search(bob, ann.username)).toEqual([]);
  });

  it('are found by their username, whatever its case', async () => {
    const [ann, bob] = [await supergraph.signUp('ann'), await supergraph.signUp('bob')];
    const byName = 'query ($username: String!) { userByUsername(username: $username) { id } }';
    await eventually(async () =>
      expect(await bob.ask(byName, { username: ann.username.toUpperCase() })).toEqual({
        userByUsername: { id: ann.id },
      }),
    );
    expect(await bob.refusal(byName, { username: 'nobody-at-all' })).toMatchObject({
      ...{ code: 'NOT_FOUND', field: 'username' },
    });
  });
});

describe('the history of a person', () => {
  const HISTORY = `query ($id: ID!, $at: DateTime!, $after: String) { user(id: $id) {
    asOf(at: $at) { version username firstName bio archetype { id } modalities { name } }
    history(first: 3, after: $after) { edges { node { type version actor { id } data } } pageInfo { hasNextPage endCursor } }
  } }`;

  it('tells the owner and an admin who changed what, and who they were at any moment', async () => {
    const [zoe, bob] = [await withProfile('zoe'), await supergraph.signUp('bob')];
    const before = new Date().toISOString();
    await zoe.ask('mutation { updateProfile(input: { bio: null, firstName: "Zora" }) { id } }');
    const variables = { id: zoe.id, at: before };
    // biome-ignore lint/suspicious/noExplicitAny: as above
    const { user }: any = await zoe.ask(HISTORY, variables);
    expect(user.asOf).toEqual({
      ...{ version: 4, username: zoe.username, firstName: 'Zoë', bio: 'Likes soup.' },
      ...{ archetype: { id: 'sage' }, modalities: [{ name: 'visual' }] },
    });
    expect(user.history.edges.map(({ node }: { node: { type: string } }) => node.type)).toEqual([
      ...['UserCreated', 'UserProfileUpdated', 'ArchetypeAssigned'],
    ]);
    // biome-ignore lint/suspicious/noExplicitAny: as above
    const rest: any = await zoe.ask(HISTORY, { ...variables, after: user.history.pageInfo.endCursor });
    expect(rest.user.history.edges.at(-1).node).toEqual({
      ...{ type: 'UserProfileUpdated', version: 5, actor: { id: zoe.id } },
      data: { userId: zoe.id, bio: null, firstName: 'Zora' },
    });
    expect(rest.user.history.pageInfo.hasNextPage).toBe(false);

    const nothing = { user: { asOf: null, history: null } };
    await eventually(async () => expect(await bob.ask(HISTORY, variables)).toEqual(nothing));
    const admin = bob.as(await supergraph.issue({ id: bob.id, tenant: 'default', sessionId: 's', scopes: ['admin'] }));
    expect(await admin.ask(HISTORY, variables)).toMatchObject({ user: { asOf: { version: 4 } } });
    const long = { ...variables, at: '2000-01-01T00:00:00Z' };
    expect(await zoe.ask(HISTORY, long)).toMatchObject({ user: { asOf: null } });
  });
});

describe('archetypes and modalities', () => {
  const ASSIGN = 'mutation ($input: ArchetypeInput!) { assignArchetype(input: $input) { archetype { id source } } }';
  const UPDATE = ASSIGN.replace('assignArchetype', 'updateArchetype');
  const MODALITIES =
    'mutation ($userId: ID, $input: [ModalityInput!]!) { updateModalities(userId: $userId, input: $input) { modalities { name score } } }';

  it('of others take the scope profiles:write', async () => {
    const [ann, bob] = [await supergraph.signUp('ann'), await supergraph.signUp('bob')];
    const input = { ...SAGE, userId: ann.id };
    expect(await bob.refusal(ASSIGN, { input })).toMatchObject({ code: 'FORBIDDEN' });
    expect(await bob.refusal(MODALITIES, { userId: ann.id, input: [] })).toMatchObject({ code: 'FORBIDDEN' });
    const scopes = ['profiles:write'];
    const writer = bob.as(await supergraph.issue({ id: bob.id, tenant: 'default', sessionId: 's', scopes }));
    await eventually(async () => expect(await writer.answer(ASSIGN, { input })).not.toHaveProperty('errors'));
    expect((await ann.ask<{ me: object }, object>('{ me { archetype { id } } }')).me).toEqual({
      archetype: { id: 'sage' },
    });
  });

  it('are changed only where they are, and refused where they are impossible', async () => {
    const ann = await supergraph.signUp('ann');
    expect(await ann.refusal(UPDATE, { input: SAGE })).toMatchObject({ code: 'NOT_FOUND', field: 'input.userId' });
    await ann.ask(ASSIGN, { input: SAGE });
    await ann.ask(UPDATE, { input: { ...SAGE, archetypeId: 'rebel' } });
    for (const confidence of [1.2, -0.1])
      expect(await ann.refusal(UPDATE, { input: { ...SAGE, confidence } })).toMatchObject({
        ...{ code: 'BAD_USER_INPUT', field: 'input.confidence' },
      });
    const both = [
      { name: 'visual', score: 0 },
      { name: 'taste', score: 1 },
    ];
    expect(await ann.ask(MODALITIES, { input: both })).toEqual({ updateModalities: { modalities: both } });
    const twice = [both[0], both[0]];
    expect(await ann.refusal(MODALITIES, { input: twice })).toMatchObject({ code: 'BAD_USER_INPUT', field: 'input' });
    const tooMuch = [{ name: 'visual', score: 1.01 }];
    expect(await ann.refusal(MODALITIES, { input: tooMuch })).toMatchObject({ field: 'input.0.score' });
    expect(await ann.ask('{ me { archetype { id } modalities { name score } } }')).toEqual({
      me: { archetype: { id: 'rebel' }, modalities: both },
    });
  });
});

describe('blocking and reporting', () => {
  it('is of somebody else who is there', async () => {
    const ann = await supergraph.signUp('ann');
    const block = 'mutation ($userId: ID!) { blockUser(userId: $userId) }';
    const report = 'mutation ($userId: ID!, $reason: String!) { reportUser(userId: $userId, reason: $reason) }';
    for (const userId of [newId(), 'no id', '']) {
      expect(await ann.refusal(block, { userId })).toMatchObject({ code: 'NOT_FOUND', field: 'userId' });
      expect(await ann.refusal(report, { userId, reason: 'x' })).toMatchObject({ code: 'NOT_FOUND', field: 'userId' });
    }
    expect(await ann.refusal(block, { userId: ann.id })).toMatchObject({ code: 'BAD_USER_INPUT', field: 'userId' });
    const bob = await supergraph.signUp('bob');
    expect(await ann.refusal(report, { userId: bob.id, reason: ' ' })).toMatchObject({ field: 'reason' });
    expect(await ann.ask(report, { userId: bob.id, reason: 'spam' })).toEqual({ reportUser: true });
  });
});

describe('a picture', () => {
  const SET = 'mutation ($avatar: String) { updateProfile(input: { avatar: $avatar }) { avatarUrl } }';
  const PNG = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==';

  it('is shown by a signed address to whoever may see the profile, until it is replaced or cleared', async () => {
    const [zoe, bob] = [await supergraph.signUp('zoe'), await supergraph.signUp('bob')];
    const set = async (avatar: string | null) =>
      (await zoe.ask<{ updateProfile: { avatarUrl: string | null } }, object>(SET, { avatar })).updateProfile.avatarUrl;
    const load = (path: string) => fetch(new URL(path, zoe.url));

    const first = (await set(PNG))!;
    const seen = async () =>
      (await bob.ask<{ user: { avatarUrl: string | null } }, object>(`{ user(id: "${zoe.id}") { avatarUrl } }`)).user
        .avatarUrl;
    await eventually(async () => expect(await seen()).toBe(first));
    const image = await load(first);
    expect([image.status, image.headers.get('content-type')]).toEqual([200, 'image/webp']);
    expect((await load(first.replace(/.(?=$)/, '_'))).status).toBe(403);

    const second = (await set(`data:image/png;base64,${PNG}`))!;
    expect(second).not.toBe(first);
    expect((await load(first)).status).toBe(404);
    await privacy(zoe, { profile: 'PRIVATE' });
    await eventually(async () => expect(await seen()).toBeNull());
    expect(await set(null)).toBeNull();
    expect((await load(second)).status).toBe(404);
  });

  it('of four megabytes arrives, and one that is none is refused', async () => {
    const ann = await supergraph.signUp('ann');
    for (const avatar of ['', 'hello', Buffer.from('<svg onload="x()"/>').toString('base64')])
      expect(await ann.refusal(SET, { avatar })).toMatchObject({ code: 'BAD_USER_INPUT', field: 'input.avatar' });
    // behind the picture's end, where a decoder doesn't look
    const large = Buffer.concat([Buffer.from(PNG, 'base64'), Buffer.alloc(4_000_000)]).toString('base64');
    expect(await ann.answer(SET, { avatar: large })).not.toHaveProperty('errors');
  });
});
