import { isAway } from '#platform/unreachable';

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

/**
 * How long to wait before what failed so many times before is tried again. What may be the fault of the work itself has the
 * origin's figures: 1 s, 2 s, 4 s, and then every 4 s until it works. A server that is away is asked again soon, so that
 * things flow as soon as it is back.
 */
export const retryMs = (error: unknown, failures: number): number =>
  isAway(error) ? AWAY_MS : RETRY_MS[Math.min(failures, RETRY_MS.length - 1)]!;
const AWAY_MS = 250;
const RETRY_MS = [1_000, 2_000, 4_000];
