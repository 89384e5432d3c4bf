import { describe, expect, it } from 'vitest';
import { countTokens } from './tokens.ts';

describe('countTokens', () => {
  // Up| bet|imes|,| and …
  it.each([
    ['Up betimes, and to the office.', 9],
    ['hello world', 2],
    ['😀', 2],
    ['<|endoftext|>', 7],
    ['', 0],
  ])('finds in “%s” %i', async (text, tokens) => expect(await countTokens(text)).toBe(tokens));

  it.each(['a', ' ', '!', '\n', '日', '\u0301'])('counts 100,000 times “%s” in no time', async (sign) => {
    const began = performance.now();
    expect(await countTokens(sign.repeat(100_000))).toBeGreaterThan(300);
    expect(performance.now() - began).toBeLessThan(3_000);
  });
});
