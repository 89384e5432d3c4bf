import type { GraphQLResolveInfo, GraphQLScalarType, GraphQLScalarTypeConfig } from 'graphql';
import type { ConversationRow, MessageRow } from './readModel.ts';
import type { ChatEventNode } from './projections.ts';
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

/** Something that happened in a conversation. */
export type ChatEvent = {
  readonly at: Scalars['DateTime']['output'];
  readonly conversation?: Maybe<Conversation>;
  /** For `after`. */
  readonly cursor: Scalars['String']['output'];
};

export type Conversation = {
  readonly __typename?: 'Conversation';
  readonly createdAt: Scalars['DateTime']['output'];
  readonly id: Scalars['ID']['output'];
  readonly kind: ConversationKind;
  readonly lastMessage?: Maybe<Message>;
  /** In the order of `seq`. `first` and `last` take 1 to 100, 50 when left out. */
  readonly messages: MessageConnection;
  readonly participants: ReadonlyArray<Participant>;
  readonly title?: Maybe<Scalars['String']['output']>;
  /** Messages behind the viewer's read mark. One's own are read as they are sent. */
  readonly unreadCount: Scalars['Int']['output'];
  readonly updatedAt: Scalars['DateTime']['output'];
};


export type ConversationMessagesArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
};

/** It was opened, or its members changed. */
export type ConversationChanged = ChatEvent & {
  readonly __typename?: 'ConversationChanged';
  readonly at: Scalars['DateTime']['output'];
  readonly conversation?: Maybe<Conversation>;
  readonly cursor: Scalars['String']['output'];
};

export type ConversationKind =
  /** Two people, once per pair. */
  | 'DIRECT'
  /** A title and any number of people. */
  | 'GROUP';

/** Somebody has read further. Of those who keep it to themselves, only they are told, on their other devices. */
export type ConversationRead = ChatEvent & {
  readonly __typename?: 'ConversationRead';
  readonly at: Scalars['DateTime']['output'];
  readonly conversation?: Maybe<Conversation>;
  readonly cursor: Scalars['String']['output'];
  readonly readThroughSeq: Scalars['Int']['output'];
  readonly reader?: Maybe<User>;
};

/** What is left of a person; users puts the subgraphs' answers together. */
export type ErasureReport = {
  readonly __typename?: 'ErasureReport';
  readonly chatStores: ReadonlyArray<ErasureStore>;
  readonly subject: Scalars['ID']['output'];
};

export type ErasureStore = {
  readonly __typename?: 'ErasureStore';
  readonly name: Scalars['String']['output'];
  readonly residualRows: Scalars['Int']['output'];
};

export type Match = {
  readonly __typename?: 'Match';
  /** The direct conversation of the two, once the match was accepted and the conversation is open. */
  readonly conversation?: Maybe<Conversation>;
  readonly id: Scalars['ID']['output'];
  readonly recipient?: Maybe<User>;
  readonly requester?: Maybe<User>;
  readonly status: MatchStatus;
};

export type MatchStatus =
  | 'ACCEPTED'
  | 'PENDING';

export type Message = {
  readonly __typename?: 'Message';
  readonly conversation: Conversation;
  readonly id: Scalars['ID']['output'];
  readonly replyTo?: Maybe<Message>;
  readonly sender?: Maybe<User>;
  readonly sentAt: Scalars['DateTime']['output'];
  /** 1, 2, 3 … within the conversation, without gaps: the order that everybody sees. */
  readonly seq: Scalars['Int']['output'];
  readonly text?: Maybe<Scalars['String']['output']>;
};

export type MessageConnection = {
  readonly __typename?: 'MessageConnection';
  readonly edges: ReadonlyArray<MessageEdge>;
  readonly pageInfo: PageInfo;
};

export type MessageEdge = {
  readonly __typename?: 'MessageEdge';
  readonly cursor: Scalars['String']['output'];
  readonly node: Message;
};

export type MessageSent = ChatEvent & {
  readonly __typename?: 'MessageSent';
  readonly at: Scalars['DateTime']['output'];
  readonly conversation?: Maybe<Conversation>;
  readonly cursor: Scalars['String']['output'];
  readonly message: Message;
};

