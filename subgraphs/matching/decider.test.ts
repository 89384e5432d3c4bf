import { describe, expect, it } from 'vitest';
import { specFor } from '#platform/domain/testing';
import { match, person } from './decider.ts';
import { type MatchEvent, matchStream } from './events.ts';

const given = specFor(match);
const ids = { matchId: 'match-1', requesterId: 'ann', recipientId: 'bob' };
const requested: MatchEvent = { type: 'MatchRequested', data: ids, personal: { message: 'Hello' } };
const accepted: MatchEvent = { type: 'MatchAccepted', data: { ...ids, acceptedBy: 'bob' } };
const annAsks = { type: 'RequestMatch' as const, ...ids, message: 'Hello' };
const bobAsks = { ...annAsks, matchId: 'match-2', requesterId: 'bob', recipientId: 'ann', message: 'And you?' };
const acceptedBy = (acceptedBy: string, matchId = 'match-1') => ({ type: 'AcceptMatch' as const, matchId, acceptedBy });

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
  it('is refused where nobody has asked', () => given().when(acceptedBy('bob')).isRefused('NOT_FOUND', 'id'));
});

describe('RegisterPerson', () => {
  const given = specFor(person);
  it('is recorded once', () => {
    given()
      .when({ personId: 'ann' })
      .yields({ type: 'PersonRegistered', data: { personId: 'ann' } });
    given({ type: 'PersonRegistered', data: { personId: 'ann' } })
      .when({ personId: 'ann' })
      .yieldsNothing();
  });
});

describe('matchStream', () => {
  it('is one for the two, whoever asks', () => {
    expect(matchStream('bob', 'ann')).toBe('match-ann:bob');
    expect(matchStream('ann', 'bob')).toBe('match-ann:bob');
  });
});
