import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { rotation } from './replicas.ts';

beforeEach(() => void vi.useFakeTimers({ toFake: ['performance'] }));
afterEach(() => void vi.useRealTimers());

describe('a rotation', () => {
  it('begins with the next one each time', () => {
    const { inTurn } = rotation(['a', 'b', 'c']);
    expect([inTurn(), inTurn(), inTurn(), inTurn()].map((order) => order.join(''))).toEqual([
      'abc',
      'bca',
      'cab',
      'abc',
    ]);
  });

  it('leaves for last who was found away, the latest behind the earlier, for a second', () => {
    const { inTurn, away } = rotation(['a', 'b', 'c']);
    away('a');
    vi.advanceTimersByTime(10);
    away('b');
    expect(inTurn()).toEqual(['c', 'a', 'b']);
    vi.advanceTimersByTime(1_000);
    expect(inTurn()).toEqual(['b', 'c', 'a']);
  });

  it('counts on who is back', () => {
    const { inTurn, away, back } = rotation(['a', 'b']);
    away('a');
    back('a');
    expect(inTurn()).toEqual(['a', 'b']);
  });
});
