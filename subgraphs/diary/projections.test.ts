import { describe, expect, it } from 'vitest';
import { recorded, sealed } from '#platform/domain/testing';
import { rowAfter } from '#platform/projection';
import type { DiaryEvent } from './events.ts';
import { diaries, diaryTopic, portraits } from './projections.ts';
import { entries, portraits as portraitTable, type SessionRow, sessionEvents, sessions } from './readModel.ts';
import { INDEX } from './search/index.fixture.ts';

const [morning, noon, evening] = ['2026-01-01T08:00:00.000Z', '2026-01-01T12:00:00.000Z', '2026-01-01T20:00:00.000Z'];
const ids = { entryId: 'entry', ownerId: 'ann', sessionId: 'session' };
const personal = { title: 'Noon', content: 'Up betimes.', tags: ['office'], statedMood: null, timeZone: null };
const text = { day: '2026-01-01', wordCount: 2, countedTokens: 3 };

const started = recorded<DiaryEvent>(
  {
    type: 'DiarySessionStarted',
    data: { sessionId: 'session', ownerId: 'ann', startedAt: morning },
    personal: { title: 'Morning' },
  },
  { at: morning },
);
const createdIn = (sessionId: string | null) =>
  recorded<DiaryEvent>(
    {
      type: 'DiaryEntryCreated',
      data: {
        ...ids,
        sessionId,
        occurredAt: morning,
        tokenCount: 3,
        ...text,
        tagHashes: ['o'],
        index: INDEX,
        fingerprint: 'f',
      },
      personal,
    },
    { at: noon },
  );
const created = createdIn('session');
const updated = recorded<DiaryEvent>(
  {
    type: 'DiaryEntryUpdated',
    data: { ...ids, occurredAt: noon, tokenCount: 10, tokenCountBefore: 3, ...text },
    personal: { title: null },
  },
  { version: 2, at: evening },
);
const deleted = recorded<DiaryEvent>(
  { type: 'DiaryEntryDeleted', data: { ...ids, occurredAt: noon, tokenCount: 10, indexedLength: 3 } },
  { version: 3, at: evening },
);
const restored = recorded<DiaryEvent>(
  {
    type: 'DiaryEntryRestored',
    data: { ...ids, occurredAt: noon, tokenCount: 10, ...text, tagHashes: ['o'], index: INDEX, createdAt: noon },
    personal,
  },
  { version: 4, at: evening },
);
const ended = recorded<DiaryEvent>(
  { type: 'DiarySessionEnded', data: { sessionId: 'session', ownerId: 'ann', endedAt: noon } },
  { version: 2 },
);
const mood = {
  ...{ dominant: 'JOY' as const, valence: 0.5, arousal: 0, confidence: 1, language: 'en', topics: [], keywords: [] },
  emotions: { JOY: 1, SADNESS: 0, ANGER: 0, FEAR: 0, DISGUST: 0, SURPRISE: 0, NEUTRAL: 0 },
};
const analyzed = recorded<DiaryEvent>({
  type: 'EntryMoodAnalyzed',
  data: { ...ids, ofVersion: 1, occurredAt: morning, tokenCount: 3, modelVersion: 'm', emotionHash: 'joy' },
  personal: { mood },
});

describe('an entry', () => {
  it('carries its texts over sealed', () =>
    expect(rowAfter(diaries, entries, null, [created])).toEqual({
      ...{ id: 'entry', ownerId: 'ann', sessionId: 'session', occurredAt: morning, tokenCount: 3, wordCount: 2 },
      ...{ source: null, title: sealed('Noon'), content: sealed('Up betimes.'), tags: sealed(['office']) },
      ...{ statedMood: sealed(null), timeZone: sealed(null) },
      ...{ createdAt: created.at, updatedAt: created.at, version: 1 },
    }));

  it('changes what an update changed and keeps the rest', () =>
    expect(rowAfter(diaries, entries, null, [created, updated])).toMatchObject({
      ...{ title: sealed(null), content: sealed('Up betimes.'), occurredAt: noon, tokenCount: 10 },
      ...{ createdAt: created.at, updatedAt: updated.at, version: 2 },
    }));

  it('goes when it is deleted', () =>
    expect(diaries.project(deleted)).toContainEqual({ kind: 'remove', table: entries, key: { id: 'entry' } }));

  it('comes back whole, as old as it was', () =>
    expect(rowAfter(diaries, entries, null, [restored])).toMatchObject({
      ...{ ownerId: 'ann', sessionId: 'session', occurredAt: noon, tokenCount: 10, wordCount: 2 },
      ...{ title: sealed('Noon'), createdAt: noon, updatedAt: evening, version: 4 },
    }));
});

describe('a session', () => {
  const sessionAfter = (...events: Parameters<typeof rowAfter<SessionRow, DiaryEvent>>[3]) =>
    rowAfter(diaries, sessions, null, events);

  it('starts empty and active', () =>
    expect(sessionAfter(started)).toEqual({
      ...{ id: 'session', ownerId: 'ann', title: sealed('Morning'), startedAt: morning, endedAt: null },
      ...{ entryCount: 0, tokenCount: 0, lastActiveAt: morning, version: 1 },
    }));
  it('counts its entries as they are written, changed, deleted and restored', () => {
    expect(sessionAfter(started, created)).toMatchObject({ entryCount: 1, tokenCount: 3 });
    expect(sessionAfter(started, created, updated)).toMatchObject({ entryCount: 1, tokenCount: 10 });
    expect(sessionAfter(started, created, updated, deleted)).toMatchObject({ entryCount: 0, tokenCount: 0 });
    expect(sessionAfter(started, created, deleted, restored)).toMatchObject({ entryCount: 1, tokenCount: 3 });
  });
  it('was active when something was last done in it', () => {
    expect(sessionAfter(started, created)).toMatchObject({ lastActiveAt: noon });
    expect(sessionAfter(started, created, updated, createdIn('session'))).toMatchObject({ lastActiveAt: evening });
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
    [analyzed, { type: 'ENTRY_ANALYZED', entryId: 'entry' }],
    [ended, { type: 'ENDED', entryId: null }],
  ])('is announced to the owner as it is stored: $0.type', (event, entry) => {
    const row = { ownerId: 'ann', sessionId: 'session', feed: event.feed, at: event.at, ...entry };
    expect(logged(event)).toEqual([row]);
    expect(diaries.announce!(event)).toEqual([{ topic: diaryTopic('ann'), message: row }]);
  });

  it.each([createdIn(null), updated, deleted, restored])('says nothing of $type', (event) => {
    expect(logged(event)).toEqual([]);
    expect(diaries.announce!(event)).toEqual([]);
  });
});

describe('a portrait', () => {
  it('stands from its moment on', () => {
    const basis = { entriesAnalyzed: 2, tokensAnalyzed: 60, through: noon };
    const event = recorded<DiaryEvent>(
      { type: 'PortraitUpdated', data: { ownerId: 'ann', ...basis }, personal: { portrait: null } },
      { at: evening, version: 3 },
    );
    expect(rowAfter(portraits, portraitTable, null, [event])).toEqual({
      ...{ ownerId: 'ann', at: evening, version: 3, entriesAnalyzed: 2, tokensAnalyzed: 60, portrait: sealed(null) },
    });
  });
});
