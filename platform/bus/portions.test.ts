import { expect, it } from 'vitest';
import { PORTION_BYTES, portions } from '#platform/bus/portions';

const cut = (...bytes: number[]) =>
  portions(bytes.map((of) => ({ bytes: of }))).map((part) => part.map((of) => of.bytes));

it('sends a usual batch as a whole', () => {
  expect(cut(1_000, 2_000, 3_000)).toEqual([[1_000, 2_000, 3_000]]);
  expect(cut(PORTION_BYTES - 1, 1)).toEqual([[PORTION_BYTES - 1, 1]]);
  expect(cut()).toEqual([]);
});

it('cuts what is too much, keeps the order, and leaves nothing out', () => {
  const half = PORTION_BYTES / 2;
  expect(cut(half, half, 1, half, half)).toEqual([[half, half], [1, half], [half]]);
  expect(cut(1, 2 * PORTION_BYTES, 1, 1)).toEqual([[1], [2 * PORTION_BYTES], [1, 1]]);
});
