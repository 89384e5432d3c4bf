import type { GraphQLResolveInfo, GraphQLScalarType, GraphQLScalarTypeConfig } from 'graphql';
import type { EntryRow, SessionRow, DiaryJobRow } from './readModel.ts';
import type { SessionEventNode } from './projections.ts';
import type { EntryRevision } from './entries/past.ts';
import type { Figures } from './analytics/figures.ts';
import type { RecordedEvent } from '../../platform/domain/events.ts';
import type { Request } from '../../platform/request.ts';
export type Maybe<T> = T | null;
export type InputMaybe<T> = Maybe<T>;
export type Omit<T, K extends keyof T> = Pick<T, Exclude<keyof T, K>>;
export type RequireFields<T, K extends keyof T> = Omit<T, K> & { [P in K]-?: NonNullable<T[P]> };
/** All built-in and custom scalars, mapped to their actual values */
export type Scalars = {
  ID: { input: string; output: string; }
  String: { input: string; output: string; }
  Boolean: { input: boolean; output: boolean; }
  Int: { input: number; output: number; }
  Float: { input: number; output: number; }
  /** A day of the calendar: `2026-11-21`. */
  Date: { input: string; output: string; }
  /** A moment: ISO-8601 in UTC with milliseconds, `2026-11-21T08:30:00.000Z`. Any offset is understood in input. */
  DateTime: { input: string; output: string; }
  /** Any JSON value. */
  JSON: { input: unknown; output: unknown; }
  _FieldSet: { input: unknown; output: unknown; }
};

export type AnalyticsBucket = {
  readonly __typename?: 'AnalyticsBucket';
  /** The emotion that its entries have most of. */
  readonly dominant?: Maybe<Emotion>;
  readonly entryCount: Scalars['Int']['output'];
  /** Its first day. */
  readonly from: Scalars['Date']['output'];
  readonly tokenCount: Scalars['Int']['output'];
  /** Mean of its entries. */
  readonly valence?: Maybe<Scalars['Float']['output']>;
};

export type ArchetypeScore = {
  readonly __typename?: 'ArchetypeScore';
  /** `sage`, `explorer` … */
  readonly id: Scalars['ID']['output'];
  readonly name: Scalars['String']['output'];
  /** 0 to 1. */
  readonly score: Scalars['Float']['output'];
};

export type CreateDiaryEntryInput = {
  /** 1 to 100,000 characters. */
  readonly content: Scalars['String']['input'];
  /** A UUIDv7 of the client's own: makes a retry harmless. */
  readonly id?: InputMaybe<Scalars['ID']['input']>;
  /** Now, when left out; for a whole day its midnight in `timeZone`. */
  readonly occurredAt?: InputMaybe<Scalars['DateTime']['input']>;
  /** The session it belongs to, while it is active. */
  readonly sessionId?: InputMaybe<Scalars['ID']['input']>;
  /** Up to 100 characters. */
  readonly statedMood?: InputMaybe<Scalars['String']['input']>;
  /** Up to 1,000 tags of up to 100 characters. */
  readonly tags?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
  /** IANA name of the zone it is written in. */
  readonly timeZone?: InputMaybe<Scalars['String']['input']>;
  /** Up to 500 characters. */
  readonly title?: InputMaybe<Scalars['String']['input']>;
  /** The client's own count, up to 1,000,000; left out, they are counted here. */
  readonly tokenCount?: InputMaybe<Scalars['Int']['input']>;
};

export type DiaryAnalytics = {
  readonly __typename?: 'DiaryAnalytics';
  /** Days with an entry. */
  readonly activeDays: Scalars['Int']['output'];
  /** In their order, also the empty ones; of more than 4,000 only those with entries. */
  readonly buckets: ReadonlyArray<AnalyticsBucket>;
  /** Active days in a row that lead up to `to`, or when that is left out to today; or to the day before. */
  readonly currentStreak: Scalars['Int']['output'];
  readonly entryCount: Scalars['Int']['output'];
  readonly from: Scalars['Date']['output'];
  readonly longestStreak: Scalars['Int']['output'];
  /** Where the valence of days tends; null with fewer than three. */
  readonly moodTrend?: Maybe<Trend>;
  /** How far the valence of days lies from its mean (standard deviation); null with fewer than two. */
  readonly moodVolatility?: Maybe<Scalars['Float']['output']>;
  readonly period: Period;
  /** Sessions in which entries were written. */
  readonly sessionCount: Scalars['Int']['output'];
  readonly to: Scalars['Date']['output'];
  readonly tokenCount: Scalars['Int']['output'];
  /** The 20 that most entries have. */
  readonly topTags: ReadonlyArray<TagCount>;
  /** The 20 that most entries are about. */
  readonly topTopics: ReadonlyArray<TagCount>;
  readonly wordCount: Scalars['Int']['output'];
};

/** Something somebody wrote for themselves. */
export type DiaryEntry = {
  readonly __typename?: 'DiaryEntry';
  /** The entry as it read at a moment; null when it was not written yet, or deleted. */
  readonly asOf?: Maybe<DiaryEntryRevision>;
  readonly author?: Maybe<User>;
  readonly content: Scalars['String']['output'];
  readonly createdAt: Scalars['DateTime']['output'];
  /** All that was done to it, the oldest first. */
  readonly history: HistoryConnection;
  readonly id: Scalars['ID']['output'];
  /** What was read out of the text; null until that is done, a moment after it was written. */
  readonly mood?: Maybe<Mood>;
  /** When it is about: may be long before it was written. Of a whole day: its midnight in `timeZone`. */
  readonly occurredAt: Scalars['DateTime']['output'];
  readonly session?: Maybe<DiarySession>;
  /** The writer's own word for their mood. */
  readonly statedMood?: Maybe<Scalars['String']['output']>;
  readonly tags: ReadonlyArray<Scalars['String']['output']>;
  /** IANA name of the zone it was written in. */
  readonly timeZone?: Maybe<Scalars['String']['output']>;
  readonly title?: Maybe<Scalars['String']['output']>;
  /** The client's own count, or that of the tokenizer cl100k_base. */
  readonly tokenCount: Scalars['Int']['output'];
  readonly updatedAt: Scalars['DateTime']['output'];
  /** Counts the changes, from 1; for `expectedVersion`. */
  readonly version: Scalars['Int']['output'];
  readonly wordCount: Scalars['Int']['output'];
};


