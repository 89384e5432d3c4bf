import type { GraphQLResolveInfo, GraphQLScalarType, GraphQLScalarTypeConfig } from 'graphql';
import type { UserNode, UserRevisionNode, JobRow } from './readModel.ts';
import type { RecordedEvent } from '../../platform/domain/events.ts';
import type { ErasureReportNode } from './erasure.ts';
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

/** The figure somebody's writing and living comes closest to. */
export type Archetype = {
  readonly __typename?: 'Archetype';
  readonly assignedAt: Scalars['DateTime']['output'];
  /** 0 to 1. */
  readonly confidence: Scalars['Float']['output'];
  readonly description?: Maybe<Scalars['String']['output']>;
  /** `sage`, `explorer` … or any other. */
  readonly id: Scalars['ID']['output'];
  readonly name: Scalars['String']['output'];
  readonly source: ArchetypeSource;
};

export type ArchetypeInput = {
  readonly archetypeId: Scalars['ID']['input'];
  readonly archetypeName: Scalars['String']['input'];
  /** 0 to 1. */
  readonly confidence: Scalars['Float']['input'];
  readonly description?: InputMaybe<Scalars['String']['input']>;
  /** Another person than the viewer: needs the scope `profiles:write`. */
  readonly userId?: InputMaybe<Scalars['ID']['input']>;
};

export type ArchetypeSource =
  /** From the diary. */
  | 'ANALYSIS'
  /** By a person. */
  | 'ASSIGNED';

export type ChangePasswordInput = {
  readonly currentPassword: Scalars['String']['input'];
  /** 8 to 200 characters. */
  readonly newPassword: Scalars['String']['input'];
};

/** What is left of a person. */
export type ErasureReport = {
  readonly __typename?: 'ErasureReport';
  readonly chatStores: ReadonlyArray<ErasureStore>;
  /** Whether nothing is left. */
  readonly clean: Scalars['Boolean']['output'];
  readonly diaryStores: ReadonlyArray<ErasureStore>;
  /** Null for somebody who has not been erased. */
  readonly erasedAt?: Maybe<Scalars['DateTime']['output']>;
  readonly matchingStores: ReadonlyArray<ErasureStore>;
  readonly stores: ReadonlyArray<ErasureStore>;
  readonly subject: Scalars['ID']['output'];
};

export type ErasureStore = {
  readonly __typename?: 'ErasureStore';
  /** The subgraph and the store: `diary: events`. */
  readonly name: Scalars['String']['output'];
  /** Rows, events, files, keys or messages in which something can still be read, or that should be gone. */
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
  /** `UserProfileUpdated` … */
  readonly type: Scalars['String']['output'];
  /** 1, 2, 3 … */
  readonly version: Scalars['Int']['output'];
};

/** Something that takes its time. */
export type Job = {
  readonly __typename?: 'Job';
  /** Of `total`. */
  readonly done: Scalars['Int']['output'];
  /** Of an erasure that is done. */
  readonly erasureReport?: Maybe<ErasureReport>;
  readonly id: Scalars['ID']['output'];
  readonly status: JobStatus;
  /** Null where it is not known yet. */
  readonly total?: Maybe<Scalars['Int']['output']>;
  /** Where the file of an export lies: signed, and good for an hour or two. */
  readonly url?: Maybe<Scalars['String']['output']>;
};

export type JobStatus =
  | 'DONE'
  | 'FAILED'
  | 'RUNNING';

/** A sense, and how much somebody lives by it. */
export type Modality = {
  readonly __typename?: 'Modality';
  /** `visual`, `auditory`, `kinesthetic` … or any other. */
  readonly name: Scalars['String']['output'];
  /** 0 to 1. */
  readonly score: Scalars['Float']['output'];
};

export type ModalityInput = {
  readonly name: Scalars['String']['input'];
  /** 0 to 1. */
  readonly score: Scalars['Float']['input'];
};

