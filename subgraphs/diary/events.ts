import type { EventCatalog } from '#platform/domain/events';

/** The durable facts about diaries. A change here is a migration: stored events of today are read for years. */
export type DiaryEvent = EntryEvent | SessionEvent | MoodEvent | PortraitEvent | JobEvent | PersonEvent;

/** An entry as far as it may be told in the clear. */
interface EntryFacts {
  readonly entryId: string;
  readonly ownerId: string;
  readonly sessionId: string | null;
  readonly occurredAt: string;
  /** The client's own count, or `countedTokens`. */
  readonly tokenCount: number;
}

interface TextFacts {
  /** The date of `occurredAt` where the entry was written; of UTC when that is not known. */
  readonly day: string;
  readonly wordCount: number;
  /** Of cl100k_base. */
  readonly countedTokens: number;
}

/** What somebody wrote. */
export interface Text {
  readonly title: string | null;
  readonly content: string;
  readonly tags: readonly string[];
  readonly statedMood: string | null;
  readonly timeZone: string | null;
}

/** By which words it is found, part by part: keyed hashes of their stems, and how often each stands there. */
export type EntryIndex = Readonly<Record<'title' | 'content' | 'tags', IndexedPart>>;

export interface IndexedPart {
  /** In words. */
  readonly length: number;
  readonly counts: Readonly<Record<string, number>>;
}

/** Where an imported entry comes from, and what that format tells beyond what an entry has: it is exported again. */
export interface Source {
  readonly format: DiaryFormat;
  /** In the other program. */
  readonly id: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

export type DiaryFormat = 'DAY_ONE_JSON' | 'DAYLIO_CSV' | 'MARKDOWN';

export type EntryEvent =
  | {
      readonly type: 'DiaryEntryCreated';
      readonly data: EntryFacts &
        TextFacts & {
          /** Keyed hashes by which it is found. */
          readonly tagHashes: readonly string[];
          readonly index: EntryIndex;
          /** Keyed hash of what was asked for, by which a retry is told from another entry of the same id. */
          readonly fingerprint: string;
        };
      readonly personal: Text & { readonly source?: Source };
    }
  | {
      readonly type: 'DiaryEntryUpdated';
      readonly data: EntryFacts &
        TextFacts & {
          readonly tokenCountBefore: number;
          /** All of them, when they changed. */
          readonly tagHashes?: readonly string[];
          /** Of the parts that changed, and by how many words they are longer together than they were. */
          readonly reindexed?: { readonly parts: Partial<EntryIndex>; readonly growth: number };
        };
      /** Only what changed; null for what was cleared. */
      readonly personal: Partial<Omit<Text, 'timeZone'>>;
    }
  | {
      readonly type: 'DiaryEntryDeleted';
      /** `indexedLength`: of all that it was found by, in words. */
      readonly data: EntryFacts & { readonly indexedLength: number };
      readonly personal?: null;
    }
  /** Its owner was erased. */
  | { readonly type: 'DiaryEntryErased'; readonly data: EntryFacts; readonly personal?: null }
  | {
      readonly type: 'DiaryEntryRestored';
      /** All that there was, so that nobody has to remember what was deleted. */
      readonly data: EntryFacts &
        TextFacts & {
          readonly tagHashes: readonly string[];
          readonly index: EntryIndex;
          readonly createdAt: string;
        };
      readonly personal: Text & { readonly source?: Source };
    };

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
      readonly data: { readonly sessionId: string; readonly ownerId: string; readonly startedAt: string };
      readonly personal?: null;
    };

export type Emotion = 'JOY' | 'SADNESS' | 'ANGER' | 'FEAR' | 'DISGUST' | 'SURPRISE' | 'NEUTRAL';

/** What an analyser found in a text. */
export interface Mood {
  readonly dominant: Emotion;
  /** 0 to 1 each. */
  readonly emotions: Readonly<Record<Emotion, number>>;
  /** −1 (unpleasant) to 1. */
  readonly valence: number;
  /** −1 (calm) to 1. */
  readonly arousal: number;
  /** 0 to 1. */
  readonly confidence: number;
  readonly language: string;
  readonly topics: readonly string[];
  readonly keywords: readonly string[];
}

export type MoodEvent = {
  readonly type: 'EntryMoodAnalyzed';
  readonly data: {
    readonly entryId: string;
    readonly ownerId: string;
    readonly sessionId: string | null;
    /** The version of the entry that was read. */
    readonly ofVersion: number;
    readonly occurredAt: string;
    readonly tokenCount: number;
    readonly modelVersion: string;
    /** Keyed hash of the dominant emotion. */
    readonly emotionHash: string;
  };
  readonly personal: { readonly mood: Mood };
};

/** What somebody's diary tells of them. */
export interface Portrait {
  /** All twelve, the highest score first. */
  readonly archetypes: readonly { readonly id: string; readonly name: string; readonly score: number }[];
  readonly emotions: Readonly<Record<Emotion, number>>;
  readonly valence: number;
  readonly arousal: number;
  /** 0 (from one extreme to the other) to 1 (always the same mood). */
  readonly stability: number;
  readonly topics: readonly { readonly name: string; readonly count: number }[];
}

export type PortraitEvent =
  | {
      readonly type: 'PortraitUpdated';
      readonly data: {
        readonly ownerId: string;
        readonly entriesAnalyzed: number;
        readonly tokensAnalyzed: number;
        /** When the newest analysis in it was made; null when there is none left. */
        readonly through: string | null;
      };
      /** Null when too little is left to tell: what it was made of has been deleted. */
      readonly personal: { readonly portrait: Portrait | null };
    }
  | {
      /** Their person was erased: which of the portraits, by when they were made and their number in the stream. */
      readonly type: 'PortraitsErased';
      readonly data: {
        readonly ownerId: string;
        readonly portraits: readonly { readonly at: string; readonly version: number }[];
      };
      readonly personal?: null;
    };

