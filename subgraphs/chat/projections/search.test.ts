import { expect, it } from 'vitest';
import type { Recorded } from '#platform/domain/events';
import { recorded } from '#platform/domain/testing';
import type { Opened } from '#platform/opening';
import { type Row, rowKey } from '#platform/read-model/read-model';
import type { ChatEvent, MessageIndex } from '../events.ts';
import { messagesByWord } from '../readModel.ts';
import { search } from './search.ts';

const place = { conversationId: 'c', messageId: 'm', seq: 7, senderId: 'ann' };
const index = (...words: string[]): MessageIndex => ({
  length: words.length,
  counts: Object.fromEntries(words.map((word) => [word, 1])),
});
const sent = recorded<ChatEvent>({ type: 'MessageSent', data: { ...place, replyToId: null }, personal: { text: 'x' } });
const edited = recorded<ChatEvent>({
  ...{ type: 'MessageEdited', data: { ...place, fingerprint: 'f' }, personal: { text: 'y' } },
});
const deleted = recorded<ChatEvent>({ type: 'MessageDeleted', data: place });

/** The rows that events lead to, with what is opened of each. */
const rowsAfter = (...events: [event: Recorded<ChatEvent>, opened?: Opened][]): Map<string, Row> => {
  const rows = new Map<string, Row>();
  for (const [event, opened] of events)
    for (const change of search.project(event, opened)) {
      if (change.kind !== 'fold') throw new Error('Another kind of change.');
      const key = rowKey(change.table, 'default', change.key);
      const before = rows.get(key) ?? null;
      const after = { ...before, ...change.key, ...change.next(before) };
      rows.set(key, after);
      for (const { kind, table, ...of } of change.derived?.(before, after) ?? []) {
        const row = 'row' in of ? of.row : of.key;
        if (kind === 'put') rows.set(rowKey(table, 'default', row), row);
        else rows.delete(rowKey(table, 'default', row));
      }
    }
  return rows;
};
const wordsAfter = (...events: Parameters<typeof rowsAfter>): unknown[] =>
  [...rowsAfter(...events)].filter(([key]) => key.startsWith(`${messagesByWord.name}\0`)).map(([, row]) => row.word);

it('a message is found by its words', () =>
  expect([...rowsAfter([sent, { index: index('boat', 'sail') }]).values()]).toContainEqual({
    ...{ conversationId: 'c', word: 'boat', seq: 7, senderId: 'ann', sentAt: sent.at, count: 1, length: 2 },
  }));
it('by those that it has now', () =>
  expect(wordsAfter([sent, { index: index('boat', 'sail') }], [edited, { index: index('ship', 'sail') }])).toEqual([
    ...['sail', 'ship'],
  ]));
it('by none once it is deleted', () => expect(wordsAfter([sent, { index: index('boat') }], [deleted])).toEqual([]));
it('by none when it is encrypted, or older than the search', () =>
  expect(wordsAfter([sent, { text: 'x' }])).toEqual([]));
it('leaves the same rows whether its sender was erased before or after it was read', () =>
  expect(rowsAfter([sent], [deleted])).toEqual(rowsAfter([sent, { index: index('boat') }], [deleted])));
