import { describe, expect, it } from 'vitest';
import { recorded } from '#platform/domain/testing';
import { fold, type Projection, put, remove, rowAfter } from '#platform/projection';
import { table } from '#platform/read-model/read-model';

type CountRow = { readonly id: string; readonly count: number | null; readonly name: string | null };
const counts = table<CountRow>()('count', ['id'], [], { id: 'text', count: 'int', name: 'text' });
const others = table<CountRow>()('other', ['id'], [], { id: 'text', count: 'int', name: 'text' });

type Event = { readonly type: 'Named' | 'Counted'; readonly data: object };
const seen: (CountRow | null)[] = [];
const counting: Projection<Event> = {
  name: 'counting',
  tables: [counts, others],
  project: ({ type }) =>
    type === 'Named'
      ? [put(counts, { id: 'a', name: 'first' }), put(others, { id: 'a', name: 'elsewhere' })]
      : [
          fold(counts, { id: 'a' }, (row) => {
            seen.push(row);
            return { count: (row?.count ?? 0) + 1 };
          }),
          remove(others, { id: 'a' }),
        ],
};
const [named, counted] = [recorded<Event>({ type: 'Named', data: {} }), recorded<Event>({ type: 'Counted', data: {} })];

describe('rowAfter', () => {
  it('makes a whole row, its key too, from events on a new one', () => {
    seen.length = 0;
    expect(rowAfter(counting, counts, null, [counted])).toEqual({ id: 'a', count: 1, name: null });
    expect(seen).toEqual([null]);
    expect(rowAfter(counting, counts, null, [named, counted, counted])).toEqual({ id: 'a', count: 2, name: 'first' });
  });

  it('changes a row that is there, and nothing when there are no events', () => {
    const before = { id: 'a', count: 5, name: 'old' };
    expect(rowAfter(counting, counts, before, [named, counted])).toEqual({ id: 'a', count: 6, name: 'first' });
    expect(rowAfter(counting, counts, before, [])).toEqual(before);
  });
});
