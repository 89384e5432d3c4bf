import { beforeEach, describe, expect, it, vi } from 'vitest';
import { newId } from '#platform/domain/ids';
import { personStream } from './events.ts';
import { type ChatInMemory, chatInMemory } from './memory.fixture.ts';

let chat: ChatInMemory;
beforeEach(() => {
  chat = chatInMemory();
});
const register = async (...people: string[]) => {
  for (const personId of people)
    await chat.append({ type: 'PersonRegistered', data: { personId } }, personStream(personId));
};
const mutate = (who: string, field: string, args: object) => chat.resolve(who, 'Mutation', field, {}, args);
const open = (who: string, participantIds: string[], more: object = {}) =>
  mutate(who, 'openConversation', { input: { id: newId(), kind: 'GROUP', participantIds, ...more } });

it('a group of a thousand opens with a handful of reads, and takes nobody more', async () => {
  const people = Array.from({ length: 1_000 }, (_, nth) => `person ${nth}`);
  await register('ann', ...people);
  const get = vi.spyOn(chat.parts.readModel, 'get');
  const load = vi.spyOn(chat.parts.handler, 'load');
  const { id } = await open('ann', people.slice(1));
  expect([get.mock.calls.length, load.mock.calls.length]).toEqual([1, 0]);
  const refused = { code: 'BAD_USER_INPUT' };
  await expect(open('ann', people)).rejects.toMatchObject({ ...refused, field: 'input.participantIds' });
  await expect(mutate('ann', 'addParticipants', { conversationId: id, userIds: ['person 0'] })).rejects.toMatchObject({
    ...{ ...refused, field: 'userIds' },
  });
});

describe('one’s conversations', () => {
  // biome-ignore lint/suspicious/noExplicitAny: a connection as resolvers hand it on
  const idsOf = (page: any) => page.edges.map((edge: any) => edge.node.id);
  const list = (who: string, args: object = {}) => chat.resolve(who, 'Query', 'conversations', {}, args);

  it('are listed by their last activity, by pages, and by the person as well', async () => {
    await register('ann', 'bob');
    vi.useFakeTimers({ toFake: ['Date'], now: new Date('2026-01-01T00:00:00.000Z') });
    const opened: string[] = [];
    for (let nth = 0; nth < 5; nth++) {
      vi.setSystemTime(Date.now() + 1_000);
      opened.unshift((await open('ann', ['bob'])).id);
    }
    vi.setSystemTime(Date.now() + 1_000);
    const input = { conversationId: opened[3], text: 'hi', idempotencyKey: 'hi' };
    await mutate('bob', 'sendMessage', { input });
    vi.useRealTimers();
    const expected = [opened[3], opened[0], opened[1], opened[2], opened[4]];
    for (const who of ['ann', 'bob']) expect(idsOf(await list(who))).toEqual(expected);
    const page = await list('ann', { first: 2 });
    expect([idsOf(page), page.pageInfo.hasNextPage]).toEqual([expected.slice(0, 2), true]);
    expect(idsOf(await list('ann', { first: 10, after: page.pageInfo.endCursor }))).toEqual(expected.slice(2));
    await expect(list('bob', { after: page.pageInfo.endCursor })).rejects.toMatchObject({ code: 'BAD_USER_INPUT' });

    const ofUser = (who: string, id: string) => chat.resolve(who, 'User', 'conversations', { id });
    expect(idsOf(await ofUser('ann', 'ann'))).toEqual(expected);
    expect(await ofUser('bob', 'ann')).toBeNull();
  });

  it('are those that one is in', async () => {
    await register('ann', 'bob', 'cat');
    const { id } = await open('ann', ['bob']);
    expect(idsOf(await list('cat'))).toEqual([]);
    await mutate('bob', 'addParticipants', { conversationId: id, userIds: ['cat'] });
    await mutate('ann', 'leaveConversation', { conversationId: id });
    expect([idsOf(await list('ann')), idsOf(await list('bob')), idsOf(await list('cat'))]).toEqual([[], [id], [id]]);
    await expect(chat.resolve('ann', 'Query', 'conversation', {}, { id })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});

it('the title is the one that was given last, also after who gave it has left', async () => {
  await register('ann', 'bob');
  const conversation = await open('ann', ['bob'], { title: 'Us' });
  const { id: conversationId } = conversation;
  const titleOf = (row: object) => chat.resolve('bob', 'Conversation', 'title', row);
  expect(await titleOf(conversation)).toBe('Us');
  await mutate('ann', 'leaveConversation', { conversationId });
  expect(await titleOf(await chat.resolve('bob', 'Query', 'conversation', {}, { id: conversationId }))).toBe('Us');
  expect(await titleOf(await mutate('bob', 'renameConversation', { conversationId, title: 'Me' }))).toBe('Me');
});

it('a direct conversation takes neither a title nor new members', async () => {
  await register('ann', 'bob', 'cat');
  const direct = { kind: 'DIRECT' };
  for (const [field, value] of [
    ['title', 'Us'],
    ['newMembersSeeHistory', true],
  ] as const)
    await expect(open('ann', ['bob'], { ...direct, [field]: value })).rejects.toMatchObject({
      ...{ code: 'BAD_USER_INPUT', field: `input.${field}` },
    });
  const { id: conversationId } = await open('ann', ['bob'], { ...direct, newMembersSeeHistory: false });
  for (const [field, args] of [
    ['renameConversation', { title: 'Us' }],
    ['addParticipants', { userIds: ['cat'] }],
    ['leaveConversation', {}],
  ] as const)
    await expect(mutate('ann', field, { conversationId, ...args })).rejects.toMatchObject({
      ...{ code: 'BAD_USER_INPUT', field: 'conversationId' },
    });
});

it('is read by its members, as far as there is something, and never back', async () => {
  await register('ann', 'bob', 'cat');
  const { id } = await open('ann', ['bob']);
  for (const text of ['One.', 'Two.', 'Three.'])
    await mutate('ann', 'sendMessage', { input: { conversationId: id, text, idempotencyKey: text } });
  const read = (who: string, throughSeq?: number) => mutate(who, 'markAsRead', { conversationId: id, throughSeq });
  const unread = async () =>
    chat.resolve('bob', 'Conversation', 'unreadCount', await chat.resolve('bob', 'Query', 'conversation', {}, { id }));

  expect(await unread()).toBe(3);
  await read('bob', 2);
  await read('bob', 1);
  expect(await unread()).toBe(1);
  const before = chat.events.length;
  for (const beyond of [-1, 4])
    await expect(read('bob', beyond)).rejects.toMatchObject({ code: 'BAD_USER_INPUT', field: 'throughSeq' });
  await expect(read('cat', 1)).rejects.toMatchObject({ code: 'NOT_FOUND', field: 'conversationId' });
  await expect(mutate('bob', 'markAsRead', { conversationId: newId() })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  expect(chat.events).toHaveLength(before);
  await read('bob');
  expect(await unread()).toBe(0);
});
