import type { Decider } from '#platform/domain/decider';
import type { MemberEvent } from '../events.ts';

export type MemberCommand =
  | {
      readonly type: 'MarkAsRead';
      readonly conversationId: string;
      readonly readerId: string;
      readonly throughSeq: number;
      /** Whether the others are told. */
      readonly receipt: boolean;
    }
  | {
      readonly type: 'MuteConversation';
      readonly conversationId: string;
      readonly userId: string;
      readonly muted: boolean;
    };

/** One person's place in one conversation. It stays when they leave, and is theirs again when they come back. */
export interface Member {
  readonly readThroughSeq: number;
  readonly muted: boolean;
}

export const member: Decider<Member, MemberCommand, MemberEvent> = {
  initialState: { readThroughSeq: 0, muted: false },

  decide(command, state) {
    switch (command.type) {
      case 'MarkAsRead': {
        const { type: _, ...data } = command;
        // a mark that would go back changes nothing
        return data.throughSeq <= state.readThroughSeq ? [] : [{ type: 'MessagesRead', data }];
      }
      case 'MuteConversation': {
        const { type: _, ...data } = command;
        return data.muted === state.muted ? [] : [{ type: 'ConversationMuted', data }];
      }
    }
  },

  evolve(state, { type, data }) {
    switch (type) {
      case 'MessagesRead':
        return { ...state, readThroughSeq: data.throughSeq };
      case 'ConversationMuted':
        return { ...state, muted: data.muted };
    }
  },
};
