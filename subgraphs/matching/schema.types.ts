import type { GraphQLResolveInfo, GraphQLScalarType, GraphQLScalarTypeConfig } from 'graphql';
import type { MatchRow } from './readModel.ts';
import type { MatchEventNode } from './projections/matches.ts';
import type { Recommended } from './recommendations/list.ts';
import type { CompatibilityNode } from './recommendations/compatibility.ts';
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
  /** A moment: ISO-8601 in UTC with milliseconds, `2026-11-21T08:30:00.000Z`. */
  DateTime: { input: string; output: string; }
  _FieldSet: { input: unknown; output: unknown; }
};

/** How alike two people are: the same whoever of them asks. What one of them keeps to themselves has no part in it. */
export type Compatibility = {
  readonly __typename?: 'Compatibility';
  /** What of both is known. */
  readonly components: ReadonlyArray<CompatibilityComponent>;
  readonly computedAt: Scalars['DateTime']['output'];
  /** Scores of different models are not to be compared. */
  readonly modelVersion: Scalars['String']['output'];
  /** In plain words, what counts most first. */
  readonly reasons: ReadonlyArray<Scalars['String']['output']>;
  /** 0 to 1: the mean of the components by their weights. */
  readonly score: Scalars['Float']['output'];
  /** Tags that both have, where both show their interests to the other. */
  readonly sharedTags: ReadonlyArray<Scalars['String']['output']>;
  /** What both write about, where both show their interests to the other. */
  readonly sharedTopics: ReadonlyArray<Scalars['String']['output']>;
};

export type CompatibilityComponent = {
  readonly __typename?: 'CompatibilityComponent';
  /**
   * `archetype` (how alike in what stands out of all of them, where a diary tells; else the same one, as surely), `mood` (how alike their diaries feel), `interests` (tags and topics that both have,
   * rare ones counting more) or `modalities` (how near their scores are).
   */
  readonly name: Scalars['String']['output'];
  /** 0 to 1. */
  readonly score: Scalars['Float']['output'];
  /** Its part in the score; those of all components are 1 together. */
  readonly weight: Scalars['Float']['output'];
};

/** What is left of a person; users puts the subgraphs' answers together. */
export type ErasureReport = {
  readonly __typename?: 'ErasureReport';
  readonly matchingStores: ReadonlyArray<ErasureStore>;
  readonly subject: Scalars['ID']['output'];
};

export type ErasureStore = {
  readonly __typename?: 'ErasureStore';
  readonly name: Scalars['String']['output'];
  readonly residualRows: Scalars['Int']['output'];
};

/** Two people, one of whom asked the other. */
export type Match = {
  readonly __typename?: 'Match';
  /** Of the two, as it is now. Null where nothing of both is known, or one blocks the other. */
  readonly compatibility?: Maybe<Compatibility>;
  readonly createdAt: Scalars['DateTime']['output'];
  readonly id: Scalars['ID']['output'];
  /** What the requester wrote along, up to 1,000 characters. */
  readonly message?: Maybe<Scalars['String']['output']>;
  readonly recipient?: Maybe<User>;
  readonly requester?: Maybe<User>;
  /** When it was accepted or rejected. */
  readonly respondedAt?: Maybe<Scalars['DateTime']['output']>;
  readonly status: MatchStatus;
};

export type MatchConnection = {
  readonly __typename?: 'MatchConnection';
  readonly edges: ReadonlyArray<MatchEdge>;
  readonly pageInfo: PageInfo;
};

export type MatchEdge = {
  readonly __typename?: 'MatchEdge';
  readonly cursor: Scalars['String']['output'];
  readonly node: Match;
};

/** Something has become of a match. */
export type MatchEvent = {
  readonly __typename?: 'MatchEvent';
  readonly at: Scalars['DateTime']['output'];
  readonly cursor: Scalars['String']['output'];
  /** As it is now. */
  readonly match: Match;
};

