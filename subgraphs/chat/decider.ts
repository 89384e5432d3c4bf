import { aggregatesOf } from '#platform/domain/aggregate';
import type { Decider } from '#platform/domain/decider';
import { badInput, DomainError, notFound } from '#platform/domain/errors';
import { type ConversationEvent, chatEvents, type MemberEvent, type PersonEvent } from './events.ts';

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
        const { conversationId, messageId, senderId, replyToId, text } = command;
        if (!isParticipant(state, senderId)) throw notFound('conversation', 'input.conversationId');
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
}

/** One person's place in one conversation. */
export const member: Decider<{ readonly readThroughSeq: number }, MarkAsRead, MemberEvent> = {
  initialState: { readThroughSeq: 0 },
  decide: (command, { readThroughSeq }) =>
    // a mark that would go back changes nothing
    command.throughSeq <= readThroughSeq ? [] : [{ type: 'MessagesRead', data: command }],
  evolve: (_, { data }) => ({ readThroughSeq: data.throughSeq }),
};

export interface RegisterPerson {
  readonly personId: string;
}

export const person: Decider<{ readonly known: boolean }, RegisterPerson, PersonEvent> = {
  initialState: { known: false },
  decide: ({ personId }, { known }) => (known ? [] : [{ type: 'PersonRegistered', data: { personId } }]),
  evolve: () => ({ known: true }),
};

const aggregate = aggregatesOf(chatEvents);

export const conversationAggregate = aggregate(conversation, 1);
export const memberAggregate = aggregate(member, 1);
export const personAggregate = aggregate(person, 1);