export type Mutation = {
  readonly __typename?: 'Mutation';
  /** Assigns an archetype to the viewer, or, with the scope `profiles:write`, to another. */
  readonly assignArchetype: User;
  /**
   * Blocks a person: neither finds the other any more, and neither can write to the other or ask for a match. They are not
   * told. True, also when it was so before.
   */
  readonly blockUser: Scalars['Boolean']['output'];
  /**
   * Changes the viewer's password and ends all their other sessions; the viewer's own goes on with the new tokens.
   * BAD_USER_INPUT for a current password that is wrong; tries are limited as those of `signIn` are.
   */
  readonly changePassword: Session;
  /**
   * Erases the viewer for good: account, diary, messages, matches. Others' conversations keep their shape, with a deleted
   * user in the viewer's place. All sessions end; the e-mail address is free for another account, the username is not.
   * BAD_USER_INPUT for a password that is wrong; tries are limited as those of `signIn` are. Where people sign in with an
   * outside issuer, no password is looked at: FORBIDDEN unless they have signed in within five minutes.
   */
  readonly eraseMe: Job;
  /** Exchanges a refresh token for a new session. It works once: a token used twice ends its whole session. */
  readonly refreshSession: Session;
  /** Reports a person, and a message of theirs, to those who run the service. */
  readonly reportUser: Scalars['Boolean']['output'];
  /**
   * Writes down everything that is known of the viewer, from every subgraph: `Job.url` leads to it once it is there. There
   * is one at a time: the one under way is answered with.
   */
  readonly requestDataExport: Job;
  /** Signs in by username or e-mail. The answer to an unknown name and to a wrong password is the same. */
  readonly signIn: Session;
  /** Ends the viewer's session: its tokens work no more, and its subscriptions end within seconds. */
  readonly signOut: Scalars['Boolean']['output'];
  /**
   * Makes an account and signs in. The username has 3 to 30 letters, digits, `_`, `-` or `.`, and is unique whatever the
   * case and is not to be taken for another; so is the e-mail address. CONFLICT with the field when one is taken, BAD_USER_INPUT
   * for a password that is easily guessed, FORBIDDEN where people sign in with an outside issuer.
   */
  readonly signUp: Session;
  /** Takes a block back. True, also when there was none. */
  readonly unblockUser: Scalars['Boolean']['output'];
  /** Changes the archetype that a person has: NOT_FOUND when there is none. Otherwise as `assignArchetype`. */
  readonly updateArchetype: User;
  /** Replaces all modalities of the viewer, or, with the scope `profiles:write`, of another. */
  readonly updateModalities: User;
  /** Changes who sees what of the viewer: a setting left out is kept. */
  readonly updatePrivacy: PrivacySettings;
  /** Changes the viewer's profile: a field set to null is cleared, a field left out is kept. */
  readonly updateProfile: User;
};


export type MutationAssignArchetypeArgs = {
  input: ArchetypeInput;
};


export type MutationBlockUserArgs = {
  userId: Scalars['ID']['input'];
};


export type MutationChangePasswordArgs = {
  input: ChangePasswordInput;
};


export type MutationEraseMeArgs = {
  password: Scalars['String']['input'];
};


export type MutationRefreshSessionArgs = {
  refreshToken: Scalars['String']['input'];
};


export type MutationReportUserArgs = {
  messageId?: InputMaybe<Scalars['ID']['input']>;
  reason: Scalars['String']['input'];
  userId: Scalars['ID']['input'];
};


export type MutationSignInArgs = {
  input: SignInInput;
};


export type MutationSignUpArgs = {
  input: SignUpInput;
};


export type MutationUnblockUserArgs = {
  userId: Scalars['ID']['input'];
};


export type MutationUpdateArchetypeArgs = {
  input: ArchetypeInput;
};


export type MutationUpdateModalitiesArgs = {
  input: ReadonlyArray<ModalityInput>;
  userId?: InputMaybe<Scalars['ID']['input']>;
};


export type MutationUpdatePrivacyArgs = {
  input: PrivacyInput;
};


export type MutationUpdateProfileArgs = {
  input: UpdateProfileInput;
};

