import { setTimeout as sleep } from 'node:timers/promises';

/** Lets a bounded number of tasks run at once, started in the order in which they are given. */
export interface Window {
  /** Returns once the task has started. Rejects when an earlier task has failed: nothing more is started then. */
  start(task: () => Promise<void>): Promise<void>;
  /** Returns when every started task has ended; rejects with the first failure. */
  drained(): Promise<void>;
}

export function taskWindow(size: number): Window {
  const running = new Set<Promise<void>>();
  let failure: { readonly error: unknown } | undefined;

  return {
    async start(task) {
      while (running.size >= size) await Promise.race(running);
      if (failure) throw failure.error;
      const run: Promise<void> = task()
        .catch((error: unknown) => {
          failure ??= { error };
        })
        .finally(() => running.delete(run));
      running.add(run);
    },

    async drained() {
      await Promise.all(running);
      if (failure) throw failure.error;
    },
  };
}

/** Runs a task for each item, at most `size` at once. Rejects with the first failure, after what had started has ended. */
export async function forEachWithin<Item>(
  size: number,
  items: Iterable<Item>,
  task: (item: Item) => Promise<void>,
): Promise<void> {
  const window = taskWindow(size);
  try {
    for (const item of items) await window.start(() => task(item));
  } finally {
    await window.drained();
  }
}

/** A pace of at most `perSecond` starts, evenly spaced: await it before each. What was missed is not caught up in a burst. */
export function pace(perSecond: number): () => Promise<void> {
  const interval = 1000 / perSecond;
  let next = performance.now();
  return async () => {
    const now = performance.now();
    const due = Math.max(next, now);
    next = due + interval;
    // A timer is late by a millisecond or so: without waking early, a high rate could never be kept.
    if (due - now > 1) await sleep(due - now - 1);
  };
}
