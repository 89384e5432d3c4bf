import type { Recorded } from '#platform/domain/events';
import { type Change, fold, type Projection, put, remove } from '#platform/projection';
import { type ChatEvent, pairOf } from './events.ts';
import {
  type ChatEventRow,
  chatLog,
  conversations,
  directs,
  type MessageRow,
  memberships,
  messagePlaces,
  messages,
  participants,
  persons,
} from './readModel.ts';

/** An entry of the log as it is announced: with what live subscribers would have to read otherwise. */
export type LiveChatEvent = ChatEventRow & {
  readonly message?: MessageRow;
  /** False where somebody has read, and only they themselves may hear of it. */
  readonly receipt?: boolean;
};

/** An event as a subscriber is given it. */
export type ChatEventNode = LiveChatEvent & { readonly cursor: string };

/** Hears everything that happens in a conversation. */
export const conversationTopic = (conversationId: string): string => `conversation-${conversationId}`;
/** Hears of conversations that somebody comes to be in. */
export const inboxTopic = (userId: string): string => `inbox-${userId}`;

export const chats: Projection<ChatEvent> = {
  name: 'chat.conversations',
  tables: [persons, conversations, participants, memberships, directs, messages, messagePlaces, chatLog],

  project(event) {
    switch (event.type) {
      case 'PersonRegistered':
        return [put(persons, { id: event.data.personId })];
      case 'PersonPrivacyChanged':
        return [put(persons, { id: event.data.personId, readReceipts: event.data.readReceipts })];
      case 'PersonErased':
        return [remove(persons, { id: event.data.personId })];
      case 'PersonExported':
      case 'PersonBlocked':
      case 'PersonUnblocked':
        return [];
      case 'ConversationOpened':
        return [...opened(event), ...logged(event)];
      case 'MessageSent': {
        const message = messageRow(event);
        const { conversationId, id, seq, senderId } = message;
        return [
          put(messages, message),
          put(messagePlaces, { id, conversationId, seq }),
          put(conversations, { id: conversationId, lastSeq: seq, updatedAt: event.at }),
          readThrough(conversationId, senderId, seq),
          ...logged(event),
        ];
      }
      case 'MessagesRead': {
        const { conversationId, readerId, throughSeq } = event.data;
        return [readThrough(conversationId, readerId, throughSeq), ...logged(event)];
      }
    }
  },

  announce(event) {
    switch (event.type) {
      case 'PersonRegistered':
      case 'PersonPrivacyChanged':
      case 'PersonErased':
      case 'PersonExported':
      case 'PersonBlocked':
      case 'PersonUnblocked':
        return [];
      case 'ConversationOpened': {
        const message = logEntry(event);
        const { conversationId, participantIds } = event.data;
        return [conversationTopic(conversationId), ...participantIds.map(inboxTopic)].map((topic) => ({
          topic,
          message,
        }));
      }
      case 'MessageSent': {
        const message: LiveChatEvent = { ...logEntry(event), message: messageRow(event) };
        return [{ topic: conversationTopic(event.data.conversationId), message }];
      }
      case 'MessagesRead': {
        const { conversationId, receipt } = event.data;
        const message: LiveChatEvent = { ...logEntry(event), receipt };
        return [{ topic: conversationTopic(conversationId), message }];
      }
    }
  },
};

type Of<T extends ChatEvent['type']> = Extract<Recorded<ChatEvent>, { type: T }>;
type OfConversation = Of<'ConversationOpened' | 'MessageSent' | 'MessagesRead'>;

const opened = ({ data, personal, at }: Of<'ConversationOpened'>): Change[] => {
  const { conversationId, kind, ownerId, participantIds } = data;
  return [
    put(conversations, {
      ...{ id: conversationId, kind, ownerId, title: personal?.title ?? null },
      ...{ lastSeq: 0, createdAt: at, updatedAt: at },
    }),
    ...participantIds.flatMap((userId) => [
      put(participants, {
        ...{ conversationId, userId, joinedAt: at, lastReadSeq: 0 },
        role: userId === ownerId ? ('OWNER' as const) : ('MEMBER' as const),
      }),
      put(memberships, { userId, conversationId }),
    ]),
    ...(kind === 'DIRECT'
      ? [put(directs, { pair: pairOf(participantIds[0]!, participantIds[1]!), conversationId })]
      : []),
  ];
};

const messageRow = ({ data, personal, at }: Of<'MessageSent'>): MessageRow => {
  const { conversationId, messageId: id, seq, senderId, replyToId } = data;
  return { conversationId, seq, id, senderId, text: personal?.text ?? null, replyToId, sentAt: at };
};

/** Marks come from two kinds of streams, whose events may pass each other: the farthest one counts. */
const readThrough = (conversationId: string, userId: string, seq: number): Change =>
  fold(participants, { conversationId, userId }, (row) => ({ lastReadSeq: Math.max(row?.lastReadSeq ?? 0, seq) }));

const logged = (event: OfConversation): Change[] => [
  put(chatLog, logEntry(event)),
  put(conversations, { id: event.data.conversationId, lastFeed: event.feed }),
];

const logEntry = (event: OfConversation): ChatEventRow => {
  const { feed, at, data } = event;
  const { conversationId } = data;
  switch (event.type) {
    case 'ConversationOpened':
      return { conversationId, feed, at, type: 'ConversationChanged', actorId: event.data.ownerId, seq: null };
    case 'MessageSent':
      return { conversationId, feed, at, type: 'MessageSent', actorId: event.data.senderId, seq: event.data.seq };
    case 'MessagesRead':
      return {
        conversationId,
        feed,
        at,
        type: 'ConversationRead',
        actorId: event.data.readerId,
        seq: event.data.throughSeq,
      };
  }
};
