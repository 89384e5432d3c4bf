import { expect, it } from 'vitest';
import { qualityAt } from './measures.ts';

const right = new Set(['a', 'b']);

it('a list that begins with all who are right is perfect, but for what there is no more of', () => {
  expect(qualityAt(2, [{ recommended: ['b', 'a', 'x'], right }], 4)).toEqual({
    ...{ precision: 1, recall: 1, ndcg: 1, coverage: 0.5 },
  });
  expect(qualityAt(4, [{ recommended: ['a', 'b', 'x', 'y'], right }], 4)).toMatchObject({ precision: 0.5, ndcg: 1 });
});

it('who is right counts less the later they come', () => {
  const { precision, recall, ndcg } = qualityAt(3, [{ recommended: ['x', 'y', 'a'], right }], 10);
  expect([precision, recall]).toEqual([1 / 3, 1 / 2]);
  expect(ndcg).toBeCloseTo(1 / Math.log2(4) / (1 + 1 / Math.log2(3)), 12);
});

it('lists for whom nobody is right are left out, and of no lists there is nothing', () => {
  const list = { recommended: ['a'], right };
  expect(qualityAt(1, [list, { recommended: ['x'], right: new Set() }], 2)).toMatchObject({
    precision: 1,
    coverage: 0.5,
  });
  expect(qualityAt(1, [], 0)).toEqual({ precision: 0, recall: 0, ndcg: 0, coverage: 0 });
});
