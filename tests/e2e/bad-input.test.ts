import { beforeAll, describe, expect, it } from 'vitest';
import { newId } from '#platform/domain/ids';
import * as app from '../../schema/operations.ts';
import type { Client } from './client.ts';
import { ROOT_FIELDS, type RootField, withValue } from './graph.ts';
import { metricsOf, settled, total } from './metrics.ts';
import { PASSWORD, type Person, supergraphForTests } from './supergraph.ts';

const supergraph = supergraphForTests();

/** Stands in every bad text: no error may repeat what somebody wrote. */
const MARK = 'Zirkonblume';
const NUL = `${MARK}\0`;
const LONE_SURROGATE = `${MARK}\ud800`;

/** A value that no argument of a type takes. */
const MISFITS: Readonly<Record<string, readonly unknown[]>> = {
  String: [5, true, { MARK }, [MARK]],
  ID: [1.5, true, { MARK }, [MARK]],
  Int: [MARK, true, 1.5, 2 ** 31, -(2 ** 31) - 1],
  Float: [MARK, true, {}],
  Boolean: [MARK, 1, {}, [true]],
  Enum: [MARK, 1, 'constructor'],
  DateTime: [MARK, 5, {}, '2026-13-01T00:00:00Z', '2026-01-01', '0000-01-01T00:00:00Z'],
  Date: [MARK, 5, {}, '2026-02-30', NUL],
};
const BAD_TEXTS = ['', ' \n', NUL, LONE_SURROGATE];
/** Whatever stands there is a wrong name, password or token; a new password may be made of anything. */
const NEW_PASSWORDS = ['signUp input.password', 'changePassword input.newPassword'];
const CREDENTIALS = ['input.login', 'input.password', 'refreshToken'];
const UNKNOWN_IDS = ['', NUL, LONE_SURROGATE, 'x'.repeat(5_000), "'; DROP TABLE event; --", '__proto__', '0'];
/** A client's own choice, and what only another subgraph could know. */
const NEW_IDS = [
  ...['createDiaryEntry input.id', 'startDiarySession input.id', 'openConversation input.id'],
  'reportUser messageId',
];

/** What takes any id: the archetype is the client's to name, and of whom there is no key bundle, that is the answer. */
const EXEMPT = ['input.archetypeId', 'claimKeyBundle userId'];
const KEY = Buffer.alloc(32).toString('base64');
const KEY_BUNDLE = {
  ...{ identityKey: KEY, signedPrekey: KEY, signature: Buffer.alloc(64).toString('base64'), oneTimePrekeys: [KEY] },
};

let [ann, bob, eve, dan] = [] as unknown as [Person, Person, Person, Person];
/** Variables that each root field takes from Ann, in an order in which they can all be sent. */
let examples: Readonly<Record<string, object>>;

