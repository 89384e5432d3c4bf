import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { placeCursors } from '#platform/cursor';
import { START } from '#platform/domain/events';
import { newId } from '#platform/domain/ids';
import { personStream } from '../events.ts';
import { type ChatInMemory, chatInMemory } from '../memory.fixture.ts';
import { chatLog } from '../readModel.ts';

const DAY_MS = 24 * 3_600_000;

let chat: ChatInMemory;
let id: string;
const send = (text: string) =>
  chat.resolve('ann', 'Mutation', 'sendMessage', {}, { input: { conversationId: id, text, idempotencyKey: text } });
beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: new Date('2026-01-01T00:00:00.000Z') });
  chat = chatInMemory();
  for (const personId of ['ann', 'bob'])
    await chat.append({ type: 'PersonRegistered', data: { personId } }, personStream(personId));
  const input = { id: newId(), kind: 'GROUP', participantIds: ['bob'] };
  id = (await chat.resolve('ann', 'Mutation', 'openConversation', {}, { input })).id;
  await send('one');
});
afterEach(() => void vi.useRealTimers());

/** From before all that was ever said. */
const fromTheStart = (conversationId: string | null) =>
  placeCursors([chatLog.name, 'bob', conversationId]).encode({ base: START, marks: new Map() });

describe.each(['one conversation', 'all of them'])('whoever listens to %s', (of) => {
  const conversationId = () => (of === 'one conversation' ? id : null);
  const subscribe = async (after: string) => {
    const events = await chat.subscribe('bob', 'chatEvents', { conversationId: conversationId(), after });
    return { events, take: async () => (await events.next()).value };
  };

  it('is given what they missed within a week', async () => {
    vi.setSystemTime(Date.now() + 6 * DAY_MS);
    const { events, take } = await subscribe(fromTheStart(conversationId()));
    expect([(await take()).type, (await take()).type]).toEqual(['ConversationChanged', 'MessageSent']);
    await events.return!();
  });

  it('is told to read anew after more than that, and goes on from there', async () => {
    vi.setSystemTime(Date.now() + 8 * DAY_MS);
    const { events, take } = await subscribe(fromTheStart(conversationId()));
    const notice = await take();
    expect(notice).toEqual({
      ...{ type: 'ResyncRequired', conversationId: conversationId(), at: new Date().toISOString() },
      cursor: expect.any(String),
    });
    expect(await chat.resolve('bob', 'ChatEvent', '__resolveType', notice)).toBe('ResyncRequired');
    expect((await chat.resolve('bob', 'ResyncRequired', 'conversation', notice))?.id ?? null).toBe(conversationId());
    await events.return!();
    await send('two');
    const next = await subscribe(notice.cursor);
    expect(await next.take()).toMatchObject({ type: 'MessageSent', seq: 2 });
    await next.events.return!();
  });
});

it('whoever takes a message long after it was sent is shown it as it is by then', async () => {
  const { message } = await chat.resolve(
    'ann',
    'Mutation',
    'sendMessage',
    {},
    {
      input: { conversationId: id, text: 'two', idempotencyKey: 'two' },
    },
  );
  const event = { conversationId: id, type: 'MessageSent', seq: 2, at: message.sentAt, message };
  await chat.resolve('ann', 'Mutation', 'deleteMessage', {}, { id: message.id });
  const shown = async () => (await chat.resolve('bob', 'MessageSent', 'message', event)).deletedAt;
  expect(await shown()).toBeNull();
  vi.setSystemTime(Date.now() + 5_000);
  expect(await shown()).not.toBeNull();
});

it('a cursor is good for the person and the conversations that it came from', async () => {
  for (const [conversationId, after] of [
    [id, fromTheStart(null)],
    [null, fromTheStart(id)],
    [null, placeCursors([chatLog.name, 'ann', null]).encode({ base: START, marks: new Map() })],
  ])
    await expect(chat.subscribe('bob', 'chatEvents', { conversationId, after })).rejects.toMatchObject({
      ...{ code: 'BAD_USER_INPUT', field: 'after' },
    });
});