export type Mutation = {
  readonly __typename?: 'Mutation';
  /** Marks messages as read, through a `seq` or all there are. The mark never goes back. */
  readonly markAsRead: Conversation;
  /**
   * Opens a conversation with the viewer as its owner. DIRECT takes one other person and is one per pair, whoever opens it:
   * the same one comes again. GROUP takes up to 1,000 people. NOT_FOUND for somebody who is not there, and for somebody who
   * blocks the viewer or is blocked by them.
   */
  readonly openConversation: Conversation;
  /**
   * Sends a message. The same idempotency key with the same content answers with the first message and ALREADY_EXISTS, and
   * does nothing; with other content it is refused (IDEMPOTENCY_KEY_REUSED). Keys are kept as long as the messages are.
   * FORBIDDEN in a direct conversation while one of the two blocks the other: it can still be read.
   */
  readonly sendMessage: SendMessagePayload;
};


export type MutationMarkAsReadArgs = {
  conversationId: Scalars['ID']['input'];
  throughSeq?: InputMaybe<Scalars['Int']['input']>;
};


export type MutationOpenConversationArgs = {
  input: OpenConversationInput;
};


export type MutationSendMessageArgs = {
  input: SendMessageInput;
};

export type OpenConversationInput = {
  /** A UUIDv7 of the client's own: makes a retry harmless. */
  readonly id?: InputMaybe<Scalars['ID']['input']>;
  readonly kind: ConversationKind;
  /** The others: one for DIRECT, up to 999 for GROUP. */
  readonly participantIds: ReadonlyArray<Scalars['ID']['input']>;
  /** GROUP only, up to 200 characters. */
  readonly title?: InputMaybe<Scalars['String']['input']>;
};

export type PageInfo = {
  readonly __typename?: 'PageInfo';
  readonly endCursor?: Maybe<Scalars['String']['output']>;
  readonly hasNextPage: Scalars['Boolean']['output'];
  readonly hasPreviousPage: Scalars['Boolean']['output'];
  readonly startCursor?: Maybe<Scalars['String']['output']>;
};

export type Participant = {
  readonly __typename?: 'Participant';
  readonly joinedAt: Scalars['DateTime']['output'];
  /** Up to where they have read. Null for another than the viewer who keeps it to themselves. */
  readonly lastReadSeq?: Maybe<Scalars['Int']['output']>;
  readonly role: ParticipantRole;
  readonly user?: Maybe<User>;
};

export type ParticipantRole =
  | 'MEMBER'
  | 'OWNER';

export type Query = {
  readonly __typename?: 'Query';
  /** A conversation that the viewer takes part in. */
  readonly conversation?: Maybe<Conversation>;
};


export type QueryConversationArgs = {
  id: Scalars['ID']['input'];
};

export type SendMessageInput = {
  readonly conversationId: Scalars['ID']['input'];
  /** The client's own, 1 to 200 characters. */
  readonly idempotencyKey: Scalars['String']['input'];
  /** A message of the same conversation. */
  readonly replyToId?: InputMaybe<Scalars['ID']['input']>;
  /** 1 to 20,000 characters. */
  readonly text?: InputMaybe<Scalars['String']['input']>;
};

export type SendMessagePayload = {
  readonly __typename?: 'SendMessagePayload';
  readonly message: Message;
  readonly status: SendStatus;
};

export type SendStatus =
  /** Sent before with the same key and content: this is that message. */
  | 'ALREADY_EXISTS'
  | 'SENT';

export type Subscription = {
  readonly __typename?: 'Subscription';
  /**
   * What happens in one of the viewer's conversations, or in all of them. With `after`, the cursor of an event that was
   * received, it first replays what was missed, in order, and then goes on live: no gap, no duplicate.
   */
  readonly chatEvents: ChatEvent;
  /** Messages as they are sent, by anybody, in one of the viewer's conversations or in all of them. */
  readonly messageReceived: Message;
};


export type SubscriptionChatEventsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  conversationId?: InputMaybe<Scalars['ID']['input']>;
};


export type SubscriptionMessageReceivedArgs = {
  conversationId?: InputMaybe<Scalars['ID']['input']>;
};

export type User = {
  readonly __typename?: 'User';
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
  Conversation: Conversation;
  ErasureReport: ErasureReport;
  Match: Match;
  Message: Message;
};

