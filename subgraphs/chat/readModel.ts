import type { FeedPosition, Sealed } from '#platform/domain/events';
import { table } from '#platform/read-model/read-model';

/** People who can be written to. */
export type PersonRow = {
  readonly id: string;
  /** Whether others may see how far they have read; null while they have not said, which is a yes. */
  readonly readReceipts: boolean | null;
};
export const persons = table<PersonRow>()('person', ['id'], [], { id: 'text', readReceipts: 'boolean' });

export type ConversationRow = {
  readonly id: string;
  readonly kind: 'DIRECT' | 'GROUP';
  readonly title: Sealed | null;
  readonly ownerId: string;
  readonly lastSeq: number;
  /** Place of the newest event: who resumes from behind it has nothing to catch up here. */
  readonly lastFeed: FeedPosition;
  readonly createdAt: string;
  readonly updatedAt: string;
};
export const conversations = table<ConversationRow>()('conversation', ['id'], [], {
  id: 'text',
  kind: 'text',
  title: 'text',
  ownerId: 'text',
  lastSeq: 'int',
  lastFeed: 'text',
  createdAt: 'timestamp',
  updatedAt: 'timestamp',
});

/** Who is in a conversation, and how far they have read. */
export type ParticipantRow = {
  readonly conversationId: string;
  readonly userId: string;
  readonly role: 'OWNER' | 'MEMBER';
  readonly joinedAt: string;
  readonly lastReadSeq: number;
};
export const participants = table<ParticipantRow>()('participant', ['conversationId'], ['userId'], {
  conversationId: 'text',
  userId: 'text',
  role: 'text',
  joinedAt: 'timestamp',
  lastReadSeq: 'int',
});

/** Which conversations somebody is in. */
export type MembershipRow = { readonly userId: string; readonly conversationId: string };
export const memberships = table<MembershipRow>()('membership', ['userId'], ['conversationId'], {
  userId: 'text',
  conversationId: 'text',
});

/** The conversation of a pair. */
export type DirectRow = { readonly pair: string; readonly conversationId: string };
export const directs = table<DirectRow>()('direct', ['pair'], [], { pair: 'text', conversationId: 'text' });

export type MessageRow = {
  readonly conversationId: string;
  readonly seq: number;
  readonly id: string;
  readonly senderId: string;
  readonly text: Sealed | null;
  readonly replyToId: string | null;
  readonly sentAt: string;
};
export const messages = table<MessageRow>()('message', ['conversationId'], ['seq'], {
  conversationId: 'text',
  seq: 'int',
  id: 'text',
  senderId: 'text',
  text: 'text',
  replyToId: 'text',
  sentAt: 'timestamp',
});

/** Where a message stands. */
export type MessagePlaceRow = { readonly id: string; readonly conversationId: string; readonly seq: number };
export const messagePlaces = table<MessagePlaceRow>()('message_place', ['id'], [], {
  id: 'text',
  conversationId: 'text',
  seq: 'int',
});

/** What happened in a conversation, in order: what subscribers that were away catch up from. */
export type ChatEventRow = {
  readonly conversationId: string;
  readonly feed: FeedPosition;
  readonly type: 'MessageSent' | 'ConversationRead' | 'ConversationChanged';
  readonly actorId: string;
  /** Of the message that was sent, or through which was read. */
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
