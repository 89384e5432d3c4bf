import type { EventCatalog } from '#platform/domain/events';

/** The durable facts about conversations. A change here is a migration: stored events of today are read for years. */
export type ChatEvent = PersonEvent | RelationEvent | ConversationEvent | MemberEvent;

/** What this subgraph keeps of people. Heard from the users subgraph (policies.ts). */
export type PersonEvent =
  | {
      readonly type: 'PersonRegistered';
      readonly data: { readonly personId: string };
      readonly personal?: null;
    }
  | {
      readonly type: 'PersonPrivacyChanged';
      /** Whether others may see how far the person has read. */
      readonly data: { readonly personId: string; readonly readReceipts: boolean };
      readonly personal?: null;
    }
  | {
      /** Nothing of the person is left here; or all of it has been written down for them. For the job that asked for it. */
      readonly type: 'PersonErased' | 'PersonExported';
      readonly data: { readonly personId: string; readonly jobId: string };
      readonly personal?: null;
    };

/** What this subgraph keeps of two people, heard likewise. A pair has one stream, whoever of the two blocks. */
export type RelationEvent = {
  readonly type: 'PersonBlocked' | 'PersonUnblocked';
  readonly data: { readonly personId: string; readonly blockedId: string };
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
  readonly data: {
    readonly conversationId: string;
    readonly readerId: string;
    readonly throughSeq: number;
    /** Whether the others are told. */
    readonly receipt: boolean;
  };
  readonly personal?: null;
};

export const chatEvents: EventCatalog<ChatEvent> = {
  types: {
    ...{ PersonRegistered: {}, PersonPrivacyChanged: {}, PersonErased: {}, PersonExported: {} },
    ...{ PersonBlocked: {}, PersonUnblocked: {} },
    ...{ ConversationOpened: {}, MessageSent: {} },
    // the others were always told, before people could keep it to themselves
    MessagesRead: { upcasts: [{ data: (data: object) => ({ ...data, receipt: true }) }] },
  },
  subjectOf(event) {
    switch (event.type) {
      case 'PersonRegistered':
      case 'PersonPrivacyChanged':
      case 'PersonErased':
      case 'PersonExported':
      case 'PersonBlocked':
      case 'PersonUnblocked':
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

/** Two people in one order, whoever of them acts. */
export const pairOf = (one: string, other: string): string => [one, other].sort().join(':');

/** The same stream whoever of the two blocks. */
export const relationStream = (one: string, other: string): string => `relation-${pairOf(one, other)}`;
