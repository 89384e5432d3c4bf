import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it, vi } from 'vitest';
import { runChore } from '#platform/chore';
import type { Locks } from '#platform/locks/locks';
import { memoryLocks } from '#platform/locks/memory';

const started = (
  run: (parts: string) => Promise<void>,
  {
    locks = memoryLocks() as Locks,
    everyMs = 5,
    onFailure = (error: unknown): void => expect.fail(String(error)),
  } = {},
) => runChore({ name: 'sweep', everyMs, run }, { subgraph: 'house', locks, parts: 'broom', onFailure });

describe('a chore', () => {
  it('is done at once and from time to time, with what it is given, until it is stopped', async () => {
    const run = vi.fn(async (_: string) => {});
    const chore = started(run);
    await vi.waitFor(() => expect(run.mock.calls.length).toBeGreaterThan(2));
    await chore.stop();
    const times = run.mock.calls.length;
    await delay(20);
    expect(run.mock.calls).toEqual(Array.from({ length: times }, () => ['broom']));
  });

  it('is finished when it is stopped', async () => {
    let done = false;
    const chore = started(async () => {
      await delay(20);
      done = true;
    });
    await delay(5);
    await chore.stop();
    expect(done).toBe(true);
  });

  it('that fails says so, and is tried again', async () => {
    const failures: unknown[] = [];
    const run = vi.fn(async () => {
      throw new Error('no broom');
    });
    const chore = started(run, { onFailure: (error) => failures.push(error) });
    await vi.waitFor(() => expect(run.mock.calls.length).toBeGreaterThan(1));
    await chore.stop();
    expect(failures).toHaveLength(run.mock.calls.length);
  });

  it('is one process’s at a time: another one takes over when that stops', async () => {
    const locks = memoryLocks();
    const [one, other] = [vi.fn(async () => {}), vi.fn(async () => {})];
    const [first, second] = [started(one, { locks }), started(other, { locks })];
    await vi.waitFor(() => expect(one.mock.calls.length).toBeGreaterThan(2));
    expect(other).not.toHaveBeenCalled();
    await first.stop();
    await vi.waitFor(() => expect(other).toHaveBeenCalled());
    await second.stop();
  });
});
