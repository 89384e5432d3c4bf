import { randomBytes } from 'node:crypto';
import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import { newId } from '#platform/domain/ids';
import { keyBundle } from './authorization/world.ts';
import type { Client } from './client.ts';
import { eventually, PASSWORD, type Person, supergraphForTests } from './supergraph.ts';
import { uploaded } from './uploads.ts';

const supergraph = supergraphForTests();

/** Words that stand nowhere else. */
const plant = () => {
  const word = () => `planted${randomBytes(8).toString('hex')}`;
  return {
    ...{ firstName: word(), lastName: word(), bio: word(), title: word() },
    ...{ content: word(), tag: word(), message: word(), question: word(), file: word() },
  };
};

const ERASE = 'mutation ($password: String!) { eraseMe(password: $password) { id status done total } }';
const EXPORT = 'mutation { requestDataExport { id status done total url } }';
const JOB = '{ id status done total url erasureReport { subject erasedAt clean stores { name residualRows } } }';
const VERIFY =
  'query ($userId: ID!) { verifyErasure(userId: $userId) { subject erasedAt clean stores { name residualRows } } }';

interface Report {
  readonly subject: string;
  readonly erasedAt: string | null;
  readonly clean: boolean;
  readonly stores: readonly { readonly name: string; readonly residualRows: number }[];
}
interface Job {
  readonly id: string;
  readonly status: string;
  readonly done: number;
  readonly total: number;
  readonly url: string | null;
  readonly erasureReport: Report | null;
}

/** Stores in which there is something of who has written and sent. */
const HELD = [
  ...['users: events', 'users: table user', 'users: table searchable', 'users: table name_word'],
  ...['users: blobs', 'users: keys', 'users: credentials', 'diary: events', 'diary: table entry'],
  ...['diary: table entry_index', 'diary: table entry_by_time', 'diary: table portrait'],
  ...['diary: table session', 'chat: events', 'chat: table message', 'chat: table conversation'],
  ...['chat: table reaction', 'chat: idempotency keys', 'chat: blobs', 'matching: events'],
  'matching: table match',
];

const jobOf = async (asker: Client, id: string) =>
  (await asker.ask<{ job: Job }, object>(`query ($id: ID!) { job(id: $id) ${JOB} }`, { id })).job;
const done = (asker: Client, id: string): Promise<Job> =>
  eventually(async () => {
    const job = await jobOf(asker, id);
    expect(job).toMatchObject({ status: 'DONE', done: 4, total: 4 });
    return job;
  }, 40_000);
const admin = async () =>
  supergraph.nobody.as(
    await supergraph.issue({ id: newId(), tenant: 'default', sessionId: newId(), scopes: ['admin'] }),
  );
const verify = async (userId: string): Promise<Report> =>
  (await (await admin()).ask<{ verifyErasure: Report }, object>(VERIFY, { userId })).verifyErasure;
const left = ({ stores }: Report): Record<string, number> =>
  Object.fromEntries(
    stores.filter(({ residualRows }) => residualRows > 0).map(({ name, residualRows }) => [name, residualRows]),
  );

