import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fold } from '#platform/domain/decider';
import { specFor } from '#platform/domain/testing';
import { isBlocked, match, person, relation } from './decider.ts';
import { type MatchEvent, matchStream, relationStream } from './events.ts';

const given = specFor(match);
const ids = { matchId: 'match-1', requesterId: 'ann', recipientId: 'bob' };
const requested: MatchEvent = { type: 'MatchRequested', data: ids, personal: { message: 'Hello' } };
const accepted: MatchEvent = { type: 'MatchAccepted', data: { ...ids, acceptedBy: 'bob' } };
const annAsks = { type: 'RequestMatch' as const, ...ids, message: 'Hello', blocked: false };
const bobAsks = { ...annAsks, matchId: 'match-2', requesterId: 'bob', recipientId: 'ann', message: 'And you?' };
const acceptedBy = (acceptedBy: string, matchId = 'match-1') => ({
  ...{ type: 'AcceptMatch' as const, matchId, acceptedBy, blocked: false },
});

describe('RequestMatch', () => {
  it('is recorded with its message', () => given().when(annAsks).yields(requested));
  it('of oneself is refused as one of nobody is', () =>
    given()
      .when({ ...annAsks, recipientId: 'ann' })
      .isRefused('NOT_FOUND', 'userId'));
  it('is refused while an earlier one of the same person waits', () =>
    given(requested)
      .when({ ...annAsks, matchId: 'match-2' })
      .isRefused('CONFLICT', 'userId'));
  it('accepts the one that waits from the other person', () => given(requested).when(bobAsks).yields(accepted));
  it('is refused to both once they are matched', () => {
    given(requested, accepted).when(annAsks).isRefused('CONFLICT', 'userId');
    given(requested, accepted).when(bobAsks).isRefused('CONFLICT', 'userId');
  });
  it.each([
    ['nobody has asked', []],
    ['one has asked', [requested]],
    ['they are matched', [requested, accepted]],
  ])('is refused to both as one of nobody is while one blocks the other, when %s', (_, before) => {
    for (const asks of [annAsks, bobAsks])
      given(...before)
        .when({ ...asks, blocked: true })
        .isRefused('NOT_FOUND', 'userId');
  });
});

describe('AcceptMatch', () => {
  it('is recorded with who accepted', () => given(requested).when(acceptedBy('bob')).yields(accepted));
  it('is refused to the one who asked: it waits for the other', () =>
    given(requested).when(acceptedBy('ann')).isRefused('CONFLICT', 'id'));
  it('is refused the second time, to both', () => {
    given(requested, accepted).when(acceptedBy('bob')).isRefused('CONFLICT', 'id');
    given(requested, accepted).when(acceptedBy('ann')).isRefused('CONFLICT', 'id');
  });
  it('tells a third person nothing, whether it waits or was accepted', () => {
    given(requested).when(acceptedBy('eve')).isRefused('NOT_FOUND', 'id');
    given(requested, accepted).when(acceptedBy('eve')).isRefused('NOT_FOUND', 'id');
  });
  it('is refused for another match than the one between the two', () =>
    given(requested).when(acceptedBy('bob', 'match-0')).isRefused('NOT_FOUND', 'id'));
  it('is refused as one that is not there while one blocks the other', () =>
    given(requested)
      .when({ ...acceptedBy('bob'), blocked: true })
      .isRefused('NOT_FOUND', 'id'));
  it('is refused where nobody has asked', () => given().when(acceptedBy('bob')).isRefused('NOT_FOUND', 'id'));
});

describe('RegisterPerson', () => {
  const given = specFor(person);
  it('is recorded once', () => {
    given()
      .when({ type: 'RegisterPerson', personId: 'ann' })
      .yields({ type: 'PersonRegistered', data: { personId: 'ann' } });
    given({ type: 'PersonRegistered', data: { personId: 'ann' } })
      .when({ type: 'RegisterPerson', personId: 'ann' })
      .yieldsNothing();
  });
});

describe('of somebody who was erased', () => {
  it('the message to another is emptied, and none of another', () => {
    specFor(match)(requested)
      .when({ type: 'EraseMessage', requesterId: 'ann' })
      .yields({ type: 'MatchMessageErased', data: requested.data });
    specFor(match)(requested).when({ type: 'EraseMessage', requesterId: 'bob' }).yieldsNothing();
  });

  it('it is recorded that all is done, for the job that asked for it', () => {
    const job = { personId: 'ann', jobId: 'job-1' };
    specFor(person)()
      .when({ type: 'ErasePerson', ...job })
      .yields({ type: 'PersonErased', data: job });
    specFor(person)()
      .when({ type: 'ExportPerson', ...job })
      .yields({ type: 'PersonExported', data: job });
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

describe('matchStream', () => {
  it('is one for the two, whoever asks', () => {
    expect(matchStream('bob', 'ann')).toBe('match-ann:bob');
    expect(matchStream('ann', 'bob')).toBe('match-ann:bob');
  });
});
