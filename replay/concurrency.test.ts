import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { forEachWithin, pace, taskWindow } from './concurrency.ts';

describe('taskWindow', () => {
  it('starts in order and never runs more than its size at once', async () => {
    const started: number[] = [];
    let running = 0;
    let most = 0;
    await forEachWithin(3, [1, 2, 3, 4, 5, 6, 7], async (item) => {
      started.push(item);
      running += 1;
      most = Math.max(most, running);
      await sleep(item % 2 === 0 ? 1 : 4);
      running -= 1;
    });
    expect(started).toEqual([1, 2, 3, 4, 5, 6, 7]);
    expect(most).toBe(3);
    expect(running).toBe(0);
  });

  it('starts nothing more after a failure and reports the first one', async () => {
    const started: number[] = [];
    const failing = forEachWithin(2, [1, 2, 3, 4, 5, 6], async (item) => {
      started.push(item);
      await sleep(item);
      if (item === 2) throw new Error('the second failed');
    });
    await expect(failing).rejects.toThrow('the second failed');
    expect(started.length).toBeLessThan(6);
  });

  it('drains at once when nothing was started', async () => {
    await expect(taskWindow(1).drained()).resolves.toBeUndefined();
  });
});

describe('pace', () => {
  it('spreads starts over the time that the rate asks for', async () => {
    const next = pace(200);
    const begin = performance.now();
    for (let start = 0; start < 21; start += 1) await next();
    const elapsed = performance.now() - begin;
    expect(elapsed).toBeGreaterThan(90);
    expect(elapsed).toBeLessThan(300);
  });
});
