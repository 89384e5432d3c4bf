import { beforeEach, describe, expect, it } from 'vitest';
import type { FeedPosition } from '#platform/domain/events';
import { recorded, sealed } from '#platform/domain/testing';
import type { ChatEvent } from '../events.ts';
import {
  blocks,
  conversations,
  directs,
  memberships,
  messages,
  messageTimes,
  ownPlaces,
  participants,
  persons,
  reactions,
  replies,
} from '../readModel.ts';
import { type Rows, rowsOf } from '../rows.fixture.ts';
import { chats } from './conversations.ts';

const talk = { conversationId: 'talk' };
let rows: Rows<ChatEvent>;
let nth: number;
beforeEach(() => {
  rows = rowsOf(chats);
  nth = 0;
});

const timeOf = (minute: number) => `2026-01-01T00:0${minute}:00.000Z`;
/** Each event a minute after the one before. */
const happens = (...events: ChatEvent[]) => {
  for (const event of events)
    rows.add(recorded(event, { at: timeOf(++nth), feed: `feed ${nth}` as FeedPosition, version: nth }));
};
const opened = (kind: 'DIRECT' | 'GROUP', ...participantIds: string[]): ChatEvent => ({
  type: 'ConversationOpened',
  data: { ...talk, kind, ownerId: participantIds[0]!, participantIds, newMembersSeeHistory: false },
  personal: { title: kind === 'GROUP' ? 'Us' : null },
});
const sent = (seq: number, senderId: string, replyToId: string | null = null): ChatEvent => ({
  ...{ type: 'MessageSent', data: { ...talk, messageId: `m${seq}`, seq, senderId, replyToId } },
  personal: { text: `text ${seq}` },
});
const place = (seq: number) => ({ ...talk, messageId: `m${seq}`, seq });
const read = (readerId: string, throughSeq: number): ChatEvent => ({
  ...{ type: 'MessagesRead', data: { ...talk, readerId, throughSeq, receipt: true } },
});
const left = (userId: string, newOwnerId: string | null = null): ChatEvent => ({
  ...{ type: 'ParticipantLeft', data: { ...talk, userId, newOwnerId } },
});
const added = (hiddenThrough: number, ...userIds: string[]): ChatEvent => ({
  ...{ type: 'ParticipantsAdded', data: { ...talk, addedBy: 'ann', userIds, hiddenThrough } },
});

describe('a conversation', () => {
  const row = () => rows.get(conversations, { id: 'talk' });

  it('stands at its last message and its last activity', () => {
    happens(opened('DIRECT', 'bob', 'ann'), sent(1, 'ann'), sent(2, 'bob'));
    expect(row()).toMatchObject({
      ...{ kind: 'DIRECT', lastSeq: 2, lastFeed: 'feed 3', createdAt: timeOf(1), updatedAt: timeOf(3) },
    });
    happens(read('ann', 2));
    expect(row()).toMatchObject({ lastFeed: 'feed 4', updatedAt: timeOf(3) });
  });
  it('is found by the pair, whoever opened it', () => {
    happens(opened('DIRECT', 'bob', 'ann'));
    expect(rows.get(directs, { pair: 'ann:bob' })).toEqual({ pair: 'ann:bob', ...talk });
  });
  it('has the title that it was given last, sealed by who gave it', () => {
    happens(opened('GROUP', 'ann', 'bob'));
    expect(row()).toMatchObject({ title: sealed('Us'), titleBy: 'ann' });
    happens({ type: 'ConversationRenamed', data: { ...talk, renamedBy: 'bob' }, personal: { title: 'We' } });
    expect(row()).toMatchObject({ title: sealed('We'), titleBy: 'bob', updatedAt: timeOf(2) });
  });
});

describe('who is in it', () => {
  const roles = () => rows.page(participants, talk).map(({ userId, role }) => [userId, role]);
  const hidden = (userId: string) => rows.get(memberships, { userId, ...talk })?.hiddenThrough;

  it('changes with who joins and who leaves, and so does its owner', () => {
    happens(opened('GROUP', 'ann', 'bob'), sent(1, 'bob'), added(1, 'cat'));
    expect(roles()).toEqual([
      ['ann', 'OWNER'],
      ['bob', 'MEMBER'],
      ['cat', 'MEMBER'],
    ]);
    expect([hidden('bob'), hidden('cat')]).toEqual([0, 1]);
    happens(left('ann', 'bob'));
    expect(roles()).toEqual([
      ['bob', 'OWNER'],
      ['cat', 'MEMBER'],
    ]);
    expect(hidden('ann')).toBeUndefined();
    happens(added(1, 'ann'));
    expect(roles()[0]).toEqual(['ann', 'MEMBER']);
    expect(rows.get(participants, { ...talk, userId: 'ann' })?.joinedAt).toBe(timeOf(5));
  });
});

describe('one’s own place', () => {
  const mark = (userId: string) => rows.get(ownPlaces, { ...talk, userId })?.lastReadSeq ?? 0;
  beforeEach(() => happens(opened('GROUP', 'bob', 'ann')));

  it('moves with what a person reads and sends, and not with what others do', () => {
    happens(read('ann', 3), sent(4, 'bob'));
    expect([mark('ann'), mark('bob')]).toEqual([3, 4]);
  });
  it('never goes back, in whatever order its events come', () => {
    happens(sent(4, 'ann'), read('ann', 3));
    expect(mark('ann')).toBe(4);
  });
  it('is still theirs when they come back', () => {
    happens(sent(1, 'bob'), read('ann', 1), {
      type: 'ConversationMuted',
      data: { ...talk, userId: 'ann', muted: true },
    });
    happens(left('ann'), added(1, 'ann'));
    expect(rows.get(ownPlaces, { ...talk, userId: 'ann' })).toMatchObject({ lastReadSeq: 1, muted: true });
  });
});

