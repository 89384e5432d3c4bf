import type { GraphQLResolveInfo, GraphQLScalarType, GraphQLScalarTypeConfig } from 'graphql';
import type { EntryRow, SessionRow } from './readModel.ts';
import type { SessionEventNode } from './projections.ts';
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
  /** A moment: ISO-8601 in UTC with milliseconds, `2026-11-21T08:30:00.000Z`. Any offset is understood in input. */
  DateTime: { input: string; output: string; }
  _FieldSet: { input: unknown; output: unknown; }
};

export type CreateDiaryEntryInput = {
  /** 1 to 100,000 characters. */
  readonly content: Scalars['String']['input'];
  /** A UUIDv7 of the client's own: makes a retry harmless. */
  readonly id?: InputMaybe<Scalars['ID']['input']>;
  /** Now, when left out. */
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
  /** The client's own count, up to 1,000,000; left out, words and punctuation marks are counted. */
  readonly tokenCount?: InputMaybe<Scalars['Int']['input']>;
};

/** Something somebody wrote for themselves. */
export type DiaryEntry = {
  readonly __typename?: 'DiaryEntry';
  readonly author?: Maybe<User>;
  readonly content: Scalars['String']['output'];
  readonly createdAt: Scalars['DateTime']['output'];
  readonly id: Scalars['ID']['output'];
  /** When it is about: may be long before it was written. */
  readonly occurredAt: Scalars['DateTime']['output'];
  readonly session?: Maybe<DiarySession>;
  /** The writer's own word for their mood. */
  readonly statedMood?: Maybe<Scalars['String']['output']>;
  readonly tags: ReadonlyArray<Scalars['String']['output']>;
  /** IANA name of the zone it was written in. */
  readonly timeZone?: Maybe<Scalars['String']['output']>;
  readonly title?: Maybe<Scalars['String']['output']>;
  /** The client's own count, or that of words and punctuation marks. */
  readonly tokenCount: Scalars['Int']['output'];
  readonly updatedAt: Scalars['DateTime']['output'];
  /** Counts the changes, from 1; for `expectedVersion`. */
  readonly version: Scalars['Int']['output'];
  readonly wordCount: Scalars['Int']['output'];
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

/** A sitting in which entries are written. */
export type DiarySession = {
  readonly __typename?: 'DiarySession';
  readonly endedAt?: Maybe<Scalars['DateTime']['output']>;
  readonly entryCount: Scalars['Int']['output'];
  readonly id: Scalars['ID']['output'];
  readonly owner?: Maybe<User>;
  readonly startedAt: Scalars['DateTime']['output'];
  readonly status: SessionStatus;
  readonly title?: Maybe<Scalars['String']['output']>;
  readonly tokenCount: Scalars['Int']['output'];
};

export type DiarySessionEvent = {
  readonly __typename?: 'DiarySessionEvent';
  readonly at: Scalars['DateTime']['output'];
  /** For `after`. */
  readonly cursor: Scalars['String']['output'];
  /** The entry that was added; null when it was deleted since. */
  readonly entry?: Maybe<DiaryEntry>;
  readonly session: DiarySession;
  readonly type: DiarySessionEventType;
};

export type DiarySessionEventType =
  | 'ENDED'
  | 'ENTRY_ADDED'
  | 'STARTED';

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
  /** Starts a session. There is at most one at a time: CONFLICT while another is active. */
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

export type Query = {
  readonly __typename?: 'Query';
  /** The viewer's entries, the latest moment first. `first` and `last` take 1 to 100, 50 when left out. */
  readonly diaryEntries?: Maybe<DiaryEntryConnection>;
  /** One of the viewer's entries. Another person's is not found, never forbidden. */
  readonly diaryEntry?: Maybe<DiaryEntry>;
  /** One of the viewer's sessions. */
  readonly diarySession?: Maybe<DiarySession>;
};


export type QueryDiaryEntriesArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
};


export type QueryDiaryEntryArgs = {
  id: Scalars['ID']['input'];
};


export type QueryDiarySessionArgs = {
  id: Scalars['ID']['input'];
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
};


export type UserEntriesArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
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
  User:
    ( { __typename: 'User' }
    & GraphQLRecursivePick<FederationTypes['User'], {"id":true}> );
};