beforeAll(async () => {
  [ann, bob, eve, dan] = (await Promise.all(['ann', 'bob', 'eve', 'dan'].map(supergraph.signUp))) as [
    Person,
    Person,
    Person,
    Person,
  ];
  const { createDiaryEntry: entry } = await ann.ask(app.CreateDiaryEntryDocument, { input: { content: 'Soup.' } });
  const { startDiarySession: session } = await ann.ask(app.StartDiarySessionDocument, { input: { title: 'Evening' } });
  const { openConversation } = await ann.ask(app.OpenConversationDocument, {
    input: { kind: 'GROUP', title: 'Two', participantIds: [bob.id] },
  });
  const conversationId = openConversation.id;
  await bob.ask(app.SendMessageDocument, { input: { conversationId, text: 'Hello.', idempotencyKey: 'first' } });
  const { sendMessage } = await ann.ask(app.SendMessageDocument, {
    input: { conversationId, text: 'And to you.', idempotencyKey: 'first' },
  });
  const messageId = sendMessage.message.id;
  const { requestMatch } = await bob.ask(app.RequestMatchDocument, { userId: ann.id });
  const { requestMatch: toReject } = await dan.ask(app.RequestMatchDocument, { userId: ann.id });
  const { id: fayId } = await supergraph.signUp('fay');
  const { requestMatch: toCancel } = await ann.ask(app.RequestMatchDocument, { userId: fayId });
  const { refreshToken } = (
    await supergraph.nobody.ask(app.SignInDocument, { input: { login: ann.username, password: PASSWORD } })
  ).signIn;
  const { requestDataExport } = await ann.ask<{ requestDataExport: { id: string } }, object>(
    'mutation { requestDataExport { id } }',
  );
  const username = `fay-${newId().slice(-12)}`;

  examples = {
    me: {},
    user: { id: bob.id },
    diaryEntry: { id: entry.id },
    diaryEntries: {},
    searchDiary: { text: 'soup' },
    onThisDay: {},
    diarySession: { id: session.id },
    diarySessions: {},
    diaryAnalytics: { period: 'WEEK' },
    conversation: { id: conversationId },
    conversations: {},
    message: { id: messageId },
    searchMessages: { text: 'hello', conversationId },
    matches: {},
    userByUsername: { username: bob.username },
    users: { search: 'b' },
    privacySettings: {},
    blockedUsers: {},
    signUp: { input: { username, email: `${username}@example.org`, password: PASSWORD } },
    signIn: { input: { login: bob.username, password: PASSWORD } },
    refreshSession: { refreshToken },
    updateProfile: { input: { bio: 'Likes soup.' } },
    updatePrivacy: { input: { mood: 'PRIVATE' } },
    assignArchetype: { input: { archetypeId: 'sage', archetypeName: 'Sage', confidence: 0.5 } },
    updateArchetype: { input: { archetypeId: 'sage', archetypeName: 'The Sage', confidence: 0.6 } },
    updateModalities: { input: [{ name: 'visual', score: 0.5 }] },
    createDiaryEntry: { input: { content: 'Bread.' } },
    updateDiaryEntry: { input: { id: entry.id, content: 'Soup again.' } },
    deleteDiaryEntry: { id: entry.id },
    restoreDiaryEntry: { id: entry.id },
    endDiarySession: { id: session.id },
    startDiarySession: {},
    importDiary: { format: 'DAYLIO_CSV', data: 'full_date,time,mood\n2026-01-01,08:00,ok' },
    exportDiary: { format: 'MARKDOWN' },
    openConversation: { input: { kind: 'DIRECT', participantIds: [eve.id] } },
    sendMessage: { input: { conversationId, text: 'Hi.', idempotencyKey: 'second' } },
    markAsRead: { conversationId },
    requestMatch: { userId: eve.id },
    acceptMatch: { id: requestMatch.id },
    rejectMatch: { id: toReject.id },
    cancelMatch: { id: toCancel.id },
    recommendations: {},
    dismissRecommendation: { userId: eve.id },
    matchEvents: {},
    editMessage: { id: messageId, text: 'And to you, Bob.' },
    react: { messageId, emoji: '👍' },
    unreact: { messageId, emoji: '👍' },
    deleteMessage: { id: messageId },
    setTyping: { conversationId, active: true },
    requestUpload: { name: 'soup.txt', contentType: 'text/plain', size: 5 },
    publishKeyBundle: { input: KEY_BUNDLE },
    claimKeyBundle: { userId: bob.id },
    renameConversation: { conversationId, title: 'Three' },
    muteConversation: { conversationId, muted: true },
    addParticipants: { conversationId, userIds: [eve.id] },
    leaveConversation: { conversationId },
    chatEvents: { conversationId },
    typing: { conversationId },
    presence: { userIds: [bob.id] },
    messageReceived: { conversationId },
    diarySessionEvents: { sessionId: session.id },
    reportUser: { userId: bob.id, reason: 'Sends too many greetings.' },
    blockUser: { userId: bob.id },
    unblockUser: { userId: bob.id },
    job: { id: requestDataExport.id },
    verifyErasure: { userId: bob.id },
    requestDataExport: {},
    changePassword: { input: { currentPassword: PASSWORD, newPassword: 'Nobody guesses this, 1661' } },
    signOut: {},
    eraseMe: { password: PASSWORD },
  };
  await settled(ann.url);
});

