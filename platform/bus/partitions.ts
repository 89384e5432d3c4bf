import { crc32 } from 'node:zlib';
import { BACKLOG_MAX, type BusSubscription, type Consumer, type OutgoingEvent } from '#platform/bus/bus';
import { type LeaseStore, shareLeases } from '#platform/bus/leases';
import type { RecordedEvent } from '#platform/domain/events';
import { pause, retryMs } from '#platform/pause';

/**
 * How many parts a topic has on a broker that knows no partitions: no more members of a group work at a time. It belongs
 * to the topic for good, for another number would put the later events of a key into another partition than the earlier.
 */
export const DEFAULT_PARTITIONS = 8;

export const partitionOf = ({ partitionKey, event }: OutgoingEvent, partitions: number): number =>
  crc32(`${event.tenant}\n${partitionKey}`) % partitions;

/** A topic as one group sees it: what an adapter for a broker without partitions of its own has to know. */
export interface PartitionedGroup {
  readonly partitions: number;
  readonly leases: LeaseStore;
  /**
   * The partition's events in order, from the first that the group has not handled; waits for more, and ends at the
   * signal. Only the holder of the lease reads.
   */
  open(partition: number, signal: AbortSignal): Promise<AsyncIterable<Batch>>;
  /** Notes the newest event of each partition. The answer asks whether the group has handled all up to there. */
  mark(): Promise<() => Promise<boolean>>;
  /** How many events are not handled yet. */
  backlog(): Promise<number>;
  /** Has the broker forget how far the group has come. */
  forget(): Promise<void>;
}

export interface Batch {
  readonly events: readonly RecordedEvent[];
  /** The group has handled these for good. */
  commit(): Promise<void>;
}

/** A server that is away is asked again. */
const REOPEN_MS = 500;
/** How often whoever waits for the group looks. */
const LOOK_MS = 20;

/** A member of a group: works on the partitions it holds leases of, side by side, each strictly in order. */
export const consumePartitions = (
  log: PartitionedGroup,
  { handle }: Pick<BusSubscription, 'handle'>,
  onFailure: (error: unknown) => void,
): Consumer => {
  const stopping = new AbortController();
  const failures = new Map<number | 'leases', unknown>();

  /** The broker is away: told once, and not again by every partition at every attempt. */
  const brokerFailed = (where: number | 'leases', error: unknown) => {
    if (failures.size === 0) onFailure(error);
    failures.set(where, error);
  };

  const handled = async (partition: number, events: readonly RecordedEvent[], signal: AbortSignal) => {
    for (let attempt = 0; ; attempt++)
      try {
        if (events.length > 0) await handle(events);
        return true;
      } catch (error) {
        failures.set(partition, error);
        onFailure(error);
        await pause(retryMs(error, attempt), signal);
        if (signal.aborted) return false;
      }
  };

  const work = async (partition: number, signal: AbortSignal) => {
    while (!signal.aborted)
      try {
        const batches = await log.open(partition, signal);
        failures.delete(partition);
        for await (const { events, commit } of batches) {
          if (!(await handled(partition, events, signal))) break;
          await commit();
          failures.delete(partition);
        }
      } catch (error) {
        brokerFailed(partition, error);
        await pause(REOPEN_MS, signal);
      }
    failures.delete(partition);
  };

  const leases = shareLeases({
    ...{ store: log.leases, partitions: log.partitions, work },
    onRound: (error) => (error === null ? failures.delete('leases') : brokerFailed('leases', error)),
  });

  const stop = async () => {
    stopping.abort();
    await leases.stop();
  };

  return {
    failure: () => failures.values().next().value ?? null,
    async caughtUp(timeoutMs) {
      const until = performance.now() + timeoutMs;
      const reached = await log.mark();
      while (!stopping.signal.aborted) {
        if (await reached()) return true;
        const left = until - performance.now();
        if (left <= 0) return false;
        await pause(Math.min(LOOK_MS, left), stopping.signal);
      }
      return false;
    },
    backlog: async () => Math.min(await log.backlog(), BACKLOG_MAX),
    stop,
    async forget() {
      await stop();
      await log.forget();
    },
  };
};
