import type { GraphQLResolveInfo, GraphQLScalarType, GraphQLScalarTypeConfig } from 'graphql';
import type { ConversationRow, ParticipantRow, MessageRow, ReactionNode } from './readModel.ts';
import type { RecordedEvent } from '../../platform/domain/events.ts';
import type { AnyChatEventNode, ChatEventNode, ResyncNode } from './projections/log.ts';
import type { TypingNode } from './live/typing.ts';
import type { PresenceNode } from './live/presence.ts';
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
  /** Any JSON value. */
  JSON: { input: unknown; output: unknown; }
  _FieldSet: { input: unknown; output: unknown; }
};

/** A file. It is kept encrypted on the server, and gone when its message is deleted or its sender erased. */
export type Attachment = {
  readonly __typename?: 'Attachment';
  /** Likewise. */
  readonly contentType: Scalars['String']['output'];
  readonly id: Scalars['ID']['output'];
  /** As the sender called it. It may say that it is something else than it is. */
  readonly name: Scalars['String']['output'];
  /** In bytes. */
  readonly size: Scalars['Int']['output'];
  /**
   * Where it can be loaded from: relative to the endpoint, for an hour or two, the same address within each hour. Browsers
   * save it and never show it, whatever it is.
   */
  readonly url: Scalars['String']['output'];
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
  /** Null while there is none that the viewer may read. */
  readonly lastMessage?: Maybe<Message>;
  /**
   * In the order of `seq`, from where the viewer may read them. `first` and `last` take 1 to 100, 50 when left out. From any
   * page its cursors lead on in both directions.
   */
  readonly messages: MessageConnection;
  /** Whether the viewer has muted it. */
  readonly muted: Scalars['Boolean']['output'];
  readonly participants: ReadonlyArray<Participant>;
  readonly title?: Maybe<Scalars['String']['output']>;
  /** Messages that the viewer may read, behind their read mark. One's own are read as they are sent. */
  readonly unreadCount: Scalars['Int']['output'];
  /** Of the last activity. */
  readonly updatedAt: Scalars['DateTime']['output'];
};


export type ConversationMessagesArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  aroundId?: InputMaybe<Scalars['ID']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
  beforeTime?: InputMaybe<Scalars['DateTime']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
};

/** It was opened or renamed, or somebody joined or left. Who left is told so live, with no conversation any more. */
export type ConversationChanged = ChatEvent & {
  readonly __typename?: 'ConversationChanged';
  readonly at: Scalars['DateTime']['output'];
  readonly conversation?: Maybe<Conversation>;
  readonly cursor: Scalars['String']['output'];
};

export type ConversationConnection = {
  readonly __typename?: 'ConversationConnection';
  readonly edges: ReadonlyArray<ConversationEdge>;
  readonly pageInfo: PageInfo;
};

export type ConversationEdge = {
  readonly __typename?: 'ConversationEdge';
  readonly cursor: Scalars['String']['output'];
  readonly node: Conversation;
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
  /** `MessageEdited` … */
  readonly type: Scalars['String']['output'];
  /** 1, 2, 3 … */
  readonly version: Scalars['Int']['output'];
};

/**
 * Public keys of somebody, in base64, as X3DH names them. This server is not to be trusted with them: verify the signature,
 * and compare identity keys by another way.
 */
export type KeyBundle = {
  readonly __typename?: 'KeyBundle';
  readonly identityKey: Scalars['String']['output'];
  /** Given to the viewer alone. Null when all have been given: X3DH goes on without. */
  readonly oneTimePrekey?: Maybe<Scalars['String']['output']>;
  /** Of the signed prekey, by the identity key. */
  readonly signature: Scalars['String']['output'];
  readonly signedPrekey: Scalars['String']['output'];
  readonly userId: Scalars['ID']['output'];
};

/** Public keys in base64, of 32 bytes each. */
export type KeyBundleInput = {
  readonly identityKey: Scalars['String']['input'];
  /** Up to 100, which have never been published before. */
  readonly oneTimePrekeys: ReadonlyArray<Scalars['String']['input']>;
  /** Of the signed prekey, by the identity key: 64 bytes. */
  readonly signature: Scalars['String']['input'];
  readonly signedPrekey: Scalars['String']['input'];
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
  | 'CANCELLED'
  | 'PENDING'
  | 'REJECTED';

export type Message = {
  readonly __typename?: 'Message';
  /** In the order in which they were sent. Empty when the message was deleted: they are removed with it. */
  readonly attachments: ReadonlyArray<Attachment>;
  /** What only the participants' devices can read, as it was sent: nothing here can open it. */
  readonly ciphertext?: Maybe<Scalars['String']['output']>;
  readonly conversation: Conversation;
  /** When its sender took it back. */
  readonly deletedAt?: Maybe<Scalars['DateTime']['output']>;
  /** Of the last edit. */
  readonly editedAt?: Maybe<Scalars['DateTime']['output']>;
  /**
   * What happened to it, the oldest first: that it was sent and how, edits with their texts, reactions. The sender's alone.
   * Null for anybody else. Of a deleted one the texts are left out.
   */
  readonly history?: Maybe<HistoryConnection>;
  readonly id: Scalars['ID']['output'];
  /** The emoji that came first at the front. Empty when the message was deleted. */
  readonly reactions: ReadonlyArray<Reaction>;
  /** Null where there is none, and where the viewer may not read it. */
  readonly replyTo?: Maybe<Message>;
  readonly sender?: Maybe<User>;
  readonly sentAt: Scalars['DateTime']['output'];
  /** 1, 2, 3 … within the conversation, without gaps: the order that everybody sees. */
  readonly seq: Scalars['Int']['output'];
  /** As it reads now. Null when it was deleted or is encrypted. */
  readonly text?: Maybe<Scalars['String']['output']>;
  /** The replies to it, in the order of `seq`. */
  readonly thread: MessageConnection;
};


export type MessageHistoryArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
};


