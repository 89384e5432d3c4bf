import type { Recorded } from '#platform/domain/events';
import { type Change, fold, type Projection, put, remove } from '#platform/projection';
import { placed } from './entries/places.ts';
import type { DiaryEvent } from './events.ts';
import {
  diaryJobs,
  diaryMarks,
  entries,
  entriesByTime,
  entriesInLists,
  entryIndex,
  portraits as portraitTable,
  type SessionEventRow,
  sessionEvents,
  sessions,
  sessionsByStart,
} from './readModel.ts';

/** An event as a subscriber is given it. */
export type SessionEventNode = SessionEventRow & { readonly cursor: string };

/** Hears everything that happens in a person's sessions. */
export const diaryTopic = (ownerId: string): string => `diary-${ownerId}`;

/** Diaries as their owners read them: entries by all that they are looked up by, and the sessions they were written in. */
export const diaries: Projection<DiaryEvent> = {
  name: 'diary.entries',
  tables: [diaryMarks, entries, entryIndex, entriesByTime, entriesInLists, sessions, sessionsByStart, sessionEvents],

  project: (event) => [...changesBy(event), marked(event), ...logEntries(event).map((row) => put(sessionEvents, row))],

  announce: (event) => logEntries(event).map((message) => ({ topic: diaryTopic(message.ownerId), message })),
};

/** Streams may pass each other, and the mark never goes back. */
const marked = ({ subject: ownerId, feed }: Recorded<DiaryEvent>): Change =>
  fold(diaryMarks, { ownerId }, (row) => (row && row.feed >= feed ? null : { feed }));

const changesBy = (event: Recorded<DiaryEvent>): Change[] => {
  const { at, version } = event;
  switch (event.type) {
    case 'DiaryEntryCreated':
    case 'DiaryEntryRestored': {
      const { entryId: id, ownerId, sessionId, occurredAt, tokenCount, wordCount } = event.data;
      const createdAt = event.type === 'DiaryEntryRestored' ? event.data.createdAt : at;
      const facts = { ownerId, sessionId, tokenCount, wordCount, occurredAt, createdAt, updatedAt: at, version };
      return [
        put(entries, { id, ...event.personal, ...facts }),
        placed(event),
        ...counted(sessionId, 1, tokenCount, at),
      ];
    }
    case 'DiaryEntryUpdated': {
      const { entryId: id, sessionId, occurredAt, tokenCount, wordCount, tokenCountBefore } = event.data;
      return [
        put(entries, { id, ...event.personal, tokenCount, wordCount, occurredAt, updatedAt: at, version }),
        placed(event),
        ...counted(sessionId, 0, tokenCount - tokenCountBefore, at),
      ];
    }
    case 'DiaryEntryErased':
      return [remove(entries, { id: event.data.entryId }), placed(event)];
    case 'DiaryEntryDeleted': {
      const { entryId: id, sessionId, tokenCount } = event.data;
      return [remove(entries, { id }), placed(event), ...counted(sessionId, -1, -tokenCount, at)];
    }
    case 'EntryMoodAnalyzed':
      return [placed(event)];
    case 'DiarySessionStarted': {
      const { sessionId: id, ownerId, startedAt } = event.data;
      const title = event.personal?.title ?? null;
      return [
        put(sessions, { id, ownerId, title, startedAt, version }),
        ...counted(id, 0, 0, at),
        put(sessionsByStart, { ownerId, startedAt, id }),
      ];
    }
    case 'DiarySessionEnded':
      return [put(sessions, { id: event.data.sessionId, endedAt: event.data.endedAt, version })];
    case 'DiarySessionErased': {
      const { sessionId: id, ownerId, startedAt } = event.data;
      return [remove(sessions, { id }), remove(sessionsByStart, { ownerId, startedAt, id })];
    }
    default:
      return [];
  }
};

/** Computed from whatever stands there: entries and their session are of several streams, which may pass each other. */
const counted = (sessionId: string | null, entryCount: number, tokenCount: number, at: string): Change[] =>
  sessionId === null
    ? []
    : [
        fold(sessions, { id: sessionId }, (row) => ({
          entryCount: (row?.entryCount ?? 0) + entryCount,
          tokenCount: (row?.tokenCount ?? 0) + tokenCount,
          lastActiveAt: at > (row?.lastActiveAt ?? '') ? at : row!.lastActiveAt,
        })),
      ];

/** What subscribers are told of an event: nothing, or one thing. */
const logEntries = ({ type, data, feed, at }: Recorded<DiaryEvent>): SessionEventRow[] => {
  if (!('sessionId' in data) || data.sessionId === null) return [];
  const { ownerId, sessionId } = data;
  switch (type) {
    case 'DiaryEntryCreated':
      return [{ ownerId, feed, type: 'ENTRY_ADDED', sessionId, entryId: data.entryId, at }];
    case 'EntryMoodAnalyzed':
      return [{ ownerId, feed, type: 'ENTRY_ANALYZED', sessionId, entryId: data.entryId, at }];
    case 'DiarySessionStarted':
      return [{ ownerId, feed, type: 'STARTED', sessionId, entryId: null, at }];
    case 'DiarySessionEnded':
      return [{ ownerId, feed, type: 'ENDED', sessionId, entryId: null, at }];
    default:
      return [];
  }
};

/** Portraits, each from its moment on. */
export const portraits: Projection<DiaryEvent> = {
  name: 'diary.portraits',
  tables: [portraitTable],
  project({ type, data, personal, at, version }) {
    if (type === 'PortraitsErased')
      return data.portraits.map((one) => remove(portraitTable, { ownerId: data.ownerId, ...one }));
    if (type !== 'PortraitUpdated') return [];
    const { ownerId, entriesAnalyzed, tokensAnalyzed } = data;
    const portrait = personal?.portrait ?? null;
    return [put(portraitTable, { ownerId, at, version, portrait, entriesAnalyzed, tokensAnalyzed })];
  },
};

/** What is imported and exported, and how far it is. */
export const jobs: Projection<DiaryEvent> = {
  name: 'diary.jobs',
  tables: [diaryJobs],
  project({ type, data, personal }) {
    switch (type) {
      case 'DiaryImportRequested': {
        const { jobId: id, ownerId, dryRun } = data;
        return [put(diaryJobs, { id, ownerId, kind: 'IMPORT', status: 'RUNNING', dryRun, done: 0 })];
      }
      case 'DiaryImportAdvanced':
      case 'DiaryImportFinished': {
        const { jobId: id, ownerId, done, total, created, skipped, failed } = data;
        const counts = { done, total, created, skipped, failed };
        const problems = (personal && 'problems' in personal && personal.problems) || null;
        const isDone = type === 'DiaryImportFinished';
        return [put(diaryJobs, { id, ownerId, ...counts, ...(isDone && { status: 'DONE' as const, problems }) })];
      }
      case 'DiaryExportRequested': {
        const { jobId: id, ownerId } = data;
        return [put(diaryJobs, { id, ownerId, kind: 'EXPORT', status: 'RUNNING', done: 0 })];
      }
      case 'DiaryExportFinished':
        return [put(diaryJobs, { id: data.jobId, ownerId: data.ownerId, status: 'DONE' })];
      case 'DiaryJobFailed': {
        const { jobId: id, ownerId, reason } = data;
        return [put(diaryJobs, { id, ownerId, status: 'FAILED', failure: reason })];
      }
      case 'DiaryJobErased':
        return [remove(diaryJobs, { id: data.jobId })];
      default:
        return [];
    }
  },
};
