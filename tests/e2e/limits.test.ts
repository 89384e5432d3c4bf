import { expect, it } from 'vitest';
import * as app from '../../schema/operations.ts';
import type { Client } from './client.ts';
import { metricsOf, settled, total } from './metrics.ts';
import { PASSWORD, type Person, supergraphForTests } from './supergraph.ts';

const supergraph = supergraphForTests();

/** Two UTF-16 units, one character. */
const EMOJI = '🌦';

const eventCount = async () => {
  await settled(supergraph.nobody.url);
  return total(await metricsOf(supergraph.nobody.url), 'metachat_events_published_total');
};
/** What follows from an entry: its mood; from a long one a portrait and an archetype, which matching hears of as well. */
const derivedFrom = (field: string): number => (field === 'content' ? 5 : 1);

const groupOf = async (owner: Person, other: Person): Promise<string> => {
  const input = { kind: 'GROUP' as const, participantIds: [other.id] };
  return (await owner.ask(app.OpenConversationDocument, { input })).openConversation.id;
};

it('a text may have as many characters as it says, whatever they are made of, and not one more', async () => {
  const [ann, bob] = [await supergraph.signUp('ann'), await supergraph.signUp('bob')];
  const conversationId = await groupOf(ann, bob);
  const mutation = (name: string, type: string) =>
    `mutation ($input: ${type}!) { ${name}(input: $input) { __typename } }`;
  const texts: [document: string, input: object, field: string, maximum: number][] = [
    [mutation('createDiaryEntry', 'CreateDiaryEntryInput'), {}, 'content', 100_000],
    [mutation('createDiaryEntry', 'CreateDiaryEntryInput'), { content: 'x' }, 'title', 500],
    [mutation('createDiaryEntry', 'CreateDiaryEntryInput'), { content: 'x' }, 'statedMood', 100],
    [mutation('startDiarySession', 'StartDiarySessionInput'), {}, 'title', 500],
    [mutation('sendMessage', 'SendMessageInput'), { conversationId, idempotencyKey: 'long' }, 'text', 20_000],
    [mutation('sendMessage', 'SendMessageInput'), { conversationId, text: 'x' }, 'idempotencyKey', 200],
    [mutation('openConversation', 'OpenConversationInput'), { kind: 'GROUP', participantIds: [bob.id] }, 'title', 200],
    [mutation('updateProfile', 'UpdateProfileInput'), {}, 'firstName', 100],
    [mutation('updateProfile', 'UpdateProfileInput'), {}, 'bio', 2_000],
  ];
  for (const [document, input, field, maximum] of texts) {
    const withText = (length: number) => ({ input: { ...input, [field]: EMOJI.repeat(length) } });
    const before = await eventCount();
    expect(await ann.refusal(document, withText(maximum + 1))).toMatchObject({
      ...{ code: 'BAD_USER_INPUT', field: `input.${field}`, status: 200 },
    });
    expect(await eventCount()).toBe(before);
    await ann.ask(document, withText(maximum));
    const derived = document.includes('createDiaryEntry') ? derivedFrom(field) : 0;
    expect(await eventCount()).toBe(before + 1 + derived);
  }
  const { me } = await ann.ask(app.MeDocument, {});
  expect(me!.bio).toBe(EMOJI.repeat(2_000));
});

it('a page has 1 to 100 rows, from one end', async () => {
  const [ann, bob] = [await supergraph.signUp('ann'), await supergraph.signUp('bob')];
  const conversationId = await groupOf(ann, bob);
  const lists = [
    (args: string) => `{ diaryEntries(${args}) { pageInfo { hasNextPage } } }`,
    (args: string) => `{ me { entries(${args}) { pageInfo { hasNextPage } } } }`,
    (args: string) => `{ conversation(id: "${conversationId}") { messages(${args}) { pageInfo { hasNextPage } } } }`,
  ];
  for (const list of lists) {
    for (const size of [0, 101, -1, -(2 ** 31)])
      for (const field of ['first', 'last'])
        expect(await ann.refusal(list(`${field}: ${size}`))).toMatchObject({ code: 'BAD_USER_INPUT', field });
    expect(await ann.refusal(list('first: 1, last: 1'))).toMatchObject({ code: 'BAD_USER_INPUT', field: 'last' });
    await ann.ask(list('first: 100'));
    await ann.ask(list('last: 1'));
  }
  for (const list of ['matches', 'conversations'])
    for (const size of [0, 101, -1])
      expect(await ann.refusal(`{ ${list}(first: ${size}) { pageInfo { hasNextPage } } }`)).toMatchObject({
        ...{ code: 'BAD_USER_INPUT', field: 'first' },
      });
});

