import type { Decider } from '#platform/domain/decider';
import { badInput, DomainError, notFound } from '#platform/domain/errors';
import type { Attachment, ConversationEvent, MessageIndex } from '../events.ts';

export type ConversationCommand =
  | {
      readonly type: 'OpenConversation';
      readonly conversationId: string;
      readonly kind: 'DIRECT' | 'GROUP';
      readonly ownerId: string;
      readonly participantIds: readonly string[];
      readonly title: string | null;
      readonly newMembersSeeHistory: boolean;
    }
  | {
      readonly type: 'AddParticipants';
      readonly conversationId: string;
      readonly addedBy: string;
      /** Those who are in it already are passed over. */
      readonly userIds: readonly string[];
    }
  | { readonly type: 'LeaveConversation'; readonly conversationId: string; readonly userId: string }
  | {
      readonly type: 'RenameConversation';
      readonly conversationId: string;
      readonly renamedBy: string;
      readonly title: string;
    }
  /** Somebody who gave it a title was erased. */
  | { readonly type: 'EraseTitle'; readonly conversationId: string; readonly userId: string }
  | {
      readonly type: 'SendMessage';
      readonly conversationId: string;
      readonly messageId: string;
      readonly senderId: string;
      readonly content: { readonly text?: string; readonly index?: MessageIndex; readonly ciphertext?: string };
      /** Null when one of those that were named can't be sent. */
      readonly attachments: readonly Attachment[] | null;
      readonly replyToId: string | null;
      /** Whether it is a direct conversation in which one blocks the other. */
      readonly blocked: boolean;
    };

/** All that one conversation has in it at a time. */
export const MAX_PARTICIPANTS = 1_000;

export interface Conversation {
  readonly kind: 'DIRECT' | 'GROUP' | null;
  readonly ownerId: string | null;
  /** In the order in which they joined. */
  readonly participantIds: readonly string[];
  /** As it was opened: the same again is a retry, whoever joined or left since. */
  readonly openedWith: readonly string[];
  readonly newMembersSeeHistory: boolean;
  /** Of the newest message; 0 while there is none. */
  readonly lastSeq: number;
}

export const conversation: Decider<Conversation, ConversationCommand, ConversationEvent> = {
  initialState: {
    ...{ kind: null, ownerId: null, participantIds: [], openedWith: [] },
    ...{ newMembersSeeHistory: false, lastSeq: 0 },
  },

  decide(command, state) {
    switch (command.type) {
      case 'OpenConversation': {
        const { type: _, title, ...data } = command;
        const { kind, ownerId, participantIds } = data;
        if (state.kind !== null) {
          const again = state.kind === kind && sameIds(state.openedWith, participantIds);
          if (again && isParticipant(state, ownerId)) return [];
          throw new DomainError('ALREADY_EXISTS', 'This id is taken.', { field: 'input.id' });
        }
        if (kind === 'DIRECT' && participantIds.length !== 2)
          throw badInput('input.participantIds', 'A direct conversation is with one other person.');
        return [{ type: 'ConversationOpened', data, personal: { title } }];
      }

      case 'AddParticipants': {
        const { conversationId, addedBy } = command;
        requireGroup(state, addedBy, 'A direct conversation stays between two.');
        const userIds = [...new Set(command.userIds)].filter((id) => !isParticipant(state, id));
        if (userIds.length === 0) return [];
        if (state.participantIds.length + userIds.length > MAX_PARTICIPANTS)
          throw badInput('userIds', `A group has at most ${MAX_PARTICIPANTS} people.`);
        const hiddenThrough = state.newMembersSeeHistory ? 0 : state.lastSeq;
        return [{ type: 'ParticipantsAdded', data: { conversationId, addedBy, userIds, hiddenThrough } }];
      }

      case 'LeaveConversation': {
        const { conversationId, userId } = command;
        requireGroup(state, userId, 'A direct conversation can not be left: mute it, or block the other one.');
        const longestThere = state.participantIds.find((id) => id !== userId) ?? null;
        const newOwnerId = state.ownerId === userId ? longestThere : null;
        return [{ type: 'ParticipantLeft', data: { conversationId, userId, newOwnerId } }];
      }

      case 'RenameConversation': {
        const { conversationId, renamedBy, title } = command;
        requireGroup(state, renamedBy, 'A direct conversation has no title.');
        return [{ type: 'ConversationRenamed', data: { conversationId, renamedBy }, personal: { title } }];
      }

      case 'EraseTitle': {
        const { conversationId, userId } = command;
        return [{ type: 'ConversationTitleErased', data: { conversationId, userId } }];
      }
      case 'SendMessage': {
        const { conversationId, messageId, senderId, replyToId, content, attachments, blocked } = command;
        if (!isParticipant(state, senderId)) throw notFound('conversation', 'input.conversationId');
        if (blocked) throw blockedOff('input.conversationId');
        if (!attachments) throw badInput('input.attachmentIds', 'One of these is no finished upload of yours.');
        const data = { conversationId, messageId, seq: state.lastSeq + 1, senderId, replyToId };
        if (attachments.length === 0) return [{ type: 'MessageSent', data, personal: content }];
        const attachmentIds = attachments.map(({ id }) => id);
        return [{ type: 'MessageSent', data: { ...data, attachmentIds }, personal: { ...content, attachments } }];
      }
    }
  },

  evolve(state, { type, data }) {
    switch (type) {
      case 'ConversationOpened': {
        const { kind, ownerId, participantIds, newMembersSeeHistory } = data;
        return { kind, ownerId, participantIds, openedWith: participantIds, newMembersSeeHistory, lastSeq: 0 };
      }
      case 'ParticipantsAdded':
        return { ...state, participantIds: [...state.participantIds, ...data.userIds] };
      case 'ParticipantLeft': {
        const ownerId = state.ownerId === data.userId ? data.newOwnerId : state.ownerId;
        return { ...state, ownerId, participantIds: state.participantIds.filter((id) => id !== data.userId) };
      }
      case 'ConversationRenamed':
      case 'ConversationTitleErased':
        return state;
      case 'MessageSent':
        return { ...state, lastSeq: data.seq };
    }
  },
};

export const isParticipant = (state: Conversation, userId: string): boolean => state.participantIds.includes(userId);

/** Refused to both, and in the same words: who of the two blocks is nobody's business. */
export const blockedOff = (field: string): DomainError =>
  new DomainError('FORBIDDEN', 'You can not write to this person.', { field });

/** NOT_FOUND for outsiders, who learn nothing; BAD_USER_INPUT for the two of a direct conversation. */
const requireGroup = (state: Conversation, userId: string, message: string): void => {
  if (!isParticipant(state, userId)) throw notFound('conversation', 'conversationId');
  if (state.kind !== 'GROUP') throw badInput('conversationId', message);
};

const sameIds = (some: readonly string[], others: readonly string[]): boolean =>
  some.length === others.length && others.every((id) => some.includes(id));
