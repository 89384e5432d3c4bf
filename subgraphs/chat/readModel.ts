import type { FeedPosition, Sealed } from '#platform/domain/events';
import { table } from '#platform/read-model/read-model';
import type { MessageIndex } from './events.ts';

/** People who can be written to, and what they have said about who sees what; null is a yes. */
export type PersonRow = {
  readonly id: string;
  readonly readReceipts: boolean | null;
  readonly presence: boolean | null;
};
export const persons = table<PersonRow>()('person', ['id'], [], {
  id: 'text',
  readReceipts: 'boolean',
  presence: 'boolean',
});

/** Who blocks whom. */
export type BlockRow = { readonly personId: string; readonly blockedId: string };
export const blocks = table<BlockRow>()('block', ['personId', 'blockedId'], [], {
  personId: 'text',
  blockedId: 'text',
});

export type ConversationRow = {
  readonly id: string;
  readonly kind: 'DIRECT' | 'GROUP';
  readonly title: Sealed | null;
  /** Under whose key the title is sealed. */
  readonly titleBy: string;
  readonly lastSeq: number;
  /** Place of the newest event: who resumes from behind it has nothing to catch up here. */
  readonly lastFeed: FeedPosition;
  readonly createdAt: string;
  readonly updatedAt: string;
};
export const conversations = table<ConversationRow>()(
  'conversation',
  ['id'],
  [],
  {
    id: 'text',
    kind: 'text',
    title: 'text',
    titleBy: 'text',
    lastSeq: 'int',
    lastFeed: 'text',
    createdAt: 'timestamp',
    updatedAt: 'timestamp',
  },
  { of: 'titleBy', columns: ['title'] },
);

/** Who is in a conversation. */
export type ParticipantRow = {
  readonly conversationId: string;
  readonly userId: string;
  readonly role: 'OWNER' | 'MEMBER';
  readonly joinedAt: string;
};
export const participants = table<ParticipantRow>()('participant', ['conversationId'], ['userId'], {
  conversationId: 'text',
  userId: 'text',
  role: 'text',
  joinedAt: 'timestamp',
});

/** Which conversations somebody is in, and from where on they see each. */
export type MembershipRow = {
  readonly userId: string;
  readonly conversationId: string;
  /** They see the messages behind this `seq`. */
  readonly hiddenThrough: number;
};
export const memberships = table<MembershipRow>()('membership', ['userId'], ['conversationId'], {
  userId: 'text',
  conversationId: 'text',
  hiddenThrough: 'int',
});

/** What is somebody's own in a conversation; it stays when they leave. */
export type OwnPlaceRow = {
  readonly conversationId: string;
  readonly userId: string;
  readonly lastReadSeq: number | null;
  readonly muted: boolean | null;
};
export const ownPlaces = table<OwnPlaceRow>()('own_place', ['conversationId', 'userId'], [], {
  conversationId: 'text',
  userId: 'text',
  lastReadSeq: 'int',
  muted: 'boolean',
});

/** The conversation of a pair. */
export type DirectRow = { readonly pair: string; readonly conversationId: string };
export const directs = table<DirectRow>()('direct', ['pair'], [], { pair: 'text', conversationId: 'text' });

/** Whose list a conversation stands in, and where: what moving it in all of them needs to know. */
export type RosterRow = {
  readonly conversationId: string;
  readonly memberIds: readonly string[];
  readonly listedAt: string;
};
export const rosters = table<RosterRow>()('roster', ['conversationId'], [], {
  conversationId: 'text',
  memberIds: 'json',
  listedAt: 'timestamp',
});

/** Somebody's conversations by their last activity. */
export type InboxRow = { readonly userId: string; readonly listedAt: string; readonly conversationId: string };
export const inbox = table<InboxRow>()('inbox', ['userId'], ['listedAt', 'conversationId'], {
  userId: 'text',
  listedAt: 'timestamp',
  conversationId: 'text',
});

