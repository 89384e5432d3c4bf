import type { EventCatalog } from '#platform/domain/events';

/** An entry as far as it may be told in the clear. */
interface EntryFacts {
  readonly entryId: string;
  readonly ownerId: string;
  readonly sessionId: string | null;
  readonly occurredAt: string;
  /** The client's own count, or words and marks. */
  readonly tokenCount: number;
}

interface TextCounts {
  readonly wordCount: number;
  /** Punctuation marks. */
  readonly markCount: number;
}

/** The durable facts about diaries. A change here is a migration: stored events of today are read for years. */
export type EntryEvent =
  | {
      readonly type: 'DiaryEntryCreated';
      /** `fingerprint`: keyed hash of what was asked for, by which a retry is told from another entry of the same id. */
      readonly data: EntryFacts & TextCounts & { readonly fingerprint: string };
      readonly personal: {
        readonly title: string | null;
        readonly content: string;
        readonly tags: readonly string[];
        readonly statedMood: string | null;
        readonly timeZone: string | null;
      };
    }
  | {
      readonly type: 'DiaryEntryUpdated';
      readonly data: EntryFacts & TextCounts & { readonly occurredAtBefore: string; readonly tokenCountBefore: number };
      /** Only what changed; null for what was cleared. */
      readonly personal: {
        readonly title?: string | null;
        readonly content?: string;
        readonly tags?: readonly string[];
        readonly statedMood?: string | null;
      };
    }
  | { readonly type: 'DiaryEntryDeleted'; readonly data: EntryFacts; readonly personal?: null }
  /** Its owner was erased. */
  | { readonly type: 'DiaryEntryErased'; readonly data: EntryFacts; readonly personal?: null };

export type SessionEvent =
  | {
      readonly type: 'DiarySessionStarted';
      readonly data: { readonly sessionId: string; readonly ownerId: string; readonly startedAt: string };
      readonly personal: { readonly title: string | null };
    }
  | {
      readonly type: 'DiarySessionEnded';
      readonly data: { readonly sessionId: string; readonly ownerId: string; readonly endedAt: string };
      readonly personal?: null;
    }
  | {
      /** Its owner was erased. */
      readonly type: 'DiarySessionErased';
      readonly data: { readonly sessionId: string; readonly ownerId: string };
      readonly personal?: null;
    };

export type PersonEvent = {
  /** Nothing of the person is left here; or all of it has been written down for them. For the job that asked for it. */
  readonly type: 'PersonErased' | 'PersonExported';
  readonly data: { readonly personId: string; readonly jobId: string };
  readonly personal?: null;
};

export type DiaryEvent = EntryEvent | SessionEvent | PersonEvent;

export const diaryEvents: EventCatalog<DiaryEvent> = {
  types: {
    ...{ DiaryEntryCreated: {}, DiaryEntryUpdated: {}, DiaryEntryDeleted: {}, DiaryEntryErased: {} },
    ...{ DiarySessionStarted: {}, DiarySessionEnded: {}, DiarySessionErased: {} },
    ...{ PersonErased: {}, PersonExported: {} },
  },
  subjectOf: ({ data }) => ('personId' in data ? data.personId : data.ownerId),
  // one partition per diary: a session's start comes before its entries, and they before its end
  partitionKeyOf: ({ subject }) => subject,
};

export const ENTRY_STREAM = 'entry-';
export const SESSION_STREAM = 'session-';
export const entryStream = (entryId: string): string => `${ENTRY_STREAM}${entryId}`;
export const sessionStream = (sessionId: string): string => `${SESSION_STREAM}${sessionId}`;
export const personStream = (personId: string): string => `person-${personId}`;