export type PageInfo = {
  readonly __typename?: 'PageInfo';
  readonly endCursor?: Maybe<Scalars['String']['output']>;
  readonly hasNextPage: Scalars['Boolean']['output'];
  readonly hasPreviousPage: Scalars['Boolean']['output'];
  readonly startCursor?: Maybe<Scalars['String']['output']>;
};

export type PrivacyInput = {
  readonly archetype?: InputMaybe<Visibility>;
  readonly discoverable?: InputMaybe<Scalars['Boolean']['input']>;
  readonly interests?: InputMaybe<Visibility>;
  readonly modalities?: InputMaybe<Visibility>;
  readonly mood?: InputMaybe<Visibility>;
  readonly presence?: InputMaybe<Scalars['Boolean']['input']>;
  readonly profile?: InputMaybe<Visibility>;
  readonly readReceipts?: InputMaybe<Scalars['Boolean']['input']>;
};

export type PrivacySettings = {
  readonly __typename?: 'PrivacySettings';
  readonly archetype: Visibility;
  /** Whether others find the person by name or are recommended them. */
  readonly discoverable: Scalars['Boolean']['output'];
  /** Tags and topics of the diary. */
  readonly interests: Visibility;
  readonly modalities: Visibility;
  readonly mood: Visibility;
  /** Whether others see that the person is online. */
  readonly presence: Scalars['Boolean']['output'];
  /** Names, date of birth, bio and avatar. */
  readonly profile: Visibility;
  /** Whether others see how far the person has read. */
  readonly readReceipts: Scalars['Boolean']['output'];
};

export type Query = {
  readonly __typename?: 'Query';
  /** Whom the viewer has blocked. */
  readonly blockedUsers?: Maybe<UserConnection>;
  /**
   * An import, an export or an erasure of the viewer's own. Whoever has been erased can still ask for that, with the access token they
   * had, as long as it lasts.
   */
  readonly job?: Maybe<Job>;
  /** The signed-in person. */
  readonly me?: Maybe<User>;
  /** What the viewer has decided on who sees what. */
  readonly privacySettings?: Maybe<PrivacySettings>;
  /** A person by id. NOT_FOUND where there is none, or none that the viewer may know of. */
  readonly user?: Maybe<User>;
  /** A person by their username, whatever its case. NOT_FOUND as for `user`. */
  readonly userByUsername?: Maybe<User>;
  /**
   * People who want to be found (`PrivacySettings.discoverable`), all of them by username, or those whose username, first or
   * last name has words that begin with those of `search`.
   */
  readonly users?: Maybe<UserConnection>;
  /**
   * Walks every store of every subgraph and counts what is left of a person. Takes as long as the stores are large. For the
   * scope `admin`; NOT_FOUND for somebody who never was there.
   */
  readonly verifyErasure?: Maybe<ErasureReport>;
};


export type QueryBlockedUsersArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
};


export type QueryJobArgs = {
  id: Scalars['ID']['input'];
};


export type QueryUserArgs = {
  id: Scalars['ID']['input'];
};


export type QueryUserByUsernameArgs = {
  username: Scalars['String']['input'];
};


export type QueryUsersArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
  search?: InputMaybe<Scalars['String']['input']>;
};


export type QueryVerifyErasureArgs = {
  userId: Scalars['ID']['input'];
};

/** Proof of being signed in. */
export type Session = {
  readonly __typename?: 'Session';
  /** Bearer token for the `Authorization` header and the WebSocket's `connectionParams.authorization`. */
  readonly accessToken: Scalars['String']['output'];
  /** When the access token ends. */
  readonly expiresAt: Scalars['DateTime']['output'];
  /** For `refreshSession`, once. */
  readonly refreshToken: Scalars['String']['output'];
  readonly user: User;
};

export type SignInInput = {
  /** Username or e-mail address. */
  readonly login: Scalars['String']['input'];
  readonly password: Scalars['String']['input'];
};