export type MessageThreadArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
};

export type MessageConnection = {
  readonly __typename?: 'MessageConnection';
  readonly edges: ReadonlyArray<MessageEdge>;
  readonly pageInfo: PageInfo;
};

export type MessageDeleted = ChatEvent & {
  readonly __typename?: 'MessageDeleted';
  readonly at: Scalars['DateTime']['output'];
  readonly conversation?: Maybe<Conversation>;
  readonly cursor: Scalars['String']['output'];
  readonly message: Message;
};

export type MessageEdge = {
  readonly __typename?: 'MessageEdge';
  readonly cursor: Scalars['String']['output'];
  readonly node: Message;
};

export type MessageEdited = ChatEvent & {
  readonly __typename?: 'MessageEdited';
  readonly at: Scalars['DateTime']['output'];
  readonly conversation?: Maybe<Conversation>;
  readonly cursor: Scalars['String']['output'];
  readonly message: Message;
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
  /**
   * Adds people to a group, which any of its members may do. Those who are in it already stay as they are. NOT_FOUND for
   * people as for `openConversation`.
   */
  readonly addParticipants: Conversation;
  /**
   * The newest bundle that somebody has published, with a one-time prekey that nobody else is given. Null for somebody who
   * has published none, is not there, or blocks the viewer or is blocked by them. RATE_LIMITED with `retryAfter`, in seconds,
   * for more than 5 bundles of one person, or 100 of all people, in an hour.
   */
  readonly claimKeyBundle?: Maybe<KeyBundle>;
  /** Takes a message of the viewer's own back. Its place stays, its text and its reactions are gone. NOT_FOUND for another's. */
  readonly deleteMessage: Message;
  /**
   * Replaces the text of a message of the viewer's own; NOT_FOUND for another's, CONFLICT for one that was deleted,
   * BAD_USER_INPUT for one that is encrypted, FORBIDDEN as for `sendMessage`.
   */
  readonly editMessage: Message;
  /**
   * Leaves a group: from then on the viewer reads and hears nothing of it. When the owner leaves, whoever has been in it for
   * longest is the owner.
   */
  readonly leaveConversation: Scalars['Boolean']['output'];
  /** Marks messages as read, through a `seq` or all there are. The mark never goes back, and never beyond the last message. */
  readonly markAsRead: Conversation;
  /** For the viewer alone: whether their devices keep quiet about it. */
  readonly muteConversation: Conversation;
  /**
   * Opens a conversation with the viewer as its owner. DIRECT takes one other person and is one per pair, whoever opens it:
   * the same one comes again. GROUP takes up to 1,000 people. NOT_FOUND for somebody who is not there, and for somebody who
   * blocks the viewer or is blocked by them.
   */
  readonly openConversation: Conversation;
  /**
   * Publishes the public keys by which others begin an encrypted conversation with the viewer (X3DH). The newest bundle is
   * given out, and each of its one-time prekeys once. Those of earlier bundles go on to be given, the newest 200 of all, unless
   * the identity key is another one. The same bundle again changes nothing; a one-time prekey that was published before is
   * BAD_USER_INPUT.
   */
  readonly publishKeyBundle: Scalars['Boolean']['output'];
  /**
   * Reacts to a message: once per person and emoji, with up to 20 different emojis in all. CONFLICT for a message that was
   * deleted, FORBIDDEN as for `sendMessage`.
   */
  readonly react: Message;
  /** Gives a group another title, which any of its members may do. */
  readonly renameConversation: Conversation;
  /**
   * Makes room for a file that goes with a message. Its content is put to the address, with the method and the headers that
   * come with it, once and within 15 minutes: 409 for a second time, 413 for more bytes than were said. It is sent by its id
   * within an hour (`SendMessageInput.attachmentIds`), or it is removed. RATE_LIMITED with `retryAfter`, in seconds, for more
   * than 500 MB in an hour.
   */
  readonly requestUpload: Upload;
  /**
   * Sends a message. The same idempotency key with the same content answers with the first message and ALREADY_EXISTS, and
   * does nothing; with other content it is refused (IDEMPOTENCY_KEY_REUSED). Keys are kept as long as the messages are.
   * FORBIDDEN in a direct conversation while one of the two blocks the other: it can still be read. RATE_LIMITED with
   * `retryAfter`, in seconds, for more than a person ever does to one conversation; so are edits, reactions and typing.
   */
  readonly sendMessage: SendMessagePayload;
  /**
   * Tells the others that the viewer is typing, or has stopped. It ends by itself after six seconds, and with a message:
   * who goes on typing says so again. FORBIDDEN as for `sendMessage`.
   */
  readonly setTyping: Scalars['Boolean']['output'];
  /** Takes a reaction back, also across a block. */
  readonly unreact: Message;
};


