import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Connection } from '#platform/connection';
import { type Collection, scoreOf } from '#platform/search/ranking';
import { MAX_LOOKED_AT, type SearchIndex, searchIn } from '#platform/search/search';

interface Document {
  readonly at: readonly [number];
  readonly words: readonly string[];
}

const countIn = ({ words }: Document, term: string) => words.filter((word) => word === term).length;

/** An index in memory, and how much was asked of it. */
const indexOf = (documents: readonly Document[]) => {
  const asked = { newest: 0, occurrences: 0 };
  const collection: Collection = {
    documents: documents.length,
    length: documents.reduce((sum, { words }) => sum + words.length, 0),
  };
  const index: SearchIndex<{ at: readonly [number] }> = {
    collection: async () => collection,
    async newest(term, limit) {
      const found = documents.filter(({ words }) => words.includes(term)).sort((a, b) => b.at[0] - a.at[0]);
      asked.newest += Math.min(found.length, limit);
      return found
        .slice(0, limit)
        .map((document) => ({ at: document.at, count: countIn(document, term), length: document.words.length }));
    },
    async occurrences(term, given) {
      asked.occurrences += given.length;
      return given.map(({ at }) => {
        const document = documents.find((one) => one.at[0] === at[0])!;
        const count = countIn(document, term);
        return count === 0 ? null : { count, length: document.words.length };
      });
    },
  };
  return { index, asked, collection };
};

const orderOf = async (documents: readonly Document[], terms: readonly string[], first = 100) =>
  (await searchIn(indexOf(documents).index, ['s'], terms, { first })).edges.map(({ node }) => node.at[0]);

const document = (at: number, text: string): Document => ({ at: [at], words: text.split(' ') });

describe('a search', () => {
  it('finds what holds all words, and nothing else', async () =>
    expect(await orderOf([document(1, 'a b'), document(2, 'a c'), document(3, 'b')], ['a', 'b'])).toEqual([1]));

  it('puts first where the words stand more often, and where less else stands', async () => {
    expect(await orderOf([document(1, 'a a b c'), document(2, 'a b c d')], ['a'])).toEqual([1, 2]);
    expect(await orderOf([document(1, 'a b'), document(2, 'a b c d e f g')], ['a'])).toEqual([1, 2]);
  });

  it('lets rare words count for more', async () => {
    const others = Array.from({ length: 20 }, (_, nth) => document(10 + nth, 'often'));
    const two = [document(1, 'often often rare'), document(2, 'often rare rare')];
    expect(await orderOf([...others, ...two], ['often', 'rare'])).toEqual([2, 1]);
  });

  it('puts the newest first of equal ones', async () =>
    expect(await orderOf([document(1, 'a b'), document(3, 'a c'), document(2, 'a d')], ['a'])).toEqual([3, 2, 1]));

  it('goes on where a page ended, in the same order, whatever is written meanwhile', () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { minLength: 1, maxLength: 8 }), { maxLength: 25 }),
        fc.array(fc.array(fc.constantFrom('a', 'b', 'e'), { minLength: 1, maxLength: 8 }), { maxLength: 10 }),
        fc.integer({ min: 1, max: 5 }),
        async (texts, later, first) => {
          const before = texts.map((words, nth): Document => ({ at: [nth], words }));
          const whole = await orderOf(before, ['a', 'b']);
          const after = [...before, ...later.map((words, nth): Document => ({ at: [1_000 + nth], words }))];
          const paged: number[] = [];
          let cursor: string | null = null;
          do {
            const page: Connection<{ at: readonly [number] }> = await searchIn(
              indexOf(cursor === null ? before : after).index,
              ['s'],
              ['a', 'b'],
              {
                ...{ first, after: cursor },
              },
            );
            paged.push(...page.edges.map(({ node }) => node.at[0]));
            cursor = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : null;
          } while (cursor !== null);
          expect(paged.filter((at) => at < 1_000)).toEqual(whole);
          expect(new Set(paged).size).toBe(paged.length);
        },
      ),
    ));

  it('costs no more where a word stands everywhere', async () => {
    const documents = Array.from({ length: 3_000 }, (_, nth) => document(nth, nth % 1_000 === 7 ? 'the heron' : 'the'));
    const { index, asked } = indexOf(documents);
    const { edges } = await searchIn(index, ['s'], ['the', 'heron'], {});
    expect(edges.map(({ node }) => node.at[0])).toEqual([2_007, 1_007, 7]);
    expect(asked).toEqual({ newest: MAX_LOOKED_AT + 3, occurrences: 3 });
  });

  it.each([
    ['another search', ['s'], ['b']],
    ["another's", ['t'], ['a']],
    ['none at all', null, ['a']],
  ])('refuses a cursor that is of %s', async (_, scope, terms) => {
    const { index } = indexOf([document(1, 'a b'), document(2, 'a b')]);
    const { pageInfo } = scope
      ? await searchIn(index, scope, terms, { first: 1 })
      : { pageInfo: { endCursor: 'nonsense' } };
    const refused = searchIn(index, ['s'], ['a'], { after: pageInfo.endCursor });
    await expect(refused).rejects.toMatchObject({ code: 'BAD_USER_INPUT', field: 'after' });
  });
});

describe('the score', () => {
  it('is that of BM25', () => {
    // 3 of 10 texts, which have 20 words on average; twice in a text of 30
    const idf = Math.log(1 + (10 - 3 + 0.5) / (3 + 0.5));
    const expected = (idf * 2 * 2.2) / (2 + 1.2 * (0.25 + (0.75 * 30) / 20));
    expect(scoreOf({ documents: 10, length: 200 }, [3], [{ count: 2, length: 30 }])).toBeCloseTo(expected, 12);
  });

  it('is never below zero, also of a word that stands everywhere', () =>
    expect(scoreOf({ documents: 5, length: 50 }, [9], [{ count: 1, length: 10 }])).toBeGreaterThan(0));
});
