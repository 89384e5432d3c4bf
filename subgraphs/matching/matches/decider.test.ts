import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DomainError } from '#platform/domain/errors';
import { specFor } from '#platform/domain/testing';
import { type MatchEvent, matchStream } from '../events.ts';
import { COOL_DOWN_MS, match } from './decider.ts';

const given = specFor(match);
const at = '2026-01-31T12:00:00.000Z';
const later = (ms: number) => new Date(Date.parse(at) + ms).toISOString();
const ids = { matchId: 'match-1', requesterId: 'ann', recipientId: 'bob' };
const requested: MatchEvent = { type: 'MatchRequested', data: ids, personal: { message: 'Hello' } };
const accepted: MatchEvent = { type: 'MatchAccepted', data: { ...ids, acceptedBy: 'bob' } };
const rejected: MatchEvent = { type: 'MatchRejected', data: { ...ids, rejectedAt: at } };
const cancelled: MatchEvent = { type: 'MatchCancelled', data: ids };
const annAsks = { type: 'RequestMatch' as const, ...ids, message: 'Hello', blocked: false, at };
const bobAsks = { ...annAsks, matchId: 'match-2', requesterId: 'bob', recipientId: 'ann', message: 'And you?' };
const TYPES = ['AcceptMatch', 'RejectMatch', 'CancelMatch'] as const;
const by = (type: (typeof TYPES)[number], by: string, matchId = 'match-1') => ({
  ...{ type, matchId, by, apart: false, at },
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
  it('is recorded anew once the one before was cancelled', () => {
    const second = { ...ids, matchId: 'match-2' };
    given(requested, cancelled)
      .when({ ...annAsks, matchId: 'match-2' })
      .yields({ type: 'MatchRequested', data: second, personal: { message: 'Hello' } });
  });
  it('after a rejection has to wait, and is told how long; who rejected may ask at once', () => {
    const again = (ms: number) => ({ ...annAsks, matchId: 'match-2', at: later(ms) });
    given(requested, rejected)
      .when(again(COOL_DOWN_MS - 1))
      .isRefused('CONFLICT', 'userId');
    given(requested, rejected)
      .when(again(COOL_DOWN_MS))
      .yields({ ...requested, data: { ...ids, matchId: 'match-2' } });
    given(requested, rejected)
      .when(bobAsks)
      .yields({
        ...{ type: 'MatchRequested', personal: { message: 'And you?' } },
        data: { matchId: 'match-2', requesterId: 'bob', recipientId: 'ann' },
      });
    try {
      match.decide(again(COOL_DOWN_MS - 60_000), { status: 'REJECTED', ...ids, rejectedAt: at });
      expect.fail('it was not refused');
    } catch (error) {
      expect((error as DomainError).details).toEqual({ retryAfter: 60 });
    }
  });
  it.each([
    ['nobody has asked', []],
    ['one has asked', [requested]],
    ['they are matched', [requested, accepted]],
    ['one was rejected', [requested, rejected]],
  ])('is refused to both as one of nobody is while one blocks the other, when %s', (_, before) => {
    for (const asks of [annAsks, bobAsks])
      given(...before)
        .when({ ...asks, blocked: true })
        .isRefused('NOT_FOUND', 'userId');
  });
});

describe('what becomes of a match that waits', () => {
  it('is recorded', () => {
    given(requested).when(by('AcceptMatch', 'bob')).yields(accepted);
    given(requested).when(by('RejectMatch', 'bob')).yields(rejected);
    given(requested).when(by('CancelMatch', 'ann')).yields(cancelled);
  });
  it('is for the right one of the two to say', () => {
    given(requested).when(by('AcceptMatch', 'ann')).isRefused('CONFLICT', 'id');
    given(requested).when(by('RejectMatch', 'ann')).isRefused('CONFLICT', 'id');
    given(requested).when(by('CancelMatch', 'bob')).isRefused('CONFLICT', 'id');
  });
  it.each([accepted, rejected, cancelled])('is said once: not after a $type', (said) => {
    for (const type of TYPES)
      for (const who of ['ann', 'bob']) given(requested, said).when(by(type, who)).isRefused('CONFLICT', 'id');
  });
  it.each(TYPES)('tells a third person, and about another match, nothing: %s', (type) => {
    for (const before of [[], [requested], [requested, accepted], [requested, rejected]]) {
      given(...before)
        .when(by(type, 'eve'))
        .isRefused('NOT_FOUND', 'id');
      for (const who of ['ann', 'bob'])
        given(...before)
          .when(by(type, who, 'match-0'))
          .isRefused('NOT_FOUND', 'id');
    }
  });
  it('is refused as if it were not there while the two are apart', () =>
    given(requested)
      .when({ ...by('AcceptMatch', 'bob'), apart: true })
      .isRefused('NOT_FOUND', 'id'));
});

describe('of somebody who was erased', () => {
  const erase = (requesterId: string) => ({ type: 'EraseMessage' as const, requesterId });
  const emptied: MatchEvent = { type: 'MatchMessageErased', data: ids };

  it('the message to another is emptied, and a request that waits is taken back', () => {
    given(requested).when(erase('ann')).yields(emptied, cancelled);
    given(requested, accepted).when(erase('ann')).yields(emptied);
  });
  it('nothing of what another wrote is emptied', () => given(requested).when(erase('bob')).yieldsNothing());
});

it('whatever two people try, there is one live match between them, and it goes one way', () => {
  const tries = fc.array(
    fc.record({
      who: fc.constantFrom('ann', 'bob'),
      what: fc.constantFrom('RequestMatch' as const, ...TYPES),
      days: fc.nat(20),
    }),
    { maxLength: 30 },
  );
  fc.assert(
    fc.property(tries, (said) => {
      let state = match.initialState;
      let time = 0;
      let made = 0;
      const ended = new Set<string>();
      for (const { who, what, days } of said) {
        time += days * 86_400_000;
        const other = who === 'ann' ? 'bob' : 'ann';
        const command =
          what === 'RequestMatch'
            ? { ...annAsks, matchId: `match-${++made}`, requesterId: who, recipientId: other, at: later(time) }
            : { ...by(what, who, state.status === 'NONE' ? 'none' : state.matchId), at: later(time) };
        try {
          for (const event of match.decide(command, state)) {
            const { matchId } = event.data;
            expect(ended.has(matchId)).toBe(false);
            if (event.type !== 'MatchRequested') ended.add(matchId);
            else expect(state.status === 'PENDING' || state.status === 'ACCEPTED').toBe(false);
            state = match.evolve(state, event);
          }
        } catch (error) {
          expect(error).toBeInstanceOf(DomainError);
        }
      }
    }),
  );
});

describe('matchStream', () => {
  it('is one for the two, whoever asks', () => {
    expect(matchStream('bob', 'ann')).toBe('match-ann:bob');
    expect(matchStream('ann', 'bob')).toBe('match-ann:bob');
  });
});
