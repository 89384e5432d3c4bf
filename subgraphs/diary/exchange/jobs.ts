import { causedBy } from '#platform/command';
import { DomainError } from '#platform/domain/errors';
import type { RecordedEvent } from '#platform/domain/events';
import type { Reactor } from '#platform/reactor';
import type { SubgraphParts } from '#platform/subgraph';
import { isAway } from '#platform/unreachable';
import { KeyDestroyedError } from '#platform/vault/vault';
import { type JobFailure, jobStream } from '../events.ts';
import { jobAggregate } from './decider.ts';

/** How often a job is tried that fails by itself; with the pauses of the bus between, some ten seconds. */
const ATTEMPTS = 5;

type Work = (event: RecordedEvent, parts: SubgraphParts, actor: string) => Promise<void>;

/**
 * Does jobs one after the other. While a server is away a job waits for it; one that fails by itself again and again ends so,
 * for others wait behind it. `cleanUp`: removes what it would have worked on.
 */
export const eachJob = (work: Work, cleanUp?: Work): Reactor<SubgraphParts>['react'] => {
  const failures = new Map<string, number>();
  return async (events, parts, actor) => {
    for (const event of events) {
      try {
        await work(event, parts, actor);
      } catch (error) {
        // erased meanwhile: there is nobody to do it for
        if (error instanceof KeyDestroyedError) continue;
        if (passes(error)) throw error;
        const times = (failures.get(event.id) ?? 0) + 1;
        failures.set(event.id, times);
        if (times < ATTEMPTS) throw error;
        await cleanUp?.(event, parts, actor);
        await failJob(event, parts, actor, 'BROKEN');
      }
      failures.delete(event.id);
    }
  };
};

const passes = (error: unknown): boolean =>
  isAway(error) || (error instanceof DomainError && error.code === 'UNAVAILABLE');

/** Notes down that a job is given up. */
export const failJob = async (
  event: RecordedEvent,
  { handler }: Pick<SubgraphParts, 'handler'>,
  actor: string,
  reason: JobFailure,
): Promise<void> => {
  const { jobId, ownerId } = event.data as { readonly jobId: string; readonly ownerId: string };
  const command = { type: 'FailJob', jobId, ownerId, reason } as const;
  await handler.handle(jobAggregate, jobStream(jobId), command, causedBy(event, actor));
};