export type SignUpInput = {
  readonly dateOfBirth?: InputMaybe<Scalars['Date']['input']>;
  readonly email: Scalars['String']['input'];
  readonly firstName?: InputMaybe<Scalars['String']['input']>;
  readonly lastName?: InputMaybe<Scalars['String']['input']>;
  /** 8 to 200 characters. */
  readonly password: Scalars['String']['input'];
  readonly username: Scalars['String']['input'];
};

export type UpdateProfileInput = {
  /** A PNG, JPEG, WebP or GIF of at most 5 MB and 40 megapixels, in base64 or as a data: URL. It is cut to its middle square. */
  readonly avatar?: InputMaybe<Scalars['String']['input']>;
  readonly bio?: InputMaybe<Scalars['String']['input']>;
  readonly dateOfBirth?: InputMaybe<Scalars['Date']['input']>;
  readonly firstName?: InputMaybe<Scalars['String']['input']>;
  readonly lastName?: InputMaybe<Scalars['String']['input']>;
};

/**
 * A person. What others see of them is up to the person (`privacySettings`): what they keep to themselves is null or empty
 * for others, as all but the username and the times are between two of whom one has blocked the other.
 */
export type User = {
  readonly __typename?: 'User';
  /** As the archetype's visibility says. */
  readonly archetype?: Maybe<Archetype>;
  /** The person as they were at a moment: the viewer's own, or, with the scope `admin`, anybody's. Null before they were there. */
  readonly asOf?: Maybe<UserRevision>;
  /**
   * Where the avatar can be loaded from, relative to the endpoint: a WebP image of at most 512 × 512 pixels. The address is
   * good for an hour. As the profile's visibility says.
   */
  readonly avatarUrl?: Maybe<Scalars['String']['output']>;
  /** Up to 2,000 characters. As the profile's visibility says. */
  readonly bio?: Maybe<Scalars['String']['output']>;
  readonly createdAt: Scalars['DateTime']['output'];
  /** As the profile's visibility says, and to nobody but matched people. */
  readonly dateOfBirth?: Maybe<Scalars['Date']['output']>;
  /** The viewer's own; null for anybody else's. */
  readonly email?: Maybe<Scalars['String']['output']>;
  /** As the profile's visibility says. */
  readonly firstName?: Maybe<Scalars['String']['output']>;
  /** Who changed what when, the oldest first: the viewer's own, or, with the scope `admin`, anybody's. */
  readonly history?: Maybe<HistoryConnection>;
  readonly id: Scalars['ID']['output'];
  /** As the profile's visibility says. */
  readonly lastName?: Maybe<Scalars['String']['output']>;
  /** By which senses somebody takes in the world. As the modalities' visibility says. */
  readonly modalities: ReadonlyArray<Modality>;
  readonly updatedAt: Scalars['DateTime']['output'];
  /** Unique; `deleted-user` for somebody who was erased. */
  readonly username: Scalars['String']['output'];
};


/**
 * A person. What others see of them is up to the person (`privacySettings`): what they keep to themselves is null or empty
 * for others, as all but the username and the times are between two of whom one has blocked the other.
 */
export type UserAsOfArgs = {
  at: Scalars['DateTime']['input'];
};


/**
 * A person. What others see of them is up to the person (`privacySettings`): what they keep to themselves is null or empty
 * for others, as all but the username and the times are between two of whom one has blocked the other.
 */
export type UserHistoryArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
};

export type UserConnection = {
  readonly __typename?: 'UserConnection';
  readonly edges: ReadonlyArray<UserEdge>;
  readonly pageInfo: PageInfo;
};

export type UserEdge = {
  readonly __typename?: 'UserEdge';
  readonly cursor: Scalars['String']['output'];
  readonly node: User;
};

