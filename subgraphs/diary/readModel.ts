import type { FeedPosition, Sealed } from '#platform/domain/events';
import { table } from '#platform/read-model/read-model';

/** An entry by id. Personal columns are sealed under its owner's key. */
export type EntryRow = {
  readonly id: string;
  readonly ownerId: string;
  readonly sessionId: string | null;
  readonly title: Sealed | null;
  readonly content: Sealed | null;
  readonly tags: Sealed | null;
  readonly statedMood: Sealed | null;
  readonly timeZone: Sealed | null;
  readonly tokenCount: number;
  readonly wordCount: number;
  readonly occurredAt: string;
  readonly createdAt: string;
  readonly updatedAt: string;
  /** Of the stream. */
  readonly version: number;
};

export const entries = table<EntryRow>()(
  'entry',
  ['id'],
  [],
  {
    id: 'text',
    ownerId: 'text',
    sessionId: 'text',
    title: 'text',
    content: 'text',
    tags: 'text',
    statedMood: 'text',
    timeZone: 'text',
    tokenCount: 'int',
    wordCount: 'int',
    occurredAt: 'timestamp',
    createdAt: 'timestamp',
    updatedAt: 'timestamp',
    version: 'int',
  },
  { of: 'ownerId', columns: ['title', 'content', 'tags', 'statedMood', 'timeZone'] },
);

/** A diary in the order of what it tells of: an index, so that an entry's texts are kept once. */
export type EntryPlaceRow = { readonly ownerId: string; readonly occurredAt: string; readonly id: string };

export const entriesByTime = table<EntryPlaceRow>()('entry_by_time', ['ownerId'], ['occurredAt', 'id'], {
  ownerId: 'text',
  occurredAt: 'timestamp',
  id: 'text',
});

export type SessionRow = {
  readonly id: string;
  readonly ownerId: string;
  readonly title: Sealed | null;
  readonly startedAt: string;
  readonly endedAt: string | null;
  readonly entryCount: number;
  readonly tokenCount: number;
  /** Of the stream. */
  readonly version: number;
};

export const sessions = table<SessionRow>()(
  'session',
  ['id'],
  [],
  {
    id: 'text',
    ownerId: 'text',
    title: 'text',
    startedAt: 'timestamp',
    endedAt: 'timestamp',
    entryCount: 'int',
    tokenCount: 'bigint',
    version: 'int',
  },
  { of: 'ownerId', columns: ['title'] },
);

/** What happened in a person's sessions, in order: what subscribers that were away catch up from. */
export type SessionEventRow = {
  readonly ownerId: string;
  readonly feed: FeedPosition;
  readonly type: 'STARTED' | 'ENTRY_ADDED' | 'ENDED';
  readonly sessionId: string;
  /** Of the entry that was added. */
  readonly entryId: string | null;
  readonly at: string;
};

export const sessionEvents = table<SessionEventRow>()('session_event', ['ownerId'], ['feed'], {
  ownerId: 'text',
  feed: 'text',
  type: 'text',
  sessionId: 'text',
  entryId: 'text',
  at: 'timestamp',
});
