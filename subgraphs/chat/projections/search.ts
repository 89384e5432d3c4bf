import { type Change, fold, type Projection, put, remove } from '#platform/projection';
import type { ChatEvent, MessageIndex } from '../events.ts';
import { type MessageByWordRow, type MessageWordsRow, messagesByWord, messageWords } from '../readModel.ts';

/**
 * Messages by the words in them. Apart from the conversations: what is said is read and heard before its words are written.
 * By what it is found is sealed, so that an erasure makes it unreadable in the log; here the deletion of each message, which
 * an erasure is made of, removes it.
 */
export const search: Projection<ChatEvent> = {
  name: 'chat.search',
  tables: [messageWords, messagesByWord],
  opens: ['MessageSent', 'MessageEdited'],

  project({ type, data, at }, opened) {
    const index = (opened?.index as MessageIndex | undefined) ?? null;
    switch (type) {
      case 'MessageSent': {
        const { conversationId, seq, senderId } = data;
        return [indexed({ conversationId, seq }, () => ({ senderId, sentAt: at, index }))];
      }
      case 'MessageEdited': {
        const { conversationId, seq } = data;
        return [indexed({ conversationId, seq }, () => ({ index }))];
      }
      case 'MessageDeleted': {
        const { conversationId, seq } = data;
        return [indexed({ conversationId, seq }, () => ({ index: null }))];
      }
      default:
        return [];
    }
  },
};

const indexed = (key: Pick<MessageWordsRow, 'conversationId' | 'seq'>, next: () => Partial<MessageWordsRow>): Change =>
  fold(messageWords, key, next, (before, after) => {
    const is = rowsOf(after);
    const stays = new Set(is.map(({ word }) => word));
    return [
      ...rowsOf(before)
        .filter(({ word }) => !stays.has(word))
        .map((row) => remove(messagesByWord, row)),
      ...is.map((row) => put(messagesByWord, row)),
    ];
  });

const rowsOf = (row: MessageWordsRow | null): MessageByWordRow[] => {
  if (!row?.index) return [];
  const { conversationId, seq, senderId, sentAt, index } = row;
  const { counts, length } = index;
  return Object.entries(counts).map(([word, count]) => ({
    ...{ conversationId, word, seq, senderId, sentAt, count, length },
  }));
};
