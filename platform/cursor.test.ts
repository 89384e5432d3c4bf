import { describe, expect, it } from 'vitest';
import { cursorsOf, placeCursors } from '#platform/cursor';
import { type FeedPosition, START } from '#platform/domain/events';
import type { Place } from '#platform/place';

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
  const cursors = placeCursors(['chatEvents', 'ann']);
  const feed = '0123456789abcdef'.repeat(2) as FeedPosition;
  const mark = `${'00000000000b1ce5'}${'0000000000000000'}` as FeedPosition;
  const long = 'x'.repeat(129);

  it.each<Place>([
    { base: feed, marks: new Map() },
    { base: START, marks: new Map([['019a8f5e-7a1b-7c3d-9e2f-000000000001', mark]]) },
    {
      base: mark,
      marks: new Map([
        ['__proto__', feed],
        ['🧡 "\\', mark],
        ['', feed],
      ]),
    },
    { base: mark, marks: new Map(Array.from({ length: 4_000 }, (_, nth) => [`log ${nth}`, feed])) },
  ])('leads back to the place', (place) => {
    expect(cursors.decode(cursors.encode(place), 'after')).toEqual(place);
  });

  it('is short', () => {
    const place = { base: START, marks: new Map([['019a8f5e-7a1b-7c3d-9e2f-000000000001', mark]]) };
    expect(cursors.encode(place).length).toBeLessThan(100);
  });

  it.each([
    ...[[], [7], [null], [feed], ['g.'], ['.'.repeat(2)], [`.${'0'.repeat(17)}`], ["1.2'"], [`1.2${'\n'}`]],
    ...[
      ['1.2', 'log'],
      ['1.2', ['log']],
      ['1.2', ['log', '3']],
      ['1.2', ['log', '3.4', 5]],
      ['1.2', [1, '3.4']],
    ],
    ...[
      ['1.2', { 0: 'log', 1: '3.4', length: 2 }],
      ['1.2', [long, '3.4']],
      ['1.2', null],
    ],
    ['1.2', ...Array.from({ length: 4_097 }, () => ['log', '3.4'])],
    ['1.2', ['log', '3.4'], ...Array.from({ length: 100 }, () => 'x'.repeat(10_000))],
  ])('holds a place and nothing else', (...key) => {
    const cursor = cursorsOf(['chatEvents', 'ann']).encode(key);
    expect(() => cursors.decode(cursor, 'after')).toThrow(expect.objectContaining(foreign));
  });
});