/** A message as it is now. Its texts are sealed under the sender's key. */
export type MessageRow = {
  readonly conversationId: string;
  readonly seq: number;
  readonly id: string;
  readonly senderId: string;
  /** Of its sending, in the conversation's stream. */
  readonly version: number;
  readonly text: Sealed | null;
  readonly ciphertext: Sealed | null;
  /** `Attachment[]`, and which blobs they are. */
  readonly attachments: Sealed | null;
  readonly attachmentIds: readonly string[] | null;
  readonly replyToId: string | null;
  /** By emoji, the one that came first at the front. */
  readonly reactions: readonly EmojiCount[] | null;
  readonly sentAt: string;
  readonly editedAt: string | null;
  readonly deletedAt: string | null;
};
export interface EmojiCount {
  readonly emojiHash: string;
  readonly count: number;
  /** One of those who reacted, and the emoji as they sealed it; null when that one took it back. */
  readonly sample: { readonly userId: string; readonly emoji: Sealed } | null;
}
export const messages = table<MessageRow>()(
  'message',
  ['conversationId'],
  ['seq'],
  {
    conversationId: 'text',
    seq: 'int',
    id: 'text',
    senderId: 'text',
    version: 'int',
    text: 'text',
    ciphertext: 'text',
    attachments: 'text',
    attachmentIds: 'json',
    replyToId: 'text',
    reactions: 'json',
    sentAt: 'timestamp',
    editedAt: 'timestamp',
    deletedAt: 'timestamp',
  },
  { of: 'senderId', columns: ['text', 'ciphertext', 'attachments'] },
);

/** Where a message stands. */
export type MessagePlaceRow = { readonly id: string; readonly conversationId: string; readonly seq: number };
export const messagePlaces = table<MessagePlaceRow>()('message_place', ['id'], [], {
  id: 'text',
  conversationId: 'text',
  seq: 'int',
});

/** Messages by their time, of which several may have the same one. */
export type MessageTimeRow = { readonly conversationId: string; readonly sentAt: string; readonly seq: number };
export const messageTimes = table<MessageTimeRow>()('message_time', ['conversationId'], ['sentAt', 'seq'], {
  conversationId: 'text',
  sentAt: 'timestamp',
  seq: 'int',
});

/** The replies to a message. */
export type ReplyRow = { readonly replyToId: string; readonly seq: number; readonly conversationId: string };
export const replies = table<ReplyRow>()('reply', ['replyToId'], ['seq'], {
  replyToId: 'text',
  seq: 'int',
  conversationId: 'text',
});

/** Who reacted with an emoji, as each of them sealed it. */
export type ReactionRow = {
  readonly messageId: string;
  readonly emojiHash: string;
  readonly userId: string;
  readonly emoji: Sealed | null;
};
export const reactions = table<ReactionRow>()(
  'reaction',
  ['messageId', 'emojiHash'],
  ['userId'],
  {
    messageId: 'text',
    emojiHash: 'text',
    userId: 'text',
    emoji: 'text',
  },
  { of: 'userId', columns: ['emoji'] },
);
/** What the viewer is shown of an emoji below a message. */
export type ReactionNode = Pick<ReactionRow, 'messageId' | 'emojiHash'> & {
  readonly emoji: string;
  readonly count: number;
};

/** What happened in a conversation, in order: what subscribers that were away catch up from. */
export type ChatEventRow = {
  readonly conversationId: string;
  readonly feed: FeedPosition;
  readonly type:
    | 'MessageSent'
    | 'MessageEdited'
    | 'MessageDeleted'
    | 'ReactionChanged'
    | 'ConversationRead'
    | 'ConversationChanged';
  readonly actorId: string;
  /** Of the message that it is about, or through which was read. */
  readonly seq: number | null;
  readonly at: string;
};
export const chatLog = table<ChatEventRow>()('chat_event', ['conversationId'], ['feed'], {
  conversationId: 'text',
  feed: 'text',
  type: 'text',
  actorId: 'text',
  seq: 'int',
  at: 'timestamp',
});

/** By which words a message is found: what its places in the index follow from. */
export type MessageWordsRow = {
  readonly conversationId: string;
  readonly seq: number;
  readonly senderId: string;
  readonly sentAt: string;
  /** Null where there is no text, or none any more. */
  readonly index: MessageIndex | null;
};
export const messageWords = table<MessageWordsRow>()(
  'message_words',
  ['conversationId'],
  ['seq'],
  { conversationId: 'text', seq: 'int', senderId: 'text', sentAt: 'timestamp', index: 'json' },
  { of: 'senderId', columns: ['index'] },
);

/** The index: messages of a conversation by the keyed hash of each of their words, and how often it stands there. */
export type MessageByWordRow = {
  readonly conversationId: string;
  readonly word: string;
  readonly seq: number;
  readonly senderId: string;
  readonly sentAt: string;
  readonly count: number;
  /** Of the whole message, in words. */
  readonly length: number;
};
export const messagesByWord = table<MessageByWordRow>()(
  'message_by_word',
  ['conversationId', 'word'],
  ['seq'],
  {
    conversationId: 'text',
    word: 'text',
    seq: 'int',
    senderId: 'text',
    sentAt: 'timestamp',
    count: 'int',
    length: 'int',
  },
  { of: 'senderId', columns: ['count'] },
);
