import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { batchesByKey, queueByKey } from '#platform/queue';

describe('a queue by key', () => {
  it('runs tasks of one key one after another, in the order they came', async () => {
    const inTurn = queueByKey();
    const log: string[] = [];
    const task = (name: string, ms: number) => async () => {
      log.push(`${name} begins`);
      await delay(ms);
      log.push(`${name} ends`);
      return name;
    };
    const names = [inTurn('k', task('a', 10)), inTurn('k', task('b', 0)), inTurn('k', task('c', 5))];
    expect(await Promise.all(names)).toEqual(['a', 'b', 'c']);
    expect(log).toEqual(['a', 'b', 'c'].flatMap((name) => [`${name} begins`, `${name} ends`]));
  });

  it('runs tasks of different keys side by side', async () => {
    const inTurn = queueByKey();
    let release = () => {};
    const first = inTurn('a', () => new Promise<void>((resolve) => (release = resolve)));
    expect(await inTurn('b', async () => 'done')).toBe('done');
    release();
    await first;
  });

  it('goes on after a task that failed, whose failure is its own', async () => {
    const inTurn = queueByKey();
    const results = await Promise.allSettled([
      inTurn('k', () => Promise.reject(new Error('rejected'))),
      inTurn('k', () => {
        throw new Error('thrown');
      }),
      inTurn('k', async () => 'done'),
    ]);
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'fulfilled']);
    expect(await inTurn('k', async () => 'again')).toBe('again');
  });
});

describe('batches by key', () => {
  it('begin with the first alone, and go on with what came meanwhile, in order and up to so many', async () => {
    const batches: (readonly number[])[] = [];
    const add = batchesByKey<number>(3, async (batch) => {
      batches.push(batch);
      await delay(1);
    });
    for (let nth = 0; nth < 6; nth++) add('a', nth);
    add('b', 9);
    await delay(30);
    expect(batches).toEqual([[0], [9], [1, 2, 3], [4, 5]]);
    add('a', 6);
    expect(batches.at(-1)).toEqual([6]);
  });
});