/** A person as they were. */
export type UserRevision = {
  readonly __typename?: 'UserRevision';
  readonly archetype?: Maybe<Archetype>;
  /** Of the last of them. */
  readonly at: Scalars['DateTime']['output'];
  readonly bio?: Maybe<Scalars['String']['output']>;
  readonly firstName?: Maybe<Scalars['String']['output']>;
  readonly lastName?: Maybe<Scalars['String']['output']>;
  readonly modalities: ReadonlyArray<Modality>;
  readonly username: Scalars['String']['output'];
  /** How many changes there had been. */
  readonly version: Scalars['Int']['output'];
};

/** Who sees something of a person, and whether it is compared with others'. */
export type Visibility =
  /** Anybody. */
  | 'EVERYONE'
  /** Compared with anybody's, shown to matched people. */
  | 'MATCHES'
  /** Nobody; neither shown nor compared. */
  | 'PRIVATE';



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
  Job: Job;
  User: User;
};

/** Mapping of federation reference types */
export type FederationReferenceTypes = {
  ErasureReport:
    ( { __typename: 'ErasureReport' }
    & GraphQLRecursivePick<FederationTypes['ErasureReport'], {"subject":true}>
    & ( Record<PropertyKey, never>
        | GraphQLRecursivePick<FederationTypes['ErasureReport'], {"diaryStores":{"name":true,"residualRows":true},"chatStores":{"name":true,"residualRows":true},"matchingStores":{"name":true,"residualRows":true}}>
        | GraphQLRecursivePick<FederationTypes['ErasureReport'], {"diaryStores":{"name":true,"residualRows":true},"chatStores":{"name":true,"residualRows":true},"matchingStores":{"name":true,"residualRows":true}}>
        | GraphQLRecursivePick<FederationTypes['ErasureReport'], {"diaryStores":{"name":true,"residualRows":true},"chatStores":{"name":true,"residualRows":true},"matchingStores":{"name":true,"residualRows":true}}> ) );
  Job:
    ( { __typename: 'Job' }
    & GraphQLRecursivePick<FederationTypes['Job'], {"id":true}> );
  User:
    ( { __typename: 'User' }
    & GraphQLRecursivePick<FederationTypes['User'], {"id":true}> );
};



/** Mapping between all available schema types and the resolvers types */
export type ResolversTypes = {
  Archetype: ResolverTypeWrapper<Archetype>;
  Float: ResolverTypeWrapper<Scalars['Float']['output']>;
  String: ResolverTypeWrapper<Scalars['String']['output']>;
  ID: ResolverTypeWrapper<Scalars['ID']['output']>;
  ArchetypeInput: ArchetypeInput;
  ArchetypeSource: ArchetypeSource;
  ChangePasswordInput: ChangePasswordInput;
  Date: ResolverTypeWrapper<Scalars['Date']['output']>;
  DateTime: ResolverTypeWrapper<Scalars['DateTime']['output']>;
  ErasureReport: ResolverTypeWrapper<ErasureReportNode>;
  Boolean: ResolverTypeWrapper<Scalars['Boolean']['output']>;
  ErasureStore: ResolverTypeWrapper<ErasureStore>;
  Int: ResolverTypeWrapper<Scalars['Int']['output']>;
  HistoryConnection: ResolverTypeWrapper<Omit<HistoryConnection, 'edges'> & { edges: ReadonlyArray<ResolversTypes['HistoryEdge']> }>;
  HistoryEdge: ResolverTypeWrapper<Omit<HistoryEdge, 'node'> & { node: ResolversTypes['HistoryEvent'] }>;
  HistoryEvent: ResolverTypeWrapper<RecordedEvent>;
  JSON: ResolverTypeWrapper<Scalars['JSON']['output']>;
  Job: ResolverTypeWrapper<JobRow>;
  JobStatus: JobStatus;
  Modality: ResolverTypeWrapper<Modality>;
  ModalityInput: ModalityInput;
  Mutation: ResolverTypeWrapper<Record<PropertyKey, never>>;
  PageInfo: ResolverTypeWrapper<PageInfo>;
  PrivacyInput: PrivacyInput;
  PrivacySettings: ResolverTypeWrapper<PrivacySettings>;
  Query: ResolverTypeWrapper<Record<PropertyKey, never>>;
  Session: ResolverTypeWrapper<Omit<Session, 'user'> & { user: ResolversTypes['User'] }>;
  SignInInput: SignInInput;
  SignUpInput: SignUpInput;
  UpdateProfileInput: UpdateProfileInput;
  User: ResolverTypeWrapper<UserNode>;
  UserConnection: ResolverTypeWrapper<Omit<UserConnection, 'edges'> & { edges: ReadonlyArray<ResolversTypes['UserEdge']> }>;
  UserEdge: ResolverTypeWrapper<Omit<UserEdge, 'node'> & { node: ResolversTypes['User'] }>;
  UserRevision: ResolverTypeWrapper<UserRevisionNode>;
  Visibility: Visibility;
};

