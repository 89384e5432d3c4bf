import type { Locks } from '#platform/locks/locks';
import { pause } from '#platform/pause';

/** What a subgraph does from time to time and not upon a fact. `Parts`: what it works with. */
export interface Chore<Parts> {
  readonly name: string;
  readonly everyMs: number;
  /** Has to bear being cut off and begun again, in this process or in another. */
  readonly run: (parts: Parts) => Promise<void>;
}

export interface RunningChore {
  /** Finishes what was begun. */
  stop(): Promise<void>;
}

/** Runs a chore in one process at a time, at once and then with pauses; one that fails is tried again after the pause. */
export const runChore = <Parts>(
  { name, everyMs, run }: Chore<Parts>,
  given: {
    readonly subgraph: string;
    readonly locks: Locks;
    readonly parts: Parts;
    readonly onFailure: (error: unknown) => void;
  },
): RunningChore => {
  const { subgraph, locks, parts, onFailure } = given;
  const stopping = new AbortController();

  const lead = async () => {
    while (!stopping.signal.aborted) {
      const leadership = await locks.lead(`${subgraph}.${name}`, stopping.signal);
      if (!leadership) return;
      const losing = new AbortController();
      void leadership.lost.then(() => losing.abort());
      const ending = AbortSignal.any([stopping.signal, losing.signal]);
      while (!ending.aborted) {
        await run(parts).catch(onFailure);
        await pause(everyMs, ending);
      }
      await leadership.release();
    }
  };
  const running = lead();

  return {
    async stop() {
      stopping.abort();
      await running;
    },
  };
};