/** The code and the field that a root field is refused with, or what is wrong with the refusal. */
const refusalOf = async (who: Client, { kind, document }: RootField, variables: object): Promise<string> => {
  if (kind === 'subscription') {
    const listener = who.listen(document, { ...variables });
    const stays = new Promise<never>((_, reject) => setTimeout(reject, 5_000, new Error(`${document} stays open.`)));
    const { code, field } = await Promise.race([listener.refusal(), stays]);
    await listener.stop();
    return `${code} ${field ?? ''}`.trim();
  }
  const { status, data, errors } = await who.answer(document, variables);
  const { message = '', extensions = {} } = errors?.[0] ?? {};
  if (status >= 500 || !errors || Object.values(data ?? {}).some((value) => value !== null))
    return `answered ${status}`;
  if (/Zirkonblume|@|select |insert |duplicate key|relation/i.test(JSON.stringify(errors))) return `tells: ${message}`;
  return `${extensions.code} ${extensions.field ?? ''}`.trim();
};

/** All that Ann can read, and how many events there are of anybody. */
const state = async () => ({
  events: total(await metricsOf(ann.url), 'metachat_events_published_total'),
  ...(await ann.ask<object, object>(
    `query ($session: ID!, $conversation: ID!) {
      me { username email firstName lastName dateOfBirth bio archetype { name } modalities { name } updatedAt }
      privacySettings { mood }
      blockedUsers { edges { node { id } } }
      diaryEntries { edges { node { id version title content tags statedMood tokenCount } } }
      diarySession(id: $session) { title status entryCount }
      conversation(id: $conversation) { title unreadCount participants { lastReadSeq } messages { edges { node { text } } } }
      matches { edges { node { id status message } } }
    }`,
    {
      session: (examples.diarySession as { id: string }).id,
      conversation: (examples.conversation as { id: string }).id,
    },
  )),
});

/** Sends every root field of one kind of value, and lists what was not refused as it should be. */
const unexpected = async (
  casesOf: (field: RootField) => readonly (readonly [path: string, value: unknown, ...expected: string[]])[],
): Promise<string[]> => {
  const before = await state();
  const wrong: string[] = [];
  let sent = 0;
  for (const field of ROOT_FIELDS) {
    const answers = casesOf(field).map(async ([path, value, ...expected]) => {
      sent++;
      const got = await refusalOf(ann, field, withValue(examples[field.name]!, path, value));
      if (!expected.includes(got))
        wrong.push(`${field.name} ${path} = ${JSON.stringify(value)?.slice(0, 60)}: ${got}, not ${expected}`);
    });
    await Promise.all(answers);
  }
  expect(sent).toBeGreaterThan(40);
  expect(await state()).toEqual(before);
  return wrong;
};

describe('each argument of each root field', () => {
  it('is tried here: whoever adds a field adds an example of it', () => {
    expect(Object.keys(examples).sort()).toEqual(ROOT_FIELDS.map(({ name }) => name).sort());
  });

  it('refuses a value of another type, null and nothing where one is needed, with its code and its path', async () => {
    const wrong = await unexpected(({ inputs }) =>
      inputs.flatMap(({ path, type, required }) =>
        // a list of nothing is a matter of the argument's own rule
        [...MISFITS[type]!, ...(required ? (path.endsWith('.0') ? [null] : [null, undefined]) : [])].map(
          (value) => [path, value, `BAD_USER_INPUT ${path}`] as const,
        ),
      ),
    );
    expect(wrong).toEqual([]);
  });

  it('refuses an empty text, a blank one, a NUL and half a character', async () => {
    const wrong = await unexpected(({ name, inputs }) =>
      inputs
        .filter(({ path, type }) => type === 'String' || path === 'input.archetypeId')
        .flatMap(({ path }) =>
          BAD_TEXTS.filter((value) => !(NEW_PASSWORDS.includes(`${name} ${path}`) && value === NUL)).map((value) => {
            const secret = name !== 'signUp' && CREDENTIALS.includes(path);
            return [path, value, secret ? 'UNAUTHENTICATED' : `BAD_USER_INPUT ${path}`] as const;
          }),
        ),
    );
    expect(wrong).toEqual([]);
  });

  it('finds nothing under an id that is not there, whatever the id is made of', async () => {
    const wrong = await unexpected(({ name, inputs }) =>
      inputs
        .filter(({ path, type }) => type === 'ID' && ![path, `${name} ${path}`].some((of) => EXEMPT.includes(of)))
        .flatMap(({ path }) => {
          const isNew = NEW_IDS.includes(`${name} ${path}`);
          const ofList = path.replace(/\.0$/, '');
          const expected =
            path === 'input.userId' || ['updateModalities userId', 'verifyErasure userId'].includes(`${name} ${path}`)
              ? ['FORBIDDEN'] // for anybody without the scope, whoever it names
              : isNew || path === 'input.replyToId' || path === 'input.attachmentIds.0'
                ? [`BAD_USER_INPUT ${ofList}`]
                : [`NOT_FOUND ${ofList}`, `BAD_USER_INPUT ${path}`];
          return [...UNKNOWN_IDS, ...(isNew ? [] : [newId()])].map((value) => [path, value, ...expected] as const);
        }),
    );
    expect(wrong).toEqual([]);
  });
});

