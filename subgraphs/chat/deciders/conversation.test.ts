import { describe, expect, it } from 'vitest';
import { fold } from '#platform/domain/decider';
import { specFor } from '#platform/domain/testing';
import type { ConversationEvent } from '../events.ts';
import { conversation, MAX_PARTICIPANTS } from './conversation.ts';

const given = specFor(conversation);
const talk = { conversationId: 'talk' };
const group = {
  ...{ ...talk, kind: 'GROUP' as const, ownerId: 'ann', participantIds: ['ann', 'bob', 'cat'] },
  newMembersSeeHistory: false,
};
const opened: ConversationEvent = { type: 'ConversationOpened', data: group, personal: { title: 'Us' } };
const openGroup: ConversationEvent = { ...opened, data: { ...group, newMembersSeeHistory: true } };
const direct: ConversationEvent = {
  ...opened,
  ...{ data: { ...group, kind: 'DIRECT', participantIds: ['ann', 'bob'] }, personal: { title: null } },
};
const hello = { ...talk, messageId: 'm1', senderId: 'bob', replyToId: null };
const sent: ConversationEvent = { type: 'MessageSent', data: { ...hello, seq: 1 }, personal: { text: 'hello' } };
const added = (userIds: string[], hiddenThrough: number, addedBy = 'bob'): ConversationEvent => ({
  ...{ type: 'ParticipantsAdded', data: { ...talk, addedBy, userIds, hiddenThrough } },
});
const left = (userId: string, newOwnerId: string | null = null): ConversationEvent => ({
  ...{ type: 'ParticipantLeft', data: { ...talk, userId, newOwnerId } },
});

describe('OpenConversation', () => {
  const open = { type: 'OpenConversation' as const, ...group, title: 'Us' };

  it('is recorded with everybody in it', () => given().when(open).yields(opened));
  it('changes nothing when it is the same one again, whoever joined since', () => {
    given(opened).when(open).yieldsNothing();
    given(opened, added(['dan'], 0))
      .when(open)
      .yieldsNothing();
  });
  it('is refused where the id is that of another conversation', () =>
    given(opened)
      .when({ ...open, participantIds: ['ann', 'dan', 'eve'] })
      .isRefused('ALREADY_EXISTS', 'input.id'));
  it('is refused to who has left, and learns nothing of it by opening it again', () =>
    given(opened, left('ann', 'bob')).when(open).isRefused('ALREADY_EXISTS', 'input.id'));
  it('takes exactly two for a direct one', () =>
    given()
      .when({ ...open, kind: 'DIRECT' })
      .isRefused('BAD_USER_INPUT', 'input.participantIds'));
});

describe('AddParticipants', () => {
  const add = (...userIds: string[]) => ({ type: 'AddParticipants' as const, ...talk, addedBy: 'bob', userIds });

  it('hides from them what was said before, unless the group shows it', () => {
    given(opened, sent)
      .when(add('dan'))
      .yields(added(['dan'], 1));
    given(openGroup, sent)
      .when(add('dan'))
      .yields(added(['dan'], 0));
  });
  it('passes over who is in it, and names nobody twice', () => {
    given(opened)
      .when(add('cat', 'dan', 'dan'))
      .yields(added(['dan'], 0));
    given(opened).when(add('cat')).yieldsNothing();
  });
  it('takes who has left again', () =>
    given(opened, sent, left('cat'))
      .when(add('cat'))
      .yields(added(['cat'], 1)));
  it('takes as many as a group holds, and not one more', () => {
    const many = (count: number) => Array.from({ length: count }, (_, nth) => `person ${nth}`);
    const room = MAX_PARTICIPANTS - 3;
    given(opened)
      .when(add(...many(room)))
      .yields(added(many(room), 0));
    given(opened)
      .when(add(...many(room + 1)))
      .isRefused('BAD_USER_INPUT', 'userIds');
  });
  it('is refused in a direct conversation, and to outsiders as if there were none', () => {
    given(direct).when(add('dan')).isRefused('BAD_USER_INPUT', 'conversationId');
    given(opened)
      .when({ ...add('dan'), addedBy: 'eve' })
      .isRefused('NOT_FOUND', 'conversationId');
    given(opened, left('bob')).when(add('dan')).isRefused('NOT_FOUND', 'conversationId');
  });
});

