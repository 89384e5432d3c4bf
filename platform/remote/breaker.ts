/** Whatever was asked so often in a row without an answer is away, and not just out of luck. */
const FAILURES = 10;
/** Then nobody is kept waiting for it until one try, after this time or up to half as long again, has found it back. */
const OPEN_MS = 1_000;

/** It has given no answer for a while, and isn't asked. */
export class CircuitOpenError extends Error {
  override readonly name = 'CircuitOpenError';
}

export type Breaker = <T>(work: () => Promise<T>) => Promise<T>;

/**
 * A circuit breaker (M. Nygard, Release It!): what hangs would otherwise hold as many requests as come within its
 * deadline, and what has just started again would be given all of them at once. `isAway`: whether an error says that there
 * was no answer.
 */
export const circuitBreaker = (name: string, isAway: (error: unknown) => boolean): Breaker => {
  let failures = 0;
  let openUntil = 0;
  let trying = false;

  return async (work) => {
    const isTry = failures >= FAILURES;
    if (isTry && (trying || performance.now() < openUntil))
      throw new CircuitOpenError(`${name} has not answered for a while.`);
    trying = isTry;
    try {
      const result = await work();
      failures = 0;
      return result;
    } catch (error) {
      failures = isAway(error) ? failures + 1 : 0;
      openUntil = performance.now() + OPEN_MS * (1 + Math.random() / 2);
      throw error;
    } finally {
      if (isTry) trying = false;
    }
  };
};
