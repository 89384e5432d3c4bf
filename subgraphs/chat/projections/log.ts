import type { Recorded } from '#platform/domain/events';
import { type Announcement, type Change, put } from '#platform/projection';
import type { ChatEvent } from '../events.ts';
import { type ChatEventRow, chatLog, conversations, type MessageRow } from '../readModel.ts';
import { messageRow } from './messages.ts';

/** An entry of the log as it is announced: with what live subscribers would have to read otherwise. */
export type LiveChatEvent = ChatEventRow & {
  readonly message?: MessageRow;
  /** False where somebody has read, and only they themselves may hear of it. */
  readonly receipt?: boolean;
  /** Who is in it from now on, and from where on they see it. */
  readonly joined?: { readonly userIds: readonly string[]; readonly hiddenThrough: number };
  /** Who is not in it any more. */
  readonly left?: string;
};

/** Tells a subscriber who is too far behind to read anew. */
export interface ResyncNotice {
  readonly type: 'ResyncRequired';
  readonly conversationId: string | null;
  readonly at: string;
}

/** An event as a subscriber is given it. */
export type ChatEventNode = LiveChatEvent & { readonly cursor: string };
export type ResyncNode = ResyncNotice & { readonly cursor: string };
export type AnyChatEventNode = ChatEventNode | ResyncNode;

/** Hears everything that happens in a conversation. */
export const conversationTopic = (conversationId: string): string => `conversation-${conversationId}`;
/** Hears of conversations that somebody comes to be in. */
export const inboxTopic = (userId: string): string => `inbox-${userId}`;
/** Hears whether somebody is online, and when who may know that changes. */
export const presenceTopic = (userId: string): string => `presence-${userId}`;

/** What is said on somebody's presence topic once a block or their privacy has changed. */
export const RECHECK = { type: 'recheck' } as const;
/** What is said there last of all: the person was erased. */
export const ERASED = { type: 'erased' } as const;

export const logged = (event: Recorded<ChatEvent>): Change[] => {
  const entry = logEntry(event);
  return entry === null
    ? []
    : [put(chatLog, entry), put(conversations, { id: entry.conversationId, lastFeed: event.feed })];
};

export const announced = (event: Recorded<ChatEvent>): Announcement[] => {
  const entry = logEntry(event);
  const inConversation = (more: Partial<LiveChatEvent> = {}): Announcement => ({
    topic: conversationTopic(entry!.conversationId),
    message: { ...entry!, ...more } satisfies LiveChatEvent,
  });
  const inInboxes = (userIds: readonly string[], hiddenThrough: number): Announcement[] =>
    userIds.map((userId) => ({
      topic: inboxTopic(userId),
      message: { ...entry!, joined: { userIds: [userId], hiddenThrough } } satisfies LiveChatEvent,
    }));
  switch (event.type) {
    case 'PersonPrivacyChanged':
      return [{ topic: presenceTopic(event.data.personId), message: RECHECK }];
    case 'PersonBlocked':
    case 'PersonUnblocked':
      return [event.data.personId, event.data.blockedId].map((id) => ({ topic: presenceTopic(id), message: RECHECK }));
    case 'PersonErased':
      return [{ topic: presenceTopic(event.data.personId), message: ERASED }];
    case 'PersonRegistered':
    case 'PersonExported':
    case 'ConversationMuted':
    case 'UploadRequested':
    case 'UploadEnded':
    case 'KeyBundlePublished':
    case 'KeyBundleClaimed':
      return [];
    case 'ConversationOpened':
      return [inConversation(), ...inInboxes(event.data.participantIds, 0)];
    case 'ParticipantsAdded': {
      const { userIds, hiddenThrough } = event.data;
      return [inConversation({ joined: { userIds, hiddenThrough } }), ...inInboxes(userIds, hiddenThrough)];
    }
    case 'ParticipantLeft':
      return [inConversation({ left: event.data.userId })];
    case 'MessageSent':
      return [inConversation({ message: messageRow(event) })];
    case 'MessagesRead':
      return [inConversation({ receipt: event.data.receipt })];
    case 'ConversationRenamed':
    case 'ConversationTitleErased':
    case 'MessageEdited':
    case 'MessageDeleted':
    case 'ReactionAdded':
    case 'ReactionRemoved':
      return [inConversation()];
  }
};

/** Null for what concerns nobody else. */
const logEntry = (event: Recorded<ChatEvent>): ChatEventRow | null => {
  const { feed, at } = event;
  const entry = (
    { conversationId }: { readonly conversationId: string },
    type: ChatEventRow['type'],
    actorId: string,
    seq: number | null = null,
  ): ChatEventRow => ({ ...{ conversationId, feed, at }, type, actorId, seq });
  switch (event.type) {
    case 'PersonRegistered':
    case 'PersonPrivacyChanged':
    case 'PersonErased':
    case 'PersonExported':
    case 'PersonBlocked':
    case 'PersonUnblocked':
    case 'ConversationMuted':
    case 'UploadRequested':
    case 'UploadEnded':
    case 'KeyBundlePublished':
    case 'KeyBundleClaimed':
      return null;
    case 'ConversationOpened':
      return entry(event.data, 'ConversationChanged', event.data.ownerId);
    case 'ParticipantsAdded':
      return entry(event.data, 'ConversationChanged', event.data.addedBy);
    case 'ParticipantLeft':
    case 'ConversationTitleErased':
      return entry(event.data, 'ConversationChanged', event.data.userId);
    case 'ConversationRenamed':
      return entry(event.data, 'ConversationChanged', event.data.renamedBy);
    case 'MessageSent':
    case 'MessageEdited':
    case 'MessageDeleted':
      return entry(event.data, event.type, event.data.senderId, event.data.seq);
    case 'ReactionAdded':
    case 'ReactionRemoved':
      return entry(event.data, 'ReactionChanged', event.data.userId, event.data.seq);
    case 'MessagesRead':
      return entry(event.data, 'ConversationRead', event.data.readerId, event.data.throughSeq);
  }
};
