import { describe, expect, it } from 'vitest';
import { specFor } from '#platform/domain/testing';
import { conversation } from './deciders/conversation.ts';
import { message } from './deciders/message.ts';
import type { MessageEvent } from './events.ts';
import { tracesOf } from './rights.ts';

const place = { conversationId: 'talk', messageId: 'm1', seq: 1 };
const fact = (type: string, data: object) => ({ type, data, version: 1, at: '2026-01-01T00:00:00.000Z' });

describe('of somebody who was erased', () => {
  it('each message, each they reacted to, and each conversation with a title of theirs is turned to once', () => {
    const facts = [
      fact('ConversationOpened', { conversationId: 'talk', ownerId: 'ann' }),
      fact('ReactionAdded', { ...place, userId: 'ann', emojiHash: 'x' }),
      fact('MessageSent', { ...place, senderId: 'ann' }),
      fact('ReactionAdded', { ...place, userId: 'ann', emojiHash: 'y' }),
      fact('ReactionAdded', { ...place, messageId: 'm2', userId: 'ann', emojiHash: 'x' }),
      fact('ConversationRenamed', { conversationId: 'talk', renamedBy: 'ann' }),
      fact('MessagesRead', { conversationId: 'talk', readerId: 'ann' }),
    ];
    expect(tracesOf('ann', facts).map(({ stream, command }) => [stream, command])).toEqual([
      ['conversation-talk', { type: 'EraseTitle', conversationId: 'talk', userId: 'ann' }],
      ['message-m1', { type: 'EraseTraces', ...place, userId: 'ann', isSender: true }],
      ['message-m2', { type: 'EraseTraces', ...place, messageId: 'm2', userId: 'ann', isSender: false }],
    ]);
  });

  const reacted = (userId: string): MessageEvent => ({
    ...{ type: 'ReactionAdded', data: { ...place, userId, emojiHash: 'x' }, personal: { emoji: 'x' } },
  });
  const deleted: MessageEvent = { type: 'MessageDeleted', data: { ...place, senderId: 'ann' } };
  const unreacted: MessageEvent = { type: 'ReactionRemoved', data: { ...place, userId: 'ann', emojiHash: 'x' } };
  const traces = { type: 'EraseTraces' as const, ...place, userId: 'ann' };

  it('a message is deleted and reactions are taken back, also of what was deleted, and nothing of others', () => {
    specFor(message)(reacted('ann'), reacted('bob'))
      .when({ ...traces, isSender: true })
      .yields(deleted, unreacted);
    specFor(message)(reacted('ann'), deleted)
      .when({ ...traces, isSender: true })
      .yields(unreacted);
    specFor(message)(reacted('bob'))
      .when({ ...traces, isSender: false })
      .yieldsNothing();
  });

  it('a title is gone', () =>
    specFor(conversation)()
      .when({ type: 'EraseTitle', conversationId: 'talk', userId: 'ann' })
      .yields({ type: 'ConversationTitleErased', data: { conversationId: 'talk', userId: 'ann' } }));
});
