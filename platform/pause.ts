/** Resolves after the time, or as soon as the signal comes. */
export const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    signal.addEventListener('abort', end);
    if (signal.aborted) end();
  });

/** The origin's figures for what failed so many times before: 1 s, 2 s, 4 s, and then every 4 s until it works. */
export const retryMs = (failures: number): number => RETRY_MS[Math.min(failures, RETRY_MS.length - 1)]!;
const RETRY_MS = [1_000, 2_000, 4_000];