/** An import or an export of a diary, on a stream of its own. */
export type JobEvent =
  | {
      /** What is imported lies in the blob store under the job's id, or will in a moment. */
      readonly type: 'DiaryImportRequested';
      readonly data: JobIds & { readonly format: DiaryFormat; readonly dryRun: boolean };
      readonly personal?: null;
    }
  | { readonly type: 'DiaryImportAdvanced'; readonly data: JobIds & ImportCounts; readonly personal?: null }
  | {
      readonly type: 'DiaryImportFinished';
      readonly data: JobIds & ImportCounts;
      /** The first of them. */
      readonly personal: { readonly problems: readonly ImportProblem[] };
    }
  | {
      readonly type: 'DiaryExportRequested';
      readonly data: JobIds & { readonly format: DiaryFormat };
      readonly personal?: null;
    }
  | {
      /** The file lies where the users subgraph takes it from. */
      readonly type: 'DiaryExportFinished';
      readonly data: JobIds & { readonly fileName: string };
      readonly personal?: null;
    }
  | {
      /** Nobody tries it again. What an import has written by then stays. */
      readonly type: 'DiaryJobFailed';
      readonly data: JobIds & {
        readonly kind: 'IMPORT' | 'EXPORT';
        readonly reason: JobFailure;
        readonly done: number;
        readonly total: number | null;
      };
      readonly personal?: null;
    }
  /** Its person was erased. */
  | { readonly type: 'DiaryJobErased'; readonly data: JobIds; readonly personal?: null };

/** The file did not arrive, or is gone; or it fails, and would again. */
export type JobFailure = 'FILE_MISSING' | 'BROKEN';

type JobIds = { readonly jobId: string; readonly ownerId: string };

export interface ImportCounts {
  /** How many records have been looked at, of how many. */
  readonly done: number;
  readonly total: number;
  /** What would have been, of a dry run. */
  readonly created: number;
  /** Those that were there before, also when they were changed or deleted since. */
  readonly skipped: number;
  readonly failed: number;
}

export interface ImportProblem {
  /** Of the record in the file, from 0. */
  readonly index: number;
  readonly sourceId: string | null;
  readonly message: string;
}

export type PersonEvent = {
  /** Nothing of the person is left here; or all of it has been written down for them. For the job that asked for it. */
  readonly type: 'PersonErased' | 'PersonExported';
  readonly data: { readonly personId: string; readonly jobId: string };
  readonly personal?: null;
};

/** Version 1 counted words and marks for tokens, knew no keyed hashes, and told no day. */
interface FirstFacts {
  readonly occurredAt: string;
  readonly wordCount: number;
  readonly markCount: number;
}

const toCountedTokens = <T extends FirstFacts>({ markCount, ...facts }: T) => ({
  ...facts,
  day: facts.occurredAt.slice(0, 10),
  countedTokens: facts.wordCount + markCount,
});

/** What was written before entries could be searched is found once it is changed. */
const NOT_INDEXED: IndexedPart = { length: 0, counts: {} };
const toIndexed = { data: (data: object) => ({ ...data, index: NOTHING_INDEXED }) };
const NOTHING_INDEXED: EntryIndex = { title: NOT_INDEXED, content: NOT_INDEXED, tags: NOT_INDEXED };

export const diaryEvents: EventCatalog<DiaryEvent> = {
  types: {
    DiaryEntryCreated: {
      upcasts: [{ data: (data: FirstFacts) => ({ ...toCountedTokens(data), tagHashes: [] }) }, toIndexed],
    },
    DiaryEntryUpdated: {
      upcasts: [
        {
          data: ({ occurredAtBefore: _, ...data }: FirstFacts & { occurredAtBefore: string }) => toCountedTokens(data),
        },
      ],
    },
    DiaryEntryDeleted: { upcasts: [{ data: (data: object) => ({ ...data, indexedLength: 0 }) }] },
    ...{ DiaryEntryRestored: { upcasts: [toIndexed] }, DiaryEntryErased: {} },
    ...{ DiarySessionStarted: {}, DiarySessionEnded: {}, DiarySessionErased: {} },
    ...{ EntryMoodAnalyzed: {}, PortraitUpdated: {}, PortraitsErased: {} },
    ...{ DiaryImportRequested: {}, DiaryImportAdvanced: {}, DiaryImportFinished: {} },
    ...{ DiaryExportRequested: {}, DiaryExportFinished: {}, DiaryJobFailed: {}, DiaryJobErased: {} },
    ...{ PersonErased: {}, PersonExported: {} },
  },
  subjectOf: ({ data }) => ('personId' in data ? data.personId : data.ownerId),
  // one partition per diary: a session's start comes before its entries, and an entry before its mood
  partitionKeyOf: ({ subject }) => subject,
};

export const ENTRY_STREAM = 'entry-';
export const SESSION_STREAM = 'session-';
export const entryStream = (entryId: string): string => `${ENTRY_STREAM}${entryId}`;
export const sessionStream = (sessionId: string): string => `${SESSION_STREAM}${sessionId}`;
export const personStream = (personId: string): string => `person-${personId}`;
/** Apart from the entry's: its version counts only what the writer does. */
export const moodStream = (entryId: string): string => `mood-${entryId}`;
export const portraitStream = (ownerId: string): string => `portrait-${ownerId}`;
export const JOB_STREAM = 'job-';
export const jobStream = (jobId: string): string => `${JOB_STREAM}${jobId}`;
