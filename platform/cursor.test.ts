import { describe, expect, it } from 'vitest';
import { cursorsOf, feedCursors } from '#platform/cursor';
import type { FeedPosition } from '#platform/domain/events';

const foreign = { code: 'BAD_USER_INPUT', field: 'after' };

describe('a cursor', () => {
  const cursors = cursorsOf(['message', 'conversation-1']);

  it('leads back to the key it was made from', () => {
    const key = ['2026-01-01T00:00:00.000Z', 'é🧡"\\', 7];
    expect(cursors.decode(cursors.encode(key), 'after')).toEqual(key);
    expect(cursorsOf(['message', 'conversation-1']).decode(cursors.encode(key), 'after')).toEqual(key);
  });

  it('of another list is refused, and tells nothing of what list it is of', () => {
    const other = cursorsOf(['message', 'conversation-2']).encode([7]);
    expect(() => cursors.decode(other, 'after')).toThrow(expect.objectContaining(foreign));
    expect(Buffer.from(other, 'base64url').toString()).not.toContain('conversation');
  });

  it.each(['', 'nonsense', '🧡', 'e30', 'bnVsbA', Buffer.from('["').toString('base64url')])('is not %j', (text) => {
    expect(() => cursors.decode(text, 'after')).toThrow(expect.objectContaining(foreign));
  });
});

describe('the cursor of an event', () => {
  const cursors = feedCursors(['chatEvents', 'ann']);
  const feed = '0123456789abcdef'.repeat(2) as FeedPosition;

  it('leads back to the place in the feed', () => expect(cursors.decode(cursors.encode(feed), 'after')).toBe(feed));

  it.each([[7], [''], ['g'.repeat(32)], ['0'.repeat(31)], [`${feed}'`], [null]])('holds a place and not %j', (key) => {
    const cursor = cursorsOf(['chatEvents', 'ann']).encode([key]);
    expect(() => cursors.decode(cursor, 'after')).toThrow(expect.objectContaining(foreign));
  });
});