/** Somebody who has left something everywhere. */
const populate = async (bob: Person) => {
  const words = plant();
  const { firstName, lastName, bio, title, content, tag, message, question, file } = words;
  const ann = await supergraph.signUp('ann');
  const avatar = (
    await sharp({ create: { width: 8, height: 8, channels: 3, background: '#123' } })
      .png()
      .toBuffer()
  ).toString('base64');
  await ann.ask(`mutation ($input: UpdateProfileInput!) { updateProfile(input: $input) { id } }`, {
    input: { firstName, lastName, bio, avatar },
  });
  const { session } = await ann.ask<{ session: { id: string } }, object>(
    'mutation ($title: String) { session: startDiarySession(input: { title: $title }) { id } }',
    { title },
  );
  await ann.ask('mutation ($input: CreateDiaryEntryInput!) { createDiaryEntry(input: $input) { id } }', {
    // enough for a portrait
    input: {
      ...{ title, content: `${content} ${'I am happy, and glad of it. '.repeat(10)}` },
      ...{ tags: [tag], statedMood: tag, sessionId: session.id },
    },
  });
  await eventually(async () => {
    const { me } = await ann.ask<{ me: { portrait: object | null } }, object>('{ me { portrait { valence } } }');
    expect(me.portrait).not.toBeNull();
  });
  const { openConversation: conversation } = await ann.ask<{ openConversation: { id: string } }, object>(
    'mutation ($ids: [ID!]!) { openConversation(input: { kind: DIRECT, participantIds: $ids }) { id } }',
    { ids: [bob.id] },
  );
  const send = async (sender: Person, conversationId: string, text: string) => {
    const { sendMessage } = await sender.ask<{ sendMessage: { message: { id: string } } }, object>(
      'mutation ($input: SendMessageInput!) { sendMessage(input: $input) { message { id } } }',
      { input: { conversationId, text, idempotencyKey: `key of ${text}` } },
    );
    return sendMessage.message.id;
  };
  await send(ann, conversation.id, message);
  const attachmentIds = [await uploaded(ann, { name: `${file}.txt`, contentType: 'text/plain', content: file })];
  const sent = { conversationId: conversation.id, idempotencyKey: 'file', attachmentIds };
  await ann.ask('mutation ($input: SendMessageInput!) { sendMessage(input: $input) { status } }', { input: sent });
  await uploaded(ann, { name: `${file}.txt`, contentType: 'text/plain', content: 'Never sent.' });
  await ann.ask('mutation ($input: KeyBundleInput!) { publishKeyBundle(input: $input) }', { input: keyBundle() });
  const reply = await send(bob, conversation.id, 'And yours?');
  await ann.ask('mutation ($id: ID!) { react(messageId: $id, emoji: "👍") { id } }', { id: reply });
  const { group } = await ann.ask<{ group: { id: string } }, object>(
    'mutation ($i: OpenConversationInput!) { group: openConversation(input: $i) { id } }',
    { i: { kind: 'GROUP', title, participantIds: [bob.id] } },
  );
  const edited = await send(ann, group.id, 'Hullo.');
  await ann.ask('mutation ($id: ID!, $text: String!) { editMessage(id: $id, text: $text) { id } }', {
    ...{ id: edited, text: message },
  });
  await ann.ask('mutation ($id: ID!, $message: String) { requestMatch(userId: $id, message: $message) { id } }', {
    ...{ id: bob.id, message: question },
  });
  await eventually(async () => {
    const { users } = await bob.ask<{ users: { edges: unknown[] } }, object>(
      'query ($search: String) { users(search: $search) { edges { cursor } } }',
      { search: firstName },
    );
    expect(users.edges).toHaveLength(1);
  });
  return { ann, words, conversationId: conversation.id };
};

