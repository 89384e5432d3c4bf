import { describe, expect, it } from 'vitest';
import { MAX_STEMS, stemsOf } from '#platform/search/stems';

const stems = async (text: string) => Object.fromEntries((await stemsOf(text)).counts);

describe('the stems of a text', () => {
  it.each([
    ['English', 'running cities', 'a city Runs'],
    ['Russian', 'мы бежали с новостями', 'мы бежали с новостью'],
    ['possessive', "Maya's heron", 'the Herons of Maya'],
    ['a curly apostrophe', 'don’t', "don't"],
    ['ё', 'ёлки', 'елка'],
    ['an accent that is put on its letter', 'cafe\u0301', 'caf\u00e9'],
    ['й of two signs', 'мои\u0306', 'мой'],
    ['wide signs and ligatures', 'Ｌunch in ﬁnland', 'lunch in Finland'],
    ['digits', 'in 2026!', '(2026) in'],
    ['ideographs, one by one', '日本語', '語 本 日'],
  ])('are the same in another form: %s', async (_, one, other) => {
    const found = Object.keys(await stems(other));
    expect(Object.keys(await stems(one)).filter((stem) => !found.includes(stem))).toEqual([]);
  });

  it('are counted, also those of the most frequent words', async () =>
    expect(await stems('To be, or not to be.')).toEqual({ to: 2, be: 2, or: 1, not: 1 }));

  it('are none where there is no word', async () =>
    expect(await stemsOf('… ?! 🎉 \n')).toEqual({ length: 0, counts: new Map() }));

  it('of a word without an end are those of its beginning', async () =>
    expect(Object.keys(await stems('x'.repeat(100_000)))).toEqual(['x'.repeat(64)]));

  it('are so many at most, while the length of the text is told whole', async () => {
    const words = Array.from({ length: MAX_STEMS + 100 }, (_, nth) => `${nth}`);
    const { length, counts } = await stemsOf([...words, ...words].join(' '));
    expect([length, counts.size]).toEqual([2 * words.length, MAX_STEMS]);
    expect(new Set(counts.values())).toEqual(new Set([2]));
  });

  it('of the longest text are found in turns, between which others have theirs', async () => {
    const letters = 'abcdefghijklmnopqrstuvwxyz';
    const word = (nth: number) => [0, 26, 676].map((of) => letters[Math.floor(nth / (of || 1)) % 26]).join('');
    const text = Array.from({ length: 16_000 }, (_, nth) => `${word(nth * 7)}ing`).join(' ');
    let turns = 0;
    const clock = setInterval(() => turns++, 1);
    await stemsOf(text.slice(0, 100_000));
    clearInterval(clock);
    expect(turns).toBeGreaterThan(1);
  });
});
