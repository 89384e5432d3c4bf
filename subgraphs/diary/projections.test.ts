import { describe, expect, it } from 'vitest';
import { recorded, sealed } from '#platform/domain/testing';
import { put, remove, rowAfter } from '#platform/projection';
import type { DiaryEvent } from './events.ts';
import { diaries, diaryTopic } from './projections.ts';
import { entries, entriesByTime, type SessionRow, sessionEvents, sessions } from './readModel.ts';

const [morning, noon] = ['2026-01-01T08:00:00.000Z', '2026-01-01T12:00:00.000Z'];
const ids = { entryId: 'entry', ownerId: 'ann', sessionId: 'session' };
const personal = { title: 'Noon', content: 'Up betimes.', tags: ['office'], statedMood: null, timeZone: null };
const counts = { wordCount: 2, markCount: 1 };

const started = recorded<DiaryEvent>({
  type: 'DiarySessionStarted',
  data: { sessionId: 'session', ownerId: 'ann', startedAt: morning },
  personal: { title: 'Morning' },
});
const createdIn = (sessionId: string | null) =>
  recorded<DiaryEvent>({
    type: 'DiaryEntryCreated',
    data: { ...ids, sessionId, occurredAt: morning, tokenCount: 3, ...counts, fingerprint: 'f' },
    personal,
  });
const created = createdIn('session');
const updated = recorded<DiaryEvent>(
  {
    type: 'DiaryEntryUpdated',
    data: { ...ids, occurredAt: noon, occurredAtBefore: morning, tokenCount: 10, tokenCountBefore: 3, ...counts },
    personal: { title: null },
  },
  { version: 2, at: '2026-02-01T00:00:00.000Z' },
);
const deleted = recorded<DiaryEvent>(
  { type: 'DiaryEntryDeleted', data: { ...ids, occurredAt: noon, tokenCount: 10 } },
  { version: 3 },
);
const ended = recorded<DiaryEvent>(
  { type: 'DiarySessionEnded', data: { sessionId: 'session', ownerId: 'ann', endedAt: noon } },
  { version: 2 },
);

describe('an entry', () => {
  it('carries its texts over sealed', () =>
    expect(rowAfter(diaries, entries, null, [created])).toEqual({
      ...{ id: 'entry', ownerId: 'ann', sessionId: 'session', occurredAt: morning, tokenCount: 3, wordCount: 2 },
      ...{ title: sealed('Noon'), content: sealed('Up betimes.'), tags: sealed(['office']) },
      ...{ statedMood: sealed(null), timeZone: sealed(null) },
      ...{ createdAt: created.at, updatedAt: created.at, version: 1 },
    }));

  it('changes what an update changed and keeps the rest', () =>
    expect(rowAfter(diaries, entries, null, [created, updated])).toMatchObject({
      ...{ title: sealed(null), content: sealed('Up betimes.'), occurredAt: noon, tokenCount: 10 },
      ...{ createdAt: created.at, updatedAt: updated.at, version: 2 },
    }));

  it('moves to where it is told to have happened', () => {
    const changes = diaries.project(updated);
    expect(changes).toContainEqual(remove(entriesByTime, { ownerId: 'ann', occurredAt: morning, id: 'entry' }));
    expect(changes).toContainEqual(put(entriesByTime, { ownerId: 'ann', occurredAt: noon, id: 'entry' }));
  });

  it('goes from all places when it is deleted', () =>
    expect(diaries.project(deleted)).toEqual(
      expect.arrayContaining([
        remove(entries, { id: 'entry' }),
        remove(entriesByTime, { ownerId: 'ann', occurredAt: noon, id: 'entry' }),
      ]),
    ));
});

describe('a session', () => {
  const sessionAfter = (...events: Parameters<typeof rowAfter<SessionRow, DiaryEvent>>[3]) =>
    rowAfter(diaries, sessions, null, events);

  it('starts empty and active', () =>
    expect(sessionAfter(started)).toEqual({
      ...{ id: 'session', ownerId: 'ann', title: sealed('Morning'), startedAt: morning, endedAt: null },
      ...{ entryCount: 0, tokenCount: 0, version: 1 },
    }));
  it('counts its entries as they are written, changed and deleted', () => {
    expect(sessionAfter(started, created)).toMatchObject({ entryCount: 1, tokenCount: 3 });
    expect(sessionAfter(started, created, updated)).toMatchObject({ entryCount: 1, tokenCount: 10 });
    expect(sessionAfter(started, created, updated, deleted)).toMatchObject({ entryCount: 0, tokenCount: 0 });
  });
  it('keeps its counts when it ends', () =>
    expect(sessionAfter(started, created, ended)).toMatchObject({
      entryCount: 1,
      tokenCount: 3,
      endedAt: noon,
      version: 2,
    }));
});

describe('the log of sessions', () => {
  const logged = (event: typeof started) =>
    diaries
      .project(event)
      .flatMap((change) => (change.table === sessionEvents && change.kind === 'put' ? [change.row] : []));

  it.each([
    [started, { type: 'STARTED', entryId: null }],
    [created, { type: 'ENTRY_ADDED', entryId: 'entry' }],
    [ended, { type: 'ENDED', entryId: null }],
  ])('is announced to the owner as it is stored: $0.type', (event, entry) => {
    const row = { ownerId: 'ann', sessionId: 'session', feed: event.feed, at: event.at, ...entry };
    expect(logged(event)).toEqual([row]);
    expect(diaries.announce!(event)).toEqual([{ topic: diaryTopic('ann'), message: row }]);
  });

  it.each([createdIn(null), updated, deleted])('says nothing of $type', (event) => {
    expect(logged(event)).toEqual([]);
    expect(diaries.announce!(event)).toEqual([]);
  });
});
