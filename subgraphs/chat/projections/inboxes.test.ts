import { beforeEach, describe, expect, it } from 'vitest';
import { recorded } from '#platform/domain/testing';
import type { ChatEvent } from '../events.ts';
import { inbox } from '../readModel.ts';
import { type Rows, rowsOf } from '../rows.fixture.ts';
import { inboxes, LARGE, LARGE_MOVES_EVERY_MS } from './inboxes.ts';

let rows: Rows<ChatEvent>;
beforeEach(() => {
  rows = rowsOf(inboxes);
});

const START = Date.parse('2026-01-01T00:00:00.000Z');
const happens = (afterMs: number, event: ChatEvent) =>
  rows.add(recorded(event, { at: new Date(START + afterMs).toISOString() }));
const opens = (conversationId: string, ...participantIds: string[]): ChatEvent => ({
  type: 'ConversationOpened',
  data: {
    ...{ conversationId, kind: 'GROUP', ownerId: participantIds[0]!, participantIds },
    newMembersSeeHistory: false,
  },
  personal: { title: null },
});
const says = (conversationId: string, seq = 1): ChatEvent => ({
  type: 'MessageSent',
  data: { conversationId, messageId: `m${seq}`, seq, senderId: 'ann', replyToId: null },
  personal: { text: 'text' },
});
/** The newest first. */
const listOf = (userId: string) =>
  rows
    .page(inbox, { userId })
    .map(({ conversationId }) => conversationId)
    .reverse();

describe('a list of conversations', () => {
  it('has them by their last activity, each once', () => {
    happens(1, opens('one', 'ann', 'bob'));
    happens(2, opens('two', 'ann', 'cat'));
    expect(listOf('ann')).toEqual(['two', 'one']);
    happens(3, says('one'));
    expect(listOf('ann')).toEqual(['one', 'two']);
    expect(listOf('bob')).toEqual(['one']);
    happens(4, {
      type: 'ConversationRenamed',
      data: { conversationId: 'two', renamedBy: 'ann' },
      personal: { title: 'x' },
    });
    expect(listOf('ann')).toEqual(['two', 'one']);
  });

  it('keeps its order while people read, react and edit', () => {
    happens(1, opens('one', 'ann', 'bob'));
    happens(2, opens('two', 'ann', 'bob'));
    const place = { conversationId: 'one', messageId: 'm1', seq: 1 };
    happens(3, {
      type: 'MessagesRead',
      data: { conversationId: 'one', readerId: 'ann', throughSeq: 1, receipt: true },
    });
    happens(4, { type: 'ReactionAdded', data: { ...place, userId: 'bob', emojiHash: 'h' }, personal: { emoji: '👍' } });
    happens(5, { type: 'MessageDeleted', data: { ...place, senderId: 'ann' } });
    expect(listOf('ann')).toEqual(['two', 'one']);
  });

  it('changes with who joins and who leaves', () => {
    happens(1, opens('one', 'ann', 'bob'));
    happens(2, opens('two', 'ann', 'cat'));
    happens(3, {
      ...{
        type: 'ParticipantsAdded',
        data: { conversationId: 'one', addedBy: 'ann', userIds: ['cat'], hiddenThrough: 0 },
      },
    });
    expect([listOf('cat'), listOf('ann')]).toEqual([
      ['one', 'two'],
      ['one', 'two'],
    ]);
    happens(4, { type: 'ParticipantLeft', data: { conversationId: 'one', userId: 'ann', newOwnerId: 'bob' } });
    happens(5, says('one'));
    expect([listOf('ann'), listOf('bob'), listOf('cat')]).toEqual([['two'], ['one'], ['one', 'two']]);
  });

  it('has what happens at one and the same moment once', () => {
    happens(1, opens('one', 'ann', 'bob'));
    happens(1, says('one', 1));
    happens(1, says('one', 2));
    expect(listOf('bob')).toEqual(['one']);
  });
});

describe('a large conversation', () => {
  const people = Array.from({ length: LARGE }, (_, nth) => `person ${nth}`);
  beforeEach(() => {
    happens(0, opens('large', ...people));
    happens(1, opens('small', 'person 7', 'ann'));
  });

  it('moves now and then only, however much is said', () => {
    for (let nth = 2; nth < LARGE_MOVES_EVERY_MS; nth += 1_000) happens(nth, says('large'));
    expect(listOf('person 7')).toEqual(['small', 'large']);
    happens(LARGE_MOVES_EVERY_MS, says('large'));
    expect(listOf('person 7')).toEqual(['large', 'small']);
  });

  it('moves at once when somebody leaves, and is a small one after', () => {
    happens(2, {
      type: 'ParticipantLeft',
      data: { conversationId: 'large', userId: 'person 0', newOwnerId: 'person 1' },
    });
    expect(listOf('person 7')).toEqual(['large', 'small']);
    happens(3, says('small'));
    happens(4, says('large'));
    expect(listOf('person 7')).toEqual(['large', 'small']);
  });
});