/** Mapping between all available schema types and the resolvers types */
export type ResolversTypes = {
  CreateDiaryEntryInput: CreateDiaryEntryInput;
  String: ResolverTypeWrapper<Scalars['String']['output']>;
  ID: ResolverTypeWrapper<Scalars['ID']['output']>;
  Int: ResolverTypeWrapper<Scalars['Int']['output']>;
  DateTime: ResolverTypeWrapper<Scalars['DateTime']['output']>;
  DiaryEntry: ResolverTypeWrapper<EntryRow>;
  DiaryEntryConnection: ResolverTypeWrapper<Omit<DiaryEntryConnection, 'edges'> & { edges: ReadonlyArray<ResolversTypes['DiaryEntryEdge']> }>;
  DiaryEntryEdge: ResolverTypeWrapper<Omit<DiaryEntryEdge, 'node'> & { node: ResolversTypes['DiaryEntry'] }>;
  DiarySession: ResolverTypeWrapper<SessionRow>;
  DiarySessionEvent: ResolverTypeWrapper<SessionEventNode>;
  DiarySessionEventType: DiarySessionEventType;
  ErasureReport: ResolverTypeWrapper<{ readonly subject: string }>;
  ErasureStore: ResolverTypeWrapper<ErasureStore>;
  Mutation: ResolverTypeWrapper<Record<PropertyKey, never>>;
  PageInfo: ResolverTypeWrapper<PageInfo>;
  Boolean: ResolverTypeWrapper<Scalars['Boolean']['output']>;
  Query: ResolverTypeWrapper<Record<PropertyKey, never>>;
  SessionStatus: SessionStatus;
  StartDiarySessionInput: StartDiarySessionInput;
  Subscription: ResolverTypeWrapper<Record<PropertyKey, never>>;
  UpdateDiaryEntryInput: UpdateDiaryEntryInput;
  User: ResolverTypeWrapper<{ readonly __typename: 'User'; readonly id: string }>;
};

/** Mapping between all available schema types and the resolvers parents */
export type ResolversParentTypes = {
  CreateDiaryEntryInput: CreateDiaryEntryInput;
  String: Scalars['String']['output'];
  ID: Scalars['ID']['output'];
  Int: Scalars['Int']['output'];
  DateTime: Scalars['DateTime']['output'];
  DiaryEntry: EntryRow;
  DiaryEntryConnection: Omit<DiaryEntryConnection, 'edges'> & { edges: ReadonlyArray<ResolversParentTypes['DiaryEntryEdge']> };
  DiaryEntryEdge: Omit<DiaryEntryEdge, 'node'> & { node: ResolversParentTypes['DiaryEntry'] };
  DiarySession: SessionRow;
  DiarySessionEvent: SessionEventNode;
  ErasureReport: { readonly subject: string };
  ErasureStore: ErasureStore;
  Mutation: Record<PropertyKey, never>;
  PageInfo: PageInfo;
  Boolean: Scalars['Boolean']['output'];
  Query: Record<PropertyKey, never>;
  StartDiarySessionInput: StartDiarySessionInput;
  Subscription: Record<PropertyKey, never>;
  UpdateDiaryEntryInput: UpdateDiaryEntryInput;
  User: { readonly __typename: 'User'; readonly id: string };
};

export interface DateTimeScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['DateTime'], any> {
  name: 'DateTime';
}

export type DiaryEntryResolvers<ContextType = Request, ParentType extends ResolversParentTypes['DiaryEntry'] = ResolversParentTypes['DiaryEntry'], FederationReferenceType extends FederationReferenceTypes['DiaryEntry'] = FederationReferenceTypes['DiaryEntry']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['DiaryEntry']> | FederationReferenceType, FederationReferenceType, ContextType>;
  author?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType>;
  content?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
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

