import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { newId } from '#platform/domain/ids';
import { conversationStream, personStream, relationStream } from '../events.ts';
import { type ChatInMemory, chatInMemory } from '../memory.fixture.ts';
import { conversationTopic } from '../projections/log.ts';
import { type Typing, typing } from './typing.ts';

let chat: ChatInMemory;
let who: Typing;
let id: string;
beforeEach(async () => {
  vi.useFakeTimers();
  chat = chatInMemory();
  who = typing(chat.parts);
  id = newId();
  for (const personId of ['ann', 'bob', 'cat'])
    await chat.append({ type: 'PersonRegistered', data: { personId } }, personStream(personId));
  const input = { id, kind: 'GROUP', participantIds: ['bob', 'cat'] };
  await chat.resolve('ann', 'Mutation', 'openConversation', {}, { input });
});
afterEach(() => void vi.useRealTimers());

const say = (name: string, active = true) => who.say(chat.request(name), id, active);
const watches = async (name: string) => {
  const source = await who.watch(chat.request(name), id);
  const heard: string[] = [];
  const over = (async () => {
    for await (const { userId, active } of source) heard.push(`${userId} ${active ? 'types' : 'stopped'}`);
  })();
  return { heard, over, source };
};
const passes = (ms: number) => vi.advanceTimersByTimeAsync(ms);
const announce = (message: object) =>
  chat.parts.pubsub.publish([{ tenant: 'default', topic: conversationTopic(id), message }]);

it('others hear that somebody types, once, and that they stopped, by a word or by saying nothing more', async () => {
  const [ann, bob] = [await watches('ann'), await watches('bob')];
  await say('bob');
  await passes(5_000);
  await say('bob');
  await passes(5_000);
  expect(ann.heard).toEqual(['bob types']);
  await passes(1_500);
  expect(ann.heard).toEqual(['bob types', 'bob stopped']);
  await say('bob');
  await passes(10);
  await say('bob', false);
  await passes(60_000);
  expect(ann.heard).toEqual(['bob types', 'bob stopped', 'bob types', 'bob stopped']);
  expect(bob.heard).toEqual([]);
});

it('it is over with the message, and when the one who types leaves', async () => {
  const { heard } = await watches('ann');
  await say('bob');
  await say('cat');
  await passes(10);
  await announce({ type: 'MessageSent', actorId: 'bob' });
  await announce({ type: 'ConversationChanged', actorId: 'cat', left: 'cat' });
  await passes(10);
  expect(heard).toEqual(['bob types', 'cat types', 'bob stopped', 'cat stopped']);
});

it('whoever leaves hears nothing more', async () => {
  const { heard, over } = await watches('ann');
  await announce({ type: 'ConversationChanged', actorId: 'ann', left: 'ann' });
  await over;
  await say('bob');
  expect(heard).toEqual([]);
});

it('is refused to outsiders, and across a block', async () => {
  const outsider = expect.objectContaining({ code: 'NOT_FOUND', field: 'conversationId' });
  await expect(say('dan')).rejects.toEqual(outsider);
  await expect(watches('dan')).rejects.toEqual(outsider);
  const input = { id: newId(), kind: 'DIRECT', participantIds: ['bob'] };
  await chat.resolve('ann', 'Mutation', 'openConversation', {}, { input });
  id = input.id;
  await say('ann');
  const block = { personId: 'bob', blockedId: 'ann' };
  await chat.append({ type: 'PersonBlocked', data: block }, relationStream('ann', 'bob'));
  for (const name of ['ann', 'bob'])
    await expect(say(name)).rejects.toMatchObject({ code: 'FORBIDDEN', field: 'conversationId' });
  expect(chat.events.filter(({ stream }) => stream === conversationStream(id))).toHaveLength(1);
});
