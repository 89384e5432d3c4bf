import { setImmediate } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { createNewcomers } from './newcomers.ts';

it('new documents come one in each turn of the event loop, in their order; known ones at once', async () => {
  const newcomers = createNewcomers();
  const come: string[] = [];
  for (const key of ['a', 'b', 'c']) void newcomers.turn(key)!.then(() => come.push(key));
  newcomers.welcome('known');
  expect(newcomers.turn('known')).toBeUndefined();

  const seen: number[] = [];
  while (come.length < 3) {
    await setImmediate();
    seen.push(come.length);
  }
  expect(come).toEqual(['a', 'b', 'c']);
  // never two of them between two turns
  for (const [nth, count] of seen.entries()) expect(count - (seen[nth - 1] ?? 0)).toBeLessThanOrEqual(1);
});