export type DiarySessionResolvers<ContextType = Request, ParentType extends ResolversParentTypes['DiarySession'] = ResolversParentTypes['DiarySession'], FederationReferenceType extends FederationReferenceTypes['DiarySession'] = FederationReferenceTypes['DiarySession']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['DiarySession']> | FederationReferenceType, FederationReferenceType, ContextType>;
  endedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  entryCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  owner?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType>;
  startedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  status?: Resolver<ResolversTypes['SessionStatus'], ParentType, ContextType>;
  title?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  tokenCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type DiarySessionEventResolvers<ContextType = Request, ParentType extends ResolversParentTypes['DiarySessionEvent'] = ResolversParentTypes['DiarySessionEvent']> = {
  at?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  entry?: Resolver<Maybe<ResolversTypes['DiaryEntry']>, ParentType, ContextType>;
  session?: Resolver<ResolversTypes['DiarySession'], ParentType, ContextType>;
  type?: Resolver<ResolversTypes['DiarySessionEventType'], ParentType, ContextType>;
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

export type MutationResolvers<ContextType = Request, ParentType extends ResolversParentTypes['Mutation'] = ResolversParentTypes['Mutation']> = {
  createDiaryEntry?: Resolver<ResolversTypes['DiaryEntry'], ParentType, ContextType, RequireFields<MutationCreateDiaryEntryArgs, 'input'>>;
  deleteDiaryEntry?: Resolver<ResolversTypes['DiaryEntry'], ParentType, ContextType, RequireFields<MutationDeleteDiaryEntryArgs, 'id'>>;
  endDiarySession?: Resolver<ResolversTypes['DiarySession'], ParentType, ContextType, RequireFields<MutationEndDiarySessionArgs, 'id'>>;
  startDiarySession?: Resolver<ResolversTypes['DiarySession'], ParentType, ContextType, Partial<MutationStartDiarySessionArgs>>;
  updateDiaryEntry?: Resolver<ResolversTypes['DiaryEntry'], ParentType, ContextType, RequireFields<MutationUpdateDiaryEntryArgs, 'input'>>;
};

export type PageInfoResolvers<ContextType = Request, ParentType extends ResolversParentTypes['PageInfo'] = ResolversParentTypes['PageInfo']> = {
  endCursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  hasNextPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  hasPreviousPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  startCursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type QueryResolvers<ContextType = Request, ParentType extends ResolversParentTypes['Query'] = ResolversParentTypes['Query']> = {
  diaryEntries?: Resolver<Maybe<ResolversTypes['DiaryEntryConnection']>, ParentType, ContextType, Partial<QueryDiaryEntriesArgs>>;
  diaryEntry?: Resolver<Maybe<ResolversTypes['DiaryEntry']>, ParentType, ContextType, RequireFields<QueryDiaryEntryArgs, 'id'>>;
  diarySession?: Resolver<Maybe<ResolversTypes['DiarySession']>, ParentType, ContextType, RequireFields<QueryDiarySessionArgs, 'id'>>;
};

export type SubscriptionResolvers<ContextType = Request, ParentType extends ResolversParentTypes['Subscription'] = ResolversParentTypes['Subscription']> = {
  diarySessionEvents?: SubscriptionResolver<ResolversTypes['DiarySessionEvent'], "diarySessionEvents", ParentType, ContextType, Partial<SubscriptionDiarySessionEventsArgs>>;
};

export type UserResolvers<ContextType = Request, ParentType extends ResolversParentTypes['User'] = ResolversParentTypes['User'], FederationReferenceType extends FederationReferenceTypes['User'] = FederationReferenceTypes['User']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['User']> | FederationReferenceType, FederationReferenceType, ContextType>;
  entries?: Resolver<Maybe<ResolversTypes['DiaryEntryConnection']>, ParentType, ContextType, Partial<UserEntriesArgs>>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
};

export type Resolvers<ContextType = Request> = {
  DateTime?: GraphQLScalarType;
  DiaryEntry?: DiaryEntryResolvers<ContextType>;
  DiaryEntryConnection?: DiaryEntryConnectionResolvers<ContextType>;
  DiaryEntryEdge?: DiaryEntryEdgeResolvers<ContextType>;
  DiarySession?: DiarySessionResolvers<ContextType>;
  DiarySessionEvent?: DiarySessionEventResolvers<ContextType>;
  ErasureReport?: ErasureReportResolvers<ContextType>;
  ErasureStore?: ErasureStoreResolvers<ContextType>;
  Mutation?: MutationResolvers<ContextType>;
  PageInfo?: PageInfoResolvers<ContextType>;
  Query?: QueryResolvers<ContextType>;
  Subscription?: SubscriptionResolvers<ContextType>;
  User?: UserResolvers<ContextType>;
};