describe('a message', () => {
  const row = (seq: number) => rows.get(messages, { ...talk, seq });
  beforeEach(() => happens(opened('GROUP', 'ann', 'bob'), sent(1, 'ann')));

  it('keeps its text sealed, and where it was sent', () =>
    expect(row(1)).toMatchObject({ ...{ id: 'm1', senderId: 'ann', version: 2 }, text: sealed('text 1') }));
  it('keeps what was encrypted as it is', () => {
    const personal = { ciphertext: 'AAAA' };
    happens({ type: 'MessageSent', data: { ...place(2), senderId: 'ann', replyToId: null }, personal });
    expect(row(2)).toMatchObject({ text: null, ciphertext: sealed('AAAA') });
  });
  it('reads as it was edited last', () => {
    const data = { ...place(1), senderId: 'ann', fingerprint: 'f' };
    happens({ type: 'MessageEdited', data, personal: { text: 'better' } });
    expect(row(1)).toMatchObject({ text: sealed('better'), editedAt: timeOf(3), sentAt: timeOf(2) });
  });
  it('leaves its place and nothing of its text when it is deleted', () => {
    happens({ type: 'MessageDeleted', data: { ...place(1), senderId: 'ann' } });
    expect(row(1)).toMatchObject({ id: 'm1', text: null, ciphertext: null, deletedAt: timeOf(3) });
  });
  it('is found by its time, and below what it replies to', () => {
    happens(sent(2, 'bob', 'm1'), sent(3, 'ann'), sent(4, 'ann', 'm1'));
    expect(rows.page(messageTimes, talk).map(({ seq }) => seq)).toEqual([1, 2, 3, 4]);
    expect(rows.page(replies, { replyToId: 'm1' }).map(({ seq }) => seq)).toEqual([2, 4]);
  });
});

describe('reactions', () => {
  const reacts = (userId: string, emoji: string): ChatEvent => ({
    type: 'ReactionAdded',
    ...{ data: { ...place(1), userId, emojiHash: `hash of ${emoji}` }, personal: { emoji } },
  });
  const unreacts = (userId: string, emoji: string): ChatEvent => ({
    ...{ type: 'ReactionRemoved', data: { ...place(1), userId, emojiHash: `hash of ${emoji}` } },
  });
  const counts = () => rows.get(messages, { ...talk, seq: 1 })?.reactions?.map((of) => [of.emojiHash, of.count]);
  const sample = () => rows.get(messages, { ...talk, seq: 1 })?.reactions?.[0]?.sample;
  beforeEach(() => happens(opened('GROUP', 'ann', 'bob'), sent(1, 'ann')));

  it('are counted by emoji, in the order in which they came first', () => {
    happens(reacts('ann', '👍'), reacts('bob', '🎉'), reacts('bob', '👍'));
    expect(counts()).toEqual([
      ['hash of 👍', 2],
      ['hash of 🎉', 1],
    ]);
    happens(unreacts('bob', '🎉'), unreacts('ann', '👍'));
    expect(counts()).toEqual([['hash of 👍', 1]]);
    expect(rows.page(reactions, { messageId: 'm1', emojiHash: 'hash of 👍' }).map(({ userId }) => userId)).toEqual([
      'bob',
    ]);
  });
  it('keep one person’s copy of the emoji, until they take it back and another comes', () => {
    happens(reacts('ann', '👍'), reacts('bob', '👍'));
    expect(sample()).toEqual({ userId: 'ann', emoji: sealed('👍') });
    happens(unreacts('ann', '👍'));
    expect(sample()).toBeNull();
    happens(reacts('ann', '👍'));
    expect(sample()).toEqual({ userId: 'ann', emoji: sealed('👍') });
  });
});

describe('people', () => {
  const ann = { personId: 'ann' };
  const row = () => rows.get(persons, { id: 'ann' });
  const wants = (readReceipts: boolean, presence: boolean): ChatEvent => ({
    ...{ type: 'PersonPrivacyChanged', data: { ...ann, readReceipts, presence } },
  });

  it('have not said what others see, until they say so', () => {
    happens({ type: 'PersonRegistered', data: ann });
    expect(row()).toEqual({ id: 'ann', readReceipts: null, presence: null });
    happens(wants(false, true));
    expect(row()).toEqual({ id: 'ann', readReceipts: false, presence: true });
  });
  it('have said it also when they are registered after', () => {
    happens(wants(true, false), { type: 'PersonRegistered', data: ann });
    expect(row()).toEqual({ id: 'ann', readReceipts: true, presence: false });
  });
  it('block whom they blocked last, each of the two for themselves', () => {
    const said = (type: 'PersonBlocked' | 'PersonUnblocked', personId: string, blockedId: string) =>
      happens({ type, data: { personId, blockedId } });
    const blocking = () =>
      [
        ['ann', 'bob'],
        ['bob', 'ann'],
      ].map(([personId, blockedId]) => rows.get(blocks, { personId: personId!, blockedId: blockedId! }) !== null);
    said('PersonBlocked', 'ann', 'bob');
    said('PersonBlocked', 'ann', 'bob');
    said('PersonBlocked', 'bob', 'ann');
    expect(blocking()).toEqual([true, true]);
    said('PersonUnblocked', 'ann', 'bob');
    expect(blocking()).toEqual([false, true]);
    said('PersonUnblocked', 'bob', 'ann');
    expect(blocking()).toEqual([false, false]);
  });
});
