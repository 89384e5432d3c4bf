import { describe, expect, it, vi } from 'vitest';
import { latest } from './latest.ts';

describe('the latest of each key', () => {
  it('is all that a slow consumer gets, what changed last at the end', async () => {
    const source = latest<string>(() => {});
    source.put('a', 'a1');
    source.put('b', 'b1');
    source.put('a', 'a2');
    expect([await source.next(), await source.next()]).toEqual([
      { done: false, value: 'b1' },
      { done: false, value: 'a2' },
    ]);
  });

  it('wakes a consumer that waits', async () => {
    const source = latest<string>(() => {});
    const next = source.next();
    source.put('a', 'a1');
    expect(await next).toEqual({ done: false, value: 'a1' });
  });

  it('ends once, for one who waits and for one who comes later', async () => {
    const onEnd = vi.fn();
    const source = latest<string>(onEnd);
    const waiting = source.next();
    await source.return();
    source.put('a', 'late');
    expect([await waiting, await source.next()]).toEqual([
      { done: true, value: undefined },
      { done: true, value: undefined },
    ]);
    await source.return();
    expect(onEnd).toHaveBeenCalledTimes(1);
  });

  it('tells of a failure once, and is over', async () => {
    const source = latest<string>(() => {});
    source.end(new Error('away'));
    await expect(source.next()).rejects.toThrow('away');
    expect(await source.next()).toEqual({ done: true, value: undefined });
  });
});