/** Mapping between all available schema types and the resolvers parents */
export type ResolversParentTypes = {
  Archetype: Archetype;
  Float: Scalars['Float']['output'];
  String: Scalars['String']['output'];
  ID: Scalars['ID']['output'];
  ArchetypeInput: ArchetypeInput;
  ChangePasswordInput: ChangePasswordInput;
  Date: Scalars['Date']['output'];
  DateTime: Scalars['DateTime']['output'];
  ErasureReport: ErasureReportNode;
  Boolean: Scalars['Boolean']['output'];
  ErasureStore: ErasureStore;
  Int: Scalars['Int']['output'];
  HistoryConnection: Omit<HistoryConnection, 'edges'> & { edges: ReadonlyArray<ResolversParentTypes['HistoryEdge']> };
  HistoryEdge: Omit<HistoryEdge, 'node'> & { node: ResolversParentTypes['HistoryEvent'] };
  HistoryEvent: RecordedEvent;
  JSON: Scalars['JSON']['output'];
  Job: JobRow;
  Modality: Modality;
  ModalityInput: ModalityInput;
  Mutation: Record<PropertyKey, never>;
  PageInfo: PageInfo;
  PrivacyInput: PrivacyInput;
  PrivacySettings: PrivacySettings;
  Query: Record<PropertyKey, never>;
  Session: Omit<Session, 'user'> & { user: ResolversParentTypes['User'] };
  SignInInput: SignInInput;
  SignUpInput: SignUpInput;
  UpdateProfileInput: UpdateProfileInput;
  User: UserNode;
  UserConnection: Omit<UserConnection, 'edges'> & { edges: ReadonlyArray<ResolversParentTypes['UserEdge']> };
  UserEdge: Omit<UserEdge, 'node'> & { node: ResolversParentTypes['User'] };
  UserRevision: UserRevisionNode;
};

export type ArchetypeResolvers<ContextType = Request, ParentType extends ResolversParentTypes['Archetype'] = ResolversParentTypes['Archetype']> = {
  assignedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  confidence?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
  description?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  source?: Resolver<ResolversTypes['ArchetypeSource'], ParentType, ContextType>;
};

export interface DateScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['Date'], any> {
  name: 'Date';
}

export interface DateTimeScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['DateTime'], any> {
  name: 'DateTime';
}

export type ErasureReportResolvers<ContextType = Request, ParentType extends ResolversParentTypes['ErasureReport'] = ResolversParentTypes['ErasureReport'], FederationReferenceType extends FederationReferenceTypes['ErasureReport'] = FederationReferenceTypes['ErasureReport']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['ErasureReport']> | FederationReferenceType, FederationReferenceType, ContextType>;
  clean?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  erasedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  stores?: Resolver<ReadonlyArray<ResolversTypes['ErasureStore']>, ParentType, ContextType>;
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

export interface JsonScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['JSON'], any> {
  name: 'JSON';
}

export type JobResolvers<ContextType = Request, ParentType extends ResolversParentTypes['Job'] = ResolversParentTypes['Job'], FederationReferenceType extends FederationReferenceTypes['Job'] = FederationReferenceTypes['Job']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Job']> | FederationReferenceType, FederationReferenceType, ContextType>;
  done?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  erasureReport?: Resolver<Maybe<ResolversTypes['ErasureReport']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  status?: Resolver<ResolversTypes['JobStatus'], ParentType, ContextType>;
  total?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  url?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type ModalityResolvers<ContextType = Request, ParentType extends ResolversParentTypes['Modality'] = ResolversParentTypes['Modality']> = {
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  score?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
};