/** Something somebody wrote for themselves. */
export type DiaryEntryAsOfArgs = {
  at: Scalars['DateTime']['input'];
};


/** Something somebody wrote for themselves. */
export type DiaryEntryHistoryArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
};

export type DiaryEntryConnection = {
  readonly __typename?: 'DiaryEntryConnection';
  readonly edges: ReadonlyArray<DiaryEntryEdge>;
  readonly pageInfo: PageInfo;
};

export type DiaryEntryEdge = {
  readonly __typename?: 'DiaryEntryEdge';
  readonly cursor: Scalars['String']['output'];
  readonly node: DiaryEntry;
};

/** An entry as it read. */
export type DiaryEntryRevision = {
  readonly __typename?: 'DiaryEntryRevision';
  /** Of the last of them. */
  readonly at: Scalars['DateTime']['output'];
  readonly content: Scalars['String']['output'];
  readonly statedMood?: Maybe<Scalars['String']['output']>;
  readonly tags: ReadonlyArray<Scalars['String']['output']>;
  readonly title?: Maybe<Scalars['String']['output']>;
  /** How many changes there had been. */
  readonly version: Scalars['Int']['output'];
};

export type DiaryFormat =
  /** Daylio's CSV. Moods are the writer's own word for theirs, activities are tags; further columns are kept. */
  | 'DAYLIO_CSV'
  /** Day One's JSON. Titles are the first line of a text; what is not known here, as weather or photos, is kept. */
  | 'DAY_ONE_JSON'
  /**
   * Markdown with YAML front matter (`id`, `date`, `timeZone`, `title`, `tags`, `mood`), one entry after the other in one
   * file. Whatever else the front matter says is kept; a line of three hyphens in a text has a backslash before it.
   */
  | 'MARKDOWN';

/** A sitting in which entries are written. */
export type DiarySession = {
  readonly __typename?: 'DiarySession';
  readonly endedAt?: Maybe<Scalars['DateTime']['output']>;
  /** Those written in it, the latest moment first. */
  readonly entries: DiaryEntryConnection;
  readonly entryCount: Scalars['Int']['output'];
  /** All that happened to it, the oldest first. */
  readonly history: HistoryConnection;
  readonly id: Scalars['ID']['output'];
  readonly owner?: Maybe<User>;
  readonly startedAt: Scalars['DateTime']['output'];
  readonly status: SessionStatus;
  readonly title?: Maybe<Scalars['String']['output']>;
  readonly tokenCount: Scalars['Int']['output'];
};


/** A sitting in which entries are written. */
export type DiarySessionEntriesArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
};


/** A sitting in which entries are written. */
export type DiarySessionHistoryArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
};

export type DiarySessionConnection = {
  readonly __typename?: 'DiarySessionConnection';
  readonly edges: ReadonlyArray<DiarySessionEdge>;
  readonly pageInfo: PageInfo;
};

export type DiarySessionEdge = {
  readonly __typename?: 'DiarySessionEdge';
  readonly cursor: Scalars['String']['output'];
  readonly node: DiarySession;
};

export type DiarySessionEvent = {
  readonly __typename?: 'DiarySessionEvent';
  readonly at: Scalars['DateTime']['output'];
  /** For `after`. */
  readonly cursor: Scalars['String']['output'];
  /** The entry that was added or analysed; null when it was deleted since. */
  readonly entry?: Maybe<DiaryEntry>;
  readonly session: DiarySession;
  readonly type: DiarySessionEventType;
};

export type DiarySessionEventType =
  | 'ENDED'
  | 'ENTRY_ADDED'
  | 'ENTRY_ANALYZED'
  | 'STARTED';

export type Emotion =
  | 'ANGER'
  | 'DISGUST'
  | 'FEAR'
  | 'JOY'
  | 'NEUTRAL'
  | 'SADNESS'
  | 'SURPRISE';

export type EmotionScore = {
  readonly __typename?: 'EmotionScore';
  readonly emotion: Emotion;
  /** 0 to 1. */
  readonly score: Scalars['Float']['output'];
};

/** Entries that have all of this. */
export type EntryFilter = {
  /** Most of all. */
  readonly emotion?: InputMaybe<Emotion>;
  /** Of this moment and later. */
  readonly from?: InputMaybe<Scalars['DateTime']['input']>;
  readonly sessionId?: InputMaybe<Scalars['ID']['input']>;
  /** All of these tags, up to ten. */
  readonly tags?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
  /** Before this moment. */
  readonly to?: InputMaybe<Scalars['DateTime']['input']>;
};

/** What is left of a person; users puts the subgraphs' answers together. */
export type ErasureReport = {
  readonly __typename?: 'ErasureReport';
  readonly diaryStores: ReadonlyArray<ErasureStore>;
  readonly subject: Scalars['ID']['output'];
};

export type ErasureStore = {
  readonly __typename?: 'ErasureStore';
  readonly name: Scalars['String']['output'];
  readonly residualRows: Scalars['Int']['output'];
};

/** What happened to something, as it was recorded. */
export type HistoryConnection = {
  readonly __typename?: 'HistoryConnection';
  readonly edges: ReadonlyArray<HistoryEdge>;
  readonly pageInfo: PageInfo;
};

export type HistoryEdge = {
  readonly __typename?: 'HistoryEdge';
  readonly cursor: Scalars['String']['output'];
  readonly node: HistoryEvent;
};

export type HistoryEvent = {
  readonly __typename?: 'HistoryEvent';
  /** Who did it; null where the system did. */
  readonly actor?: Maybe<User>;
  readonly at: Scalars['DateTime']['output'];
  /** What it says; what can't be read any more is left out. */
  readonly data: Scalars['JSON']['output'];
  /** `DiaryEntryUpdated` … */
  readonly type: Scalars['String']['output'];
  /** 1, 2, 3 … */
  readonly version: Scalars['Int']['output'];
};

export type ImportProblem = {
  readonly __typename?: 'ImportProblem';
  /** Of the record in the file, from 0. */
  readonly index: Scalars['Int']['output'];
  readonly message: Scalars['String']['output'];
  /** By which the other program knows it. */
  readonly sourceId?: Maybe<Scalars['String']['output']>;
};

