import { beforeEach, describe, expect, it } from 'vitest';
import type { FeedPosition } from '#platform/domain/events';
import type { LiveChatEvent } from '../projections/log.ts';
import { type Audience, audience } from './audience.ts';

let ofAnn: Audience;
beforeEach(() => {
  ofAnn = audience('ann');
  ofAnn.set([{ userId: 'ann', conversationId: 'talk', hiddenThrough: 3 }]);
});

const event = (more: Partial<LiveChatEvent>): LiveChatEvent => ({
  ...{
    conversationId: 'talk',
    feed: '' as FeedPosition,
    type: 'ConversationChanged',
    actorId: 'bob',
    seq: null,
    at: '',
  },
  ...more,
});
const sent = (seq: number, conversationId = 'talk') => event({ type: 'MessageSent', seq, conversationId });

describe('a subscriber hears', () => {
  it('of conversations that they are in, and of no other', () => {
    expect([ofAnn.hears(sent(4)), ofAnn.hears(sent(4, 'elsewhere'))]).toEqual([true, false]);
  });

  it('of messages from where on they see them, whatever happens to the others', () => {
    expect(ofAnn.hears(sent(3))).toBe(false);
    for (const type of ['MessageEdited', 'MessageDeleted', 'ReactionChanged'] as const)
      expect([3, 4].map((seq) => ofAnn.hears(event({ type, seq })))).toEqual([false, true]);
  });

  it('that others have read, where they let them know, and that they have themselves', () => {
    const read = (actorId: string, receipt: boolean) =>
      ofAnn.hears(event({ type: 'ConversationRead', actorId, seq: 1, receipt }));
    expect([read('bob', true), read('bob', false), read('ann', false)]).toEqual([true, false, true]);
  });

  it('that they left, and nothing after, until they are in it again', () => {
    expect(ofAnn.hears(event({ left: 'bob' }))).toBe(true);
    expect(ofAnn.hears(event({ left: 'ann', actorId: 'ann' }))).toBe(true);
    expect([ofAnn.hears(sent(5)), ofAnn.hears(event({ left: 'cat' }))]).toEqual([false, false]);
    expect(ofAnn.hears(event({ joined: { userIds: ['cat', 'ann'], hiddenThrough: 5 } }))).toBe(true);
    expect([ofAnn.hears(sent(5)), ofAnn.hears(sent(6))]).toEqual([false, true]);
  });

  it('of what they are in now, once that was read anew', () => {
    ofAnn.set([{ userId: 'ann', conversationId: 'other', hiddenThrough: 0 }]);
    expect([ofAnn.hears(sent(4)), ofAnn.hears(sent(1, 'other'))]).toEqual([false, true]);
  });
});