/** Mapping of federation reference types */
export type FederationReferenceTypes = {
  Conversation:
    ( { __typename: 'Conversation' }
    & GraphQLRecursivePick<FederationTypes['Conversation'], {"id":true}> );
  ErasureReport:
    ( { __typename: 'ErasureReport' }
    & GraphQLRecursivePick<FederationTypes['ErasureReport'], {"subject":true}> );
  Match:
    ( { __typename: 'Match' }
    & GraphQLRecursivePick<FederationTypes['Match'], {"id":true}>
    & ( Record<PropertyKey, never>
        | GraphQLRecursivePick<FederationTypes['Match'], {"status":true,"requester":{"id":true},"recipient":{"id":true}}> ) );
  Message:
    ( { __typename: 'Message' }
    & GraphQLRecursivePick<FederationTypes['Message'], {"id":true}> );
};



/** Mapping between all available schema types and the resolvers types */
export type ResolversTypes = {
  ChatEvent: ResolverTypeWrapper<ChatEventNode>;
  String: ResolverTypeWrapper<Scalars['String']['output']>;
  Conversation: ResolverTypeWrapper<ConversationRow>;
  ID: ResolverTypeWrapper<Scalars['ID']['output']>;
  Int: ResolverTypeWrapper<Scalars['Int']['output']>;
  ConversationChanged: ResolverTypeWrapper<ChatEventNode>;
  ConversationKind: ConversationKind;
  ConversationRead: ResolverTypeWrapper<ChatEventNode>;
  DateTime: ResolverTypeWrapper<Scalars['DateTime']['output']>;
  ErasureReport: ResolverTypeWrapper<{ readonly subject: string }>;
  ErasureStore: ResolverTypeWrapper<ErasureStore>;
  Match: ResolverTypeWrapper<Omit<Match, 'conversation' | 'recipient' | 'requester'> & { conversation?: Maybe<ResolversTypes['Conversation']>, recipient?: Maybe<ResolversTypes['User']>, requester?: Maybe<ResolversTypes['User']> }>;
  MatchStatus: MatchStatus;
  Message: ResolverTypeWrapper<MessageRow>;
  MessageConnection: ResolverTypeWrapper<Omit<MessageConnection, 'edges'> & { edges: ReadonlyArray<ResolversTypes['MessageEdge']> }>;
  MessageEdge: ResolverTypeWrapper<Omit<MessageEdge, 'node'> & { node: ResolversTypes['Message'] }>;
  MessageSent: ResolverTypeWrapper<ChatEventNode>;
  Mutation: ResolverTypeWrapper<Record<PropertyKey, never>>;
  OpenConversationInput: OpenConversationInput;
  PageInfo: ResolverTypeWrapper<PageInfo>;
  Boolean: ResolverTypeWrapper<Scalars['Boolean']['output']>;
  Participant: ResolverTypeWrapper<Omit<Participant, 'user'> & { user?: Maybe<ResolversTypes['User']> }>;
  ParticipantRole: ParticipantRole;
  Query: ResolverTypeWrapper<Record<PropertyKey, never>>;
  SendMessageInput: SendMessageInput;
  SendMessagePayload: ResolverTypeWrapper<Omit<SendMessagePayload, 'message'> & { message: ResolversTypes['Message'] }>;
  SendStatus: SendStatus;
  Subscription: ResolverTypeWrapper<Record<PropertyKey, never>>;
  User: ResolverTypeWrapper<{ readonly __typename: 'User'; readonly id: string }>;
};

/** Mapping between all available schema types and the resolvers parents */
export type ResolversParentTypes = {
  ChatEvent: ChatEventNode;
  String: Scalars['String']['output'];
  Conversation: ConversationRow;
  ID: Scalars['ID']['output'];
  Int: Scalars['Int']['output'];
  ConversationChanged: ChatEventNode;
  ConversationRead: ChatEventNode;
  DateTime: Scalars['DateTime']['output'];
  ErasureReport: { readonly subject: string };
  ErasureStore: ErasureStore;
  Match: Omit<Match, 'conversation' | 'recipient' | 'requester'> & { conversation?: Maybe<ResolversParentTypes['Conversation']>, recipient?: Maybe<ResolversParentTypes['User']>, requester?: Maybe<ResolversParentTypes['User']> } | FederationReferenceTypes['Match'];
  Message: MessageRow;
  MessageConnection: Omit<MessageConnection, 'edges'> & { edges: ReadonlyArray<ResolversParentTypes['MessageEdge']> };
  MessageEdge: Omit<MessageEdge, 'node'> & { node: ResolversParentTypes['Message'] };
  MessageSent: ChatEventNode;
  Mutation: Record<PropertyKey, never>;
  OpenConversationInput: OpenConversationInput;
  PageInfo: PageInfo;
  Boolean: Scalars['Boolean']['output'];
  Participant: Omit<Participant, 'user'> & { user?: Maybe<ResolversParentTypes['User']> };
  Query: Record<PropertyKey, never>;
  SendMessageInput: SendMessageInput;
  SendMessagePayload: Omit<SendMessagePayload, 'message'> & { message: ResolversParentTypes['Message'] };
  Subscription: Record<PropertyKey, never>;
  User: { readonly __typename: 'User'; readonly id: string };
};

