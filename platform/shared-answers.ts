import { randomUUID } from 'node:crypto';
import type { ExecutionResult } from 'graphql';
import type { EventResult } from '#platform/data-source';

/**
 * The answer to an event: of several who are given the same one and ask the same of it, the first has it worked out.
 * `asked`: what they ask, and all that the answer depends on beside the event.
 */
export type ShareAnswer = (
  event: object,
  asked: string,
  answer: () => Promise<ExecutionResult>,
) => Promise<EventResult>;

interface Shared {
  readonly result: Promise<EventResult>;
  readonly until: number;
}

/** Who takes an event later than the others is shown things as they are by then. */
const SHARED_MS = 1_000;

/** For answers that depend on no viewer. They are forgotten with their events. */
export const sharedAnswers = (): ShareAnswer => {
  const known = new WeakMap<object, Map<string, Shared>>();
  const process = randomUUID();
  let count = 0;

  const begin = async (answer: () => Promise<ExecutionResult>): Promise<EventResult> => {
    const result = await answer();
    if (result.errors) return result as EventResult;
    count += 1;
    return { ...result, extensions: { shared: `${process}.${count}` } };
  };

  return async (event, asked, answer) => {
    const answers = known.get(event) ?? new Map<string, Shared>();
    if (answers.size === 0) known.set(event, answers);
    const before = answers.get(asked);
    if (before && performance.now() < before.until) {
      const result = await before.result;
      // what went wrong for one may be theirs alone: a session that ended
      return result.errors ? ((await answer()) as EventResult) : result;
    }
    const result = begin(answer);
    answers.set(asked, { result, until: performance.now() + SHARED_MS });
    return result;
  };
};
