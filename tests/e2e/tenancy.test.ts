import { beforeAll, expect, it } from 'vitest';
import { newId } from '#platform/domain/ids';
import * as app from '../../schema/operations.ts';
import type { Client } from './client.ts';
import { settled, standing } from './metrics.ts';
import { eventually, type Person, supergraphForTests } from './supergraph.ts';

const supergraph = supergraphForTests();

/** Two people of the default tenant, and clients of another tenant: one with Ann's very id, one who may do everything there. */
let [ann, bob] = [] as unknown as [Person, Person];
let [double, admin] = [] as unknown as [Client, Client];
let conversationId: string;
let sessionId: string;
let entryId: string;
let matchId: string;

beforeAll(async () => {
  [ann, bob] = await Promise.all([supergraph.signUp('ann'), supergraph.signUp('bob')]);
  const elsewhere = async (id: string, scopes: string[]) => {
    const viewer = { id, tenant: 'elsewhere', sessionId: newId(), scopes };
    return supergraph.nobody.as(await supergraph.issue(viewer));
  };
  double = await elsewhere(ann.id, []);
  admin = await elsewhere(newId(), ['admin', 'profiles:write']);

  const input = { kind: 'GROUP' as const, title: 'Two', participantIds: [bob.id] };
  conversationId = (await ann.ask(app.OpenConversationDocument, { input })).openConversation.id;
  await send(ann, 'before');
  sessionId = (await ann.ask(app.StartDiarySessionDocument, {})).startDiarySession.id;
  entryId = (await ann.ask(app.CreateDiaryEntryDocument, { input: { content: 'Soup.' } })).createDiaryEntry.id;
  matchId = (await bob.ask(app.RequestMatchDocument, { userId: ann.id })).requestMatch.id;
  await settled(ann.url);
});

const send = (who: Client, text: string) =>
  who.ask(app.SendMessageDocument, { input: { conversationId, text, idempotencyKey: text } });

const LISTS = '{ diaryEntries { edges { cursor } } matches { edges { cursor } } }';
const NOTHING = { diaryEntries: { edges: [] }, matches: { edges: [] } };

it('a token of another tenant reads nothing of this one, be it of the same person or of an administrator', async () => {
  const mine = await ann.ask<{ diaryEntries: { edges: { cursor: string }[] } }, object>(LISTS);
  expect(mine).toMatchObject({ diaryEntries: { edges: [{}] }, matches: { edges: [{}] } });
  for (const stranger of [double, admin]) {
    expect(await stranger.ask(LISTS)).toEqual(NOTHING);
    for (const query of [
      ...[`{ user(id: "${ann.id}") { username } }`, `{ user(id: "${bob.id}") { username } }`],
      ...[`{ diaryEntry(id: "${entryId}") { content } }`, `{ diarySession(id: "${sessionId}") { title } }`],
      `{ conversation(id: "${conversationId}") { title messages { edges { node { text } } } } }`,
    ])
      expect([query, await stranger.refusal(query)]).toMatchObject([query, { code: 'NOT_FOUND' }]);
  }
  expect(await double.refusal('{ me { username } }')).toMatchObject({ code: 'NOT_FOUND' });

  // its cursor leads into the other one's own list, which is empty
  const before = `{ diaryEntries(before: "${mine.diaryEntries.edges[0]!.cursor}") { edges { cursor } } }`;
  expect(await double.ask(before)).toEqual({ diaryEntries: { edges: [] } });
});