export type MutationAddParticipantsArgs = {
  conversationId: Scalars['ID']['input'];
  userIds: ReadonlyArray<Scalars['ID']['input']>;
};


export type MutationClaimKeyBundleArgs = {
  userId: Scalars['ID']['input'];
};


export type MutationDeleteMessageArgs = {
  id: Scalars['ID']['input'];
};


export type MutationEditMessageArgs = {
  id: Scalars['ID']['input'];
  text: Scalars['String']['input'];
};


export type MutationLeaveConversationArgs = {
  conversationId: Scalars['ID']['input'];
};


export type MutationMarkAsReadArgs = {
  conversationId: Scalars['ID']['input'];
  throughSeq?: InputMaybe<Scalars['Int']['input']>;
};


export type MutationMuteConversationArgs = {
  conversationId: Scalars['ID']['input'];
  muted: Scalars['Boolean']['input'];
};


export type MutationOpenConversationArgs = {
  input: OpenConversationInput;
};


export type MutationPublishKeyBundleArgs = {
  input: KeyBundleInput;
};


export type MutationReactArgs = {
  emoji: Scalars['String']['input'];
  messageId: Scalars['ID']['input'];
};


export type MutationRenameConversationArgs = {
  conversationId: Scalars['ID']['input'];
  title: Scalars['String']['input'];
};


export type MutationRequestUploadArgs = {
  contentType: Scalars['String']['input'];
  name: Scalars['String']['input'];
  size: Scalars['Int']['input'];
};


export type MutationSendMessageArgs = {
  input: SendMessageInput;
};


export type MutationSetTypingArgs = {
  active: Scalars['Boolean']['input'];
  conversationId: Scalars['ID']['input'];
};


export type MutationUnreactArgs = {
  emoji: Scalars['String']['input'];
  messageId: Scalars['ID']['input'];
};

export type OpenConversationInput = {
  /** A UUIDv7 of the client's own: makes a retry harmless. */
  readonly id?: InputMaybe<Scalars['ID']['input']>;
  readonly kind: ConversationKind;
  /** GROUP only: whether somebody who is added later may read what was written before. */
  readonly newMembersSeeHistory?: InputMaybe<Scalars['Boolean']['input']>;
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

export type Presence = {
  readonly __typename?: 'Presence';
  /** When they were there last, as far as that is remembered: some days. Null for who keeps it to themselves. */
  readonly lastSeenAt?: Maybe<Scalars['DateTime']['output']>;
  /** Whether they have a live connection. */
  readonly online: Scalars['Boolean']['output'];
  readonly user?: Maybe<User>;
};

export type Query = {
  readonly __typename?: 'Query';
  /** A conversation that the viewer takes part in. NOT_FOUND for any other. */
  readonly conversation?: Maybe<Conversation>;
  /**
   * The viewer's conversations by their last activity, the newest first: a message, a new title, somebody who joined or left.
   * Among a hundred people and more, within ten seconds of it.
   */
  readonly conversations?: Maybe<ConversationConnection>;
  /** A message of one of the viewer's conversations. NOT_FOUND for any other, and for one from before they could read it. */
  readonly message?: Maybe<Message>;
  /**
   * Messages that hold all of these words, in whatever form of English or Russian, in one of the viewer's conversations or in
   * the 50 in which something happened last: the best answers first (BM25), of equal ones the latest. Only what the viewer
   * may see, and as it reads now; what is encrypted is not found. Up to 500 characters and 16 different words;
   * BAD_USER_INPUT when there is none. Whole words only: the index is of keyed hashes. When each of the words stands in more
   * than 1,000 messages, the latest 1,000 with the rarest of them are searched; where it is over conversations, in more than
   * 100 of one.
   */
  readonly searchMessages?: Maybe<MessageConnection>;
};


export type QueryConversationArgs = {
  id: Scalars['ID']['input'];
};


export type QueryConversationsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
};


export type QueryMessageArgs = {
  id: Scalars['ID']['input'];
};


export type QuerySearchMessagesArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  conversationId?: InputMaybe<Scalars['ID']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
  text: Scalars['String']['input'];
};

export type Reaction = {
  readonly __typename?: 'Reaction';
  /** How many people. */
  readonly count: Scalars['Int']['output'];
  readonly emoji: Scalars['String']['output'];
  readonly reactedByMe: Scalars['Boolean']['output'];
};

