import type { Recorded } from '#platform/domain/events';
import { type Change, fold, type Projection, put, remove } from '#platform/projection';
import { type ChatEvent, pairOf } from '../events.ts';
import {
  blocks,
  chatLog,
  conversations,
  directs,
  memberships,
  messagePlaces,
  messages,
  messageTimes,
  ownPlaces,
  participants,
  persons,
  reactions,
  replies,
} from '../readModel.ts';
import { announced, logged } from './log.ts';
import { messageChanges } from './messages.ts';

/** Conversations as their participants read and hear them, and what is known of people. */
export const chats: Projection<ChatEvent> = {
  name: 'chat.conversations',
  tables: [
    ...[persons, blocks, conversations, participants, memberships, ownPlaces, directs],
    ...[messages, messagePlaces, messageTimes, replies, reactions, chatLog],
  ],
  project: (event) => [...changesBy(event), ...logged(event)],
  announce: announced,
};

const changesBy = (event: Recorded<ChatEvent>): Change[] => {
  const { at: updatedAt } = event;
  switch (event.type) {
    case 'PersonRegistered':
      return [put(persons, { id: event.data.personId })];
    case 'PersonPrivacyChanged': {
      const { personId: id, readReceipts, presence } = event.data;
      return [put(persons, { id, readReceipts, presence })];
    }
    case 'PersonErased':
      return [remove(persons, { id: event.data.personId })];
    case 'PersonExported':
    case 'UploadRequested':
    case 'UploadEnded':
    case 'KeyBundlePublished':
    case 'KeyBundleClaimed':
      return [];
    case 'PersonBlocked':
      return [put(blocks, event.data)];
    case 'PersonUnblocked':
      return [remove(blocks, event.data)];

    case 'ConversationOpened':
      return opened(event);
    case 'ParticipantsAdded': {
      const { conversationId, userIds, hiddenThrough } = event.data;
      return [
        ...userIds.flatMap((userId) => joined(conversationId, userId, updatedAt, hiddenThrough)),
        put(conversations, { id: conversationId, updatedAt }),
      ];
    }
    case 'ParticipantLeft': {
      const { conversationId, userId, newOwnerId } = event.data;
      return [
        remove(participants, { conversationId, userId }),
        remove(memberships, { userId, conversationId }),
        ...(newOwnerId === null ? [] : [put(participants, { conversationId, userId: newOwnerId, role: 'OWNER' })]),
        put(conversations, { id: conversationId, updatedAt }),
      ];
    }
    case 'ConversationRenamed': {
      const { conversationId: id, renamedBy: titleBy } = event.data;
      return [put(conversations, { id, title: event.personal?.title ?? null, titleBy, updatedAt })];
    }
    case 'ConversationTitleErased': {
      const { conversationId: id, userId } = event.data;
      return [fold(conversations, { id }, (row) => (row?.titleBy === userId ? { title: null } : null))];
    }

    case 'MessageSent': {
      const { conversationId, senderId, seq } = event.data;
      return [
        ...messageChanges(event),
        put(conversations, { id: conversationId, lastSeq: seq, updatedAt }),
        readThrough(conversationId, senderId, seq),
      ];
    }
    case 'MessageEdited':
    case 'MessageDeleted':
    case 'ReactionAdded':
    case 'ReactionRemoved':
      return messageChanges(event);

    case 'MessagesRead': {
      const { conversationId, readerId, throughSeq } = event.data;
      return [readThrough(conversationId, readerId, throughSeq)];
    }
    case 'ConversationMuted':
      return [put(ownPlaces, event.data)];
  }
};

const opened = ({ data, personal, at }: Extract<Recorded<ChatEvent>, { type: 'ConversationOpened' }>): Change[] => {
  const { conversationId, kind, ownerId, participantIds } = data;
  return [
    put(conversations, {
      ...{ id: conversationId, kind, title: personal?.title ?? null, titleBy: ownerId },
      ...{ lastSeq: 0, createdAt: at, updatedAt: at },
    }),
    ...participantIds.flatMap((userId) =>
      joined(conversationId, userId, at, 0, userId === ownerId ? 'OWNER' : 'MEMBER'),
    ),
    ...(kind === 'DIRECT'
      ? [put(directs, { pair: pairOf(participantIds[0]!, participantIds[1]!), conversationId })]
      : []),
  ];
};

const joined = (
  conversationId: string,
  userId: string,
  joinedAt: string,
  hiddenThrough: number,
  role: 'OWNER' | 'MEMBER' = 'MEMBER',
): Change[] => [
  put(participants, { conversationId, userId, joinedAt, role }),
  put(memberships, { userId, conversationId, hiddenThrough }),
];

/** Marks come from two kinds of streams, whose events may pass each other: the farthest one counts. */
const readThrough = (conversationId: string, userId: string, seq: number): Change =>
  fold(ownPlaces, { conversationId, userId }, (row) => ({ lastReadSeq: Math.max(row?.lastReadSeq ?? 0, seq) }));