export type ChatEventResolvers<ContextType = Request, ParentType extends ResolversParentTypes['ChatEvent'] = ResolversParentTypes['ChatEvent']> = {
  __resolveType: TypeResolveFn<'ConversationChanged' | 'ConversationRead' | 'MessageSent', ParentType, ContextType>;
};

export type ConversationResolvers<ContextType = Request, ParentType extends ResolversParentTypes['Conversation'] = ResolversParentTypes['Conversation'], FederationReferenceType extends FederationReferenceTypes['Conversation'] = FederationReferenceTypes['Conversation']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Conversation']> | FederationReferenceType, FederationReferenceType, ContextType>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  kind?: Resolver<ResolversTypes['ConversationKind'], ParentType, ContextType>;
  lastMessage?: Resolver<Maybe<ResolversTypes['Message']>, ParentType, ContextType>;
  messages?: Resolver<ResolversTypes['MessageConnection'], ParentType, ContextType, Partial<ConversationMessagesArgs>>;
  participants?: Resolver<ReadonlyArray<ResolversTypes['Participant']>, ParentType, ContextType>;
  title?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  unreadCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  updatedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
};

export type ConversationChangedResolvers<ContextType = Request, ParentType extends ResolversParentTypes['ConversationChanged'] = ResolversParentTypes['ConversationChanged']> = {
  at?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  conversation?: Resolver<Maybe<ResolversTypes['Conversation']>, ParentType, ContextType>;
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type ConversationReadResolvers<ContextType = Request, ParentType extends ResolversParentTypes['ConversationRead'] = ResolversParentTypes['ConversationRead']> = {
  at?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  conversation?: Resolver<Maybe<ResolversTypes['Conversation']>, ParentType, ContextType>;
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  readThroughSeq?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  reader?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export interface DateTimeScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['DateTime'], any> {
  name: 'DateTime';
}

export type ErasureReportResolvers<ContextType = Request, ParentType extends ResolversParentTypes['ErasureReport'] = ResolversParentTypes['ErasureReport'], FederationReferenceType extends FederationReferenceTypes['ErasureReport'] = FederationReferenceTypes['ErasureReport']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['ErasureReport']> | FederationReferenceType, FederationReferenceType, ContextType>;
  chatStores?: Resolver<ReadonlyArray<ResolversTypes['ErasureStore']>, ParentType, ContextType>;
  subject?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
};

export type ErasureStoreResolvers<ContextType = Request, ParentType extends ResolversParentTypes['ErasureStore'] = ResolversParentTypes['ErasureStore']> = {
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  residualRows?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type MatchResolvers<ContextType = Request, ParentType extends ResolversParentTypes['Match'] = ResolversParentTypes['Match'], FederationReferenceType extends FederationReferenceTypes['Match'] = FederationReferenceTypes['Match']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Match']> | FederationReferenceType, FederationReferenceType, ContextType>;
  conversation?: Resolver<Maybe<ResolversTypes['Conversation']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
};

export type MessageResolvers<ContextType = Request, ParentType extends ResolversParentTypes['Message'] = ResolversParentTypes['Message'], FederationReferenceType extends FederationReferenceTypes['Message'] = FederationReferenceTypes['Message']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Message']> | FederationReferenceType, FederationReferenceType, ContextType>;
  conversation?: Resolver<ResolversTypes['Conversation'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  replyTo?: Resolver<Maybe<ResolversTypes['Message']>, ParentType, ContextType>;
  sender?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType>;
  sentAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  seq?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  text?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type MessageConnectionResolvers<ContextType = Request, ParentType extends ResolversParentTypes['MessageConnection'] = ResolversParentTypes['MessageConnection']> = {
  edges?: Resolver<ReadonlyArray<ResolversTypes['MessageEdge']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type MessageEdgeResolvers<ContextType = Request, ParentType extends ResolversParentTypes['MessageEdge'] = ResolversParentTypes['MessageEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['Message'], ParentType, ContextType>;
};

export type MessageSentResolvers<ContextType = Request, ParentType extends ResolversParentTypes['MessageSent'] = ResolversParentTypes['MessageSent']> = {
  at?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  conversation?: Resolver<Maybe<ResolversTypes['Conversation']>, ParentType, ContextType>;
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  message?: Resolver<ResolversTypes['Message'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type MutationResolvers<ContextType = Request, ParentType extends ResolversParentTypes['Mutation'] = ResolversParentTypes['Mutation']> = {
  markAsRead?: Resolver<ResolversTypes['Conversation'], ParentType, ContextType, RequireFields<MutationMarkAsReadArgs, 'conversationId'>>;
  openConversation?: Resolver<ResolversTypes['Conversation'], ParentType, ContextType, RequireFields<MutationOpenConversationArgs, 'input'>>;
  sendMessage?: Resolver<ResolversTypes['SendMessagePayload'], ParentType, ContextType, RequireFields<MutationSendMessageArgs, 'input'>>;
};

export type PageInfoResolvers<ContextType = Request, ParentType extends ResolversParentTypes['PageInfo'] = ResolversParentTypes['PageInfo']> = {
  endCursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  hasNextPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  hasPreviousPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  startCursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type ParticipantResolvers<ContextType = Request, ParentType extends ResolversParentTypes['Participant'] = ResolversParentTypes['Participant']> = {
  joinedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  lastReadSeq?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  role?: Resolver<ResolversTypes['ParticipantRole'], ParentType, ContextType>;
  user?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType>;
};

export type QueryResolvers<ContextType = Request, ParentType extends ResolversParentTypes['Query'] = ResolversParentTypes['Query']> = {
  conversation?: Resolver<Maybe<ResolversTypes['Conversation']>, ParentType, ContextType, RequireFields<QueryConversationArgs, 'id'>>;
};

export type SendMessagePayloadResolvers<ContextType = Request, ParentType extends ResolversParentTypes['SendMessagePayload'] = ResolversParentTypes['SendMessagePayload']> = {
  message?: Resolver<ResolversTypes['Message'], ParentType, ContextType>;
  status?: Resolver<ResolversTypes['SendStatus'], ParentType, ContextType>;
};

export type SubscriptionResolvers<ContextType = Request, ParentType extends ResolversParentTypes['Subscription'] = ResolversParentTypes['Subscription']> = {
  chatEvents?: SubscriptionResolver<ResolversTypes['ChatEvent'], "chatEvents", ParentType, ContextType, Partial<SubscriptionChatEventsArgs>>;
  messageReceived?: SubscriptionResolver<ResolversTypes['Message'], "messageReceived", ParentType, ContextType, Partial<SubscriptionMessageReceivedArgs>>;
};

export type UserResolvers<ContextType = Request, ParentType extends ResolversParentTypes['User'] = ResolversParentTypes['User']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
};

export type Resolvers<ContextType = Request> = {
  ChatEvent?: ChatEventResolvers<ContextType>;
  Conversation?: ConversationResolvers<ContextType>;
  ConversationChanged?: ConversationChangedResolvers<ContextType>;
  ConversationRead?: ConversationReadResolvers<ContextType>;
  DateTime?: GraphQLScalarType;
  ErasureReport?: ErasureReportResolvers<ContextType>;
  ErasureStore?: ErasureStoreResolvers<ContextType>;
  Match?: MatchResolvers<ContextType>;
  Message?: MessageResolvers<ContextType>;
  MessageConnection?: MessageConnectionResolvers<ContextType>;
  MessageEdge?: MessageEdgeResolvers<ContextType>;
  MessageSent?: MessageSentResolvers<ContextType>;
  Mutation?: MutationResolvers<ContextType>;
  PageInfo?: PageInfoResolvers<ContextType>;
  Participant?: ParticipantResolvers<ContextType>;
  Query?: QueryResolvers<ContextType>;
  SendMessagePayload?: SendMessagePayloadResolvers<ContextType>;
  Subscription?: SubscriptionResolvers<ContextType>;
  User?: UserResolvers<ContextType>;
};