export type MatchStatus =
  | 'ACCEPTED'
  /** The requester took it back. */
  | 'CANCELLED'
  /** It waits for the recipient. */
  | 'PENDING'
  | 'REJECTED';

export type Mutation = {
  readonly __typename?: 'Mutation';
  /**
   * Accepts a match that was asked of the viewer. A direct conversation of the two opens. CONFLICT when it is accepted,
   * rejected or cancelled already, or the viewer is who asked; NOT_FOUND while one of the two blocks the other.
   */
  readonly acceptMatch: Match;
  /**
   * Takes back a match that the viewer has asked for and that waits. CONFLICT when it is accepted, rejected or cancelled
   * already, or was asked of the viewer.
   */
  readonly cancelMatch: Match;
  /** Recommends this person to the viewer no more. NOT_FOUND for nobody, for oneself, and across a block. */
  readonly dismissRecommendation: Scalars['Boolean']['output'];
  /** Rejects a match that was asked of the viewer. Refused as `acceptMatch` is. */
  readonly rejectMatch: Match;
  /**
   * Asks somebody for a match. If they have asked the viewer already, theirs is accepted at once, and keeps their message.
   * CONFLICT while there is one between the two, and for 30 days after they rejected one of the viewer's (`retryAfter` says
   * how many seconds of these are left); NOT_FOUND for nobody, for oneself, and for somebody who blocks the viewer or is
   * blocked by them; RATE_LIMITED with `retryAfter` after 50 in a day.
   */
  readonly requestMatch: Match;
};


export type MutationAcceptMatchArgs = {
  id: Scalars['ID']['input'];
};


export type MutationCancelMatchArgs = {
  id: Scalars['ID']['input'];
};


export type MutationDismissRecommendationArgs = {
  userId: Scalars['ID']['input'];
};


export type MutationRejectMatchArgs = {
  id: Scalars['ID']['input'];
};


export type MutationRequestMatchArgs = {
  message?: InputMaybe<Scalars['String']['input']>;
  userId: Scalars['ID']['input'];
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
  /** The viewer's matches, asked for by them or of them, the latest first. */
  readonly matches?: Maybe<MatchConnection>;
  /**
   * People who are like the viewer, the most alike first, but for some variety: those who are much like each other don't stand
   * in a row. Nobody who is not discoverable, whom one blocks or is blocked by, whom one has dismissed, or with whom there is
   * a match or one that waits; after a rejection not for 30 days. Empty while nothing is known of the viewer, or of others,
   * that could be compared.
   *
   * A list has 200 people at most and is made for its first page; `after` goes on in the same list for an hour, so that nobody
   * comes twice. `minScore`, 0 to 1, leaves out who is less alike.
   */
  readonly recommendations?: Maybe<RecommendationConnection>;
};


export type QueryMatchesArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
  status?: InputMaybe<MatchStatus>;
};


export type QueryRecommendationsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
  minScore?: InputMaybe<Scalars['Float']['input']>;
};

/** Somebody who is like the viewer. */
export type Recommendation = {
  readonly __typename?: 'Recommendation';
  readonly compatibility: Compatibility;
  readonly user?: Maybe<User>;
};

export type RecommendationConnection = {
  readonly __typename?: 'RecommendationConnection';
  readonly edges: ReadonlyArray<RecommendationEdge>;
  readonly pageInfo: PageInfo;
};

export type RecommendationEdge = {
  readonly __typename?: 'RecommendationEdge';
  readonly cursor: Scalars['String']['output'];
  readonly node: Recommendation;
};

export type Subscription = {
  readonly __typename?: 'Subscription';
  /**
   * Everything that becomes of the viewer's matches: asked, accepted, rejected, cancelled, also by themselves. `after` is the
   * cursor of the last event that was seen: what was missed comes first, in order, each once.
   */
  readonly matchEvents: MatchEvent;
};