describe('a data export', () => {
  it('has everything of the person, from every subgraph, in one file for them alone', async () => {
    const { ann, words } = await populate(await supergraph.signUp('bob'));
    const { requestDataExport: job } = await ann.ask<{ requestDataExport: Job }, object>(EXPORT);
    expect(job).toMatchObject({ status: 'RUNNING', total: 4, url: null });
    const { requestDataExport: again } = await ann.ask<{ requestDataExport: Job }, object>(EXPORT);
    const { url } = await done(ann, job.id);
    // the one under way, unless it was done in between
    if (again.id !== job.id) await done(ann, again.id);

    const response = await fetch(new URL(url!, supergraph.nobody.url));
    expect(response.headers.get('content-disposition')).toBe('attachment');
    const text = await response.text();
    for (const word of Object.values(words)) expect(text).toContain(word);
    expect(text).not.toContain('And yours?');
    const exported = JSON.parse(text);
    expect(Object.keys(exported)).toEqual(['users', 'diary', 'chat', 'matching']);
    expect(exported.users.events[0]).toMatchObject({ type: 'UserCreated', username: ann.username });
    expect(exported.diary.events).toContainEqual(
      expect.objectContaining({ type: 'DiaryEntryCreated', content: expect.stringContaining(words.content) }),
    );
    const [attachment] = exported.chat.files;
    expect([attachment.contentType, Buffer.from(attachment.content, 'base64').toString()]).toEqual([
      ...['text/plain', words.file],
    ]);
    const [file] = exported.users.files;
    expect(file).toMatchObject({ contentType: expect.stringMatching(/^image\//) });
    expect((await sharp(Buffer.from(file.content, 'base64')).metadata()).width).toBe(8);

    expect(await (await supergraph.signUp('eve')).refusal(`{ job(id: "${job.id}") { id } }`)).toMatchObject({
      ...{ code: 'NOT_FOUND', field: 'id' },
    });
  });
});

describe('an erasure', () => {
  let ann: Person;
  let bob: Person;
  let conversationId: string;
  let words: ReturnType<typeof plant>;
  let jobId: string;
  let before: Report;

  beforeAll(async () => {
    bob = await supergraph.signUp('bob');
    ({ ann, words, conversationId } = await populate(bob));
    // what follows from what was written takes its time, on the bus and through reactors
    before = await eventually(async () => {
      const report = await verify(ann.id);
      expect(HELD.every((name) => left(report)[name])).toBe(true);
      return report;
    });
    expect(await ann.refusal(ERASE, { password: 'not the password' })).toMatchObject({
      ...{ code: 'BAD_USER_INPUT', field: 'password' },
    });
    const { eraseMe: job } = await ann.ask<{ eraseMe: Job }, object>(ERASE, { password: PASSWORD });
    expect(job).toMatchObject({ status: 'RUNNING', done: 0, total: 4 });
    jobId = job.id;
  }, 60_000);

  it('finds something in every store before', () => {
    expect(before).toMatchObject({ subject: ann.id, erasedAt: null, clean: false });
    expect(Object.keys(left(before))).toEqual(expect.arrayContaining(HELD));
  });

  it('ends all that the person could do, and tells them what becomes of it', async () => {
    expect(await ann.refusal('{ me { id } }')).toMatchObject({ code: 'UNAUTHENTICATED' });
    expect(await ann.refusal(ERASE, { password: PASSWORD })).toMatchObject({ code: 'UNAUTHENTICATED' });
    const job = await done(ann, jobId);
    expect(job.erasureReport).toMatchObject({ subject: ann.id, erasedAt: expect.any(String), clean: true });
    const input = { login: ann.username, password: PASSWORD };
    expect(
      await supergraph.nobody.refusal('mutation ($input: SignInInput!) { signIn(input: $input) { expiresAt } }', {
        input,
      }),
    ).toMatchObject({ code: 'UNAUTHENTICATED' });
  }, 60_000);

  it('leaves nothing in any store, also when all read models are built anew', async () => {
    await done(ann, jobId);
    expect(left(await verify(ann.id))).toEqual({});
    const token = await supergraph.issue({ id: newId(), tenant: 'default', sessionId: newId(), scopes: ['admin'] });
    const response = await fetch(`${supergraph.nobody.url}/operations/rebuild`, {
      ...{ method: 'POST', headers: { authorization: `Bearer ${token}` } },
    });
    const { projections } = (await response.json()) as { projections: { name: string; differing: number }[] };
    expect(projections.filter(({ differing }) => differing > 0)).toEqual([]);
    const report = await verify(ann.id);
    expect(left(report)).toEqual({});
    expect(report.clean).toBe(true);
  }, 60_000);

  it('is proved to an admin alone', async () => {
    expect(await bob.refusal(VERIFY, { userId: ann.id })).toMatchObject({ code: 'FORBIDDEN' });
    expect(await bob.refusal(`{ job(id: "${jobId}") { id } }`)).toMatchObject({ code: 'NOT_FOUND' });
  });

  it('leaves others their conversations, with a deleted user in them who is found nowhere', async () => {
    await done(ann, jobId);
    const { conversation } = await bob.ask<{ conversation: object }, object>(
      `query ($id: ID!) { conversation(id: $id) {
         participants { user { id username firstName } }
         messages { edges { node { text deletedAt sender { username } reactions { emoji } attachments { name } } } } } }`,
      { id: conversationId },
    );
    expect(conversation).toMatchObject({
      participants: expect.arrayContaining([{ user: { id: ann.id, username: 'deleted-user', firstName: null } }]),
      messages: {
        edges: [
          { node: { text: null, deletedAt: expect.any(String), sender: { username: 'deleted-user' }, reactions: [] } },
          { node: { text: null, deletedAt: expect.any(String), attachments: [] } },
          { node: { text: 'And yours?', sender: { username: bob.username }, reactions: [] } },
        ],
      },
    });
    const { matches } = await bob.ask<{ matches: { edges: unknown } }, object>(
      '{ matches { edges { node { message } } } }',
    );
    expect(matches.edges).toEqual([{ node: { message: null } }]);
    for (const [query, field] of [
      [`{ user(id: "${ann.id}") { id } }`, 'id'],
      [`{ userByUsername(username: "${ann.username}") { id } }`, 'username'],
      [`mutation { blockUser(userId: "${ann.id}") }`, 'userId'],
      [`mutation { requestMatch(userId: "${ann.id}") { id } }`, 'userId'],
    ] as const)
      expect(await bob.refusal(query)).toMatchObject({ code: 'NOT_FOUND', field });
    const { users } = await bob.ask<{ users: { edges: unknown[] } }, object>(
      'query ($search: String) { users(search: $search) { edges { cursor } } }',
      { search: words.firstName },
    );
    expect(users.edges).toEqual([]);
  }, 60_000);

  it('frees the e-mail address, and never the username', async () => {
    await done(ann, jobId);
    const signUp = (username: string) =>
      supergraph.nobody.answer('mutation ($input: SignUpInput!) { signUp(input: $input) { expiresAt } }', {
        input: { username, email: `${ann.username}@example.org`, password: PASSWORD },
      });
    expect((await signUp(ann.username)).errors?.[0]?.extensions).toMatchObject({ field: 'input.username' });
    expect(await signUp(`new-${newId().slice(-12)}`)).not.toHaveProperty('errors');
  }, 60_000);
});
