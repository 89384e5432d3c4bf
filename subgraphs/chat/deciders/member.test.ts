import { describe, it } from 'vitest';
import { specFor } from '#platform/domain/testing';
import type { MemberEvent } from '../events.ts';
import { member } from './member.ts';

const given = specFor(member);
const talk = { conversationId: 'talk' };

describe('MarkAsRead', () => {
  const mark = (throughSeq: number, receipt = true) => ({ ...talk, readerId: 'ann', throughSeq, receipt });
  const read = (throughSeq: number, receipt = true) => ({ type: 'MarkAsRead' as const, ...mark(throughSeq, receipt) });
  const wasRead = (throughSeq: number, receipt = true): MemberEvent => ({
    ...{ type: 'MessagesRead', data: mark(throughSeq, receipt) },
  });

  it('moves the mark', () => given(wasRead(3)).when(read(5)).yields(wasRead(5)));
  it('never moves it back', () => given(wasRead(5)).when(read(3)).yieldsNothing());
  it('says nothing twice', () => given(wasRead(5)).when(read(5)).yieldsNothing());
  it('is recorded with whether the others are told', () =>
    given(wasRead(3)).when(read(5, false)).yields(wasRead(5, false)));
});

describe('MuteConversation', () => {
  const mute = (muted: boolean) => ({ type: 'MuteConversation' as const, ...talk, userId: 'ann', muted });
  const wasMuted = (muted: boolean): MemberEvent => ({
    ...{ type: 'ConversationMuted', data: { ...talk, userId: 'ann', muted } },
  });

  it('is recorded when it changes something', () => {
    given().when(mute(true)).yields(wasMuted(true));
    given(wasMuted(true)).when(mute(false)).yields(wasMuted(false));
  });
  it('is not recorded when it is so already', () => {
    given().when(mute(false)).yieldsNothing();
    given(wasMuted(true)).when(mute(true)).yieldsNothing();
  });
  it('leaves the read mark as it is', () =>
    given({ type: 'MessagesRead', data: { ...talk, readerId: 'ann', throughSeq: 5, receipt: true } }, wasMuted(true))
      .when({ type: 'MarkAsRead', ...talk, readerId: 'ann', throughSeq: 4, receipt: true })
      .yieldsNothing());
});
