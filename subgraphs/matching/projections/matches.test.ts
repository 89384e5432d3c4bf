import { describe, expect, it } from 'vitest';
import { recorded, sealed } from '#platform/domain/testing';
import { put, remove, rowAfter } from '#platform/projection';
import type { MatchingEvent } from '../events.ts';
import { matches, matchLists, persons, standings } from '../readModel.ts';
import { matchmaking, matchTopic } from './matches.ts';

const ids = { matchId: 'match-1', requesterId: 'ann', recipientId: 'bob' };
const requested = recorded<MatchingEvent>({ type: 'MatchRequested', data: ids, personal: { message: 'Hello' } });
const accepted = recorded<MatchingEvent>(
  { type: 'MatchAccepted', data: { ...ids, acceptedBy: 'bob' } },
  { at: '2026-02-01T00:00:00.000Z' },
);
const listed = (event: typeof requested) => matchmaking.project(event).filter(({ table }) => table === matchLists);

describe('matchmaking', () => {
  it('shows a request as pending, its message sealed', () =>
    expect(rowAfter(matchmaking, matches, null, [requested])).toEqual({
      ...{ id: 'match-1', requesterId: 'ann', recipientId: 'bob', status: 'PENDING' },
      ...{ message: sealed('Hello'), createdAt: requested.at, respondedAt: null },
    }));

  it('shows when it was accepted and keeps the rest', () => {
    const before = rowAfter(matchmaking, matches, null, [requested]);
    expect(rowAfter(matchmaking, matches, before, [accepted])).toEqual({
      ...before,
      ...{ status: 'ACCEPTED', respondedAt: accepted.at },
    });
  });

  it('has no message once its requester was erased', () =>
    expect(rowAfter(matchmaking, matches, null, [{ ...requested, personal: null } as typeof requested])).toMatchObject({
      message: null,
    }));

  it('lists a request for both people, among all and among the pending ones', () =>
    expect(listed(requested)).toEqual([
      put(matchLists, { personId: 'ann', list: 'ALL', id: 'match-1' }),
      put(matchLists, { personId: 'ann', list: 'PENDING', id: 'match-1' }),
      put(matchLists, { personId: 'bob', list: 'ALL', id: 'match-1' }),
      put(matchLists, { personId: 'bob', list: 'PENDING', id: 'match-1' }),
    ]));

  it('moves an accepted one from the pending to the accepted, for both', () =>
    expect(listed(accepted)).toEqual([
      remove(matchLists, { personId: 'ann', list: 'PENDING', id: 'match-1' }),
      put(matchLists, { personId: 'ann', list: 'ACCEPTED', id: 'match-1' }),
      remove(matchLists, { personId: 'bob', list: 'PENDING', id: 'match-1' }),
      put(matchLists, { personId: 'bob', list: 'ACCEPTED', id: 'match-1' }),
    ]));

  it('knows a person once registered', () => {
    const registered = recorded<MatchingEvent>({ type: 'PersonRegistered', data: { personId: 'ann' } });
    expect(matchmaking.project(registered)).toEqual([put(persons, { id: 'ann' })]);
  });

  it.each(['PersonBlocked', 'PersonUnblocked'] as const)('lets both know how they stand upon a %s', (type) => {
    const blocks = type === 'PersonBlocked';
    expect(matchmaking.project(recorded<MatchingEvent>({ type, data: { personId: 'ann', blockedId: 'bob' } }))).toEqual(
      [
        put(standings, { personId: 'ann', otherId: 'bob', blocks }),
        put(standings, { personId: 'bob', otherId: 'ann', isBlocked: blocks }),
      ],
    );
  });

  it('tells both of all that becomes of a match, in the order of the feed', () => {
    const told = [requested, accepted].map((event) => matchmaking.announce!(event));
    expect(told.flat().map(({ topic }) => topic)).toEqual(['ann', 'bob', 'ann', 'bob'].map(matchTopic));
    expect(told[0]![1]!.message).toEqual({
      personId: 'bob',
      feed: requested.feed,
      matchId: 'match-1',
      at: requested.at,
    });
    const erased = recorded<MatchingEvent>({ type: 'MatchMessageErased', data: ids });
    expect(matchmaking.announce!(erased)).toEqual([]);
  });

  it('remembers for both when one was rejected', () => {
    const data = { ...ids, rejectedAt: '2026-02-01T00:00:00.000Z' };
    const changes = matchmaking.project(recorded<MatchingEvent>({ type: 'MatchRejected', data }));
    for (const [personId, otherId] of [
      ['ann', 'bob'],
      ['bob', 'ann'],
    ] as const)
      expect(changes).toContainEqual(
        put(standings, { personId, otherId, match: 'REJECTED', rejectedAt: data.rejectedAt }),
      );
  });
});
