import { describe, expect, it } from 'vitest';
import { parseEmoji } from './emoji.ts';

describe('an emoji', () => {
  it.each(['👍', '👍🏽', '👨‍👩‍👧‍👦', '🇦🇹', '1️⃣', '🏴󠁧󠁢󠁥󠁮󠁧󠁿', '❤️', '👩🏿‍🚀'])('is %s', (emoji) =>
    expect(parseEmoji(emoji)).toBe(emoji),
  );

  it('is the same one without the sign that asks for its colours', () => {
    expect(parseEmoji('❤')).toBe(parseEmoji('❤️'));
    expect(parseEmoji('☀')).toBe('☀️');
  });

  it.each([
    '',
    ' ',
    'a',
    '1',
    '#',
    '👍👍',
    '👍 ',
    ':thumbsup:',
    '\ufe0f',
    '\u200d',
    '🏽🏽',
    '\ud83d',
    '🇦',
    'é',
    '👍\0',
  ])('is not %j', (given) =>
    expect(() => parseEmoji(given)).toThrow(expect.objectContaining({ code: 'BAD_USER_INPUT', field: 'emoji' })),
  );
});