it('a cursor is good for the list that it came from, and for nobody else', async () => {
  const [ann, bob] = [await supergraph.signUp('ann'), await supergraph.signUp('bob')];
  const conversations = [await groupOf(ann, bob), await groupOf(ann, bob)] as const;
  for (const conversationId of conversations)
    await ann.ask(app.SendMessageDocument, { input: { conversationId, text: 'Hi.', idempotencyKey: conversationId } });
  for (const person of [ann, bob]) await person.ask(app.CreateDiaryEntryDocument, { input: { content: 'Soup.' } });

  const cursorIn = async (who: Client, query: string, variables?: object): Promise<string> => {
    const { data } = await who.answer(query, variables);
    return JSON.stringify(data).match(/"cursor":"([^"]+)"/)![1]!;
  };
  const entries = 'query ($after: String) { diaryEntries(after: $after) { edges { cursor } } }';
  const messages = (id: string) =>
    `query ($after: String) { conversation(id: "${id}") { messages(after: $after) { edges { cursor } } } }`;
  const matches = 'query ($after: String) { matches(after: $after) { edges { cursor } } }';

  const ofEntry = await cursorIn(ann, entries);
  const ofMessage = await cursorIn(ann, messages(conversations[0]));
  const [head, ...key] = JSON.parse(Buffer.from(ofEntry, 'base64url').toString()) as unknown[];
  const forged = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const foreign: [query: string, after: string][] = [
    [entries, await cursorIn(bob, entries)],
    [messages(conversations[1]), ofMessage],
    [entries, ofMessage],
    [matches, ofEntry],
    ...['', 'x', '💩', forged({}), forged([]), forged(null), forged([head]), forged([head, ...key, 1])].map(
      (after): [string, string] => [entries, after],
    ),
    ...['yesterday', '0000-01-01T00:00:00.000Z', '\0', {}, null, 5].map((time): [string, string] => [
      ...([entries, forged([head, time, ...key.slice(1)])] as const),
    ]),
  ];
  for (const [query, after] of foreign)
    expect([after, await ann.refusal(query, { after })]).toMatchObject([
      after,
      { code: 'BAD_USER_INPUT', field: 'after', status: 200 },
    ]);
  expect(await ann.ask(entries, { after: ofEntry })).toEqual({ diaryEntries: { edges: [] } });
});

it('a name is taken in whatever case, and a password is neither short nor long', async () => {
  const ann = await supergraph.signUp('ann');
  const before = await eventCount();
  const signUp = 'mutation ($input: SignUpInput!) { signUp(input: $input) { accessToken } }';
  const account = { username: `${ann.username}x`, email: `${ann.username}x@example.org`, password: PASSWORD };
  const refusals: [input: object, code: string, field: string][] = [
    [{ username: ann.username }, 'CONFLICT', 'username'],
    [{ username: ann.username.toUpperCase() }, 'CONFLICT', 'username'],
    [{ email: `${ann.username}@example.org` }, 'CONFLICT', 'email'],
    [{ email: `${ann.username}@EXAMPLE.org`.toUpperCase() }, 'CONFLICT', 'email'],
    [{ password: 'seven77' }, 'BAD_USER_INPUT', 'password'],
    [{ password: 'x'.repeat(201) }, 'BAD_USER_INPUT', 'password'],
    ...['ab', 'x'.repeat(31), 'two words', 'naïve', 'a@b'].map((username): [object, string, string] => [
      ...([{ username }, 'BAD_USER_INPUT', 'username'] as const),
    ]),
    [{ email: `${'x'.repeat(250)}@example.org` }, 'BAD_USER_INPUT', 'email'],
    [{ email: 'no address' }, 'BAD_USER_INPUT', 'email'],
  ];
  for (const [changed, code, field] of refusals) {
    const refusal = await supergraph.nobody.refusal(signUp, { input: { ...account, ...changed } });
    expect([changed, refusal]).toMatchObject([changed, { code, field: `input.${field}` }]);
    expect(refusal.message).not.toContain(ann.username);
  }
  expect(await eventCount()).toBe(before);
  await supergraph.nobody.ask(signUp, { input: { ...account, password: 'long'.repeat(50) } });
});

it('a wrong password and an unknown name are answered alike, and the eleventh in a row is not looked at', async () => {
  const ann = await supergraph.signUp('ann');
  const signIn = (login: string, password: string) =>
    supergraph.nobody.answer('mutation ($input: SignInInput!) { signIn(input: $input) { user { id } } }', {
      input: { login, password },
    });
  const [unknown, wrong] = await Promise.all([signIn('nobody-of-that-name', PASSWORD), signIn(ann.username, 'wrong')]);
  expect(wrong.errors).toEqual(unknown.errors);
  expect(wrong.errors).toMatchObject([{ extensions: { code: 'UNAUTHENTICATED' } }]);
  expect((await signIn(ann.username, PASSWORD)).data.signIn.user.id).toBe(ann.id);

  const wrongAgain = Array.from({ length: 9 }, () => signIn(ann.username, 'wrong'));
  for (const { errors } of await Promise.all(wrongAgain)) expect(errors).toEqual(wrong.errors);
  // also with the right password, under the name in another case
  for (const login of [ann.username, ann.username.toUpperCase()]) {
    const { status, data, errors } = await signIn(login, PASSWORD);
    expect([status, data?.signIn]).toEqual([200, undefined]);
    expect(errors).toMatchObject([{ extensions: { code: 'RATE_LIMITED', retryAfter: 900 } }]);
  }
  const other = await supergraph.signUp('bob');
  expect((await signIn(other.username, PASSWORD)).data.signIn.user.id).toBe(other.id);
});