/** What an import has done until now; of a dry run, what it would have done. */
export type ImportReport = {
  readonly __typename?: 'ImportReport';
  readonly created: Scalars['Int']['output'];
  readonly dryRun: Scalars['Boolean']['output'];
  readonly failed: Scalars['Int']['output'];
  /**
   * Why they failed, the first 1,000 of them; once the job is done. Of one that is FAILED, why, and the record that it had come
   * to: what it had written by then stays.
   */
  readonly problems: ReadonlyArray<ImportProblem>;
  /** Those that were there before. */
  readonly skipped: Scalars['Int']['output'];
};

/** Something that takes its time. */
export type Job = {
  readonly __typename?: 'Job';
  readonly done: Scalars['Int']['output'];
  readonly id: Scalars['ID']['output'];
  /** Of an import. */
  readonly importReport?: Maybe<ImportReport>;
  readonly status: JobStatus;
  readonly total?: Maybe<Scalars['Int']['output']>;
};

export type JobStatus =
  | 'DONE'
  | 'FAILED'
  | 'RUNNING';

/** What a text tells of its writer's mood. */
export type Mood = {
  readonly __typename?: 'Mood';
  readonly analyzedAt: Scalars['DateTime']['output'];
  /** −1 (calm) to 1. */
  readonly arousal: Scalars['Float']['output'];
  /** Of the analysis in itself: 0 to 1. */
  readonly confidence: Scalars['Float']['output'];
  /** The emotion of the highest score. */
  readonly dominant: Emotion;
  /** All seven. */
  readonly emotions: ReadonlyArray<EmotionScore>;
  readonly keywords: ReadonlyArray<Scalars['String']['output']>;
  /** `en`, `ru`, or `und` where it is neither. */
  readonly language: Scalars['String']['output'];
  readonly modelVersion: Scalars['String']['output'];
  readonly topics: ReadonlyArray<Scalars['String']['output']>;
  /** −1 (unpleasant) to 1. */
  readonly valence: Scalars['Float']['output'];
};

export type Mutation = {
  readonly __typename?: 'Mutation';
  /** Writes an entry. With an id of the client's own, the same entry sent again is the first one, and is written once. */
  readonly createDiaryEntry: DiaryEntry;
  /** Deletes an entry, and answers with it as it was. */
  readonly deleteDiaryEntry: DiaryEntry;
  /**
   * Ends a session, now or at a moment that is neither before its start nor more than a day ahead. CONFLICT when it has
   * ended already.
   */
  readonly endDiarySession: DiarySession;
  /**
   * Writes the whole diary into a file that can be imported again, with all that it was imported with: `Job.url` leads to it
   * once it is there.
   */
  readonly exportDiary: Job;
  /**
   * Writes what another program has exported into the diary, or says what that would do. Up to 5,000,000 bytes; of a larger
   * diary portions, as `npm run import` makes them. A record that was imported before is skipped, also when its entry was
   * changed or deleted since. One that can't be understood is reported, and the others are imported; BAD_USER_INPUT for
   * `data` that is no file of this format as a whole.
   */
  readonly importDiary: Job;
  /** Brings a deleted entry back, as it was. One that is not deleted stays as it is. */
  readonly restoreDiaryEntry: DiaryEntry;
  /**
   * Starts a session. There is at most one at a time: CONFLICT while another is active. One in which nothing was written for
   * twelve hours ends by itself, with the last that was.
   */
  readonly startDiarySession: DiarySession;
  /**
   * Changes an entry: a field set to null is cleared, a field left out is kept. With `expectedVersion`, CONFLICT when it
   * was changed since; `currentVersion` then says to what.
   */
  readonly updateDiaryEntry: DiaryEntry;
};


export type MutationCreateDiaryEntryArgs = {
  input: CreateDiaryEntryInput;
};


export type MutationDeleteDiaryEntryArgs = {
  id: Scalars['ID']['input'];
};


export type MutationEndDiarySessionArgs = {
  endedAt?: InputMaybe<Scalars['DateTime']['input']>;
  id: Scalars['ID']['input'];
};


export type MutationExportDiaryArgs = {
  format: DiaryFormat;
};


export type MutationImportDiaryArgs = {
  data: Scalars['String']['input'];
  dryRun?: InputMaybe<Scalars['Boolean']['input']>;
  format: DiaryFormat;
};


export type MutationRestoreDiaryEntryArgs = {
  id: Scalars['ID']['input'];
};


export type MutationStartDiarySessionArgs = {
  input?: InputMaybe<StartDiarySessionInput>;
};


export type MutationUpdateDiaryEntryArgs = {
  input: UpdateDiaryEntryInput;
};

export type PageInfo = {
  readonly __typename?: 'PageInfo';
  readonly endCursor?: Maybe<Scalars['String']['output']>;
  readonly hasNextPage: Scalars['Boolean']['output'];
  readonly hasPreviousPage: Scalars['Boolean']['output'];
  readonly startCursor?: Maybe<Scalars['String']['output']>;
};

export type Period =
  | 'DAY'
  | 'MONTH'
  /** From Monday on (ISO-8601). */
  | 'WEEK'
  | 'YEAR';

/** What somebody's diary tells of them: made of the 500 latest entries at most. */
export type Portrait = {
  readonly __typename?: 'Portrait';
  /** All twelve, the highest score first. */
  readonly archetypes: ReadonlyArray<ArchetypeScore>;
  /** −1 (calm) to 1. */
  readonly arousal: Scalars['Float']['output'];
  readonly asOf: Scalars['DateTime']['output'];
  /** Means over all that is written, by its length. */
  readonly emotions: ReadonlyArray<EmotionScore>;
  readonly entriesAnalyzed: Scalars['Int']['output'];
  /** 0 (from one extreme to the other) to 1 (always the same mood). */
  readonly stability: Scalars['Float']['output'];
  readonly tokensAnalyzed: Scalars['Int']['output'];
  readonly topics: ReadonlyArray<TagCount>;
  /** −1 (unpleasant) to 1. */
  readonly valence: Scalars['Float']['output'];
};

