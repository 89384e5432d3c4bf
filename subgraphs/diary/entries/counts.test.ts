import { describe, expect, it } from 'vitest';
import { countWords } from './counts.ts';

describe('countWords', () => {
  it.each([
    ['Up betimes, and to the office.', 6],
    ["It's late; I'm tired", 4],
    ['Сегодня шёл снег!', 3],
    ['今日は雨。', 4],
    ['I ate 寿司', 4],
    ['2 eggs', 2],
    ['😀 😀', 0],
  ])('finds in “%s” %i', (text, words) => expect(countWords(text)).toBe(words));
});
