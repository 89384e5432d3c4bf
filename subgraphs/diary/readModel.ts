import type { FeedPosition, Sealed } from '#platform/domain/events';
import { table } from '#platform/read-model/read-model';
import type { IndexedPart, JobFailure } from './events.ts';

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
  /** Of one that was imported. */
  readonly source: Sealed | null;
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
    source: 'text',
    tokenCount: 'int',
    wordCount: 'int',
    occurredAt: 'timestamp',
    createdAt: 'timestamp',
    updatedAt: 'timestamp',
    version: 'int',
  },
  { of: 'ownerId', columns: ['title', 'content', 'tags', 'statedMood', 'timeZone', 'source'] },
);

/** What an analysis left of an entry; all null until there is one of the present content. */
type Reading = {
  readonly mood: Sealed | null;
  readonly emotionHash: string | null;
  readonly modelVersion: string | null;
  readonly analyzedAt: string | null;
};

/**
 * What an entry's places in all lists follow from. It stays behind, empty, when the entry is deleted: a reading of what was
 * deleted finds there that it came too late.
 */
export type EntryIndexRow = Reading & {
  readonly id: string;
  readonly ownerId: string;
  readonly sessionId: string | null;
  /** Null while the entry is deleted. */
  readonly occurredAt: string | null;
  readonly day: string | null;
  readonly tokenCount: number | null;
  readonly wordCount: number | null;
  readonly tags: Sealed | null;
  readonly tagHashes: readonly string[] | null;
  /** The entry's version from which on its content is the present one: older readings are of another. Null: not known yet. */
  readonly contentVersion: number | null;
  /** The entry's version that was read. */
  readonly readVersion: number | null;
};

export const entryIndex = table<EntryIndexRow>()(
  'entry_index',
  ['id'],
  [],
  {
    id: 'text',
    ownerId: 'text',
    sessionId: 'text',
    occurredAt: 'timestamp',
    day: 'text',
    tokenCount: 'int',
    wordCount: 'int',
    tags: 'text',
    tagHashes: 'json',
    contentVersion: 'int',
    readVersion: 'int',
    mood: 'text',
    emotionHash: 'text',
    modelVersion: 'text',
    analyzedAt: 'timestamp',
  },
  { of: 'ownerId', columns: ['tags', 'mood'] },
);

/** A diary in the order of what it tells of, with what is counted and compared over many entries. */
export type EntryByTimeRow = {
  readonly ownerId: string;
  readonly occurredAt: string;
  readonly id: string;
  readonly sessionId: string | null;
  /** The date where it was written. */
  readonly day: string;
  readonly tokenCount: number;
  readonly wordCount: number;
  /** Null where there are none. */
  readonly tags: Sealed | null;
  readonly mood: Sealed | null;
  readonly analyzedAt: string | null;
};

export const entriesByTime = table<EntryByTimeRow>()(
  'entry_by_time',
  ['ownerId'],
  ['occurredAt', 'id'],
  {
    ownerId: 'text',
    occurredAt: 'timestamp',
    id: 'text',
    sessionId: 'text',
    day: 'text',
    tokenCount: 'int',
    wordCount: 'int',
    tags: 'text',
    mood: 'text',
    analyzedAt: 'timestamp',
  },
  { of: 'ownerId', columns: ['tags', 'mood'] },
);

/** Where a diary changed last: what was read of it before is of the past. */
export type DiaryMarkRow = { readonly ownerId: string; readonly feed: FeedPosition };

export const diaryMarks = table<DiaryMarkRow>()('diary_mark', ['ownerId'], [], { ownerId: 'text', feed: 'text' });

/** Parts of a diary in the same order: the entries of one tag, session, emotion or day of the year (entries/places.ts). */
export type EntryInListRow = {
  readonly ownerId: string;
  readonly list: string;
  readonly occurredAt: string;
  readonly id: string;
};

export const entriesInLists = table<EntryInListRow>()('entry_in_list', ['ownerId', 'list'], ['occurredAt', 'id'], {
  ownerId: 'text',
  list: 'text',
  occurredAt: 'timestamp',
  id: 'text',
});

/** By which words an entry is found, part by part: what its places in the index follow from. Empty while it is deleted. */
export type EntryWordsRow = {
  readonly id: string;
  readonly ownerId: string;
  readonly occurredAt: string | null;
  readonly title: IndexedPart | null;
  readonly content: IndexedPart | null;
  readonly tags: IndexedPart | null;
};

