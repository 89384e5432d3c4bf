import type { Recorded, Sealed } from '#platform/domain/events';
import { type Change, fold, put, remove } from '#platform/projection';
import type { ChatEvent } from '../events.ts';
import {
  type EmojiCount,
  type MessageRow,
  messagePlaces,
  messages,
  messageTimes,
  reactions,
  replies,
} from '../readModel.ts';

type Of<T extends ChatEvent['type']> = Extract<Recorded<ChatEvent>, { type: T }>;

/** A message as it was sent. */
export const messageRow = ({ data, personal, at, version }: Of<'MessageSent'>): MessageRow => {
  const { conversationId, messageId: id, seq, senderId, replyToId, attachmentIds = null } = data;
  const { text = null, ciphertext = null, attachments = null } = personal ?? {};
  return {
    ...{ conversationId, seq, id, senderId, version, text, ciphertext, attachments, attachmentIds, replyToId },
    ...{ reactions: null, sentAt: at, editedAt: null, deletedAt: null },
  };
};

export const messageChanges = (
  event: Of<'MessageSent' | 'MessageEdited' | 'MessageDeleted' | 'ReactionAdded' | 'ReactionRemoved'>,
): Change[] => {
  const { conversationId, messageId, seq } = event.data;
  const key = { conversationId, seq };
  switch (event.type) {
    case 'MessageSent': {
      const { replyToId } = event.data;
      return [
        put(messages, messageRow(event)),
        put(messagePlaces, { id: messageId, ...key }),
        put(messageTimes, { ...key, sentAt: event.at }),
        ...(replyToId === null ? [] : [put(replies, { replyToId, ...key })]),
      ];
    }
    case 'MessageEdited':
      return [put(messages, { ...key, text: event.personal?.text ?? null, editedAt: event.at })];
    case 'MessageDeleted':
      return [put(messages, { ...key, ...NOTHING, deletedAt: event.at })];
    case 'ReactionAdded': {
      const { emojiHash, userId } = event.data;
      const emoji = event.personal?.emoji ?? null;
      return [
        put(reactions, { messageId, emojiHash, userId, emoji }),
        recounted(key, (counts) => withReaction(counts, emojiHash, emoji === null ? null : { userId, emoji })),
      ];
    }
    case 'ReactionRemoved': {
      const { emojiHash, userId } = event.data;
      return [
        remove(reactions, { messageId, emojiHash, userId }),
        recounted(key, (counts) => withoutReaction(counts, emojiHash, userId)),
      ];
    }
  }
};

/** What is left of what was said. */
const NOTHING = { text: null, ciphertext: null, attachments: null, attachmentIds: null };

/** The row is there: nobody reacts to what they have not read. */
const recounted = (
  key: Pick<MessageRow, 'conversationId' | 'seq'>,
  next: (counts: readonly EmojiCount[]) => readonly EmojiCount[],
): Change => fold(messages, key, (row) => row && { reactions: next(row.reactions ?? []) });

const withReaction = (
  counts: readonly EmojiCount[],
  emojiHash: string,
  sample: { readonly userId: string; readonly emoji: Sealed } | null,
): readonly EmojiCount[] =>
  counts.some((of) => of.emojiHash === emojiHash)
    ? counts.map((of) =>
        of.emojiHash === emojiHash ? { ...of, count: of.count + 1, sample: of.sample ?? sample } : of,
      )
    : [...counts, { emojiHash, count: 1, sample }];

const withoutReaction = (counts: readonly EmojiCount[], emojiHash: string, userId: string): readonly EmojiCount[] =>
  counts.flatMap((of) => {
    if (of.emojiHash !== emojiHash) return [of];
    const sample = of.sample?.userId === userId ? null : of.sample;
    return of.count === 1 ? [] : [{ emojiHash, count: of.count - 1, sample }];
  });