export type Query = {
  readonly __typename?: 'Query';
  /**
   * The viewer's diary in figures, from one day through another: from the first entry, and through the last one, when left
   * out. An entry lies on the date of `timeZone`, an IANA name; when that is left out, on the date where it was written.
   */
  readonly diaryAnalytics?: Maybe<DiaryAnalytics>;
  /**
   * The viewer's entries, the latest moment first. `first` and `last` take 1 to 100, 50 when left out. A page costs the same
   * wherever it lies; where few entries have all that `filter` asks for, one may have fewer than it was asked for, or none,
   * and `hasNextPage` and `endCursor` lead on.
   */
  readonly diaryEntries?: Maybe<DiaryEntryConnection>;
  /** One of the viewer's entries. Another person's is not found, never forbidden. */
  readonly diaryEntry?: Maybe<DiaryEntry>;
  /** One of the viewer's sessions. */
  readonly diarySession?: Maybe<DiarySession>;
  /** The viewer's sessions, the latest first. */
  readonly diarySessions?: Maybe<DiarySessionConnection>;
  /** What the viewer wrote on this day of the year, in any year, the latest first; 100 at most. Today in UTC, when left out. */
  readonly onThisDay?: Maybe<ReadonlyArray<DiaryEntry>>;
  /**
   * The viewer's entries that hold all of these words in title, text or tags, in whatever form of English or Russian: the
   * best answers first (BM25), of equal ones the latest. Up to 500 characters and 16 different words; BAD_USER_INPUT when
   * there is none. Whole words only: the index is of keyed hashes, so that the beginning of a word finds nothing. When each
   * of the words stands in more than 1,000 entries, the latest 1,000 with the rarest of them are searched; of an entry's
   * words, the first 4,000 different ones of each part.
   */
  readonly searchDiary?: Maybe<DiaryEntryConnection>;
};


export type QueryDiaryAnalyticsArgs = {
  from?: InputMaybe<Scalars['Date']['input']>;
  period: Period;
  timeZone?: InputMaybe<Scalars['String']['input']>;
  to?: InputMaybe<Scalars['Date']['input']>;
};


export type QueryDiaryEntriesArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<EntryFilter>;
  first?: InputMaybe<Scalars['Int']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
};


export type QueryDiaryEntryArgs = {
  id: Scalars['ID']['input'];
};


export type QueryDiarySessionArgs = {
  id: Scalars['ID']['input'];
};


export type QueryDiarySessionsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
};


export type QueryOnThisDayArgs = {
  date?: InputMaybe<Scalars['Date']['input']>;
};


export type QuerySearchDiaryArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
  text: Scalars['String']['input'];
};

export type SessionStatus =
  | 'ACTIVE'
  | 'ENDED';

export type StartDiarySessionInput = {
  /** A UUIDv7 of the client's own: makes a retry harmless. */
  readonly id?: InputMaybe<Scalars['ID']['input']>;
  /** Now, when left out; at most a day ahead. */
  readonly startedAt?: InputMaybe<Scalars['DateTime']['input']>;
  /** Up to 500 characters. */
  readonly title?: InputMaybe<Scalars['String']['input']>;
};

export type Subscription = {
  readonly __typename?: 'Subscription';
  /**
   * What happens in the viewer's sessions, or in one of them. With `after`, the cursor of an event that was received, it
   * first replays what was missed, in order, and then goes on live: no gap, no duplicate.
   */
  readonly diarySessionEvents: DiarySessionEvent;
};


export type SubscriptionDiarySessionEventsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  sessionId?: InputMaybe<Scalars['ID']['input']>;
};

export type TagCount = {
  readonly __typename?: 'TagCount';
  /** Of entries. */
  readonly count: Scalars['Int']['output'];
  readonly name: Scalars['String']['output'];
};

export type Trend =
  | 'DECLINING'
  | 'IMPROVING'
  | 'STABLE';

export type UpdateDiaryEntryInput = {
  /** Can't be cleared, nor can `occurredAt`. */
  readonly content?: InputMaybe<Scalars['String']['input']>;
  /** The version that the change was made upon. */
  readonly expectedVersion?: InputMaybe<Scalars['Int']['input']>;
  readonly id: Scalars['ID']['input'];
  readonly occurredAt?: InputMaybe<Scalars['DateTime']['input']>;
  readonly statedMood?: InputMaybe<Scalars['String']['input']>;
  readonly tags?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
  readonly title?: InputMaybe<Scalars['String']['input']>;
  /** Null goes back to counting; so does new content without a count. */
  readonly tokenCount?: InputMaybe<Scalars['Int']['input']>;
};

export type User = {
  readonly __typename?: 'User';
  /** The person's diary; another's is always null. */
  readonly entries?: Maybe<DiaryEntryConnection>;
  readonly id: Scalars['ID']['output'];
  /**
   * What their diary tells of them, now or as of a moment; another's is always null. From 50 analysed tokens on; made anew
   * with every 100 more, after a week, and when something that it was made of is changed or deleted.
   */
  readonly portrait?: Maybe<Portrait>;
  /** Their sessions, the latest first; another's are always null. */
  readonly sessions?: Maybe<DiarySessionConnection>;
};


export type UserEntriesArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<EntryFilter>;
  first?: InputMaybe<Scalars['Int']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
};


export type UserPortraitArgs = {
  asOf?: InputMaybe<Scalars['DateTime']['input']>;
};


export type UserSessionsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
};



export type ResolverTypeWrapper<T> = Promise<T> | T;

export type ReferenceResolver<TResult, TReference, TContext> = (
      reference: TReference,
      context: TContext,
      info: GraphQLResolveInfo
    ) => Promise<TResult> | TResult;

      type ScalarCheck<T, S> = S extends true ? T : NullableCheck<T, S>;
      type NullableCheck<T, S> = Maybe<T> extends T ? Maybe<ListCheck<NonNullable<T>, S>> : ListCheck<T, S>;
      type ListCheck<T, S> = T extends (infer U)[] ? NullableCheck<U, S>[] : GraphQLRecursivePick<T, S>;
      export type GraphQLRecursivePick<T, S> = { [K in keyof T & keyof S]: ScalarCheck<T[K], S[K]> };
    

export type ResolverWithResolve<TResult, TParent, TContext, TArgs> = {
  resolve: ResolverFn<TResult, TParent, TContext, TArgs>;
};
export type Resolver<TResult, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> = ResolverFn<TResult, TParent, TContext, TArgs> | ResolverWithResolve<TResult, TParent, TContext, TArgs>;

export type ResolverFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => Promise<TResult> | TResult;

export type SubscriptionSubscribeFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => AsyncIterable<TResult> | Promise<AsyncIterable<TResult>>;

export type SubscriptionResolveFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => TResult | Promise<TResult>;