export const entryWords = table<EntryWordsRow>()(
  'entry_words',
  ['id'],
  [],
  { id: 'text', ownerId: 'text', occurredAt: 'timestamp', title: 'json', content: 'json', tags: 'json' },
  { of: 'ownerId', columns: ['title', 'content', 'tags'] },
);

/** The index: entries by the keyed hash of each of their words, and how often it stands there. */
export type EntryByWordRow = {
  readonly ownerId: string;
  readonly word: string;
  readonly occurredAt: string;
  readonly id: string;
  readonly count: number;
  /** Of the whole entry, in words. */
  readonly length: number;
};

export const entriesByWord = table<EntryByWordRow>()(
  'entry_by_word',
  ['ownerId', 'word'],
  ['occurredAt', 'id'],
  { ownerId: 'text', word: 'text', occurredAt: 'timestamp', id: 'text', count: 'int', length: 'int' },
  { of: 'ownerId', columns: ['count'] },
);

/** How much there is to search in a diary. */
export type SearchedDiaryRow = { readonly ownerId: string; readonly documents: number; readonly length: number };

export const searchedDiaries = table<SearchedDiaryRow>()('searched_diary', ['ownerId'], [], {
  ownerId: 'text',
  documents: 'int',
  length: 'bigint',
});

export type SessionRow = {
  readonly id: string;
  readonly ownerId: string;
  readonly title: Sealed | null;
  readonly startedAt: string;
  readonly endedAt: string | null;
  readonly entryCount: number;
  readonly tokenCount: number;
  /** When it was begun, and when something was last written in it, by our own clock. */
  readonly lastActiveAt: string;
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
    lastActiveAt: 'timestamp',
    version: 'int',
  },
  { of: 'ownerId', columns: ['title'] },
);

export type SessionByStartRow = { readonly ownerId: string; readonly startedAt: string; readonly id: string };

export const sessionsByStart = table<SessionByStartRow>()('session_by_start', ['ownerId'], ['startedAt', 'id'], {
  ownerId: 'text',
  startedAt: 'timestamp',
  id: 'text',
});

/** What happened in a person's sessions, in order: what subscribers that were away catch up from. */
export type SessionEventRow = {
  readonly ownerId: string;
  readonly feed: FeedPosition;
  readonly type: 'STARTED' | 'ENTRY_ADDED' | 'ENTRY_ANALYZED' | 'ENDED';
  readonly sessionId: string;
  /** Of the entry that was added or analysed. */
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

/** What is imported or exported for a person. */
export type DiaryJobRow = {
  readonly id: string;
  readonly ownerId: string;
  readonly kind: 'IMPORT' | 'EXPORT';
  readonly status: 'RUNNING' | 'DONE' | 'FAILED';
  /** Why it has failed. */
  readonly failure: JobFailure | null;
  readonly dryRun: boolean | null;
  /** Null before that is known, and of an export. */
  readonly total: number | null;
  readonly done: number;
  readonly created: number | null;
  readonly skipped: number | null;
  readonly failed: number | null;
  readonly problems: Sealed | null;
};

export const diaryJobs = table<DiaryJobRow>()(
  'diary_job',
  ['id'],
  [],
  {
    id: 'text',
    ownerId: 'text',
    kind: 'text',
    status: 'text',
    failure: 'text',
    dryRun: 'boolean',
    total: 'int',
    done: 'int',
    created: 'int',
    skipped: 'int',
    failed: 'int',
    problems: 'text',
  },
  { of: 'ownerId', columns: ['problems'] },
);

/** What a diary told of its owner, from one moment to the next. */
export type PortraitRow = {
  readonly ownerId: string;
  readonly at: string;
  /** Of the stream. */
  readonly version: number;
  readonly portrait: Sealed | null;
  readonly entriesAnalyzed: number;
  readonly tokensAnalyzed: number;
};

export const portraits = table<PortraitRow>()(
  'portrait',
  ['ownerId'],
  ['at', 'version'],
  {
    ownerId: 'text',
    at: 'timestamp',
    version: 'int',
    portrait: 'text',
    entriesAnalyzed: 'int',
    tokensAnalyzed: 'int',
  },
  { of: 'ownerId', columns: ['portrait'] },
);
