/** Counts what runs, for whoever waits until nothing does. */
export interface Work {
  counted<T>(run: () => Promise<T>): Promise<T>;
  /** Resolves as soon as nothing runs. */
  done(): Promise<void>;
}

export const createWork = (): Work => {
  let running = 0;
  const waiting: (() => void)[] = [];

  return {
    async counted(run) {
      running += 1;
      try {
        return await run();
      } finally {
        running -= 1;
        if (running === 0) for (const resolve of waiting.splice(0)) resolve();
      }
    },
    done: () =>
      new Promise((resolve) => {
        if (running === 0) resolve();
        else waiting.push(resolve);
      }),
  };
};
