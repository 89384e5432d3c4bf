import { beforeEach, describe, expect, it } from 'vitest';
import { newId } from '#platform/domain/ids';
import * as app from '../../schema/operations.ts';
import type { Client, Listener } from './client.ts';
import { settled, standing } from './metrics.ts';
import { type Person, supergraphForTests } from './supergraph.ts';

const supergraph = supergraphForTests();

let [ann, bob, cat] = [] as unknown as [Person, Person, Person];
let id: string;
beforeEach(async () => {
  [ann, bob, cat] = await Promise.all([supergraph.signUp('ann'), supergraph.signUp('bob'), supergraph.signUp('cat')]);
  id = await open(ann, bob);
});

const open = async (who: Person, ...whom: Person[]) => {
  const input = { kind: 'GROUP' as const, title: 'Us', participantIds: whom.map((person) => person.id) };
  return (await who.ask(app.OpenConversationDocument, { input })).openConversation.id;
};
const send = async (who: Client, text: string, more: object = {}) => {
  const input = { conversationId: id, text, idempotencyKey: newId(), ...more };
  return (await who.ask(app.SendMessageDocument, { input })).sendMessage.message;
};

interface Heard {
  chatEvents: {
    __typename: string;
    cursor: string;
    conversation: { id: string; title: string } | null;
    message?: { seq: number; text: string | null; reactions: { emoji: string; count: number; reactedByMe: boolean }[] };
  };
}
const EVENTS = `
  fragment Told on Message { seq text reactions { emoji count reactedByMe } }
  subscription ($conversationId: ID, $after: String) {
    chatEvents(conversationId: $conversationId, after: $after) {
      __typename cursor conversation { id title }
      ... on MessageSent { message { ...Told } } ... on MessageEdited { message { ...Told } }
      ... on MessageDeleted { message { ...Told } } ... on ReactionChanged { message { ...Told } } } }`;

/** What comes within a moment, as `type seq text`. */
const hears = async (listener: Listener<Heard>, count: number) => {
  const events: Heard['chatEvents'][] = [];
  while (events.length < count) events.push((await listener.next()).chatEvents);
  const told = events.map(({ __typename, message }) =>
    [__typename, message?.seq, message?.text ?? undefined].filter((part) => part !== undefined).join(' '),
  );
  return { events, told };
};
describe('what happens in a conversation', () => {
  it.each(['one conversation', 'all of them'])(
    'is heard live and replayed in order, by who listens to %s',
    async (of) => {
      const variables = of === 'one conversation' ? { conversationId: id } : {};
      const listener = bob.listen<Heard>(EVENTS, variables);
      const heard = hears(listener, 7);
      await standing(ann.url, { chatEvents: 1 });
      const { id: messageId } = await send(ann, 'one');
      await ann.ask(app.EditMessageDocument, { id: messageId, text: 'two' });
      await bob.ask(app.ReactDocument, { messageId, emoji: '👍' });
      await bob.ask(app.UnreactDocument, { messageId, emoji: '👍' });
      await bob.ask(app.RenameConversationDocument, { conversationId: id, title: 'We' });
      await send(ann, 'three');
      await ann.ask(app.DeleteMessageDocument, { id: messageId });
      const { events, told } = await heard;
      expect(told).toEqual([
        ...['MessageSent 1 one', 'MessageEdited 1 two', 'ReactionChanged 1 two', 'ReactionChanged 1 two'],
        ...['ConversationChanged', 'MessageSent 2 three', 'MessageDeleted 1'],
      ]);
      expect(events[2]!.message!.reactions).toEqual([{ emoji: '👍', count: 1, reactedByMe: true }]);
      expect([events[3]!.message!.reactions, events[4]!.conversation!.title]).toEqual([[], 'We']);
      await listener.stop();

      // replayed with what is read today: of what was deleted, nothing
      const replay = bob.listen<Heard>(EVENTS, { ...variables, after: events[1]!.cursor });
      const again = await hears(replay, 5);
      expect(again.told).toEqual([
        ...['ReactionChanged 1', 'ReactionChanged 1', 'ConversationChanged', 'MessageSent 2 three', 'MessageDeleted 1'],
      ]);
      expect(again.events.map(({ cursor }) => cursor)).toEqual(events.slice(2).map(({ cursor }) => cursor));
      await replay.stop();
    },
  );

  it('is heard by who joins, from then on', async () => {
    await send(ann, 'before');
    const listener = cat.listen<Heard>(EVENTS);
    const heard = hears(listener, 3);
    await standing(ann.url, { chatEvents: 1 });
    await ann.ask(app.AddParticipantsDocument, { conversationId: id, userIds: [cat.id] });
    const { id: messageId } = await send(ann, 'after');
    await bob.ask(app.ReactDocument, { messageId, emoji: '👍' });
    expect((await heard).told).toEqual(['ConversationChanged', 'MessageSent 2 after', 'ReactionChanged 2 after']);
    await listener.stop();
  });

  it.each(['live', 'again'])('is not heard any more by who has left: %s', async (way) => {
    const listener = bob.listen<Heard>(EVENTS);
    const inOne = bob.listen<Heard>(EVENTS, { conversationId: id });
    const first = Promise.all([hears(listener, 1), hears(inOne, 1)]);
    await standing(ann.url, { chatEvents: 2 });
    await send(ann, 'with Bob');
    const [{ events }] = await first;
    if (way === 'again') await Promise.all([listener.stop(), inOne.stop()]);
    await bob.ask(app.LeaveConversationDocument, { conversationId: id });
    await settled(ann.url);
    const { id: messageId } = await send(ann, 'without Bob');
    await ann.ask(app.DeleteMessageDocument, { id: messageId });
    const after = events[0]!.cursor;
    const other = await open(ann, bob);

    const now = way === 'live' ? listener : bob.listen<Heard>(EVENTS, { after });
    const next = await hears(now, way === 'live' ? 2 : 1);
    // on their other devices, that they left; then, what happens elsewhere
    expect(next.events.map(({ conversation }) => conversation?.id ?? null)).toEqual(
      way === 'live' ? [null, other] : [other],
    );
    await now.stop();
    if (way === 'live') {
      expect((await hears(inOne, 1)).events[0]!.conversation).toBeNull();
      await inOne.stop();
    } else {
      const refused = bob.listen<Heard>(EVENTS, { conversationId: id });
      expect(await refused.refusal()).toMatchObject({ code: 'NOT_FOUND', field: 'conversationId' });
      await refused.stop();
    }
  });
});

