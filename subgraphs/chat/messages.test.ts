import { beforeEach, describe, expect, it, vi } from 'vitest';
import { newId } from '#platform/domain/ids';
import { personStream, relationStream } from './events.ts';
import { type ChatInMemory, chatInMemory } from './memory.fixture.ts';

let chat: ChatInMemory;
let id: string;
const open = async (kind: 'DIRECT' | 'GROUP' = 'GROUP') => {
  const input = { id: newId(), kind, participantIds: ['bob'] };
  await chat.resolve('ann', 'Mutation', 'openConversation', {}, { input });
  return input.id;
};
beforeEach(async () => {
  chat = chatInMemory();
  for (const personId of ['ann', 'bob', 'cat'])
    await chat.append({ type: 'PersonRegistered', data: { personId } }, personStream(personId));
  id = await open();
});

const mutate = (who: string, field: string, args: object) => chat.resolve(who, 'Mutation', field, {}, args);
const send = async (who: string, content: object, idempotencyKey = newId()) =>
  (await mutate(who, 'sendMessage', { input: { conversationId: id, idempotencyKey, ...content } })).message;
// biome-ignore lint/suspicious/noExplicitAny: a message as resolvers hand it on
const read = async (who: string, message: any, ...fields: string[]) =>
  Promise.all(fields.map((field) => chat.resolve(who, 'Message', field, message)));
const again = (who: string, messageId: string) => chat.resolve(who, 'Query', 'message', {}, { id: messageId });

describe('a message', () => {
  it('is a text or a ciphertext, and not both', async () => {
    expect(await read('bob', await send('ann', { text: 'hi' }), 'text', 'ciphertext')).toEqual(['hi', null]);
    const encrypted = await send('ann', { ciphertext: 'aGk_-+/=' });
    expect(await read('bob', encrypted, 'text', 'ciphertext')).toEqual([null, 'aGk_-+/=']);
    for (const [content, field] of [
      [{}, 'text'],
      [{ text: 'hi', ciphertext: 'aGk=' }, 'ciphertext'],
      [{ ciphertext: 'not base64!' }, 'ciphertext'],
      [{ ciphertext: 'A'.repeat(65_537) }, 'ciphertext'],
      [{ text: 'x'.repeat(20_001) }, 'text'],
    ] as const)
      await expect(send('ann', content)).rejects.toMatchObject({ code: 'BAD_USER_INPUT', field: `input.${field}` });
    await send('ann', { ciphertext: 'A'.repeat(65_536) });
  });

  it('is another one when what was a text is a ciphertext under the same key', async () => {
    await send('ann', { text: 'AAAA' }, 'key');
    await expect(send('ann', { ciphertext: 'AAAA' }, 'key')).rejects.toMatchObject({ code: 'IDEMPOTENCY_KEY_REUSED' });
  });

  it('has its replies below it, in order and by pages', async () => {
    const first = await send('ann', { text: 'one' });
    for (let nth = 0; nth < 5; nth++) await send('bob', { text: `reply ${nth}`, replyToId: first.id });
    const thread = (args: object) => chat.resolve('ann', 'Message', 'thread', first, args);
    // biome-ignore lint/suspicious/noExplicitAny: a connection as resolvers hand it on
    const seqs = (page: any) => page.edges.map((edge: any) => edge.node.seq);
    const page = await thread({ first: 2 });
    expect([seqs(page), page.pageInfo.hasNextPage]).toEqual([[2, 3], true]);
    expect(seqs(await thread({ first: 10, after: page.pageInfo.endCursor }))).toEqual([4, 5, 6]);
  });

  it('of another conversation can not be replied to', async () => {
    const { id: replyToId } = await send('ann', { text: 'one' });
    id = await open();
    await expect(send('ann', { text: 'two', replyToId })).rejects.toMatchObject({
      ...{ code: 'BAD_USER_INPUT', field: 'input.replyToId' },
    });
  });
});

describe('an edit', () => {
  it('answers with the new text, and is read by the others', async () => {
    const { id: messageId } = await send('ann', { text: 'one' });
    const edited = await mutate('ann', 'editMessage', { id: messageId, text: 'two' });
    expect(await read('ann', edited, 'text')).toEqual(['two']);
    expect(await read('bob', await again('bob', messageId), 'text')).toEqual(['two']);
  });

  it('is kept, and shown to the sender alone', async () => {
    const message = await send('ann', { text: 'one' });
    for (const text of ['two', 'three', 'three']) await mutate('ann', 'editMessage', { id: message.id, text });
    await mutate('bob', 'react', { messageId: message.id, emoji: '👍' });
    const history = async (args: object) => {
      const { edges, pageInfo } = await chat.resolve('ann', 'Message', 'history', await again('ann', message.id), args);
      // biome-ignore lint/suspicious/noExplicitAny: an event as resolvers hand it on
      const data = edges.map(({ node }: any) => chat.resolve('ann', 'HistoryEvent', 'data', node));
      return { edges, pageInfo, data: await Promise.all(data) };
    };
    const whole = await history({ first: 10 });
    // biome-ignore lint/suspicious/noExplicitAny: as above
    expect(whole.edges.map(({ node }: any) => [node.type, node.version, node.actor])).toEqual([
      ['MessageSent', 1, 'ann'],
      ['MessageEdited', 2, 'ann'],
      ['MessageEdited', 3, 'ann'],
      ['ReactionAdded', 4, 'bob'],
    ]);
    expect(whole.data).toMatchObject([{ text: 'one' }, { text: 'two' }, { text: 'three' }, { emoji: '👍' }]);
    const first = await history({ first: 1 });
    expect([first.edges.length, first.pageInfo.hasNextPage]).toEqual([1, true]);
    const next = await history({ first: 2, after: first.pageInfo.endCursor });
    expect([next.data, next.pageInfo.hasNextPage]).toMatchObject([[{ text: 'two' }, { text: 'three' }], true]);
    const last = await history({ first: 2, after: next.pageInfo.endCursor });
    expect([last.data, last.pageInfo.hasNextPage]).toMatchObject([[{ emoji: '👍' }], false]);
    expect(await chat.resolve('bob', 'Message', 'history', await again('bob', message.id), {})).toBeNull();

    await mutate('ann', 'deleteMessage', { id: message.id });
    const { data } = await history({ first: 10 });
    expect(data).toHaveLength(5);
    for (const event of data) expect(event).not.toHaveProperty('text');
  });

  it('and a deletion of another’s are as if it were not there, as is a message that one can not see', async () => {
    const { id: messageId } = await send('ann', { text: 'one' });
    for (const who of ['bob', 'cat']) {
      const refused = { code: 'NOT_FOUND', field: 'id' };
      await expect(mutate(who, 'editMessage', { id: messageId, text: 'two' })).rejects.toMatchObject(refused);
      await expect(mutate(who, 'deleteMessage', { id: messageId })).rejects.toMatchObject(refused);
    }
    await mutate('bob', 'leaveConversation', { conversationId: id });
    const refused = { code: 'NOT_FOUND', field: 'messageId' };
    for (const who of ['bob', 'cat'])
      for (const field of ['react', 'unreact'])
        await expect(mutate(who, field, { messageId, emoji: '👍' })).rejects.toMatchObject(refused);
  });
});

