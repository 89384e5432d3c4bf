import type { EventCatalog } from '#platform/domain/events';

/** The durable facts about conversations. A change here is a migration: stored events of today are read for years. */
export type ChatEvent = PersonEvent | ConversationEvent | MemberEvent;

/** What this subgraph keeps of people: that they are there. Heard from the users subgraph (policies.ts). */
export type PersonEvent = {
  readonly type: 'PersonRegistered';
  readonly data: { readonly personId: string };
  readonly personal?: null;
};

export type ConversationEvent =
  | {
      readonly type: 'ConversationOpened';
      readonly data: {
        readonly conversationId: string;
        readonly kind: 'DIRECT' | 'GROUP';
        readonly ownerId: string;
        /** All of them, the owner first. */
        readonly participantIds: readonly string[];
      };
      readonly personal: { readonly title: string | null };
    }
  | {
      readonly type: 'MessageSent';
      readonly data: {
        readonly conversationId: string;
        readonly messageId: string;
        /** 1, 2, 3 … within the conversation. */
        readonly seq: number;
        readonly senderId: string;
        readonly replyToId: string | null;
      };
      readonly personal: { readonly text: string };
    };

export type MemberEvent = {
  readonly type: 'MessagesRead';
  readonly data: { readonly conversationId: string; readonly readerId: string; readonly throughSeq: number };
  readonly personal?: null;
};

export const chatEvents: EventCatalog<ChatEvent> = {
  types: { PersonRegistered: {}, ConversationOpened: {}, MessageSent: {}, MessagesRead: {} },
  subjectOf(event) {
    switch (event.type) {
      case 'PersonRegistered':
        return event.data.personId;
      case 'ConversationOpened':
        return event.data.ownerId;
      case 'MessageSent':
        return event.data.senderId;
      case 'MessagesRead':
        return event.data.readerId;
    }
  },
  partitionKeyOf: ({ stream, data }) => ('conversationId' in data ? String(data.conversationId) : stream),
};

export const personStream = (personId: string): string => `person-${personId}`;
export const conversationStream = (conversationId: string): string => `conversation-${conversationId}`;
export const memberStream = (conversationId: string, userId: string): string => `member-${conversationId}:${userId}`;

/** The two of a direct conversation, in one order whoever opens it. */
export const pairOf = (one: string, other: string): string => [one, other].sort().join(':');