export type SubscriptionMatchEventsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
};

export type User = {
  readonly __typename?: 'User';
  /**
   * How alike this person and the viewer are. Null for oneself, where nothing of both is known, while one of the two blocks
   * the other, and for somebody who is not discoverable, unless the two are matched.
   */
  readonly compatibility?: Maybe<Compatibility>;
  readonly id: Scalars['ID']['output'];
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
  ErasureReport: ErasureReport;
  Match: Match;
  User: User;
};

/** Mapping of federation reference types */
export type FederationReferenceTypes = {
  ErasureReport:
    ( { __typename: 'ErasureReport' }
    & GraphQLRecursivePick<FederationTypes['ErasureReport'], {"subject":true}> );
  Match:
    ( { __typename: 'Match' }
    & GraphQLRecursivePick<FederationTypes['Match'], {"id":true}> );
  User:
    ( { __typename: 'User' }
    & GraphQLRecursivePick<FederationTypes['User'], {"id":true}> );
};



/** Mapping between all available schema types and the resolvers types */
export type ResolversTypes = {
  Compatibility: ResolverTypeWrapper<CompatibilityNode>;
  String: ResolverTypeWrapper<Scalars['String']['output']>;
  Float: ResolverTypeWrapper<Scalars['Float']['output']>;
  CompatibilityComponent: ResolverTypeWrapper<CompatibilityComponent>;
  DateTime: ResolverTypeWrapper<Scalars['DateTime']['output']>;
  ErasureReport: ResolverTypeWrapper<{ readonly subject: string }>;
  ID: ResolverTypeWrapper<Scalars['ID']['output']>;
  ErasureStore: ResolverTypeWrapper<ErasureStore>;
  Int: ResolverTypeWrapper<Scalars['Int']['output']>;
  Match: ResolverTypeWrapper<MatchRow>;
  MatchConnection: ResolverTypeWrapper<Omit<MatchConnection, 'edges'> & { edges: ReadonlyArray<ResolversTypes['MatchEdge']> }>;
  MatchEdge: ResolverTypeWrapper<Omit<MatchEdge, 'node'> & { node: ResolversTypes['Match'] }>;
  MatchEvent: ResolverTypeWrapper<MatchEventNode>;
  MatchStatus: MatchStatus;
  Mutation: ResolverTypeWrapper<Record<PropertyKey, never>>;
  Boolean: ResolverTypeWrapper<Scalars['Boolean']['output']>;
  PageInfo: ResolverTypeWrapper<PageInfo>;
  Query: ResolverTypeWrapper<Record<PropertyKey, never>>;
  Recommendation: ResolverTypeWrapper<Recommended>;
  RecommendationConnection: ResolverTypeWrapper<Omit<RecommendationConnection, 'edges'> & { edges: ReadonlyArray<ResolversTypes['RecommendationEdge']> }>;
  RecommendationEdge: ResolverTypeWrapper<Omit<RecommendationEdge, 'node'> & { node: ResolversTypes['Recommendation'] }>;
  Subscription: ResolverTypeWrapper<Record<PropertyKey, never>>;
  User: ResolverTypeWrapper<{ readonly __typename: 'User'; readonly id: string }>;
};

