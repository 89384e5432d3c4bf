/** Runs tasks of one key one after another, in the order they came; tasks of different keys run side by side. */
export const queueByKey = () => {
  const tails = new Map<string, Promise<unknown>>();
  return async <T>(key: string, task: () => Promise<T>): Promise<T> => {
    const before = tails.get(key);
    const mine = before === undefined ? task() : before.then(task, task);
    tails.set(key, mine);
    try {
      return await mine;
    } finally {
      if (tails.get(key) === mine) tails.delete(key);
    }
  };
};

/**
 * Hands over what comes for one key in its order: the first at once, and then together what came while the work before was
 * under way. `work` sees to its own failures: it must not reject.
 */
export const batchesByKey = <T>(most: number, work: (batch: readonly T[]) => Promise<void>) => {
  const waiting = new Map<string, T[]>();

  const run = async (key: string, items: T[]): Promise<void> => {
    while (items.length > 0) await work(items.splice(0, most));
    waiting.delete(key);
  };

  return (key: string, item: T): void => {
    const items = waiting.get(key);
    if (items) items.push(item);
    else {
      const first = [item];
      waiting.set(key, first);
      void run(key, first);
    }
  };
};
