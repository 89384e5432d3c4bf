import { pause } from '#platform/pause';

/**
 * Where the living members of a consumer group agree on who reads which partition. Whatever is not said again within
 * `LEASE_MS` is void, so that whoever dies or is cut off stands in nobody's way.
 */
export interface LeaseStore {
  /** Says that this member lives. Answers how many do. */
  announce(): Promise<number>;
  /** Takes a lease, or keeps it for another `LEASE_MS`. False while another member has it. */
  hold(partition: number): Promise<boolean>;
  /** Gives back what this member holds; what it does not hold stays as it is. */
  release(partition: number): Promise<void>;
  /** Takes back what `announce` said. */
  leave(): Promise<void>;
}

/** How long the partitions of a member that died lie idle. */
export const LEASE_MS = 3_000;
/** How often leases are renewed and shared anew: one may be late by two rounds. */
export const ROUND_MS = 1_000;

export interface LeaseOptions {
  readonly store: LeaseStore;
  readonly partitions: number;
  /**
   * Works on a partition until the signal: the lease is lost, is due to another member, or all is to stop. The lease is
   * kept until this resolves, then given back. Never rejects.
   */
  readonly work: (partition: number, signal: AbortSignal) => Promise<void>;
  /** After each round: null when it went well. */
  readonly onRound: (error: unknown) => void;
}

interface Lease {
  readonly ending: AbortController;
  readonly worked: Promise<void>;
  /** Stops the work when the lease runs out without having been renewed, by this process's own clock. */
  expiry: NodeJS.Timeout;
}

/**
 * Shares the partitions of a group evenly among its members: each takes up to its share, and whoever has more gives some
 * up after the batch in hand. For a moment after a process was paused two members may work on one partition: what they
 * write must not rest on leases alone.
 */
export const shareLeases = ({ store, partitions, work, onRound }: LeaseOptions): { stop(): Promise<void> } => {
  const leases = new Map<number, Lease>();
  const stopping = new AbortController();

  const begin = (partition: number, expiresIn: number) => {
    const ending = new AbortController();
    const worked = work(partition, ending.signal).then(async () => {
      clearTimeout(leases.get(partition)?.expiry);
      // while the server is away it runs out by itself
      await store.release(partition).catch(() => {});
      leases.delete(partition);
    });
    leases.set(partition, { ending, worked, expiry: setTimeout(() => ending.abort(), expiresIn) });
  };

  const hold = async (partition: number) => {
    const asked = performance.now();
    const held = await store.hold(partition);
    const expiresIn = LEASE_MS - (performance.now() - asked);
    const lease = leases.get(partition);
    if (!held) lease?.ending.abort();
    else if (!lease) begin(partition, expiresIn);
    else if (!lease.ending.signal.aborted) {
      clearTimeout(lease.expiry);
      lease.expiry = setTimeout(() => lease.ending.abort(), expiresIn);
    }
  };

  const round = async () => {
    const share = Math.ceil(partitions / Math.max(1, await store.announce()));
    await Promise.all(Array.from(leases.keys(), hold));
    for (const { ending } of [...leases.values()].slice(share)) ending.abort();

    // each begins elsewhere, so that members who start together seldom ask for the same
    const first = Math.floor(Math.random() * partitions);
    for (let nth = 0; nth < partitions && leases.size < share; nth++) {
      const partition = (first + nth) % partitions;
      if (!leases.has(partition)) await hold(partition);
    }
  };

  const run = async () => {
    while (!stopping.signal.aborted) {
      await round().then(() => onRound(null), onRound);
      await pause(ROUND_MS, stopping.signal);
    }
    for (const { ending } of leases.values()) ending.abort();
    await Promise.all(Array.from(leases.values(), ({ worked }) => worked));
    await store.leave().catch(() => {});
  };
  const running = run();

  return {
    async stop() {
      stopping.abort();
      await running;
    },
  };
};