/** Mapping between all available schema types and the resolvers parents */
export type ResolversParentTypes = {
  Compatibility: CompatibilityNode;
  String: Scalars['String']['output'];
  Float: Scalars['Float']['output'];
  CompatibilityComponent: CompatibilityComponent;
  DateTime: Scalars['DateTime']['output'];
  ErasureReport: { readonly subject: string };
  ID: Scalars['ID']['output'];
  ErasureStore: ErasureStore;
  Int: Scalars['Int']['output'];
  Match: MatchRow;
  MatchConnection: Omit<MatchConnection, 'edges'> & { edges: ReadonlyArray<ResolversParentTypes['MatchEdge']> };
  MatchEdge: Omit<MatchEdge, 'node'> & { node: ResolversParentTypes['Match'] };
  MatchEvent: MatchEventNode;
  Mutation: Record<PropertyKey, never>;
  Boolean: Scalars['Boolean']['output'];
  PageInfo: PageInfo;
  Query: Record<PropertyKey, never>;
  Recommendation: Recommended;
  RecommendationConnection: Omit<RecommendationConnection, 'edges'> & { edges: ReadonlyArray<ResolversParentTypes['RecommendationEdge']> };
  RecommendationEdge: Omit<RecommendationEdge, 'node'> & { node: ResolversParentTypes['Recommendation'] };
  Subscription: Record<PropertyKey, never>;
  User: { readonly __typename: 'User'; readonly id: string };
};

export type CompatibilityResolvers<ContextType = Request, ParentType extends ResolversParentTypes['Compatibility'] = ResolversParentTypes['Compatibility']> = {
  components?: Resolver<ReadonlyArray<ResolversTypes['CompatibilityComponent']>, ParentType, ContextType>;
  computedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  modelVersion?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  reasons?: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>;
  score?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
  sharedTags?: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>;
  sharedTopics?: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>;
};

export type CompatibilityComponentResolvers<ContextType = Request, ParentType extends ResolversParentTypes['CompatibilityComponent'] = ResolversParentTypes['CompatibilityComponent']> = {
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  score?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
  weight?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
};

export interface DateTimeScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['DateTime'], any> {
  name: 'DateTime';
}

export type ErasureReportResolvers<ContextType = Request, ParentType extends ResolversParentTypes['ErasureReport'] = ResolversParentTypes['ErasureReport'], FederationReferenceType extends FederationReferenceTypes['ErasureReport'] = FederationReferenceTypes['ErasureReport']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['ErasureReport']> | FederationReferenceType, FederationReferenceType, ContextType>;
  matchingStores?: Resolver<ReadonlyArray<ResolversTypes['ErasureStore']>, ParentType, ContextType>;
  subject?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
};

export type ErasureStoreResolvers<ContextType = Request, ParentType extends ResolversParentTypes['ErasureStore'] = ResolversParentTypes['ErasureStore']> = {
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  residualRows?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type MatchResolvers<ContextType = Request, ParentType extends ResolversParentTypes['Match'] = ResolversParentTypes['Match'], FederationReferenceType extends FederationReferenceTypes['Match'] = FederationReferenceTypes['Match']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Match']> | FederationReferenceType, FederationReferenceType, ContextType>;
  compatibility?: Resolver<Maybe<ResolversTypes['Compatibility']>, ParentType, ContextType>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  message?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  recipient?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType>;
  requester?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType>;
  respondedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  status?: Resolver<ResolversTypes['MatchStatus'], ParentType, ContextType>;
};

