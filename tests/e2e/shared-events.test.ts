import { expect, it } from 'vitest';
import { newId } from '#platform/domain/ids';
import * as app from '../../schema/operations.ts';
import { standing } from './metrics.ts';
import { supergraphForTests } from './supergraph.ts';

const supergraph = supergraphForTests();

const OWN = `subscription { chatEvents { ... on ReactionChanged { message { text reactions { reactedByMe } sender { email }
  conversation { unreadCount muted participants { user { id } lastReadSeq } } } } } }`;
const SHARED = 'subscription ($id: ID) { messageReceived(conversationId: $id) { seq text sender { username } } }';

it('two who hear the same each get what is theirs of it, and of a conversation one has left nothing', async () => {
  const [ann, bob] = await Promise.all([supergraph.signUp('ann'), supergraph.signUp('bob')]);
  const input = { kind: 'GROUP' as const, title: 'Us', participantIds: [bob.id] };
  const { id } = (await ann.ask(app.OpenConversationDocument, { input })).openConversation;
  const send = async (text: string) => {
    const message = { conversationId: id, text, idempotencyKey: newId() };
    return (await ann.ask(app.SendMessageDocument, { input: message })).sendMessage.message.id;
  };
  const messageId = await send('one');
  await bob.ask('mutation ($id: ID!) { muteConversation(conversationId: $id, muted: true) { id } }', { id });

  // biome-ignore lint/suspicious/noExplicitAny: as deep as the selection
  const own = [ann.listen<any>(OWN), bob.listen<any>(OWN)];
  const heard = own.map((listener) => listener.next());
  // biome-ignore lint/suspicious/noExplicitAny: as deep as the selection
  const shared = [ann, ann, bob].map((who) => who.listen<any>(SHARED, { id }));
  const first = shared.map((listener) => listener.next());
  await standing(ann.url, { chatEvents: own.length, messageReceived: shared.length });

  await bob.ask('mutation ($id: ID!) { react(messageId: $id, emoji: "👍") { id } }', { id: messageId });
  const [anns, bobs] = (await Promise.all(heard)).map(({ chatEvents }) => chatEvents.message);
  const lastReadOf = (message: typeof anns, userId: string) =>
    message.conversation.participants.find(({ user }: { user: { id: string } }) => user.id === userId).lastReadSeq;
  for (const [message, reactedByMe, email, unreadCount, muted] of [
    [anns, false, expect.stringContaining('@'), 0, false],
    [bobs, true, null, 1, true],
  ])
    expect(message).toMatchObject({
      ...{ text: 'one', reactions: [{ reactedByMe }], sender: { email } },
      conversation: { unreadCount, muted },
    });
  expect(lastReadOf(bobs, bob.id)).toBe(0);

  await send('two');
  const two = { messageReceived: { seq: 2, text: 'two', sender: { username: ann.username } } };
  expect(await Promise.all(first)).toEqual([two, two, two]);

  const next = shared.map((listener) => listener.next());
  await bob.ask('mutation ($id: ID!) { leaveConversation(conversationId: $id) }', { id });
  await send('three');
  const three = { messageReceived: { ...two.messageReceived, seq: 3, text: 'three' } };
  expect(await Promise.all(next.slice(0, 2))).toEqual([three, three]);
  const silence = new Promise((resolve) => setTimeout(resolve, 300, 'silence'));
  expect(await Promise.race([next[2], silence])).toBe('silence');
  await Promise.all([...own, ...shared].map((listener) => listener.stop()));
  await next[2]!.catch(() => {});
});
