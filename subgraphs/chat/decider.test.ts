import { describe, it } from 'vitest';
import { specFor } from '#platform/domain/testing';
import { conversation, member, person } from './decider.ts';
import type { ConversationEvent, MemberEvent } from './events.ts';

const given = specFor(conversation);
const talk = { conversationId: 'talk' };
const group = { ...talk, kind: 'GROUP' as const, ownerId: 'ann', participantIds: ['ann', 'bob', 'cat'] };
const opened: ConversationEvent = { type: 'ConversationOpened', data: group, personal: { title: 'Us' } };
const hello = { ...talk, messageId: 'm1', senderId: 'bob', replyToId: null };
const sent: ConversationEvent = { type: 'MessageSent', data: { ...hello, seq: 1 }, personal: { text: 'hello' } };

describe('OpenConversation', () => {
  const open = { type: 'OpenConversation' as const, ...group, title: 'Us' };

  it('is recorded with everybody in it', () => given().when(open).yields(opened));
  it('changes nothing when it is the same one again', () => given(opened).when(open).yieldsNothing());
  it('is refused where the id is that of another conversation', () =>
    given(opened)
      .when({ ...open, participantIds: ['ann', 'dan', 'eve'] })
      .isRefused('ALREADY_EXISTS', 'input.id'));
  it('takes exactly two for a direct one', () =>
    given()
      .when({ ...open, kind: 'DIRECT' })
      .isRefused('BAD_USER_INPUT', 'input.participantIds'));
});

describe('SendMessage', () => {
  const send = { type: 'SendMessage' as const, ...hello, text: 'hello' };

  it('is recorded as the first of its conversation', () => given(opened).when(send).yields(sent));
  it('counts on from the last one', () =>
    given(opened, sent)
      .when({ ...send, messageId: 'm2', replyToId: 'm1' })
      .yields({
        type: 'MessageSent',
        data: { ...hello, messageId: 'm2', seq: 2, replyToId: 'm1' },
        personal: { text: 'hello' },
      }));
  it('is refused to outsiders as if there were no conversation', () =>
    given(opened)
      .when({ ...send, senderId: 'eve' })
      .isRefused('NOT_FOUND', 'input.conversationId'));
  it('is refused in a conversation that nobody opened', () => given().when(send).isRefused('NOT_FOUND'));
});

describe('MarkAsRead', () => {
  const given = specFor(member);
  const read = (throughSeq: number) => ({ ...talk, readerId: 'ann', throughSeq });
  const wasRead = (throughSeq: number): MemberEvent => ({ type: 'MessagesRead', data: read(throughSeq) });

  it('moves the mark', () => given(wasRead(3)).when(read(5)).yields(wasRead(5)));
  it('never moves it back', () => given(wasRead(5)).when(read(3)).yieldsNothing());
  it('says nothing twice', () => given(wasRead(5)).when(read(5)).yieldsNothing());
});

describe('RegisterPerson', () => {
  const given = specFor(person);
  const ann = { personId: 'ann' };

  it('is recorded once', () => given().when(ann).yields({ type: 'PersonRegistered', data: ann }));
  it('changes nothing the second time', () => given({ type: 'PersonRegistered', data: ann }).when(ann).yieldsNothing());
});
