import { setImmediate, setTimeout } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { createNewcomers } from './newcomers.ts';

const busy = (ms: number) => {
  const until = performance.now() + ms;
  while (performance.now() < until);
};

it('new documents come one in each turn of the event loop', async () => {
  const newcomers = createNewcomers();
  const come: string[] = [];
  for (const document of ['a', 'b', 'c']) void newcomers.prepare('ann', document, () => come.push(document));
  const seen: number[] = [];
  while (come.length < 3) {
    await setImmediate();
    seen.push(come.length);
  }
  expect(come).toEqual(['a', 'b', 'c']);
  // never two of them between two turns
  for (const [nth, count] of seen.entries()) expect(count - (seen[nth - 1] ?? 0)).toBeLessThanOrEqual(1);
});

it('who sends many waits for themselves: others come in between', async () => {
  const newcomers = createNewcomers();
  const come: string[] = [];
  const asked = Array.from({ length: 50 }, (_, nth) =>
    newcomers.prepare('mallory', `m${nth}`, () => come.push('mallory')),
  );
  await newcomers.prepare('ann', 'a', () => come.push('ann'));
  await newcomers.prepare('bob', 'b', () => come.push('bob'));
  expect(come.indexOf('ann')).toBeLessThanOrEqual(2);
  expect(come.indexOf('bob')).toBeLessThanOrEqual(5);
  await Promise.all(asked);
  expect(come).toHaveLength(52);
});

it('a document that several wait for is prepared once; what it throws comes to all of them', async () => {
  const newcomers = createNewcomers();
  let times = 0;
  const work = () => {
    times += 1;
    return times;
  };
  const all = await Promise.all(Array.from({ length: 10 }, () => newcomers.prepare('ann', 'same', work)));
  expect(all).toEqual(Array(10).fill(1));
  expect(await newcomers.prepare('bob', 'same', work)).toBe(2);
  const fails = () => {
    throw new Error('no');
  };
  for (const failed of [newcomers.prepare('ann', 'bad', fails), newcomers.prepare('ann', 'bad', fails)])
    await expect(failed).rejects.toThrow('no');
  expect(await newcomers.prepare('ann', 'good', () => 7)).toBe(7);
});

it('whoever makes documents up has a fifth of the time, and others all of theirs', { timeout: 20_000 }, async () => {
  const newcomers = createNewcomers();
  for (let nth = 0; nth < 100; nth += 1) await newcomers.prepare('mallory', `free ${nth}`, () => {});
  let worked = 0;
  let isOver = false;
  const flood = async () => {
    for (let nth = 0; !isOver; nth += 1)
      await newcomers.prepare('mallory', `made up ${nth}`, () => {
        worked += 1;
        busy(5);
      });
  };
  const flooding = flood();
  const began = performance.now();
  await newcomers.prepare('ann', 'hers', () => {});
  await setTimeout(500);
  isOver = true;
  await flooding;
  expect((worked * 5) / (performance.now() - began)).toBeLessThan(0.3);
  expect(worked).toBeGreaterThan(3);
});

it('the line of one who asks is bounded', async () => {
  const newcomers = createNewcomers();
  const asked = Array.from({ length: 101 }, (_, nth) => newcomers.prepare('mallory', `${nth}`, () => nth));
  await expect(asked.pop()).rejects.toMatchObject({ code: 'RATE_LIMITED', details: { limit: 'newDocuments' } });
  expect(await newcomers.prepare('ann', 'a', () => 'ann')).toBe('ann');
  expect(await Promise.all(asked)).toHaveLength(100);
});