/** Somebody reacted to a message, or took it back. */
export type ReactionChanged = ChatEvent & {
  readonly __typename?: 'ReactionChanged';
  readonly at: Scalars['DateTime']['output'];
  readonly conversation?: Maybe<Conversation>;
  readonly cursor: Scalars['String']['output'];
  readonly message: Message;
};

/** Events were left out that the viewer is too far behind of: read anew what is shown. What comes from now on follows. */
export type ResyncRequired = ChatEvent & {
  readonly __typename?: 'ResyncRequired';
  readonly at: Scalars['DateTime']['output'];
  /** The one that was subscribed to; null where that is all of them. */
  readonly conversation?: Maybe<Conversation>;
  readonly cursor: Scalars['String']['output'];
};

export type SendMessageInput = {
  /** Up to 10 of the viewer's own uploads, whose contents have been put. Each goes with one message. */
  readonly attachmentIds?: InputMaybe<ReadonlyArray<Scalars['ID']['input']>>;
  /** What was encrypted from end to end, in base64: up to 64 KiB. It is not read, searched or shown in any preview. */
  readonly ciphertext?: InputMaybe<Scalars['String']['input']>;
  readonly conversationId: Scalars['ID']['input'];
  /** The client's own, 1 to 200 characters. */
  readonly idempotencyKey: Scalars['String']['input'];
  /** A message of the same conversation. */
  readonly replyToId?: InputMaybe<Scalars['ID']['input']>;
  /** 1 to 20,000 characters; either this or a ciphertext. It may be empty with an attachment. */
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
   * received, it first replays what was missed, in order, and then goes on live: no gap, no duplicate. Whoever missed more
   * than a week or 10,000 events, or takes them more slowly than they come, is given `ResyncRequired` in the place of the
   * rest. Of a conversation that they left nobody hears anything more.
   */
  readonly chatEvents: ChatEvent;
  /** Messages as they are sent, by anybody, in one of the viewer's conversations or in all of them. */
  readonly messageReceived: Message;
  /**
   * Whether people are online, at first of each of them, then whenever it changes. Of those who keep it to themselves
   * (`PrivacySettings.presence`) they are told that they are not. Takes 1 to 100 people; NOT_FOUND as for
   * `openConversation`.
   */
  readonly presence: Presence;
  /** Others who begin to type in one of the viewer's conversations, and who stop. Ends when the viewer leaves it. */
  readonly typing: Typing;
};


export type SubscriptionChatEventsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  conversationId?: InputMaybe<Scalars['ID']['input']>;
};


export type SubscriptionMessageReceivedArgs = {
  conversationId?: InputMaybe<Scalars['ID']['input']>;
};


export type SubscriptionPresenceArgs = {
  userIds: ReadonlyArray<Scalars['ID']['input']>;
};


export type SubscriptionTypingArgs = {
  conversationId: Scalars['ID']['input'];
};

export type Typing = {
  readonly __typename?: 'Typing';
  /** False when they have stopped. */
  readonly active: Scalars['Boolean']['output'];
  readonly conversationId: Scalars['ID']['output'];
  readonly user?: Maybe<User>;
};

/** Where the content of an upload goes. */
export type Upload = {
  readonly __typename?: 'Upload';
  readonly attachmentId: Scalars['ID']['output'];
  readonly expiresAt: Scalars['DateTime']['output'];
  /** To be sent as they are: `{"content-type": "image/png"}`. */
  readonly headers: Scalars['JSON']['output'];
  /** `PUT` */
  readonly method: Scalars['String']['output'];
  /** Relative to the endpoint. */
  readonly url: Scalars['String']['output'];
};

export type User = {
  readonly __typename?: 'User';
  /** As `Query.conversations`; another's is always null. */
  readonly conversations?: Maybe<ConversationConnection>;
  readonly id: Scalars['ID']['output'];
};


export type UserConversationsArgs = {
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
  Conversation: Conversation;
  ErasureReport: ErasureReport;
  Match: Match;
  Message: Message;
  User: User;
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
  User:
    ( { __typename: 'User' }
    & GraphQLRecursivePick<FederationTypes['User'], {"id":true}> );
};



