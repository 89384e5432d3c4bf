import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fold } from '#platform/domain/decider';
import { specFor } from '#platform/domain/testing';
import { conversation, isBlocked, member, person, relation } from './decider.ts';
import { type ConversationEvent, type MemberEvent, type PersonEvent, relationStream } from './events.ts';

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
  const send = { type: 'SendMessage' as const, ...hello, text: 'hello', blocked: false };

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

describe('MarkAsRead', () => {
  const given = specFor(member);
  const read = (throughSeq: number, receipt = true) => ({ ...talk, readerId: 'ann', throughSeq, receipt });
  const wasRead = (throughSeq: number): MemberEvent => ({ type: 'MessagesRead', data: read(throughSeq) });

  it('moves the mark', () => given(wasRead(3)).when(read(5)).yields(wasRead(5)));
  it('never moves it back', () => given(wasRead(5)).when(read(3)).yieldsNothing());
  it('says nothing twice', () => given(wasRead(5)).when(read(5)).yieldsNothing());
  it('is recorded with whether the others are told', () =>
    given(wasRead(3))
      .when(read(5, false))
      .yields({ type: 'MessagesRead', data: read(5, false) }));
});

describe('a person', () => {
  const given = specFor(person);
  const ann = { personId: 'ann' };
  const register = { type: 'RegisterPerson' as const, ...ann };
  const registered: PersonEvent = { type: 'PersonRegistered', data: ann };
  const wants = (readReceipts: boolean) => ({ type: 'ChangePrivacy' as const, ...ann, readReceipts });
  const wanted = (readReceipts: boolean): PersonEvent => ({
    type: 'PersonPrivacyChanged',
    data: { ...ann, readReceipts },
  });

  it('is registered once', () => given().when(register).yields(registered));
  it('is not registered a second time', () => given(registered, wanted(false)).when(register).yieldsNothing());
  it('is registered also after a wish that came first', () => given(wanted(false)).when(register).yields(registered));
  it('may say what others see, also what was so before', () => {
    given(registered).when(wants(false)).yields(wanted(false));
    given(registered, wanted(false)).when(wants(false)).yields(wanted(false));
  });
  it('shows receipts until they say otherwise, and as they said last', () => {
    const shows = (...events: PersonEvent[]) => fold(person, events).readReceipts;
    expect([shows(), shows(registered), shows(wanted(false), registered)]).toEqual([true, true, false]);
    expect(shows(registered, wanted(false), wanted(true))).toBe(true);
  });
});

describe('two people', () => {
  const commands = fc.array(
    fc.record({
      type: fc.constantFrom('BlockPerson' as const, 'UnblockPerson' as const),
      pair: fc.constantFrom(['ann', 'bob'] as const, ['bob', 'ann'] as const),
    }),
    { maxLength: 12 },
  );

  it('are blocked as long as the last word of one of them is a block, whatever was said twice', () =>
    fc.assert(
      fc.property(commands, (said) => {
        let state = relation.initialState;
        const lastWord = new Map<string, string>();
        for (const { type, pair } of said) {
          const [personId, blockedId] = pair;
          const events = relation.decide({ type, personId, blockedId }, state);
          expect(events).toEqual([
            { type: type === 'BlockPerson' ? 'PersonBlocked' : 'PersonUnblocked', data: { personId, blockedId } },
          ]);
          state = fold({ ...relation, initialState: state }, events);
          lastWord.set(personId, type);
        }
        expect(isBlocked(state)).toBe([...lastWord.values()].includes('BlockPerson'));
      }),
    ));

  it('have one stream, whoever blocks', () => {
    expect(relationStream('bob', 'ann')).toBe('relation-ann:bob');
    expect(relationStream('ann', 'bob')).toBe('relation-ann:bob');
  });
});