export type MutationResolvers<ContextType = Request, ParentType extends ResolversParentTypes['Mutation'] = ResolversParentTypes['Mutation']> = {
  assignArchetype?: Resolver<ResolversTypes['User'], ParentType, ContextType, RequireFields<MutationAssignArchetypeArgs, 'input'>>;
  blockUser?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType, RequireFields<MutationBlockUserArgs, 'userId'>>;
  changePassword?: Resolver<ResolversTypes['Session'], ParentType, ContextType, RequireFields<MutationChangePasswordArgs, 'input'>>;
  eraseMe?: Resolver<ResolversTypes['Job'], ParentType, ContextType, RequireFields<MutationEraseMeArgs, 'password'>>;
  refreshSession?: Resolver<ResolversTypes['Session'], ParentType, ContextType, RequireFields<MutationRefreshSessionArgs, 'refreshToken'>>;
  reportUser?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType, RequireFields<MutationReportUserArgs, 'reason' | 'userId'>>;
  requestDataExport?: Resolver<ResolversTypes['Job'], ParentType, ContextType>;
  signIn?: Resolver<ResolversTypes['Session'], ParentType, ContextType, RequireFields<MutationSignInArgs, 'input'>>;
  signOut?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  signUp?: Resolver<ResolversTypes['Session'], ParentType, ContextType, RequireFields<MutationSignUpArgs, 'input'>>;
  unblockUser?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType, RequireFields<MutationUnblockUserArgs, 'userId'>>;
  updateArchetype?: Resolver<ResolversTypes['User'], ParentType, ContextType, RequireFields<MutationUpdateArchetypeArgs, 'input'>>;
  updateModalities?: Resolver<ResolversTypes['User'], ParentType, ContextType, RequireFields<MutationUpdateModalitiesArgs, 'input'>>;
  updatePrivacy?: Resolver<ResolversTypes['PrivacySettings'], ParentType, ContextType, RequireFields<MutationUpdatePrivacyArgs, 'input'>>;
  updateProfile?: Resolver<ResolversTypes['User'], ParentType, ContextType, RequireFields<MutationUpdateProfileArgs, 'input'>>;
};