it('nor does it change anything, and what it writes under the same ids is apart', async () => {
  const state = () =>
    ann.ask(
      `query ($c: ID!, $s: ID!) { me { username archetype { name } }
        diaryEntries { edges { node { id content version } } } diarySession(id: $s) { status entryCount }
        conversation(id: $c) { unreadCount messages { edges { node { seq text } } } }
        matches { edges { node { status } } } }`,
      { c: conversationId, s: sessionId },
    );
  const before = await state();
  for (const stranger of [double, admin])
    for (const mutation of [
      `updateDiaryEntry(input: { id: "${entryId}", content: "Not soup." }) { id }`,
      `deleteDiaryEntry(id: "${entryId}") { id }`,
      `endDiarySession(id: "${sessionId}") { id }`,
      `createDiaryEntry(input: { content: "Not soup.", sessionId: "${sessionId}" }) { id }`,
      `sendMessage(input: { conversationId: "${conversationId}", text: "?", idempotencyKey: "?" }) { status }`,
      `markAsRead(conversationId: "${conversationId}") { id }`,
      `openConversation(input: { kind: DIRECT, participantIds: ["${bob.id}"] }) { id }`,
      `requestMatch(userId: "${bob.id}") { id }`,
      `acceptMatch(id: "${matchId}") { id }`,
      'updateProfile(input: { bio: "?" }) { id }',
    ])
      expect([mutation, await stranger.refusal(`mutation { ${mutation} }`)]).toMatchObject([
        mutation,
        { code: 'NOT_FOUND' },
      ]);
  const archetype = `{ userId: "${ann.id}", archetypeId: "sage", archetypeName: "Sage", confidence: 1 }`;
  expect(await admin.refusal(`mutation { assignArchetype(input: ${archetype}) { id } }`)).toMatchObject({
    code: 'NOT_FOUND',
  });

  // the same id, and the same claim on an active session
  await double.ask(app.CreateDiaryEntryDocument, { input: { id: entryId, content: 'Elsewhere.' } });
  await double.ask(app.StartDiarySessionDocument, { input: { id: sessionId, title: 'Elsewhere' } });
  await eventually(async () =>
    expect(await double.ask('{ diaryEntries { edges { node { id content version } } } }')).toEqual({
      diaryEntries: { edges: [{ node: { id: entryId, content: 'Elsewhere.', version: 1 } }] },
    }),
  );
  await settled(ann.url);
  expect(await state()).toEqual(before);
});

it('nor does it hear anything, live or from a cursor', async () => {
  interface Heard {
    chatEvents: { cursor: string; message: { text: string } };
  }
  const events =
    'subscription ($after: String) { chatEvents(after: $after) { cursor ... on MessageSent { message { text } } } }';
  const diary = 'subscription ($after: String) { diarySessionEvents(after: $after) { cursor type entry { content } } }';
  const listening = ann.listen<Heard>(events);
  const first = listening.next();
  await standing(ann.url, { chatEvents: 1 });
  await send(ann, 'cursor');
  const { cursor: after } = (await first).chatEvents;
  const refused = double.listen(`subscription { chatEvents(conversationId: "${conversationId}") { cursor } }`);
  expect(await refused.refusal()).toEqual({ code: 'NOT_FOUND', field: 'conversationId' });

  const heardElsewhere: unknown[] = [];
  const strangers = [double.listen(events), double.listen(events, { after }), double.listen(diary)];
  for (const stranger of strangers)
    stranger.next().then(
      (event) => heardElsewhere.push(event),
      (error: unknown) => heardElsewhere.push(String(error)),
    );
  await standing(ann.url, { chatEvents: 3, diarySessionEvents: 1 });

  await send(ann, 'live');
  await ann.ask(app.CreateDiaryEntryDocument, { input: { content: 'Live.', sessionId } });
  expect((await listening.next()).chatEvents.message.text).toBe('live');
  await settled(ann.url);
  await new Promise((resolve) => setTimeout(resolve, 200));
  expect(heardElsewhere).toEqual([]);

  // it does listen: to its own
  await double.ask(app.CreateDiaryEntryDocument, { input: { content: 'Own.', sessionId } });
  await eventually(async () => expect(heardElsewhere).toHaveLength(1));
  expect(heardElsewhere).toMatchObject([{ diarySessionEvents: { type: 'ENTRY_ADDED', entry: { content: 'Own.' } } }]);
  await Promise.all([listening, refused, ...strangers].map((listener) => listener.stop()));
});