/** Mapping between all available schema types and the resolvers types */
export type ResolversTypes = {
  Attachment: ResolverTypeWrapper<Attachment>;
  String: ResolverTypeWrapper<Scalars['String']['output']>;
  ID: ResolverTypeWrapper<Scalars['ID']['output']>;
  Int: ResolverTypeWrapper<Scalars['Int']['output']>;
  ChatEvent: ResolverTypeWrapper<AnyChatEventNode>;
  Conversation: ResolverTypeWrapper<ConversationRow>;
  Boolean: ResolverTypeWrapper<Scalars['Boolean']['output']>;
  ConversationChanged: ResolverTypeWrapper<ChatEventNode>;
  ConversationConnection: ResolverTypeWrapper<Omit<ConversationConnection, 'edges'> & { edges: ReadonlyArray<ResolversTypes['ConversationEdge']> }>;
  ConversationEdge: ResolverTypeWrapper<Omit<ConversationEdge, 'node'> & { node: ResolversTypes['Conversation'] }>;
  ConversationKind: ConversationKind;
  ConversationRead: ResolverTypeWrapper<ChatEventNode>;
  DateTime: ResolverTypeWrapper<Scalars['DateTime']['output']>;
  ErasureReport: ResolverTypeWrapper<{ readonly subject: string }>;
  ErasureStore: ResolverTypeWrapper<ErasureStore>;
  HistoryConnection: ResolverTypeWrapper<Omit<HistoryConnection, 'edges'> & { edges: ReadonlyArray<ResolversTypes['HistoryEdge']> }>;
  HistoryEdge: ResolverTypeWrapper<Omit<HistoryEdge, 'node'> & { node: ResolversTypes['HistoryEvent'] }>;
  HistoryEvent: ResolverTypeWrapper<RecordedEvent>;
  JSON: ResolverTypeWrapper<Scalars['JSON']['output']>;
  KeyBundle: ResolverTypeWrapper<KeyBundle>;
  KeyBundleInput: KeyBundleInput;
  Match: ResolverTypeWrapper<Omit<Match, 'conversation' | 'recipient' | 'requester'> & { conversation?: Maybe<ResolversTypes['Conversation']>, recipient?: Maybe<ResolversTypes['User']>, requester?: Maybe<ResolversTypes['User']> }>;
  MatchStatus: MatchStatus;
  Message: ResolverTypeWrapper<MessageRow>;
  MessageConnection: ResolverTypeWrapper<Omit<MessageConnection, 'edges'> & { edges: ReadonlyArray<ResolversTypes['MessageEdge']> }>;
  MessageDeleted: ResolverTypeWrapper<ChatEventNode>;
  MessageEdge: ResolverTypeWrapper<Omit<MessageEdge, 'node'> & { node: ResolversTypes['Message'] }>;
  MessageEdited: ResolverTypeWrapper<ChatEventNode>;
  MessageSent: ResolverTypeWrapper<ChatEventNode>;
  Mutation: ResolverTypeWrapper<Record<PropertyKey, never>>;
  OpenConversationInput: OpenConversationInput;
  PageInfo: ResolverTypeWrapper<PageInfo>;
  Participant: ResolverTypeWrapper<ParticipantRow>;
  ParticipantRole: ParticipantRole;
  Presence: ResolverTypeWrapper<PresenceNode>;
  Query: ResolverTypeWrapper<Record<PropertyKey, never>>;
  Reaction: ResolverTypeWrapper<ReactionNode>;
  ReactionChanged: ResolverTypeWrapper<ChatEventNode>;
  ResyncRequired: ResolverTypeWrapper<ResyncNode>;
  SendMessageInput: SendMessageInput;
  SendMessagePayload: ResolverTypeWrapper<Omit<SendMessagePayload, 'message'> & { message: ResolversTypes['Message'] }>;
  SendStatus: SendStatus;
  Subscription: ResolverTypeWrapper<Record<PropertyKey, never>>;
  Typing: ResolverTypeWrapper<TypingNode>;
  Upload: ResolverTypeWrapper<Upload>;
  User: ResolverTypeWrapper<{ readonly __typename: 'User'; readonly id: string }>;
};

/** Mapping between all available schema types and the resolvers parents */
export type ResolversParentTypes = {
  Attachment: Attachment;
  String: Scalars['String']['output'];
  ID: Scalars['ID']['output'];
  Int: Scalars['Int']['output'];
  ChatEvent: AnyChatEventNode;
  Conversation: ConversationRow;
  Boolean: Scalars['Boolean']['output'];
  ConversationChanged: ChatEventNode;
  ConversationConnection: Omit<ConversationConnection, 'edges'> & { edges: ReadonlyArray<ResolversParentTypes['ConversationEdge']> };
  ConversationEdge: Omit<ConversationEdge, 'node'> & { node: ResolversParentTypes['Conversation'] };
  ConversationRead: ChatEventNode;
  DateTime: Scalars['DateTime']['output'];
  ErasureReport: { readonly subject: string };
  ErasureStore: ErasureStore;
  HistoryConnection: Omit<HistoryConnection, 'edges'> & { edges: ReadonlyArray<ResolversParentTypes['HistoryEdge']> };
  HistoryEdge: Omit<HistoryEdge, 'node'> & { node: ResolversParentTypes['HistoryEvent'] };
  HistoryEvent: RecordedEvent;
  JSON: Scalars['JSON']['output'];
  KeyBundle: KeyBundle;
  KeyBundleInput: KeyBundleInput;
  Match: Omit<Match, 'conversation' | 'recipient' | 'requester'> & { conversation?: Maybe<ResolversParentTypes['Conversation']>, recipient?: Maybe<ResolversParentTypes['User']>, requester?: Maybe<ResolversParentTypes['User']> } | FederationReferenceTypes['Match'];
  Message: MessageRow;
  MessageConnection: Omit<MessageConnection, 'edges'> & { edges: ReadonlyArray<ResolversParentTypes['MessageEdge']> };
  MessageDeleted: ChatEventNode;
  MessageEdge: Omit<MessageEdge, 'node'> & { node: ResolversParentTypes['Message'] };
  MessageEdited: ChatEventNode;
  MessageSent: ChatEventNode;
  Mutation: Record<PropertyKey, never>;
  OpenConversationInput: OpenConversationInput;
  PageInfo: PageInfo;
  Participant: ParticipantRow;
  Presence: PresenceNode;
  Query: Record<PropertyKey, never>;
  Reaction: ReactionNode;
  ReactionChanged: ChatEventNode;
  ResyncRequired: ResyncNode;
  SendMessageInput: SendMessageInput;
  SendMessagePayload: Omit<SendMessagePayload, 'message'> & { message: ResolversParentTypes['Message'] };
  Subscription: Record<PropertyKey, never>;
  Typing: TypingNode;
  Upload: Upload;
  User: { readonly __typename: 'User'; readonly id: string };
};