describe('a deleted message', () => {
  it('keeps its place, and shows nothing of what it said', async () => {
    const { id: messageId } = await send('ann', { text: 'one' });
    await mutate('bob', 'react', { messageId, emoji: '👍' });
    const deleted = await mutate('ann', 'deleteMessage', { id: messageId });
    expect(deleted).toMatchObject({ seq: 1, deletedAt: expect.any(String) });
    for (const message of [deleted, await again('bob', messageId)])
      expect(await read('bob', message, 'text', 'ciphertext', 'reactions')).toEqual([null, null, []]);
    expect(await mutate('ann', 'deleteMessage', { id: messageId })).toEqual(deleted);
    await expect(mutate('ann', 'editMessage', { id: messageId, text: 'two' })).rejects.toMatchObject({
      code: 'CONFLICT',
    });
  });
});

describe('reactions', () => {
  // biome-ignore lint/suspicious/noExplicitAny: a reaction as resolvers hand it on
  const shown = async (who: string, message: any) =>
    Promise.all(
      // biome-ignore lint/suspicious/noExplicitAny: as above
      (await read(who, message, 'reactions'))[0].map(async (reaction: any) => [
        ...[reaction.emoji, reaction.count],
        await chat.resolve(who, 'Reaction', 'reactedByMe', reaction),
      ]),
    );

  it('are counted by emoji, and show another’s copy when the first one took theirs back', async () => {
    const { id: messageId } = await send('ann', { text: 'one' });
    const react = (who: string, emoji: string) => mutate(who, 'react', { messageId, emoji });
    await react('ann', '❤');
    await react('bob', '❤️');
    await react('bob', '🎉');
    expect(await shown('ann', await again('ann', messageId))).toEqual([
      ['❤️', 2, true],
      ['🎉', 1, false],
    ]);
    const after = await mutate('ann', 'unreact', { messageId, emoji: '❤️' });
    expect(await shown('bob', after)).toEqual([
      ['❤️', 1, true],
      ['🎉', 1, true],
    ]);
  });
});

it('across a block nobody sends, edits or reacts; what one did before can be taken back', async () => {
  id = await open('DIRECT');
  const { id: messageId } = await send('ann', { text: 'one' });
  await mutate('bob', 'react', { messageId, emoji: '👍' });
  const block = { personId: 'bob', blockedId: 'ann' };
  await chat.append({ type: 'PersonBlocked', data: block }, relationStream('ann', 'bob'));
  const refused = { code: 'FORBIDDEN' };
  await expect(send('bob', { text: 'two' })).rejects.toMatchObject({ ...refused, field: 'input.conversationId' });
  await expect(mutate('ann', 'editMessage', { id: messageId, text: 'two' })).rejects.toMatchObject(refused);
  await expect(mutate('bob', 'react', { messageId, emoji: '🎉' })).rejects.toMatchObject(refused);
  await mutate('bob', 'unreact', { messageId, emoji: '👍' });
  expect(await mutate('ann', 'deleteMessage', { id: messageId })).toMatchObject({ text: null });
});

it('of what everybody is told of, nobody does more than a person can', async () => {
  const { id: messageId } = await send('ann', { text: 'one' });
  await mutate('ann', 'react', { messageId, emoji: '👍' });
  const events = chat.events.length;
  const increment = vi.spyOn(chat.parts.cache, 'increment').mockResolvedValue(Number.POSITIVE_INFINITY);
  const refused = { code: 'RATE_LIMITED', details: { retryAfter: 10 } };
  await expect(send('ann', { text: 'two' })).rejects.toMatchObject(refused);
  await expect(mutate('ann', 'editMessage', { id: messageId, text: 'two' })).rejects.toMatchObject(refused);
  await expect(mutate('ann', 'react', { messageId, emoji: '🎉' })).rejects.toMatchObject(refused);
  await expect(mutate('ann', 'setTyping', { conversationId: id, active: true })).rejects.toMatchObject(refused);
  expect(chat.events).toHaveLength(events);
  await mutate('ann', 'unreact', { messageId, emoji: '👍' });
  await mutate('ann', 'deleteMessage', { id: messageId });
  increment.mockRestore();
});