export type PageInfoResolvers<ContextType = Request, ParentType extends ResolversParentTypes['PageInfo'] = ResolversParentTypes['PageInfo']> = {
  endCursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  hasNextPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  hasPreviousPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  startCursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type PrivacySettingsResolvers<ContextType = Request, ParentType extends ResolversParentTypes['PrivacySettings'] = ResolversParentTypes['PrivacySettings']> = {
  archetype?: Resolver<ResolversTypes['Visibility'], ParentType, ContextType>;
  discoverable?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  interests?: Resolver<ResolversTypes['Visibility'], ParentType, ContextType>;
  modalities?: Resolver<ResolversTypes['Visibility'], ParentType, ContextType>;
  mood?: Resolver<ResolversTypes['Visibility'], ParentType, ContextType>;
  presence?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  profile?: Resolver<ResolversTypes['Visibility'], ParentType, ContextType>;
  readReceipts?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
};

export type QueryResolvers<ContextType = Request, ParentType extends ResolversParentTypes['Query'] = ResolversParentTypes['Query']> = {
  blockedUsers?: Resolver<Maybe<ResolversTypes['UserConnection']>, ParentType, ContextType, Partial<QueryBlockedUsersArgs>>;
  job?: Resolver<Maybe<ResolversTypes['Job']>, ParentType, ContextType, RequireFields<QueryJobArgs, 'id'>>;
  me?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType>;
  privacySettings?: Resolver<Maybe<ResolversTypes['PrivacySettings']>, ParentType, ContextType>;
  user?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType, RequireFields<QueryUserArgs, 'id'>>;
  userByUsername?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType, RequireFields<QueryUserByUsernameArgs, 'username'>>;
  users?: Resolver<Maybe<ResolversTypes['UserConnection']>, ParentType, ContextType, Partial<QueryUsersArgs>>;
  verifyErasure?: Resolver<Maybe<ResolversTypes['ErasureReport']>, ParentType, ContextType, RequireFields<QueryVerifyErasureArgs, 'userId'>>;
};

export type SessionResolvers<ContextType = Request, ParentType extends ResolversParentTypes['Session'] = ResolversParentTypes['Session']> = {
  accessToken?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  expiresAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  refreshToken?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  user?: Resolver<ResolversTypes['User'], ParentType, ContextType>;
};

export type UserResolvers<ContextType = Request, ParentType extends ResolversParentTypes['User'] = ResolversParentTypes['User'], FederationReferenceType extends FederationReferenceTypes['User'] = FederationReferenceTypes['User']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['User']> | FederationReferenceType, FederationReferenceType, ContextType>;
  archetype?: Resolver<Maybe<ResolversTypes['Archetype']>, ParentType, ContextType>;
  asOf?: Resolver<Maybe<ResolversTypes['UserRevision']>, ParentType, ContextType, RequireFields<UserAsOfArgs, 'at'>>;
  avatarUrl?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  bio?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  dateOfBirth?: Resolver<Maybe<ResolversTypes['Date']>, ParentType, ContextType>;
  email?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  firstName?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  history?: Resolver<Maybe<ResolversTypes['HistoryConnection']>, ParentType, ContextType, Partial<UserHistoryArgs>>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  lastName?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  modalities?: Resolver<ReadonlyArray<ResolversTypes['Modality']>, ParentType, ContextType>;
  updatedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  username?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type UserConnectionResolvers<ContextType = Request, ParentType extends ResolversParentTypes['UserConnection'] = ResolversParentTypes['UserConnection']> = {
  edges?: Resolver<ReadonlyArray<ResolversTypes['UserEdge']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type UserEdgeResolvers<ContextType = Request, ParentType extends ResolversParentTypes['UserEdge'] = ResolversParentTypes['UserEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['User'], ParentType, ContextType>;
};

export type UserRevisionResolvers<ContextType = Request, ParentType extends ResolversParentTypes['UserRevision'] = ResolversParentTypes['UserRevision']> = {
  archetype?: Resolver<Maybe<ResolversTypes['Archetype']>, ParentType, ContextType>;
  at?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  bio?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  firstName?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  lastName?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  modalities?: Resolver<ReadonlyArray<ResolversTypes['Modality']>, ParentType, ContextType>;
  username?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  version?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type Resolvers<ContextType = Request> = {
  Archetype?: ArchetypeResolvers<ContextType>;
  Date?: GraphQLScalarType;
  DateTime?: GraphQLScalarType;
  ErasureReport?: ErasureReportResolvers<ContextType>;
  ErasureStore?: ErasureStoreResolvers<ContextType>;
  HistoryConnection?: HistoryConnectionResolvers<ContextType>;
  HistoryEdge?: HistoryEdgeResolvers<ContextType>;
  HistoryEvent?: HistoryEventResolvers<ContextType>;
  JSON?: GraphQLScalarType;
  Job?: JobResolvers<ContextType>;
  Modality?: ModalityResolvers<ContextType>;
  Mutation?: MutationResolvers<ContextType>;
  PageInfo?: PageInfoResolvers<ContextType>;
  PrivacySettings?: PrivacySettingsResolvers<ContextType>;
  Query?: QueryResolvers<ContextType>;
  Session?: SessionResolvers<ContextType>;
  User?: UserResolvers<ContextType>;
  UserConnection?: UserConnectionResolvers<ContextType>;
  UserEdge?: UserEdgeResolvers<ContextType>;
  UserRevision?: UserRevisionResolvers<ContextType>;
};