describe('LeaveConversation', () => {
  const leave = (userId: string) => ({ type: 'LeaveConversation' as const, ...talk, userId });

  it('makes nobody else the owner when a member leaves', () => given(opened).when(leave('bob')).yields(left('bob')));
  it('makes who has been there for longest the owner when the owner leaves', () => {
    given(opened).when(leave('ann')).yields(left('ann', 'bob'));
    given(opened, left('bob'), added(['bob'], 0, 'ann'))
      .when(leave('ann'))
      .yields(left('ann', 'cat'));
    given(opened, left('ann', 'bob')).when(leave('bob')).yields(left('bob', 'cat'));
  });
  it('leaves it to nobody when the last one goes', () =>
    given(opened, left('ann', 'bob'), left('bob', 'cat')).when(leave('cat')).yields(left('cat')));
  it('is refused in a direct conversation, to outsiders and a second time', () => {
    given(direct).when(leave('ann')).isRefused('BAD_USER_INPUT', 'conversationId');
    given(opened).when(leave('eve')).isRefused('NOT_FOUND', 'conversationId');
    given(opened, left('bob')).when(leave('bob')).isRefused('NOT_FOUND', 'conversationId');
  });
});

describe('RenameConversation', () => {
  const rename = { type: 'RenameConversation' as const, ...talk, renamedBy: 'cat', title: 'We' };

  it('is any member’s', () =>
    given(opened)
      .when(rename)
      .yields({ type: 'ConversationRenamed', data: { ...talk, renamedBy: 'cat' }, personal: { title: 'We' } }));
  it('is refused in a direct conversation, and to outsiders', () => {
    given(direct)
      .when({ ...rename, renamedBy: 'ann' })
      .isRefused('BAD_USER_INPUT', 'conversationId');
    given(opened)
      .when({ ...rename, renamedBy: 'eve' })
      .isRefused('NOT_FOUND', 'conversationId');
  });
});

describe('SendMessage', () => {
  const send = { type: 'SendMessage' as const, ...hello, content: { text: 'hello' }, attachments: [], blocked: false };

  it('is recorded as the first of its conversation', () => given(opened).when(send).yields(sent));
  it('counts on from the last one', () =>
    given(opened, sent, added(['dan'], 1), left('cat'))
      .when({ ...send, messageId: 'm2', replyToId: 'm1' })
      .yields({
        type: 'MessageSent',
        data: { ...hello, messageId: 'm2', seq: 2, replyToId: 'm1' },
        personal: { text: 'hello' },
      }));
  it('is recorded as it was encrypted', () =>
    given(opened)
      .when({ ...send, content: { ciphertext: 'AAAA' } })
      .yields({ ...sent, personal: { ciphertext: 'AAAA' } } as ConversationEvent));
  it('is recorded with the files that go with it, of which the names are personal', () => {
    const attachments = [{ id: 'f1', name: 'cat.png', contentType: 'image/png', size: 5 }];
    given(opened)
      .when({ ...send, content: {}, attachments })
      .yields({ type: 'MessageSent', data: { ...hello, seq: 1, attachmentIds: ['f1'] }, personal: { attachments } });
  });
  it('is refused with a file that is not there, unless one may not write at all', () => {
    const missing = { ...send, attachments: null };
    given(opened).when(missing).isRefused('BAD_USER_INPUT', 'input.attachmentIds');
    given(opened)
      .when({ ...missing, blocked: true })
      .isRefused('FORBIDDEN');
    given(opened)
      .when({ ...missing, senderId: 'eve' })
      .isRefused('NOT_FOUND');
  });
  it('is refused to outsiders and to who has left, as if there were no conversation', () => {
    given(opened)
      .when({ ...send, senderId: 'eve' })
      .isRefused('NOT_FOUND', 'input.conversationId');
    given(opened, left('bob')).when(send).isRefused('NOT_FOUND', 'input.conversationId');
  });
  it('is refused in a conversation that nobody opened', () => given().when(send).isRefused('NOT_FOUND'));
  it('is refused to both, and in the same words, while one blocks the other', () => {
    for (const senderId of ['ann', 'bob'])
      given(opened)
        .when({ ...send, senderId, blocked: true })
        .isRefused('FORBIDDEN', 'input.conversationId');
  });
  it('tells an outsider nothing of a block', () =>
    given(opened)
      .when({ ...send, senderId: 'eve', blocked: true })
      .isRefused('NOT_FOUND', 'input.conversationId'));
});

it('an empty group has no owner, and its people in the order in which they came before', () => {
  const state = (...events: ConversationEvent[]) => fold(conversation, events);
  expect(state(opened, left('ann', 'bob'), left('bob', 'cat'), left('cat'))).toMatchObject({
    ...{ ownerId: null, participantIds: [] },
  });
  expect(state(opened, left('bob'), added(['dan', 'bob'], 0))).toMatchObject({
    ...{ ownerId: 'ann', participantIds: ['ann', 'cat', 'dan', 'bob'] },
  });
});