it('messages are heard as such, and nothing else', async () => {
  const listener = bob.listen<{ messageReceived: { text: string } }>(
    'subscription ($id: ID) { messageReceived(conversationId: $id) { text } }',
    { id },
  );
  const heard = Promise.all([listener.next(), listener.next()]);
  await standing(ann.url, { messageReceived: 1 });
  const { id: messageId } = await send(ann, 'one');
  await ann.ask(app.EditMessageDocument, { id: messageId, text: 'two' });
  await bob.ask(app.MarkAsReadDocument, { conversationId: id });
  await send(ann, 'three');
  expect((await heard).map(({ messageReceived }) => messageReceived.text)).toEqual(['one', 'three']);
  await listener.stop();
});

it('others hear who types, and see who is online as far as they are let', async () => {
  const typing = bob.listen<{ typing: { active: boolean; user: { username: string } } }>(
    'subscription ($id: ID!) { typing(conversationId: $id) { active user { username } } }',
    { id },
  );
  const typed = Promise.all([typing.next(), typing.next()]);
  const presence = cat.listen<{ presence: { online: boolean; lastSeenAt: string | null; user: { id: string } } }>(
    'subscription ($ids: [ID!]!) { presence(userIds: $ids) { online lastSeenAt user { id } } }',
    { ids: [ann.id] },
  );
  expect((await presence.next()).presence).toEqual({ online: false, lastSeenAt: null, user: { id: ann.id } });
  await standing(ann.url, { typing: 1, presence: 1 });
  for (const active of [true, false]) await ann.ask(app.SetTypingDocument, { conversationId: id, active });
  expect((await typed).map((event) => event.typing)).toEqual(
    [true, false].map((active) => ({ active, user: { username: ann.username } })),
  );

  const anns = ann.listen(EVENTS);
  const event = anns.next();
  expect((await presence.next()).presence).toMatchObject({ online: true, lastSeenAt: expect.any(String) });
  await ann.ask('mutation { updatePrivacy(input: { presence: false }) { presence } }');
  expect((await presence.next()).presence).toMatchObject({ online: false, lastSeenAt: null });
  await ann.ask('mutation { updatePrivacy(input: { presence: true }) { presence } }');
  expect((await presence.next()).presence).toMatchObject({ online: true });
  await ann.ask('mutation ($id: ID!) { blockUser(userId: $id) }', { id: cat.id });
  expect((await presence.next()).presence).toMatchObject({ online: false, lastSeenAt: null });
  await ann.ask('mutation ($id: ID!) { unblockUser(userId: $id) }', { id: cat.id });
  expect((await presence.next()).presence).toMatchObject({ online: true });
  await send(bob, 'one');
  await event;
  await anns.stop();
  expect((await presence.next()).presence).toMatchObject({ online: false, lastSeenAt: expect.any(String) });
  await Promise.all([typing.stop(), presence.stop()]);
});

