import type { Recorded } from '#platform/domain/events';
import { type Change, fold, type Projection, put, remove } from '#platform/projection';
import type { DiaryEvent } from './events.ts';
import { entries, entriesByTime, type SessionEventRow, sessionEvents, sessions } from './readModel.ts';

/** An event as a subscriber is given it. */
export type SessionEventNode = SessionEventRow & { readonly cursor: string };

/** Hears everything that happens in a person's sessions. */
export const diaryTopic = (ownerId: string): string => `diary-${ownerId}`;

/** Diaries as their owners read them: entries by time, and the sessions they were written in. */
export const diaries: Projection<DiaryEvent> = {
  name: 'diary.entries',
  tables: [entries, entriesByTime, sessions, sessionEvents],

  project: (event) => [...changesBy(event), ...logEntries(event).map((row) => put(sessionEvents, row))],

  announce: (event) => logEntries(event).map((message) => ({ topic: diaryTopic(message.ownerId), message })),
};

const changesBy = (event: Recorded<DiaryEvent>): Change[] => {
  const { at, version } = event;
  switch (event.type) {
    case 'DiaryEntryCreated': {
      const { entryId: id, ownerId, sessionId, occurredAt, tokenCount, wordCount } = event.data;
      const texts = event.personal;
      return [
        put(entries, {
          ...{ id, ownerId, sessionId, ...texts, tokenCount, wordCount, occurredAt },
          ...{ createdAt: at, updatedAt: at, version },
        }),
        put(entriesByTime, { ownerId, occurredAt, id }),
        ...counted(sessionId, 1, tokenCount),
      ];
    }
    case 'DiaryEntryUpdated': {
      const { entryId: id, ownerId, sessionId, occurredAt, tokenCount, wordCount } = event.data;
      const { occurredAtBefore, tokenCountBefore } = event.data;
      const moved = occurredAt !== occurredAtBefore;
      return [
        put(entries, { id, ...event.personal, tokenCount, wordCount, occurredAt, updatedAt: at, version }),
        ...(moved ? [remove(entriesByTime, { ownerId, occurredAt: occurredAtBefore, id })] : []),
        ...(moved ? [put(entriesByTime, { ownerId, occurredAt, id })] : []),
        ...counted(sessionId, 0, tokenCount - tokenCountBefore),
      ];
    }
    case 'DiaryEntryErased': {
      const { entryId: id, ownerId, occurredAt } = event.data;
      return [remove(entries, { id }), remove(entriesByTime, { ownerId, occurredAt, id })];
    }
    case 'DiaryEntryDeleted': {
      const { entryId: id, ownerId, sessionId, occurredAt, tokenCount } = event.data;
      return [
        remove(entries, { id }),
        remove(entriesByTime, { ownerId, occurredAt, id }),
        ...counted(sessionId, -1, -tokenCount),
      ];
    }
    case 'DiarySessionStarted': {
      const { sessionId: id, ownerId, startedAt } = event.data;
      const title = event.personal?.title ?? null;
      return [put(sessions, { id, ownerId, title, startedAt, entryCount: 0, tokenCount: 0, version })];
    }
    case 'DiarySessionEnded':
      return [put(sessions, { id: event.data.sessionId, endedAt: event.data.endedAt, version })];
    case 'DiarySessionErased':
      return [remove(sessions, { id: event.data.sessionId })];
    case 'PersonErased':
    case 'PersonExported':
      return [];
  }
};

/** The session's row is there: its start stands before its entries in the feed. */
const counted = (sessionId: string | null, entryCount: number, tokenCount: number): Change[] =>
  sessionId === null || (entryCount === 0 && tokenCount === 0)
    ? []
    : [
        fold(
          sessions,
          { id: sessionId },
          (row) => row && { entryCount: row.entryCount + entryCount, tokenCount: row.tokenCount + tokenCount },
        ),
      ];

/** What subscribers are told of an event: nothing, or one thing. */
const logEntries = ({ type, data, feed, at }: Recorded<DiaryEvent>): SessionEventRow[] => {
  if ('personId' in data) return [];
  const { ownerId, sessionId } = data;
  if (sessionId === null) return [];
  switch (type) {
    case 'DiaryEntryCreated':
      return [{ ownerId, feed, type: 'ENTRY_ADDED', sessionId, entryId: data.entryId, at }];
    case 'DiarySessionStarted':
      return [{ ownerId, feed, type: 'STARTED', sessionId, entryId: null, at }];
    case 'DiarySessionEnded':
      return [{ ownerId, feed, type: 'ENDED', sessionId, entryId: null, at }];
    default:
      return [];
  }
};
