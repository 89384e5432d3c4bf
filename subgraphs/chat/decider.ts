import { aggregatesOf } from '#platform/domain/aggregate';
import type { Decider } from '#platform/domain/decider';
import { badInput, DomainError, notFound } from '#platform/domain/errors';
import {
  type ConversationEvent,
  chatEvents,
  type MemberEvent,
  type PersonEvent,
  type RelationEvent,
} from './events.ts';

export type ConversationCommand =
  | {
      readonly type: 'OpenConversation';
      readonly conversationId: string;
      readonly kind: 'DIRECT' | 'GROUP';
      readonly ownerId: string;
      readonly participantIds: readonly string[];
      readonly title: string | null;
    }
  | {
      readonly type: 'SendMessage';
      readonly conversationId: string;
      readonly messageId: string;
      readonly senderId: string;
      readonly text: string;
      readonly replyToId: string | null;
      /** Whether it is a direct conversation in which one blocks the other. */
      readonly blocked: boolean;
    };

export interface Conversation {
  readonly kind: 'DIRECT' | 'GROUP' | null;
  readonly participantIds: readonly string[];
  /** Of the newest message; 0 while there is none. */
  readonly lastSeq: number;
}

export const conversation: Decider<Conversation, ConversationCommand, ConversationEvent> = {
  initialState: { kind: null, participantIds: [], lastSeq: 0 },

  decide(command, state) {
    switch (command.type) {
      case 'OpenConversation': {
        const { conversationId, kind, ownerId, participantIds, title } = command;
        if (state.kind !== null) {
          if (state.kind === kind && sameIds(state.participantIds, participantIds)) return [];
          throw new DomainError('ALREADY_EXISTS', 'This id is taken.', { field: 'input.id' });
        }
        if (kind === 'DIRECT' && participantIds.length !== 2)
          throw badInput('input.participantIds', 'A direct conversation is with one other person.');
        return [
          {
            type: 'ConversationOpened',
            data: { conversationId, kind, ownerId, participantIds },
            personal: { title },
          },
        ];
      }
      case 'SendMessage': {
        const { conversationId, messageId, senderId, replyToId, text, blocked } = command;
        if (!isParticipant(state, senderId)) throw notFound('conversation', 'input.conversationId');
        // who of the two blocks is nobody's business
        if (blocked)
          throw new DomainError('FORBIDDEN', 'You can not write to this person.', { field: 'input.conversationId' });
        const seq = state.lastSeq + 1;
        return [
          { type: 'MessageSent', data: { conversationId, messageId, seq, senderId, replyToId }, personal: { text } },
        ];
      }
    }
  },

  evolve(state, { type, data }) {
    switch (type) {
      case 'ConversationOpened':
        return { kind: data.kind, participantIds: data.participantIds, lastSeq: 0 };
      case 'MessageSent':
        return { ...state, lastSeq: data.seq };
    }
  },
};

export const isParticipant = (state: Conversation, userId: string): boolean => state.participantIds.includes(userId);

const sameIds = (some: readonly string[], others: readonly string[]): boolean =>
  some.length === others.length && others.every((id) => some.includes(id));

export interface MarkAsRead {
  readonly conversationId: string;
  readonly readerId: string;
  readonly throughSeq: number;
  /** Whether the others are told. */
  readonly receipt: boolean;
}

/** One person's place in one conversation. */
export const member: Decider<{ readonly readThroughSeq: number }, MarkAsRead, MemberEvent> = {
  initialState: { readThroughSeq: 0 },
  decide: (command, { readThroughSeq }) =>
    // a mark that would go back changes nothing
    command.throughSeq <= readThroughSeq ? [] : [{ type: 'MessagesRead', data: command }],
  evolve: (_, { data }) => ({ readThroughSeq: data.throughSeq }),
};

export type PersonCommand =
  | { readonly type: 'RegisterPerson'; readonly personId: string }
  | { readonly type: 'ChangePrivacy'; readonly personId: string; readonly readReceipts: boolean }
  /** All of that is done already. */
  | { readonly type: 'ErasePerson' | 'ExportPerson'; readonly personId: string; readonly jobId: string };

export interface Person {
  readonly known: boolean;
  /** Whether others may see how far they have read. */
  readonly readReceipts: boolean;
}

export const person: Decider<Person, PersonCommand, PersonEvent> = {
  initialState: { known: false, readReceipts: true },

  decide(command, { known }) {
    const { personId } = command;
    switch (command.type) {
      case 'RegisterPerson':
        return known ? [] : [{ type: 'PersonRegistered', data: { personId } }];
      case 'ChangePrivacy':
        // recorded whatever was before: only of what is recorded a late repetition is known as one
        return [{ type: 'PersonPrivacyChanged', data: { personId, readReceipts: command.readReceipts } }];
      case 'ErasePerson':
        return [{ type: 'PersonErased', data: { personId, jobId: command.jobId } }];
      case 'ExportPerson':
        return [{ type: 'PersonExported', data: { personId, jobId: command.jobId } }];
    }
  },

  evolve(state, { type, data }) {
    switch (type) {
      case 'PersonRegistered':
        return { ...state, known: true };
      case 'PersonPrivacyChanged':
        return { ...state, readReceipts: data.readReceipts };
      case 'PersonErased':
      case 'PersonExported':
        return state;
    }
  },
};

export interface ChangeRelation {
  readonly type: 'BlockPerson' | 'UnblockPerson';
  readonly personId: string;
  readonly blockedId: string;
}

/** How two people stand to each other. */
export interface Relation {
  /** Who of the two blocks the other. */
  readonly blockedBy: readonly string[];
}

export const relation: Decider<Relation, ChangeRelation, RelationEvent> = {
  initialState: { blockedBy: [] },

  // recorded whatever was before: only of what is recorded a late repetition is known as one
  decide: ({ type, personId, blockedId }) => [
    { type: type === 'BlockPerson' ? 'PersonBlocked' : 'PersonUnblocked', data: { personId, blockedId } },
  ],

  evolve({ blockedBy }, { type, data: { personId } }) {
    const others = blockedBy.filter((id) => id !== personId);
    return { blockedBy: type === 'PersonBlocked' ? [...others, personId] : others };
  },
};

/** Whether one of the two blocks the other. */
export const isBlocked = ({ blockedBy }: Relation): boolean => blockedBy.length > 0;

const aggregate = aggregatesOf(chatEvents);

export const conversationAggregate = aggregate(conversation, 1);
export const memberAggregate = aggregate(member, 1);
export const personAggregate = aggregate(person, 2);
export const relationAggregate = aggregate(relation, 1);