export type MatchConnectionResolvers<ContextType = Request, ParentType extends ResolversParentTypes['MatchConnection'] = ResolversParentTypes['MatchConnection']> = {
  edges?: Resolver<ReadonlyArray<ResolversTypes['MatchEdge']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type MatchEdgeResolvers<ContextType = Request, ParentType extends ResolversParentTypes['MatchEdge'] = ResolversParentTypes['MatchEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['Match'], ParentType, ContextType>;
};

export type MatchEventResolvers<ContextType = Request, ParentType extends ResolversParentTypes['MatchEvent'] = ResolversParentTypes['MatchEvent']> = {
  at?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  match?: Resolver<ResolversTypes['Match'], ParentType, ContextType>;
};

export type MutationResolvers<ContextType = Request, ParentType extends ResolversParentTypes['Mutation'] = ResolversParentTypes['Mutation']> = {
  acceptMatch?: Resolver<ResolversTypes['Match'], ParentType, ContextType, RequireFields<MutationAcceptMatchArgs, 'id'>>;
  cancelMatch?: Resolver<ResolversTypes['Match'], ParentType, ContextType, RequireFields<MutationCancelMatchArgs, 'id'>>;
  dismissRecommendation?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType, RequireFields<MutationDismissRecommendationArgs, 'userId'>>;
  rejectMatch?: Resolver<ResolversTypes['Match'], ParentType, ContextType, RequireFields<MutationRejectMatchArgs, 'id'>>;
  requestMatch?: Resolver<ResolversTypes['Match'], ParentType, ContextType, RequireFields<MutationRequestMatchArgs, 'userId'>>;
};

export type PageInfoResolvers<ContextType = Request, ParentType extends ResolversParentTypes['PageInfo'] = ResolversParentTypes['PageInfo']> = {
  endCursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  hasNextPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  hasPreviousPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  startCursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type QueryResolvers<ContextType = Request, ParentType extends ResolversParentTypes['Query'] = ResolversParentTypes['Query']> = {
  matches?: Resolver<Maybe<ResolversTypes['MatchConnection']>, ParentType, ContextType, Partial<QueryMatchesArgs>>;
  recommendations?: Resolver<Maybe<ResolversTypes['RecommendationConnection']>, ParentType, ContextType, Partial<QueryRecommendationsArgs>>;
};

export type RecommendationResolvers<ContextType = Request, ParentType extends ResolversParentTypes['Recommendation'] = ResolversParentTypes['Recommendation']> = {
  compatibility?: Resolver<ResolversTypes['Compatibility'], ParentType, ContextType>;
  user?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType>;
};

export type RecommendationConnectionResolvers<ContextType = Request, ParentType extends ResolversParentTypes['RecommendationConnection'] = ResolversParentTypes['RecommendationConnection']> = {
  edges?: Resolver<ReadonlyArray<ResolversTypes['RecommendationEdge']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type RecommendationEdgeResolvers<ContextType = Request, ParentType extends ResolversParentTypes['RecommendationEdge'] = ResolversParentTypes['RecommendationEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['Recommendation'], ParentType, ContextType>;
};

export type SubscriptionResolvers<ContextType = Request, ParentType extends ResolversParentTypes['Subscription'] = ResolversParentTypes['Subscription']> = {
  matchEvents?: SubscriptionResolver<ResolversTypes['MatchEvent'], "matchEvents", ParentType, ContextType, Partial<SubscriptionMatchEventsArgs>>;
};

export type UserResolvers<ContextType = Request, ParentType extends ResolversParentTypes['User'] = ResolversParentTypes['User'], FederationReferenceType extends FederationReferenceTypes['User'] = FederationReferenceTypes['User']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['User']> | FederationReferenceType, FederationReferenceType, ContextType>;
  compatibility?: Resolver<Maybe<ResolversTypes['Compatibility']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
};

export type Resolvers<ContextType = Request> = {
  Compatibility?: CompatibilityResolvers<ContextType>;
  CompatibilityComponent?: CompatibilityComponentResolvers<ContextType>;
  DateTime?: GraphQLScalarType;
  ErasureReport?: ErasureReportResolvers<ContextType>;
  ErasureStore?: ErasureStoreResolvers<ContextType>;
  Match?: MatchResolvers<ContextType>;
  MatchConnection?: MatchConnectionResolvers<ContextType>;
  MatchEdge?: MatchEdgeResolvers<ContextType>;
  MatchEvent?: MatchEventResolvers<ContextType>;
  Mutation?: MutationResolvers<ContextType>;
  PageInfo?: PageInfoResolvers<ContextType>;
  Query?: QueryResolvers<ContextType>;
  Recommendation?: RecommendationResolvers<ContextType>;
  RecommendationConnection?: RecommendationConnectionResolvers<ContextType>;
  RecommendationEdge?: RecommendationEdgeResolvers<ContextType>;
  Subscription?: SubscriptionResolvers<ContextType>;
  User?: UserResolvers<ContextType>;
};

