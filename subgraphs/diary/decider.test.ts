import { describe, it } from 'vitest';
import { specFor } from '#platform/domain/testing';
import { type EntryCommand, entry, session } from './decider.ts';
import type { EntryEvent, SessionEvent } from './events.ts';

const givenEntry = specFor(entry);
const givenSession = specFor(session);
const [morning, noon, evening] = ['2026-01-01T08:00:00.000Z', '2026-01-01T12:00:00.000Z', '2026-01-01T20:00:00.000Z'];

const ids = { entryId: 'entry', ownerId: 'ann' };
const text = { title: null, content: 'Up betimes.', tags: ['office'], statedMood: null, timeZone: null };
const create = {
  ...{ type: 'CreateEntry', ...ids, sessionId: null, session: null, occurredAt: morning, tokenCount: null },
  ...{ fingerprint: 'f', text },
} as const satisfies EntryCommand;
const facts = { ...ids, sessionId: null, occurredAt: morning };
const created: EntryEvent = {
  type: 'DiaryEntryCreated',
  data: { ...facts, tokenCount: 3, wordCount: 2, markCount: 1, fingerprint: 'f' },
  personal: text,
};
const update = { type: 'UpdateEntry', ...ids, expectedVersion: null, changes: {} } as const satisfies EntryCommand;
const updated = (
  data: Partial<Extract<EntryEvent, { type: 'DiaryEntryUpdated' }>['data']>,
  personal: Extract<EntryEvent, { type: 'DiaryEntryUpdated' }>['personal'] = {},
): EntryEvent => ({
  type: 'DiaryEntryUpdated',
  data: {
    ...{ ...facts, occurredAtBefore: morning, tokenCount: 3, tokenCountBefore: 3, wordCount: 2, markCount: 1 },
    ...data,
  },
  personal,
});
const remove = { type: 'DeleteEntry', ...ids } as const;
const deleted: EntryEvent = { type: 'DiaryEntryDeleted', data: { ...facts, tokenCount: 3 } };

describe('CreateEntry', () => {
  const inSession = { ...create, sessionId: 'session' };
  const active = { ownerId: 'ann', startedAt: morning, endedAt: null };
  const ended = { ...active, endedAt: noon };

  it('counts words and marks', () => givenEntry().when(create).yields(created));
  it("keeps the client's own count of tokens", () =>
    givenEntry()
      .when({ ...create, tokenCount: 0 })
      .yields({ ...created, data: { ...created.data, tokenCount: 0 } } as EntryEvent));
  it('changes nothing when it is sent again', () => givenEntry(created).when(create).yieldsNothing());
  it('changes nothing when it is sent again after its session has ended', () =>
    givenEntry(created)
      .when({ ...inSession, session: ended })
      .yieldsNothing());
  it('is refused for a taken id with other content', () =>
    givenEntry(created)
      .when({ ...create, fingerprint: 'g' })
      .isRefused('ALREADY_EXISTS', 'input.id'));
  it("is refused for another person's id", () =>
    givenEntry(created)
      .when({ ...create, ownerId: 'bob' })
      .isRefused('ALREADY_EXISTS', 'input.id'));
  it('is refused for the id of a deleted entry', () =>
    givenEntry(created, deleted).when(create).isRefused('ALREADY_EXISTS', 'input.id'));
  it('goes into an active session', () =>
    givenEntry()
      .when({ ...inSession, session: active })
      .yields({ ...created, data: { ...created.data, sessionId: 'session' } } as EntryEvent));
  it('is refused in an unknown session', () => givenEntry().when(inSession).isRefused('NOT_FOUND', 'input.sessionId'));
  it("is refused in another's session", () =>
    givenEntry()
      .when({ ...inSession, session: { ...active, ownerId: 'bob' } })
      .isRefused('NOT_FOUND', 'input.sessionId'));
  it('is refused in a session that has ended', () =>
    givenEntry()
      .when({ ...inSession, session: ended })
      .isRefused('CONFLICT', 'input.sessionId'));
});

describe('UpdateEntry', () => {
  it('records only what changes, and null for what is cleared', () =>
    givenEntry(created)
      .when({ ...update, changes: { title: 'Office', statedMood: null } })
      .yields(updated({}, { title: 'Office', statedMood: null })));
  it('counts new content again', () =>
    givenEntry(created)
      .when({ ...update, changes: { content: 'Snow' } })
      .yields(updated({ tokenCount: 1, wordCount: 1, markCount: 0 }, { content: 'Snow' })));
  it("replaces the client's count, and gives it up for null", () => {
    const counted = updated({ tokenCount: 9 });
    givenEntry(created)
      .when({ ...update, tokenCount: 9 })
      .yields(counted);
    givenEntry(created, counted)
      .when({ ...update, tokenCount: null })
      .yields(updated({ tokenCount: 3, tokenCountBefore: 9 }));
  });
  it("keeps the client's count when the content stays", () =>
    givenEntry(created, updated({ tokenCount: 9 }))
      .when({ ...update, changes: { title: 'Office' } })
      .yields(updated({ tokenCount: 9, tokenCountBefore: 9 }, { title: 'Office' })));
  it('says from where an entry moves', () =>
    givenEntry(created, updated({ occurredAt: noon }))
      .when({ ...update, occurredAt: evening })
      .yields(updated({ occurredAt: evening, occurredAtBefore: noon })));
  it('records nothing when nothing changes', () =>
    givenEntry(created)
      .when({ ...update, occurredAt: morning, tokenCount: 3 })
      .yieldsNothing());
  it('is done upon the expected version', () =>
    givenEntry(created, updated({}, { title: 'Office' }))
      .when({ ...update, expectedVersion: 2, changes: { title: null } })
      .yields(updated({}, { title: null })));
  it('is refused upon another version, with the current one', () =>
    givenEntry(created, updated({}, { title: 'Office' }))
      .when({ ...update, expectedVersion: 1, changes: { title: null } })
      .isRefused('CONFLICT', 'input.expectedVersion'));
  it.each([
    ['unknown', [], update],
    ['deleted', [created, deleted], update],
    ["another's", [created], { ...update, ownerId: 'bob' }],
  ] as [string, EntryEvent[], EntryCommand][])('is refused for an entry that is %s', (_, events, command) =>
    givenEntry(...events)
      .when(command)
      .isRefused('NOT_FOUND', 'input.id'),
  );
});

describe('DeleteEntry', () => {
  it('tells projections what goes away', () => givenEntry(created).when(remove).yields(deleted));
  it('tells them where it stood last', () =>
    givenEntry(created, updated({ occurredAt: noon, tokenCount: 9 }))
      .when(remove)
      .yields({ type: 'DiaryEntryDeleted', data: { ...facts, occurredAt: noon, tokenCount: 9 } }));
  it('is refused the second time', () => givenEntry(created, deleted).when(remove).isRefused('NOT_FOUND', 'id'));
  it("is refused for another's", () =>
    givenEntry(created)
      .when({ ...remove, ownerId: 'bob' })
      .isRefused('NOT_FOUND', 'id'));
});

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
