import { describe, it } from 'vitest';
import { specFor } from '#platform/domain/testing';
import type { SessionEvent } from '../events.ts';
import { session } from './decider.ts';

const givenSession = specFor(session);
const [morning, noon, evening] = ['2026-01-01T08:00:00.000Z', '2026-01-01T12:00:00.000Z', '2026-01-01T20:00:00.000Z'];

const sitting = { sessionId: 'session', ownerId: 'ann' };
const start = { type: 'StartSession', ...sitting, startedAt: noon, title: 'Noon' } as const;
const started: SessionEvent = {
  type: 'DiarySessionStarted',
  data: { ...sitting, startedAt: noon },
  personal: { title: 'Noon' },
};
const end = { type: 'EndSession', ...sitting, now: evening, endedAt: null } as const;
const ended = (endedAt: string): SessionEvent => ({ type: 'DiarySessionEnded', data: { ...sitting, endedAt } });

describe('StartSession', () => {
  it('is recorded once', () => {
    givenSession().when(start).yields(started);
    givenSession(started).when(start).yieldsNothing();
  });
  it('changes nothing when it is sent again after the end', () =>
    givenSession(started, ended(evening)).when(start).yieldsNothing());
  it("is refused for another person's id", () =>
    givenSession(started)
      .when({ ...start, ownerId: 'bob' })
      .isRefused('ALREADY_EXISTS', 'input.id'));
});

describe('EndSession', () => {
  it('ends now', () => givenSession(started).when(end).yields(ended(evening)));
  it('ends at the given moment', () =>
    givenSession(started)
      .when({ ...end, endedAt: noon })
      .yields(ended(noon)));
  it('ends at its start when that is still to come', () =>
    givenSession(started)
      .when({ ...end, now: morning })
      .yields(ended(noon)));
  it('is refused before its start', () =>
    givenSession(started)
      .when({ ...end, endedAt: morning })
      .isRefused('BAD_USER_INPUT', 'endedAt'));
  it('is refused the second time', () => givenSession(started, ended(evening)).when(end).isRefused('CONFLICT', 'id'));
  it('is refused for an unknown session', () => givenSession().when(end).isRefused('NOT_FOUND', 'id'));
  it("is refused for another's session", () =>
    givenSession(started)
      .when({ ...end, ownerId: 'bob' })
      .isRefused('NOT_FOUND', 'id'));
});

describe('EndIdleSession', () => {
  const idle = { type: 'EndIdleSession', ...sitting, lastActiveAt: evening } as const;

  it('ends with what was written last', () => givenSession(started).when(idle).yields(ended(evening)));
  it('ends at its start when that was told to be later', () =>
    givenSession(started)
      .when({ ...idle, lastActiveAt: morning })
      .yields(ended(noon)));
  it('leaves one that has ended as it is', () => givenSession(started, ended(noon)).when(idle).yieldsNothing());
});
