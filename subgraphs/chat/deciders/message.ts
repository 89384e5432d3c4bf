import type { Decider } from '#platform/domain/decider';
import { badInput, DomainError, notFound } from '#platform/domain/errors';
import type { MessageEvent, MessageIndex } from '../events.ts';
import { blockedOff } from './conversation.ts';

export type MessageCommand =
  | EraseTraces
  | (MessageFacts &
      (
        | {
            readonly type: 'EditMessage';
            readonly editorId: string;
            readonly text: string;
            readonly index?: MessageIndex;
            readonly fingerprint: string;
            readonly blocked: boolean;
          }
        | { readonly type: 'DeleteMessage'; readonly editorId: string }
        | {
            readonly type: 'React';
            readonly userId: string;
            readonly emoji: string;
            readonly emojiHash: string;
            readonly blocked: boolean;
          }
        | { readonly type: 'Unreact'; readonly userId: string; readonly emojiHash: string }
      ));

/** Somebody was erased: what they wrote, if it was they, and how they reacted. */
export interface EraseTraces extends Pick<MessageFacts, 'conversationId' | 'messageId' | 'seq'> {
  readonly type: 'EraseTraces';
  readonly userId: string;
  readonly isSender: boolean;
}

/** What never changes of a message, from its sending. `blocked`: it is in a direct conversation with a block. */
export interface MessageFacts {
  readonly conversationId: string;
  readonly messageId: string;
  readonly seq: number;
  readonly senderId: string;
  readonly encrypted: boolean;
}

/** Of one message: what is shown below it stays within a screen, and within a row. */
export const MAX_EMOJIS = 20;

export interface Message {
  readonly deleted: boolean;
  /** Of the newest edit. */
  readonly fingerprint: string | null;
  /** Who reacted with each emoji, by its hash. */
  readonly reactions: Readonly<Record<string, readonly string[]>>;
}

/** A message after its sending: what was said first stands in the conversation's own stream. */
export const message: Decider<Message, MessageCommand, MessageEvent> = {
  initialState: { deleted: false, fingerprint: null, reactions: {} },

  decide(command, state) {
    const { conversationId, messageId, seq } = command;
    const place = { conversationId, messageId, seq };
    if (command.type === 'EraseTraces') {
      const { userId, isSender } = command;
      const reacted = Object.keys(state.reactions).filter((emojiHash) => state.reactions[emojiHash]!.includes(userId));
      return [
        ...(isSender && !state.deleted
          ? [{ type: 'MessageDeleted' as const, data: { ...place, senderId: userId } }]
          : []),
        ...reacted.map((emojiHash) => ({ type: 'ReactionRemoved' as const, data: { ...place, userId, emojiHash } })),
      ];
    }
    const { senderId, encrypted } = command;
    switch (command.type) {
      case 'EditMessage': {
        const { editorId, text, index, fingerprint, blocked } = command;
        if (editorId !== senderId) throw notFound('message', 'id');
        requireThere(state, 'id');
        if (encrypted) throw badInput('id', 'What is encrypted can not be edited: it can not be read here.');
        if (blocked) throw blockedOff('id');
        return state.fingerprint === fingerprint
          ? []
          : [
              {
                type: 'MessageEdited',
                data: { ...place, senderId, fingerprint },
                personal: { text, ...(index && { index }) },
              },
            ];
      }

      case 'DeleteMessage':
        if (command.editorId !== senderId) throw notFound('message', 'id');
        return state.deleted ? [] : [{ type: 'MessageDeleted', data: { ...place, senderId } }];

      case 'React': {
        const { userId, emoji, emojiHash, blocked } = command;
        requireThere(state, 'messageId');
        if (blocked) throw blockedOff('messageId');
        const reacted = state.reactions[emojiHash];
        if (reacted?.includes(userId)) return [];
        if (!reacted && Object.keys(state.reactions).length >= MAX_EMOJIS)
          throw new DomainError('LIMIT_EXCEEDED', `A message has at most ${MAX_EMOJIS} different emojis.`, {
            ...{ field: 'emoji', details: { limit: 'emojis', maximum: MAX_EMOJIS } },
          });
        return [{ type: 'ReactionAdded', data: { ...place, userId, emojiHash }, personal: { emoji } }];
      }

      case 'Unreact': {
        const { userId, emojiHash } = command;
        requireThere(state, 'messageId');
        return state.reactions[emojiHash]?.includes(userId)
          ? [{ type: 'ReactionRemoved', data: { ...place, userId, emojiHash } }]
          : [];
      }
    }
  },

  evolve(state, { type, data }) {
    switch (type) {
      case 'MessageEdited':
        return { ...state, fingerprint: data.fingerprint };
      case 'MessageDeleted':
        return { ...state, deleted: true };
      case 'ReactionAdded': {
        const { userId, emojiHash } = data;
        return withReaction(state, emojiHash, [...(state.reactions[emojiHash] ?? []), userId]);
      }
      case 'ReactionRemoved': {
        const { userId, emojiHash } = data;
        const others = (state.reactions[emojiHash] ?? []).filter((id) => id !== userId);
        return withReaction(state, emojiHash, others);
      }
    }
  },
};

const requireThere = ({ deleted }: Message, field: string): void => {
  if (deleted) throw new DomainError('CONFLICT', 'This message was deleted.', { field });
};

const withReaction = (state: Message, emojiHash: string, userIds: readonly string[]): Message => {
  const { [emojiHash]: _, ...others } = state.reactions;
  return { ...state, reactions: userIds.length > 0 ? { ...others, [emojiHash]: userIds } : others };
};