export type AttachmentResolvers<ContextType = Request, ParentType extends ResolversParentTypes['Attachment'] = ResolversParentTypes['Attachment']> = {
  contentType?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  size?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  url?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type ChatEventResolvers<ContextType = Request, ParentType extends ResolversParentTypes['ChatEvent'] = ResolversParentTypes['ChatEvent']> = {
  __resolveType: TypeResolveFn<'ConversationChanged' | 'ConversationRead' | 'MessageDeleted' | 'MessageEdited' | 'MessageSent' | 'ReactionChanged' | 'ResyncRequired', ParentType, ContextType>;
};

export type ConversationResolvers<ContextType = Request, ParentType extends ResolversParentTypes['Conversation'] = ResolversParentTypes['Conversation'], FederationReferenceType extends FederationReferenceTypes['Conversation'] = FederationReferenceTypes['Conversation']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Conversation']> | FederationReferenceType, FederationReferenceType, ContextType>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  kind?: Resolver<ResolversTypes['ConversationKind'], ParentType, ContextType>;
  lastMessage?: Resolver<Maybe<ResolversTypes['Message']>, ParentType, ContextType>;
  messages?: Resolver<ResolversTypes['MessageConnection'], ParentType, ContextType, Partial<ConversationMessagesArgs>>;
  muted?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
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

export type ConversationConnectionResolvers<ContextType = Request, ParentType extends ResolversParentTypes['ConversationConnection'] = ResolversParentTypes['ConversationConnection']> = {
  edges?: Resolver<ReadonlyArray<ResolversTypes['ConversationEdge']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type ConversationEdgeResolvers<ContextType = Request, ParentType extends ResolversParentTypes['ConversationEdge'] = ResolversParentTypes['ConversationEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['Conversation'], ParentType, ContextType>;
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

export type KeyBundleResolvers<ContextType = Request, ParentType extends ResolversParentTypes['KeyBundle'] = ResolversParentTypes['KeyBundle']> = {
  identityKey?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  oneTimePrekey?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  signature?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  signedPrekey?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  userId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
};

export type MatchResolvers<ContextType = Request, ParentType extends ResolversParentTypes['Match'] = ResolversParentTypes['Match'], FederationReferenceType extends FederationReferenceTypes['Match'] = FederationReferenceTypes['Match']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Match']> | FederationReferenceType, FederationReferenceType, ContextType>;
  conversation?: Resolver<Maybe<ResolversTypes['Conversation']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
};

export type MessageResolvers<ContextType = Request, ParentType extends ResolversParentTypes['Message'] = ResolversParentTypes['Message'], FederationReferenceType extends FederationReferenceTypes['Message'] = FederationReferenceTypes['Message']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Message']> | FederationReferenceType, FederationReferenceType, ContextType>;
  attachments?: Resolver<ReadonlyArray<ResolversTypes['Attachment']>, ParentType, ContextType>;
  ciphertext?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  conversation?: Resolver<ResolversTypes['Conversation'], ParentType, ContextType>;
  deletedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  editedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  history?: Resolver<Maybe<ResolversTypes['HistoryConnection']>, ParentType, ContextType, Partial<MessageHistoryArgs>>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  reactions?: Resolver<ReadonlyArray<ResolversTypes['Reaction']>, ParentType, ContextType>;
  replyTo?: Resolver<Maybe<ResolversTypes['Message']>, ParentType, ContextType>;
  sender?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType>;
  sentAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  seq?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  text?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  thread?: Resolver<ResolversTypes['MessageConnection'], ParentType, ContextType, Partial<MessageThreadArgs>>;
};

export type MessageConnectionResolvers<ContextType = Request, ParentType extends ResolversParentTypes['MessageConnection'] = ResolversParentTypes['MessageConnection']> = {
  edges?: Resolver<ReadonlyArray<ResolversTypes['MessageEdge']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type MessageDeletedResolvers<ContextType = Request, ParentType extends ResolversParentTypes['MessageDeleted'] = ResolversParentTypes['MessageDeleted']> = {
  at?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  conversation?: Resolver<Maybe<ResolversTypes['Conversation']>, ParentType, ContextType>;
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  message?: Resolver<ResolversTypes['Message'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type MessageEdgeResolvers<ContextType = Request, ParentType extends ResolversParentTypes['MessageEdge'] = ResolversParentTypes['MessageEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['Message'], ParentType, ContextType>;
};

export type MessageEditedResolvers<ContextType = Request, ParentType extends ResolversParentTypes['MessageEdited'] = ResolversParentTypes['MessageEdited']> = {
  at?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  conversation?: Resolver<Maybe<ResolversTypes['Conversation']>, ParentType, ContextType>;
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  message?: Resolver<ResolversTypes['Message'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type MessageSentResolvers<ContextType = Request, ParentType extends ResolversParentTypes['MessageSent'] = ResolversParentTypes['MessageSent']> = {
  at?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  conversation?: Resolver<Maybe<ResolversTypes['Conversation']>, ParentType, ContextType>;
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  message?: Resolver<ResolversTypes['Message'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type MutationResolvers<ContextType = Request, ParentType extends ResolversParentTypes['Mutation'] = ResolversParentTypes['Mutation']> = {
  addParticipants?: Resolver<ResolversTypes['Conversation'], ParentType, ContextType, RequireFields<MutationAddParticipantsArgs, 'conversationId' | 'userIds'>>;
  claimKeyBundle?: Resolver<Maybe<ResolversTypes['KeyBundle']>, ParentType, ContextType, RequireFields<MutationClaimKeyBundleArgs, 'userId'>>;
  deleteMessage?: Resolver<ResolversTypes['Message'], ParentType, ContextType, RequireFields<MutationDeleteMessageArgs, 'id'>>;
  editMessage?: Resolver<ResolversTypes['Message'], ParentType, ContextType, RequireFields<MutationEditMessageArgs, 'id' | 'text'>>;
  leaveConversation?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType, RequireFields<MutationLeaveConversationArgs, 'conversationId'>>;
  markAsRead?: Resolver<ResolversTypes['Conversation'], ParentType, ContextType, RequireFields<MutationMarkAsReadArgs, 'conversationId'>>;
  muteConversation?: Resolver<ResolversTypes['Conversation'], ParentType, ContextType, RequireFields<MutationMuteConversationArgs, 'conversationId' | 'muted'>>;
  openConversation?: Resolver<ResolversTypes['Conversation'], ParentType, ContextType, RequireFields<MutationOpenConversationArgs, 'input'>>;
  publishKeyBundle?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType, RequireFields<MutationPublishKeyBundleArgs, 'input'>>;
  react?: Resolver<ResolversTypes['Message'], ParentType, ContextType, RequireFields<MutationReactArgs, 'emoji' | 'messageId'>>;
  renameConversation?: Resolver<ResolversTypes['Conversation'], ParentType, ContextType, RequireFields<MutationRenameConversationArgs, 'conversationId' | 'title'>>;
  requestUpload?: Resolver<ResolversTypes['Upload'], ParentType, ContextType, RequireFields<MutationRequestUploadArgs, 'contentType' | 'name' | 'size'>>;
  sendMessage?: Resolver<ResolversTypes['SendMessagePayload'], ParentType, ContextType, RequireFields<MutationSendMessageArgs, 'input'>>;
  setTyping?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType, RequireFields<MutationSetTypingArgs, 'active' | 'conversationId'>>;
  unreact?: Resolver<ResolversTypes['Message'], ParentType, ContextType, RequireFields<MutationUnreactArgs, 'emoji' | 'messageId'>>;
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

export type PresenceResolvers<ContextType = Request, ParentType extends ResolversParentTypes['Presence'] = ResolversParentTypes['Presence']> = {
  lastSeenAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  online?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  user?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType>;
};

export type QueryResolvers<ContextType = Request, ParentType extends ResolversParentTypes['Query'] = ResolversParentTypes['Query']> = {
  conversation?: Resolver<Maybe<ResolversTypes['Conversation']>, ParentType, ContextType, RequireFields<QueryConversationArgs, 'id'>>;
  conversations?: Resolver<Maybe<ResolversTypes['ConversationConnection']>, ParentType, ContextType, Partial<QueryConversationsArgs>>;
  message?: Resolver<Maybe<ResolversTypes['Message']>, ParentType, ContextType, RequireFields<QueryMessageArgs, 'id'>>;
  searchMessages?: Resolver<Maybe<ResolversTypes['MessageConnection']>, ParentType, ContextType, RequireFields<QuerySearchMessagesArgs, 'text'>>;
};

export type ReactionResolvers<ContextType = Request, ParentType extends ResolversParentTypes['Reaction'] = ResolversParentTypes['Reaction']> = {
  count?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  emoji?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  reactedByMe?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
};

export type ReactionChangedResolvers<ContextType = Request, ParentType extends ResolversParentTypes['ReactionChanged'] = ResolversParentTypes['ReactionChanged']> = {
  at?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  conversation?: Resolver<Maybe<ResolversTypes['Conversation']>, ParentType, ContextType>;
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  message?: Resolver<ResolversTypes['Message'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type ResyncRequiredResolvers<ContextType = Request, ParentType extends ResolversParentTypes['ResyncRequired'] = ResolversParentTypes['ResyncRequired']> = {
  at?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  conversation?: Resolver<Maybe<ResolversTypes['Conversation']>, ParentType, ContextType>;
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type SendMessagePayloadResolvers<ContextType = Request, ParentType extends ResolversParentTypes['SendMessagePayload'] = ResolversParentTypes['SendMessagePayload']> = {
  message?: Resolver<ResolversTypes['Message'], ParentType, ContextType>;
  status?: Resolver<ResolversTypes['SendStatus'], ParentType, ContextType>;
};

export type SubscriptionResolvers<ContextType = Request, ParentType extends ResolversParentTypes['Subscription'] = ResolversParentTypes['Subscription']> = {
  chatEvents?: SubscriptionResolver<ResolversTypes['ChatEvent'], "chatEvents", ParentType, ContextType, Partial<SubscriptionChatEventsArgs>>;
  messageReceived?: SubscriptionResolver<ResolversTypes['Message'], "messageReceived", ParentType, ContextType, Partial<SubscriptionMessageReceivedArgs>>;
  presence?: SubscriptionResolver<ResolversTypes['Presence'], "presence", ParentType, ContextType, RequireFields<SubscriptionPresenceArgs, 'userIds'>>;
  typing?: SubscriptionResolver<ResolversTypes['Typing'], "typing", ParentType, ContextType, RequireFields<SubscriptionTypingArgs, 'conversationId'>>;
};

export type TypingResolvers<ContextType = Request, ParentType extends ResolversParentTypes['Typing'] = ResolversParentTypes['Typing']> = {
  active?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  conversationId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  user?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType>;
};

export type UploadResolvers<ContextType = Request, ParentType extends ResolversParentTypes['Upload'] = ResolversParentTypes['Upload']> = {
  attachmentId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  expiresAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  headers?: Resolver<ResolversTypes['JSON'], ParentType, ContextType>;
  method?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  url?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type UserResolvers<ContextType = Request, ParentType extends ResolversParentTypes['User'] = ResolversParentTypes['User'], FederationReferenceType extends FederationReferenceTypes['User'] = FederationReferenceTypes['User']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['User']> | FederationReferenceType, FederationReferenceType, ContextType>;
  conversations?: Resolver<Maybe<ResolversTypes['ConversationConnection']>, ParentType, ContextType, Partial<UserConversationsArgs>>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
};

export type Resolvers<ContextType = Request> = {
  Attachment?: AttachmentResolvers<ContextType>;
  ChatEvent?: ChatEventResolvers<ContextType>;
  Conversation?: ConversationResolvers<ContextType>;
  ConversationChanged?: ConversationChangedResolvers<ContextType>;
  ConversationConnection?: ConversationConnectionResolvers<ContextType>;
  ConversationEdge?: ConversationEdgeResolvers<ContextType>;
  ConversationRead?: ConversationReadResolvers<ContextType>;
  DateTime?: GraphQLScalarType;
  ErasureReport?: ErasureReportResolvers<ContextType>;
  ErasureStore?: ErasureStoreResolvers<ContextType>;
  HistoryConnection?: HistoryConnectionResolvers<ContextType>;
  HistoryEdge?: HistoryEdgeResolvers<ContextType>;
  HistoryEvent?: HistoryEventResolvers<ContextType>;
  JSON?: GraphQLScalarType;
  KeyBundle?: KeyBundleResolvers<ContextType>;
  Match?: MatchResolvers<ContextType>;
  Message?: MessageResolvers<ContextType>;
  MessageConnection?: MessageConnectionResolvers<ContextType>;
  MessageDeleted?: MessageDeletedResolvers<ContextType>;
  MessageEdge?: MessageEdgeResolvers<ContextType>;
  MessageEdited?: MessageEditedResolvers<ContextType>;
  MessageSent?: MessageSentResolvers<ContextType>;
  Mutation?: MutationResolvers<ContextType>;
  PageInfo?: PageInfoResolvers<ContextType>;
  Participant?: ParticipantResolvers<ContextType>;
  Presence?: PresenceResolvers<ContextType>;
  Query?: QueryResolvers<ContextType>;
  Reaction?: ReactionResolvers<ContextType>;
  ReactionChanged?: ReactionChangedResolvers<ContextType>;
  ResyncRequired?: ResyncRequiredResolvers<ContextType>;
  SendMessagePayload?: SendMessagePayloadResolvers<ContextType>;
  Subscription?: SubscriptionResolvers<ContextType>;
  Typing?: TypingResolvers<ContextType>;
  Upload?: UploadResolvers<ContextType>;
  User?: UserResolvers<ContextType>;
};