export interface SubscriptionSubscriberObject<TResult, TKey extends string, TParent, TContext, TArgs> {
  subscribe: SubscriptionSubscribeFn<{ [key in TKey]: TResult }, TParent, TContext, TArgs>;
  resolve?: SubscriptionResolveFn<TResult, { [key in TKey]: TResult }, TContext, TArgs>;
}

export interface SubscriptionResolverObject<TResult, TParent, TContext, TArgs> {
  subscribe: SubscriptionSubscribeFn<any, TParent, TContext, TArgs>;
  resolve: SubscriptionResolveFn<TResult, any, TContext, TArgs>;
}

export type SubscriptionObject<TResult, TKey extends string, TParent, TContext, TArgs> =
  | SubscriptionSubscriberObject<TResult, TKey, TParent, TContext, TArgs>
  | SubscriptionResolverObject<TResult, TParent, TContext, TArgs>;

export type SubscriptionResolver<TResult, TKey extends string, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> =
  | ((...args: any[]) => SubscriptionObject<TResult, TKey, TParent, TContext, TArgs>)
  | SubscriptionObject<TResult, TKey, TParent, TContext, TArgs>;

export type TypeResolveFn<TTypes, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>> = (
  parent: TParent,
  context: TContext,
  info: GraphQLResolveInfo
) => Maybe<TTypes> | Promise<Maybe<TTypes>>;

export type IsTypeOfResolverFn<T = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>> = (obj: T, context: TContext, info: GraphQLResolveInfo) => boolean | Promise<boolean>;

export type NextResolverFn<T> = () => Promise<T>;

export type DirectiveResolverFn<TResult = Record<PropertyKey, never>, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> = (
  next: NextResolverFn<TResult>,
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => TResult | Promise<TResult>;

/** Mapping of federation types */
export type FederationTypes = {
  DiaryEntry: DiaryEntry;
  DiarySession: DiarySession;
  ErasureReport: ErasureReport;
  Job: Job;
  User: User;
};

/** Mapping of federation reference types */
export type FederationReferenceTypes = {
  DiaryEntry:
    ( { __typename: 'DiaryEntry' }
    & GraphQLRecursivePick<FederationTypes['DiaryEntry'], {"id":true}> );
  DiarySession:
    ( { __typename: 'DiarySession' }
    & GraphQLRecursivePick<FederationTypes['DiarySession'], {"id":true}> );
  ErasureReport:
    ( { __typename: 'ErasureReport' }
    & GraphQLRecursivePick<FederationTypes['ErasureReport'], {"subject":true}> );
  Job:
    ( { __typename: 'Job' }
    & GraphQLRecursivePick<FederationTypes['Job'], {"id":true}> );
  User:
    ( { __typename: 'User' }
    & GraphQLRecursivePick<FederationTypes['User'], {"id":true}> );
};



/** Mapping between all available schema types and the resolvers types */
export type ResolversTypes = {
  AnalyticsBucket: ResolverTypeWrapper<AnalyticsBucket>;
  Int: ResolverTypeWrapper<Scalars['Int']['output']>;
  Float: ResolverTypeWrapper<Scalars['Float']['output']>;
  ArchetypeScore: ResolverTypeWrapper<ArchetypeScore>;
  ID: ResolverTypeWrapper<Scalars['ID']['output']>;
  String: ResolverTypeWrapper<Scalars['String']['output']>;
  CreateDiaryEntryInput: CreateDiaryEntryInput;
  Date: ResolverTypeWrapper<Scalars['Date']['output']>;
  DateTime: ResolverTypeWrapper<Scalars['DateTime']['output']>;
  DiaryAnalytics: ResolverTypeWrapper<Figures>;
  DiaryEntry: ResolverTypeWrapper<EntryRow>;
  DiaryEntryConnection: ResolverTypeWrapper<Omit<DiaryEntryConnection, 'edges'> & { edges: ReadonlyArray<ResolversTypes['DiaryEntryEdge']> }>;
  DiaryEntryEdge: ResolverTypeWrapper<Omit<DiaryEntryEdge, 'node'> & { node: ResolversTypes['DiaryEntry'] }>;
  DiaryEntryRevision: ResolverTypeWrapper<EntryRevision>;
  DiaryFormat: DiaryFormat;
  DiarySession: ResolverTypeWrapper<SessionRow>;
  DiarySessionConnection: ResolverTypeWrapper<Omit<DiarySessionConnection, 'edges'> & { edges: ReadonlyArray<ResolversTypes['DiarySessionEdge']> }>;
  DiarySessionEdge: ResolverTypeWrapper<Omit<DiarySessionEdge, 'node'> & { node: ResolversTypes['DiarySession'] }>;
  DiarySessionEvent: ResolverTypeWrapper<SessionEventNode>;
  DiarySessionEventType: DiarySessionEventType;
  Emotion: Emotion;
  EmotionScore: ResolverTypeWrapper<EmotionScore>;
  EntryFilter: EntryFilter;
  ErasureReport: ResolverTypeWrapper<{ readonly subject: string }>;
  ErasureStore: ResolverTypeWrapper<ErasureStore>;
  HistoryConnection: ResolverTypeWrapper<Omit<HistoryConnection, 'edges'> & { edges: ReadonlyArray<ResolversTypes['HistoryEdge']> }>;
  HistoryEdge: ResolverTypeWrapper<Omit<HistoryEdge, 'node'> & { node: ResolversTypes['HistoryEvent'] }>;
  HistoryEvent: ResolverTypeWrapper<RecordedEvent>;
  ImportProblem: ResolverTypeWrapper<ImportProblem>;
  ImportReport: ResolverTypeWrapper<ImportReport>;
  Boolean: ResolverTypeWrapper<Scalars['Boolean']['output']>;
  JSON: ResolverTypeWrapper<Scalars['JSON']['output']>;
  Job: ResolverTypeWrapper<DiaryJobRow>;
  JobStatus: JobStatus;
  Mood: ResolverTypeWrapper<Mood>;
  Mutation: ResolverTypeWrapper<Record<PropertyKey, never>>;
  PageInfo: ResolverTypeWrapper<PageInfo>;
  Period: Period;
  Portrait: ResolverTypeWrapper<Portrait>;
  Query: ResolverTypeWrapper<Record<PropertyKey, never>>;
  SessionStatus: SessionStatus;
  StartDiarySessionInput: StartDiarySessionInput;
  Subscription: ResolverTypeWrapper<Record<PropertyKey, never>>;
  TagCount: ResolverTypeWrapper<TagCount>;
  Trend: Trend;
  UpdateDiaryEntryInput: UpdateDiaryEntryInput;
  User: ResolverTypeWrapper<{ readonly __typename: 'User'; readonly id: string }>;
};

/** Mapping between all available schema types and the resolvers parents */
export type ResolversParentTypes = {
  AnalyticsBucket: AnalyticsBucket;
  Int: Scalars['Int']['output'];
  Float: Scalars['Float']['output'];
  ArchetypeScore: ArchetypeScore;
  ID: Scalars['ID']['output'];
  String: Scalars['String']['output'];
  CreateDiaryEntryInput: CreateDiaryEntryInput;
  Date: Scalars['Date']['output'];
  DateTime: Scalars['DateTime']['output'];
  DiaryAnalytics: Figures;
  DiaryEntry: EntryRow;
  DiaryEntryConnection: Omit<DiaryEntryConnection, 'edges'> & { edges: ReadonlyArray<ResolversParentTypes['DiaryEntryEdge']> };
  DiaryEntryEdge: Omit<DiaryEntryEdge, 'node'> & { node: ResolversParentTypes['DiaryEntry'] };
  DiaryEntryRevision: EntryRevision;
  DiarySession: SessionRow;
  DiarySessionConnection: Omit<DiarySessionConnection, 'edges'> & { edges: ReadonlyArray<ResolversParentTypes['DiarySessionEdge']> };
  DiarySessionEdge: Omit<DiarySessionEdge, 'node'> & { node: ResolversParentTypes['DiarySession'] };
  DiarySessionEvent: SessionEventNode;
  EmotionScore: EmotionScore;
  EntryFilter: EntryFilter;
  ErasureReport: { readonly subject: string };
  ErasureStore: ErasureStore;
  HistoryConnection: Omit<HistoryConnection, 'edges'> & { edges: ReadonlyArray<ResolversParentTypes['HistoryEdge']> };
  HistoryEdge: Omit<HistoryEdge, 'node'> & { node: ResolversParentTypes['HistoryEvent'] };
  HistoryEvent: RecordedEvent;
  ImportProblem: ImportProblem;
  ImportReport: ImportReport;
  Boolean: Scalars['Boolean']['output'];
  JSON: Scalars['JSON']['output'];
  Job: DiaryJobRow;
  Mood: Mood;
  Mutation: Record<PropertyKey, never>;
  PageInfo: PageInfo;
  Portrait: Portrait;
  Query: Record<PropertyKey, never>;
  StartDiarySessionInput: StartDiarySessionInput;
  Subscription: Record<PropertyKey, never>;
  TagCount: TagCount;
  UpdateDiaryEntryInput: UpdateDiaryEntryInput;
  User: { readonly __typename: 'User'; readonly id: string };
};

export type AnalyticsBucketResolvers<ContextType = Request, ParentType extends ResolversParentTypes['AnalyticsBucket'] = ResolversParentTypes['AnalyticsBucket']> = {
  dominant?: Resolver<Maybe<ResolversTypes['Emotion']>, ParentType, ContextType>;
  entryCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  from?: Resolver<ResolversTypes['Date'], ParentType, ContextType>;
  tokenCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  valence?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
};

export type ArchetypeScoreResolvers<ContextType = Request, ParentType extends ResolversParentTypes['ArchetypeScore'] = ResolversParentTypes['ArchetypeScore']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  score?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
};

