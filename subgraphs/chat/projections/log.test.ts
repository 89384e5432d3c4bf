import { describe, expect, it } from 'vitest';
import type { FeedPosition } from '#platform/domain/events';
import { recorded } from '#platform/domain/testing';
import type { ChatEvent } from '../events.ts';
import { chatLog, messages } from '../readModel.ts';
import { rowsOf } from '../rows.fixture.ts';
import { chats } from './conversations.ts';

const talk = { conversationId: 'talk' };
const place = { ...talk, messageId: 'm1', seq: 1 };
const feed = 'feed 1' as FeedPosition;
const announced = (event: ChatEvent) => chats.announce!(recorded(event, { feed }));
const logged = (event: ChatEvent) => {
  const rows = rowsOf(chats);
  rows.add(recorded(event, { feed }));
  return rows.get(chatLog, { ...talk, feed });
};
const sent: ChatEvent = {
  type: 'MessageSent',
  ...{ data: { ...place, senderId: 'ann', replyToId: null }, personal: { text: 'text' } },
};

describe('what happens in a conversation', () => {
  it.each<[event: ChatEvent, type: string, actorId: string, seq: number | null]>([
    [sent, 'MessageSent', 'ann', 1],
    [
      { type: 'MessageEdited', data: { ...place, senderId: 'ann', fingerprint: 'f' }, personal: { text: 'x' } },
      ...(['MessageEdited', 'ann', 1] as const),
    ],
    [{ type: 'MessageDeleted', data: { ...place, senderId: 'ann' } }, 'MessageDeleted', 'ann', 1],
    [
      { type: 'ReactionAdded', data: { ...place, userId: 'bob', emojiHash: 'h' }, personal: { emoji: '👍' } },
      ...(['ReactionChanged', 'bob', 1] as const),
    ],
    [
      { type: 'ReactionRemoved', data: { ...place, userId: 'bob', emojiHash: 'h' } },
      ...(['ReactionChanged', 'bob', 1] as const),
    ],
    [
      { type: 'ConversationRenamed', data: { ...talk, renamedBy: 'bob' }, personal: { title: 'We' } },
      ...(['ConversationChanged', 'bob', null] as const),
    ],
  ])('is logged and announced to it alike: $type', (event, type, actorId, seq) => {
    const entry = logged(event);
    expect(entry).toMatchObject({ ...talk, feed, type, actorId, seq });
    const [announcement, ...others] = announced(event);
    expect(others).toEqual([]);
    expect(announcement).toMatchObject({ topic: 'conversation-talk', message: entry! });
  });

  it('is announced with the message that was sent', () => {
    const rows = rowsOf(chats);
    rows.add(recorded(sent, { feed }));
    expect(announced(sent)[0]!.message).toMatchObject({ message: rows.get(messages, { ...talk, seq: 1 }) });
  });

  it.each([true, false])('is announced with whether the others are told who has read: %s', (receipt) =>
    expect(announced({ type: 'MessagesRead', data: { ...talk, readerId: 'ann', throughSeq: 1, receipt } })).toEqual([
      { topic: 'conversation-talk', message: expect.objectContaining({ type: 'ConversationRead', receipt }) },
    ]),
  );

  it('is announced to each who comes to be in it, with from where on they see it', () => {
    const userIds = ['bob', 'cat'];
    const messagesOf = (event: ChatEvent) => announced(event).map(({ topic, message }) => [topic, message]);
    const joined = (...ids: string[]) => expect.objectContaining({ joined: { userIds: ids, hiddenThrough: 7 } });
    expect(
      messagesOf({ type: 'ParticipantsAdded', data: { ...talk, addedBy: 'ann', userIds, hiddenThrough: 7 } }),
    ).toEqual([
      ['conversation-talk', joined('bob', 'cat')],
      ['inbox-bob', joined('bob')],
      ['inbox-cat', joined('cat')],
    ]);
    const opening = { ...talk, kind: 'GROUP' as const, ownerId: 'ann', newMembersSeeHistory: false };
    const opened: ChatEvent = {
      ...{ type: 'ConversationOpened', data: { ...opening, participantIds: ['ann', 'bob'] } },
      personal: { title: null },
    };
    expect(announced(opened).map(({ topic }) => topic)).toEqual(['conversation-talk', 'inbox-ann', 'inbox-bob']);
  });

  it('is announced with who left', () =>
    expect(announced({ type: 'ParticipantLeft', data: { ...talk, userId: 'ann', newOwnerId: null } })).toEqual([
      { topic: 'conversation-talk', message: expect.objectContaining({ left: 'ann' }) },
    ]));
});

it('what is somebody’s own is neither logged nor announced', () => {
  const muted: ChatEvent = { type: 'ConversationMuted', data: { ...talk, userId: 'ann', muted: true } };
  expect([announced(muted), logged(muted)]).toEqual([[], null]);
});

it.each<ChatEvent>([
  { type: 'PersonPrivacyChanged', data: { personId: 'ann', readReceipts: true, presence: false } },
  { type: 'PersonBlocked', data: { personId: 'ann', blockedId: 'bob' } },
  { type: 'PersonUnblocked', data: { personId: 'bob', blockedId: 'ann' } },
])('whoever watches whether somebody is online looks again upon $type', (event) => {
  const topics = announced(event).map(({ topic }) => topic);
  expect(topics).toContain('presence-ann');
  expect(topics.includes('presence-bob')).toBe('blockedId' in event.data);
});
