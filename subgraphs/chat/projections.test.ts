import { describe, expect, it } from 'vitest';
import type { FeedPosition, Recorded } from '#platform/domain/events';
import { recorded, sealed } from '#platform/domain/testing';
import { type Projection, rowAfter } from '#platform/projection';
import type { ChatEvent } from './events.ts';
import { chats } from './projections.ts';
import { chatLog, conversations, directs, messages, participants, persons } from './readModel.ts';

const talk = { conversationId: 'talk' };
const opened = recorded<ChatEvent>({
  type: 'ConversationOpened',
  data: { ...talk, kind: 'DIRECT', ownerId: 'bob', participantIds: ['bob', 'ann'] },
  personal: { title: null },
});
const message = (seq: number, senderId: string) =>
  recorded<ChatEvent>(
    {
      type: 'MessageSent',
      data: { ...talk, messageId: `m${seq}`, seq, senderId, replyToId: null },
      personal: { text: `text ${seq}` },
    },
    { at: `2026-01-0${seq}T00:00:00.000Z`, feed: `feed ${seq}` as FeedPosition },
  );
const read = (readerId: string, throughSeq: number, receipt = true) =>
  recorded<ChatEvent>({ type: 'MessagesRead', data: { ...talk, readerId, throughSeq, receipt } });

const participantAfter = (...events: Recorded<ChatEvent>[]) => {
  // one person's row only: rowAfter looks at the table, not at the key
  const { name, tables, project } = chats;
  const ofAnn: Projection<ChatEvent> = { name, tables, project: (event) => project(event).filter(isAnns) };
  return rowAfter(ofAnn, participants, null, events);
};
const isAnns = (change: ReturnType<typeof chats.project>[number]) =>
  change.kind === 'fold' ? change.key.userId === 'ann' : 'row' in change && change.row.userId === 'ann';

describe('conversations', () => {
  it('stand at their last message', () =>
    expect(rowAfter(chats, conversations, null, [opened, message(1, 'ann'), message(2, 'bob')])).toMatchObject({
      ...{ kind: 'DIRECT', ownerId: 'bob', lastSeq: 2, lastFeed: 'feed 2' },
      ...{ createdAt: opened.at, updatedAt: '2026-01-02T00:00:00.000Z' },
    }));

  it('are found by the pair, whoever opened them', () =>
    expect(rowAfter(chats, directs, null, [opened])).toEqual({ pair: 'ann:bob', conversationId: 'talk' }));
});

describe('read marks', () => {
  it('move with what a person reads', () => expect(participantAfter(opened, read('ann', 3)).lastReadSeq).toBe(3));
  it('move with what a person sends', () => expect(participantAfter(opened, message(2, 'ann')).lastReadSeq).toBe(2));
  it('never go back, in whatever order their events come', () =>
    expect(participantAfter(opened, message(4, 'ann'), read('ann', 3)).lastReadSeq).toBe(4));
  it('stay where they are when others write', () =>
    expect(participantAfter(opened, message(2, 'bob')).lastReadSeq).toBe(0));
  it('move as well where the others are not told', () =>
    expect(participantAfter(opened, read('ann', 3, false)).lastReadSeq).toBe(3));
  it.each([true, false])('are announced with whether the others are told: %s', (receipt) => {
    const [announcement, ...others] = chats.announce!(read('ann', 3, receipt));
    expect(others).toEqual([]);
    expect(announcement).toEqual({
      topic: 'conversation-talk',
      message: { ...rowAfter(chats, chatLog, null, [read('ann', 3)]), receipt },
    });
  });
});

describe('people', () => {
  const ann = { personId: 'ann' };
  const registered = recorded<ChatEvent>({ type: 'PersonRegistered', data: ann });
  const wants = (readReceipts: boolean) =>
    recorded<ChatEvent>({ type: 'PersonPrivacyChanged', data: { ...ann, readReceipts } });

  it('have not said whether others see how far they have read, until they say so', () => {
    expect(rowAfter(chats, persons, null, [registered])).toEqual({ id: 'ann', readReceipts: null });
    expect(rowAfter(chats, persons, null, [wants(false), registered])).toEqual({ id: 'ann', readReceipts: false });
    expect(rowAfter(chats, persons, null, [registered, wants(false), wants(true)])).toMatchObject({
      readReceipts: true,
    });
  });

  it.each(['PersonBlocked', 'PersonUnblocked'] as const)('see nothing of a %s', (type) => {
    const event = recorded<ChatEvent>({ type, data: { ...ann, blockedId: 'bob' } });
    expect([chats.project(event), chats.announce!(event)]).toEqual([[], []]);
  });
});

describe('messages', () => {
  it('keep their text sealed', () =>
    expect(rowAfter(chats, messages, null, [message(1, 'ann')])).toMatchObject({
      ...{ id: 'm1', seq: 1, senderId: 'ann' },
      text: sealed('text 1'),
    }));

  it('are announced to the conversation as they are logged', () => {
    const [announcement, ...others] = chats.announce!(message(1, 'ann'));
    expect(others).toEqual([]);
    expect(announcement!.topic).toBe('conversation-talk');
    const { message: row, ...entry } = announcement!.message as Record<string, unknown>;
    expect(row).toEqual(rowAfter(chats, messages, null, [message(1, 'ann')]));
    expect(entry).toEqual(rowAfter(chats, chatLog, null, [message(1, 'ann')]));
  });
});

describe('a conversation that opens', () => {
  it('is announced to everybody in it', () =>
    expect(chats.announce!(opened).map(({ topic }) => topic)).toEqual(['conversation-talk', 'inbox-bob', 'inbox-ann']));
});
