import { describe, expect, it } from 'vitest';
import { countsOf } from './counts.ts';

describe('countsOf', () => {
  it.each([
    ['Up betimes, and to the office.', 6, 2],
    ["It's late; I'm tired", 4, 1],
    ['Сегодня шёл снег!', 3, 1],
    ['今日は雨。', 4, 1],
    ['I ate 寿司', 4, 0],
    ['2 eggs', 2, 0],
    ['😀 😀', 0, 0],
  ])('finds in “%s” %i words and %i marks', (text, wordCount, markCount) =>
    expect(countsOf(text)).toEqual({ wordCount, markCount }),
  );
});
