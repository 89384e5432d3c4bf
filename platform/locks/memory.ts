import type { Leadership, Locks } from '#platform/locks/locks';
import { queueByKey } from '#platform/queue';

/** Locks of one process, for a subgraph that runs in no other. Those who share take turns, too. */
export const memoryLocks = (): Locks => {
  const inTurn = queueByKey();
  const leading = queueByKey();
  return {
    shared: inTurn,
    alone: inTurn,
    lead: (name, signal) =>
      new Promise((resolve, reject) => {
        signal.addEventListener('abort', () => resolve(null));
        leading(name, async () => {
          if (signal.aborted) return;
          await new Promise<void>((release) => resolve(leadershipUntil(release)));
        }).catch(reject);
      }),
  };
};

const leadershipUntil = (released: () => void): Leadership => {
  let lose = () => {};
  const lost = new Promise<void>((resolve) => {
    lose = resolve;
  });
  return {
    lost,
    async release() {
      lose();
      released();
    },
  };
};
