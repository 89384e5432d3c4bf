import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { plain, tokensOf } from './tokens.ts';

const wordsIn = (text: string) => tokensOf(text).filter(({ kind }) => kind === 'word');

describe('words', () => {
  /** Of all kinds of letters, marks and blanks, but without what a face may begin with: those have letters in them, too. */
  const character = fc.constantFrom(
    ...' \n.,!?()…-_\'’"abzAZ09éÉñЖжёЁїςΣß٣İÅ\u0301\u00ad\u2028\ufeff中\u{1d4b3}👍🏽',
    '\ud800',
  );
  const EXPRESSION = /[\p{L}\p{N}]+(?:'\p{L}+)*/gu;

  it('are the ones that a regular expression finds, in whatever script', { timeout: 30_000 }, () =>
    fc.assert(
      fc.property(fc.string({ unit: character, maxLength: 30 }), (text) => {
        const expected = (text.match(EXPRESSION) ?? []).map((word) => word.toLowerCase());
        expect(wordsIn(text).map((word) => word.text)).toEqual(expected);
      }),
      { numRuns: 2_000 },
    ),
  );

  it.each([
    ["I don't like it, but I care", "don't", ['like', 'it']],
    ['Мне не очень грустно', 'не', ['очень', 'грустно']],
    ['It is not bad. Good', 'not', ['bad']],
  ])('behind a negation are negated, up to a mark or a turn: %s', (text, _, negated) =>
    expect(wordsIn(text).flatMap((word) => (word.negated ? [word.text] : []))).toEqual(negated),
  );
});

describe('a plain text', () => {
  it.each([
    ['so cooool', 'so cool'],
    ['Ёлка’s', "Елка's"],
    ['a (closed) one )', 'a  closed  one )'],
    ['\u{1d4b3}\u{1d4b3}\u{1d4b3}', '\u{1d4b3}\u{1d4b3}'],
    ['1111 ....', '1111 ....'],
  ])('has one spelling: %s', (text, expected) => expect(plain(text)).toBe(expected));
});