export interface DateScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['Date'], any> {
  name: 'Date';
}

export interface DateTimeScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['DateTime'], any> {
  name: 'DateTime';
}

export type DiaryAnalyticsResolvers<ContextType = Request, ParentType extends ResolversParentTypes['DiaryAnalytics'] = ResolversParentTypes['DiaryAnalytics']> = {
  activeDays?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  buckets?: Resolver<ReadonlyArray<ResolversTypes['AnalyticsBucket']>, ParentType, ContextType>;
  currentStreak?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  entryCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  from?: Resolver<ResolversTypes['Date'], ParentType, ContextType>;
  longestStreak?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  moodTrend?: Resolver<Maybe<ResolversTypes['Trend']>, ParentType, ContextType>;
  moodVolatility?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
  period?: Resolver<ResolversTypes['Period'], ParentType, ContextType>;
  sessionCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  to?: Resolver<ResolversTypes['Date'], ParentType, ContextType>;
  tokenCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  topTags?: Resolver<ReadonlyArray<ResolversTypes['TagCount']>, ParentType, ContextType>;
  topTopics?: Resolver<ReadonlyArray<ResolversTypes['TagCount']>, ParentType, ContextType>;
  wordCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type DiaryEntryResolvers<ContextType = Request, ParentType extends ResolversParentTypes['DiaryEntry'] = ResolversParentTypes['DiaryEntry'], FederationReferenceType extends FederationReferenceTypes['DiaryEntry'] = FederationReferenceTypes['DiaryEntry']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['DiaryEntry']> | FederationReferenceType, FederationReferenceType, ContextType>;
  asOf?: Resolver<Maybe<ResolversTypes['DiaryEntryRevision']>, ParentType, ContextType, RequireFields<DiaryEntryAsOfArgs, 'at'>>;
  author?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType>;
  content?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  history?: Resolver<ResolversTypes['HistoryConnection'], ParentType, ContextType, Partial<DiaryEntryHistoryArgs>>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  mood?: Resolver<Maybe<ResolversTypes['Mood']>, ParentType, ContextType>;
  occurredAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  session?: Resolver<Maybe<ResolversTypes['DiarySession']>, ParentType, ContextType>;
  statedMood?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  tags?: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>;
  timeZone?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  title?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  tokenCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  updatedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  version?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  wordCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type DiaryEntryConnectionResolvers<ContextType = Request, ParentType extends ResolversParentTypes['DiaryEntryConnection'] = ResolversParentTypes['DiaryEntryConnection']> = {
  edges?: Resolver<ReadonlyArray<ResolversTypes['DiaryEntryEdge']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type DiaryEntryEdgeResolvers<ContextType = Request, ParentType extends ResolversParentTypes['DiaryEntryEdge'] = ResolversParentTypes['DiaryEntryEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['DiaryEntry'], ParentType, ContextType>;
};

export type DiaryEntryRevisionResolvers<ContextType = Request, ParentType extends ResolversParentTypes['DiaryEntryRevision'] = ResolversParentTypes['DiaryEntryRevision']> = {
  at?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  content?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  statedMood?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  tags?: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>;
  title?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  version?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type DiarySessionResolvers<ContextType = Request, ParentType extends ResolversParentTypes['DiarySession'] = ResolversParentTypes['DiarySession'], FederationReferenceType extends FederationReferenceTypes['DiarySession'] = FederationReferenceTypes['DiarySession']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['DiarySession']> | FederationReferenceType, FederationReferenceType, ContextType>;
  endedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  entries?: Resolver<ResolversTypes['DiaryEntryConnection'], ParentType, ContextType, Partial<DiarySessionEntriesArgs>>;
  entryCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  history?: Resolver<ResolversTypes['HistoryConnection'], ParentType, ContextType, Partial<DiarySessionHistoryArgs>>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  owner?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType>;
  startedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  status?: Resolver<ResolversTypes['SessionStatus'], ParentType, ContextType>;
  title?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  tokenCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type DiarySessionConnectionResolvers<ContextType = Request, ParentType extends ResolversParentTypes['DiarySessionConnection'] = ResolversParentTypes['DiarySessionConnection']> = {
  edges?: Resolver<ReadonlyArray<ResolversTypes['DiarySessionEdge']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type DiarySessionEdgeResolvers<ContextType = Request, ParentType extends ResolversParentTypes['DiarySessionEdge'] = ResolversParentTypes['DiarySessionEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['DiarySession'], ParentType, ContextType>;
};

export type DiarySessionEventResolvers<ContextType = Request, ParentType extends ResolversParentTypes['DiarySessionEvent'] = ResolversParentTypes['DiarySessionEvent']> = {
  at?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  entry?: Resolver<Maybe<ResolversTypes['DiaryEntry']>, ParentType, ContextType>;
  session?: Resolver<ResolversTypes['DiarySession'], ParentType, ContextType>;
  type?: Resolver<ResolversTypes['DiarySessionEventType'], ParentType, ContextType>;
};

export type EmotionScoreResolvers<ContextType = Request, ParentType extends ResolversParentTypes['EmotionScore'] = ResolversParentTypes['EmotionScore']> = {
  emotion?: Resolver<ResolversTypes['Emotion'], ParentType, ContextType>;
  score?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
};

export type ErasureReportResolvers<ContextType = Request, ParentType extends ResolversParentTypes['ErasureReport'] = ResolversParentTypes['ErasureReport'], FederationReferenceType extends FederationReferenceTypes['ErasureReport'] = FederationReferenceTypes['ErasureReport']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['ErasureReport']> | FederationReferenceType, FederationReferenceType, ContextType>;
  diaryStores?: Resolver<ReadonlyArray<ResolversTypes['ErasureStore']>, ParentType, ContextType>;
  subject?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
};

export type ErasureStoreResolvers<ContextType = Request, ParentType extends ResolversParentTypes['ErasureStore'] = ResolversParentTypes['ErasureStore']> = {
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  residualRows?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type HistoryConnectionResolvers<ContextType = Request, ParentType extends ResolversParentTypes['HistoryConnection'] = ResolversParentTypes['HistoryConnection']> = {
  edges?: Resolver<ReadonlyArray<ResolversTypes['HistoryEdge']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type HistoryEdgeResolvers<ContextType = Request, ParentType extends ResolversParentTypes['HistoryEdge'] = ResolversParentTypes['HistoryEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['HistoryEvent'], ParentType, ContextType>;
};

export type HistoryEventResolvers<ContextType = Request, ParentType extends ResolversParentTypes['HistoryEvent'] = ResolversParentTypes['HistoryEvent']> = {
  actor?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType>;
  at?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  data?: Resolver<ResolversTypes['JSON'], ParentType, ContextType>;
  type?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  version?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type ImportProblemResolvers<ContextType = Request, ParentType extends ResolversParentTypes['ImportProblem'] = ResolversParentTypes['ImportProblem']> = {
  index?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  sourceId?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type ImportReportResolvers<ContextType = Request, ParentType extends ResolversParentTypes['ImportReport'] = ResolversParentTypes['ImportReport']> = {
  created?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  dryRun?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  failed?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  problems?: Resolver<ReadonlyArray<ResolversTypes['ImportProblem']>, ParentType, ContextType>;
  skipped?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export interface JsonScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['JSON'], any> {
  name: 'JSON';
}

export type JobResolvers<ContextType = Request, ParentType extends ResolversParentTypes['Job'] = ResolversParentTypes['Job'], FederationReferenceType extends FederationReferenceTypes['Job'] = FederationReferenceTypes['Job']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Job']> | FederationReferenceType, FederationReferenceType, ContextType>;
  done?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  importReport?: Resolver<Maybe<ResolversTypes['ImportReport']>, ParentType, ContextType>;
  status?: Resolver<ResolversTypes['JobStatus'], ParentType, ContextType>;
  total?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
};

export type MoodResolvers<ContextType = Request, ParentType extends ResolversParentTypes['Mood'] = ResolversParentTypes['Mood']> = {
  analyzedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  arousal?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
  confidence?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
  dominant?: Resolver<ResolversTypes['Emotion'], ParentType, ContextType>;
  emotions?: Resolver<ReadonlyArray<ResolversTypes['EmotionScore']>, ParentType, ContextType>;
  keywords?: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>;
  language?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  modelVersion?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  topics?: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>;
  valence?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
};

export type MutationResolvers<ContextType = Request, ParentType extends ResolversParentTypes['Mutation'] = ResolversParentTypes['Mutation']> = {
  createDiaryEntry?: Resolver<ResolversTypes['DiaryEntry'], ParentType, ContextType, RequireFields<MutationCreateDiaryEntryArgs, 'input'>>;
  deleteDiaryEntry?: Resolver<ResolversTypes['DiaryEntry'], ParentType, ContextType, RequireFields<MutationDeleteDiaryEntryArgs, 'id'>>;
  endDiarySession?: Resolver<ResolversTypes['DiarySession'], ParentType, ContextType, RequireFields<MutationEndDiarySessionArgs, 'id'>>;
  exportDiary?: Resolver<ResolversTypes['Job'], ParentType, ContextType, RequireFields<MutationExportDiaryArgs, 'format'>>;
  importDiary?: Resolver<ResolversTypes['Job'], ParentType, ContextType, RequireFields<MutationImportDiaryArgs, 'data' | 'format'>>;
  restoreDiaryEntry?: Resolver<ResolversTypes['DiaryEntry'], ParentType, ContextType, RequireFields<MutationRestoreDiaryEntryArgs, 'id'>>;
  startDiarySession?: Resolver<ResolversTypes['DiarySession'], ParentType, ContextType, Partial<MutationStartDiarySessionArgs>>;
  updateDiaryEntry?: Resolver<ResolversTypes['DiaryEntry'], ParentType, ContextType, RequireFields<MutationUpdateDiaryEntryArgs, 'input'>>;
};

export type PageInfoResolvers<ContextType = Request, ParentType extends ResolversParentTypes['PageInfo'] = ResolversParentTypes['PageInfo']> = {
  endCursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  hasNextPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  hasPreviousPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  startCursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type PortraitResolvers<ContextType = Request, ParentType extends ResolversParentTypes['Portrait'] = ResolversParentTypes['Portrait']> = {
  archetypes?: Resolver<ReadonlyArray<ResolversTypes['ArchetypeScore']>, ParentType, ContextType>;
  arousal?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
  asOf?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  emotions?: Resolver<ReadonlyArray<ResolversTypes['EmotionScore']>, ParentType, ContextType>;
  entriesAnalyzed?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  stability?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
  tokensAnalyzed?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  topics?: Resolver<ReadonlyArray<ResolversTypes['TagCount']>, ParentType, ContextType>;
  valence?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
};

export type QueryResolvers<ContextType = Request, ParentType extends ResolversParentTypes['Query'] = ResolversParentTypes['Query']> = {
  diaryAnalytics?: Resolver<Maybe<ResolversTypes['DiaryAnalytics']>, ParentType, ContextType, RequireFields<QueryDiaryAnalyticsArgs, 'period'>>;
  diaryEntries?: Resolver<Maybe<ResolversTypes['DiaryEntryConnection']>, ParentType, ContextType, Partial<QueryDiaryEntriesArgs>>;
  diaryEntry?: Resolver<Maybe<ResolversTypes['DiaryEntry']>, ParentType, ContextType, RequireFields<QueryDiaryEntryArgs, 'id'>>;
  diarySession?: Resolver<Maybe<ResolversTypes['DiarySession']>, ParentType, ContextType, RequireFields<QueryDiarySessionArgs, 'id'>>;
  diarySessions?: Resolver<Maybe<ResolversTypes['DiarySessionConnection']>, ParentType, ContextType, Partial<QueryDiarySessionsArgs>>;
  onThisDay?: Resolver<Maybe<ReadonlyArray<ResolversTypes['DiaryEntry']>>, ParentType, ContextType, Partial<QueryOnThisDayArgs>>;
  searchDiary?: Resolver<Maybe<ResolversTypes['DiaryEntryConnection']>, ParentType, ContextType, RequireFields<QuerySearchDiaryArgs, 'text'>>;
};

export type SubscriptionResolvers<ContextType = Request, ParentType extends ResolversParentTypes['Subscription'] = ResolversParentTypes['Subscription']> = {
  diarySessionEvents?: SubscriptionResolver<ResolversTypes['DiarySessionEvent'], "diarySessionEvents", ParentType, ContextType, Partial<SubscriptionDiarySessionEventsArgs>>;
};

export type TagCountResolvers<ContextType = Request, ParentType extends ResolversParentTypes['TagCount'] = ResolversParentTypes['TagCount']> = {
  count?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type UserResolvers<ContextType = Request, ParentType extends ResolversParentTypes['User'] = ResolversParentTypes['User'], FederationReferenceType extends FederationReferenceTypes['User'] = FederationReferenceTypes['User']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['User']> | FederationReferenceType, FederationReferenceType, ContextType>;
  entries?: Resolver<Maybe<ResolversTypes['DiaryEntryConnection']>, ParentType, ContextType, Partial<UserEntriesArgs>>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  portrait?: Resolver<Maybe<ResolversTypes['Portrait']>, ParentType, ContextType, Partial<UserPortraitArgs>>;
  sessions?: Resolver<Maybe<ResolversTypes['DiarySessionConnection']>, ParentType, ContextType, Partial<UserSessionsArgs>>;
};

export type Resolvers<ContextType = Request> = {
  AnalyticsBucket?: AnalyticsBucketResolvers<ContextType>;
  ArchetypeScore?: ArchetypeScoreResolvers<ContextType>;
  Date?: GraphQLScalarType;
  DateTime?: GraphQLScalarType;
  DiaryAnalytics?: DiaryAnalyticsResolvers<ContextType>;
  DiaryEntry?: DiaryEntryResolvers<ContextType>;
  DiaryEntryConnection?: DiaryEntryConnectionResolvers<ContextType>;
  DiaryEntryEdge?: DiaryEntryEdgeResolvers<ContextType>;
  DiaryEntryRevision?: DiaryEntryRevisionResolvers<ContextType>;
  DiarySession?: DiarySessionResolvers<ContextType>;
  DiarySessionConnection?: DiarySessionConnectionResolvers<ContextType>;
  DiarySessionEdge?: DiarySessionEdgeResolvers<ContextType>;
  DiarySessionEvent?: DiarySessionEventResolvers<ContextType>;
  EmotionScore?: EmotionScoreResolvers<ContextType>;
  ErasureReport?: ErasureReportResolvers<ContextType>;
  ErasureStore?: ErasureStoreResolvers<ContextType>;
  HistoryConnection?: HistoryConnectionResolvers<ContextType>;
  HistoryEdge?: HistoryEdgeResolvers<ContextType>;
  HistoryEvent?: HistoryEventResolvers<ContextType>;
  ImportProblem?: ImportProblemResolvers<ContextType>;
  ImportReport?: ImportReportResolvers<ContextType>;
  JSON?: GraphQLScalarType;
  Job?: JobResolvers<ContextType>;
  Mood?: MoodResolvers<ContextType>;
  Mutation?: MutationResolvers<ContextType>;
  PageInfo?: PageInfoResolvers<ContextType>;
  Portrait?: PortraitResolvers<ContextType>;
  Query?: QueryResolvers<ContextType>;
  Subscription?: SubscriptionResolvers<ContextType>;
  TagCount?: TagCountResolvers<ContextType>;
  User?: UserResolvers<ContextType>;
};

