import type { Recorded } from '#platform/domain/events';
import { type Change, fold, type Projection, put } from '#platform/projection';
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

/** An entry of the log as it is announced: with the message, so that live subscribers need not read it. */
export type LiveChatEvent = ChatEventRow & { readonly message?: MessageRow };

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
    if (event.type === 'PersonRegistered') return [put(persons, { id: event.data.personId })];
    const { conversationId } = event.data;
    const logged = [put(chatLog, logEntry(event)), put(conversations, { id: conversationId, lastFeed: event.feed })];
    switch (event.type) {
      case 'ConversationOpened':
        return [...opened(event), ...logged];
      case 'MessageSent': {
        const message = messageRow(event);
        const { id, seq, senderId } = message;
        return [
          put(messages, message),
          put(messagePlaces, { id, conversationId, seq }),
          put(conversations, { id: conversationId, lastSeq: seq, updatedAt: event.at }),
          readThrough(conversationId, senderId, seq),
          ...logged,
        ];
      }
      case 'MessagesRead':
        return [readThrough(conversationId, event.data.readerId, event.data.throughSeq), ...logged];
    }
  },

  announce(event) {
    switch (event.type) {
      case 'PersonRegistered':
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
      case 'MessagesRead':
        return [{ topic: conversationTopic(event.data.conversationId), message: logEntry(event) }];
    }
  },
};

type Of<T extends ChatEvent['type']> = Extract<Recorded<ChatEvent>, { type: T }>;

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

const logEntry = (event: Of<'ConversationOpened' | 'MessageSent' | 'MessagesRead'>): ChatEventRow => {
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