it('without a token nothing is told but that one is needed', async () => {
  const open = ['signUp', 'signIn', 'refreshSession'];
  const guarded = ROOT_FIELDS.filter(({ name }) => !open.includes(name));
  const answers = guarded.map(async (field) => [
    field.name,
    await refusalOf(supergraph.nobody, field, examples[field.name]!),
  ]);
  expect(await Promise.all(answers)).toEqual(guarded.map(({ name }) => [name, 'UNAUTHENTICATED']));
});

it("what is another's is as if it were not there", async () => {
  const before = await state();
  const { sessionId } = examples.diarySessionEvents as { sessionId: string };
  const { id: entryId } = examples.diaryEntry as { id: string };
  const isAnns = ({ name }: RootField) =>
    /^(diaryEntry|diarySession|(update|delete|restore)DiaryEntry|endDiarySession|(accept|reject|cancel)Match)$/.test(
      name,
    ) ||
    /^(conversation|message|searchMessages|(send|edit|delete)Message|(un)?react|markAsRead|setTyping)$/.test(name) ||
    /^(addParticipants|(leave|rename|mute)Conversation)$/.test(name);
  const fields = ROOT_FIELDS.filter(
    (field) => (field.kind === 'subscription' && !['presence', 'matchEvents'].includes(field.name)) || isAnns(field),
  );
  expect(fields).toHaveLength(27);
  for (const field of fields)
    expect([field.name, await refusalOf(eve, field, examples[field.name]!)]).toEqual([
      field.name,
      `NOT_FOUND ${field.inputs.find(({ type }) => type === 'ID')!.path}`,
    ]);

  const byEve = (name: string, variables: object) =>
    refusalOf(eve, ROOT_FIELDS.find((field) => field.name === name)!, variables);
  const entry = { content: 'Mine?' };
  expect(await byEve('createDiaryEntry', { input: { ...entry, sessionId } })).toBe('NOT_FOUND input.sessionId');
  expect(await byEve('createDiaryEntry', { input: { ...entry, id: entryId } })).toBe('ALREADY_EXISTS input.id');
  expect(await byEve('startDiarySession', { input: { id: sessionId } })).toBe('ALREADY_EXISTS input.id');
  expect(await byEve('assignArchetype', withValue(examples.assignArchetype!, 'input.userId', ann.id))).toBe(
    'FORBIDDEN',
  );
  expect(await state()).toEqual(before);
});

it('and every example is accepted as it is, so that nothing above was refused for another reason', async () => {
  const fields = new Map(ROOT_FIELDS.map((field) => [field.name, field]));
  const admin = await supergraph.issue({ id: eve.id, tenant: 'default', sessionId: newId(), scopes: ['admin'] });
  // what Ann has no scope for, and what she can't do once she has signed out
  const askers: Readonly<Record<string, Client>> = { verifyErasure: ann.as(admin), eraseMe: eve };
  for (const [name, variables] of Object.entries(examples)) {
    const { kind, document } = fields.get(name)!;
    if (kind !== 'subscription') await (askers[name] ?? ann).ask(document, variables);
  }
});