it('a group changes its people and its name, and each sees it as they may', async () => {
  await send(ann, 'one');
  const { addParticipants } = await bob.ask(app.AddParticipantsDocument, {
    conversationId: id,
    userIds: [cat.id, ann.id],
  });
  expect(addParticipants.participants.map(({ user, role }) => [user!.id, role])).toEqual(
    expect.arrayContaining([
      [ann.id, 'OWNER'],
      [bob.id, 'MEMBER'],
      [cat.id, 'MEMBER'],
    ]),
  );
  await settled(ann.url);
  const list = async (who: Person) => (await who.ask(app.ConversationsDocument, {})).conversations!.edges;
  expect((await list(cat)).map(({ node }) => [node.id, node.unreadCount, node.lastMessage])).toEqual([[id, 0, null]]);
  await send(ann, 'two');
  await settled(ann.url);
  expect((await list(cat))[0]!.node).toMatchObject({ unreadCount: 1, muted: false, lastMessage: { text: 'two' } });
  await cat.ask(app.MuteConversationDocument, { conversationId: id, muted: true });
  expect((await list(cat))[0]!.node.muted).toBe(true);
  expect((await list(bob))[0]!.node).toMatchObject({ unreadCount: 2, muted: false });

  await ann.ask(app.LeaveConversationDocument, { conversationId: id });
  expect(await list(ann)).toEqual([]);
  const { renameConversation } = await cat.ask(app.RenameConversationDocument, { conversationId: id, title: 'Two' });
  expect(renameConversation.title).toBe('Two');
  await settled(ann.url);
  const { conversation } = await bob.ask(app.ConversationDocument, { id });
  expect(conversation!.participants.find(({ user }) => user!.id === bob.id)!.role).toBe('OWNER');
  expect(conversation!.messages.edges.map(({ node }) => node.text)).toEqual(['one', 'two']);
  await bob.ask(app.AddParticipantsDocument, { conversationId: id, userIds: [ann.id] });
  await settled(ann.url);
  expect((await ann.ask(app.ConversationDocument, { id })).conversation).toMatchObject({
    ...{ title: 'Two', unreadCount: 0, messages: { edges: [] } },
  });
});

it('what was said, edited, encrypted, reacted to and taken back reads the same after a rebuild', async () => {
  const { id: messageId } = await send(ann, 'one');
  await ann.ask(app.EditMessageDocument, { id: messageId, text: 'two' });
  for (const who of [ann, bob]) await who.ask(app.ReactDocument, { messageId, emoji: '👍' });
  await ann.ask(app.UnreactDocument, { messageId, emoji: '👍' });
  await send(ann, null as never, { text: null, ciphertext: 'AAAA' });
  await ann.ask(app.DeleteMessageDocument, { id: (await send(ann, 'gone')).id });
  await ann.ask(app.AddParticipantsDocument, { conversationId: id, userIds: [cat.id] });
  await bob.ask(app.LeaveConversationDocument, { conversationId: id });
  await settled(ann.url);
  const read = () => ann.ask(app.ConversationDocument, { id });
  const before = await read();
  expect(before.conversation!.messages.edges.map(({ node }) => [node.text, node.ciphertext, node.reactions])).toEqual([
    ['two', null, [{ emoji: '👍', count: 1, reactedByMe: false }]],
    [null, 'AAAA', []],
    [null, null, []],
  ]);
  const token = await supergraph.issue({ id: newId(), tenant: 'default', sessionId: 'none', scopes: ['admin'] });
  const response = await fetch(`${ann.url}/operations/rebuild`, {
    ...{ method: 'POST', headers: { authorization: `Bearer ${token}` } },
  });
  expect(await response.json()).toMatchObject({ equal: true });
  expect(await read()).toEqual(before);
});
