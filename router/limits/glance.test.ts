import fc from 'fast-check';
import { Lexer, Source, TokenKind } from 'graphql';
import { expect, it } from 'vitest';
import { hasMoreTokens } from './glance.ts';

const PIECES = [
  ...[
    '{',
    '}',
    '(',
    ')',
    '[',
    ']',
    ':',
    '!',
    '$',
    '@',
    '=',
    '|',
    '&',
    '...',
    'name',
    '_a1',
    'a',
    ' ',
    ',',
    '\n',
    '\r\n',
  ],
  ...['1', '-1.5e+3', '0.1E5', '"text"', '"a { b } # c"', '"\\" {"', '"""block { } " ""  \\""" {"""', '""', '""""""'],
  ...['# comment { } "\n', '#\r', '\ufeff'],
];

/** By graphql-js; undefined where the text is none of its language. */
const counted = (text: string): { readonly all: number; readonly without: number } | undefined => {
  const lexer = new Lexer(new Source(text));
  let [all, without] = [0, 0];
  try {
    while (lexer.advance().kind !== TokenKind.EOF) {
      all += 1;
      const uncounted: TokenKind[] = [
        ...[TokenKind.INT, TokenKind.FLOAT, TokenKind.STRING, TokenKind.BLOCK_STRING, TokenKind.SPREAD],
      ];
      if (!uncounted.includes(lexer.token.kind)) without += 1;
    }
  } catch {
    return undefined;
  }
  return { all, without };
};

it('tells a document with too many tokens exactly by its names and punctuators, and no other', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...PIECES), { maxLength: 60 }), (pieces) => {
      const text = pieces.join(pieces.length % 2 ? ' ' : '');
      const tokens = counted(text);
      fc.pre(tokens !== undefined);
      const { all, without } = tokens!;
      expect(hasMoreTokens(text, without)).toBe(false);
      if (without > 0)
        expect(hasMoreTokens(text, without - 1)).toBe(without <= text.length && text.length > without - 1);
      expect(without).toBeLessThanOrEqual(all);
    }),
    { numRuns: 2_000 },
  );
});

it('looks at a document of megabytes once, whatever it holds', () => {
  const began = performance.now();
  for (const piece of ['"', '"""', '#', '\\"""', '"""\\"""', 'a ', '(', ' '])
    hasMoreTokens(piece.repeat(2_000_000 / piece.length), Number.MAX_SAFE_INTEGER - 1);
  for (const piece of ['"', '"""', '#', '\\"""', '"""\\"""', ' '])
    hasMoreTokens(piece.repeat(2_000_000 / piece.length), 10);
  expect(performance.now() - began).toBeLessThan(10_000);
});
