import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { LEASE_MS, type LeaseStore, ROUND_MS, shareLeases } from '#platform/bus/leases';

const PARTITIONS = 8;

/** A server's side of the leases, by the clock of the test. */
const leaseServer = () => {
  const members = new Map<string, number>();
  const leases = new Map<number, { member: string; until: number }>();
  let away = false;
  const reached = () => {
    if (away) throw new Error('away');
  };
  const storeOf = (member: string): LeaseStore => ({
    async announce() {
      reached();
      members.set(member, Date.now() + LEASE_MS);
      return [...members.values()].filter((until) => until > Date.now()).length;
    },
    async hold(partition) {
      reached();
      const lease = leases.get(partition);
      if (lease && lease.member !== member && lease.until > Date.now()) return false;
      leases.set(partition, { member, until: Date.now() + LEASE_MS });
      return true;
    },
    async release(partition) {
      reached();
      if (leases.get(partition)?.member === member) leases.delete(partition);
    },
    async leave() {
      reached();
      members.delete(member);
    },
  });
  const setAway = (is: boolean) => {
    away = is;
  };
  return { storeOf, leases, setAway };
};

describe('sharing leases', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  const rounds = (count: number) => vi.advanceTimersByTimeAsync(count * ROUND_MS);

  const join = (server: ReturnType<typeof leaseServer>, name: string, finish = async () => {}) => {
    const working = new Set<number>();
    const errors: unknown[] = [];
    const leases = shareLeases({
      ...{ store: server.storeOf(name), partitions: PARTITIONS, onRound: (error) => errors.push(error) },
      async work(partition, signal) {
        working.add(partition);
        await new Promise((resolve) => signal.addEventListener('abort', resolve));
        await finish();
        working.delete(partition);
      },
    });
    return { working, errors, stop: leases.stop };
  };
  const sizes = (...members: { working: Set<number> }[]) => members.map(({ working }) => working.size);

  it('gives a lone member everything at once', async () => {
    const one = join(leaseServer(), 'one');
    await rounds(0);
    expect(one.working.size).toBe(PARTITIONS);
    await one.stop();
    expect(one.working.size).toBe(0);
  });

  it('shares evenly with those who come later, and never gives one partition to two', async () => {
    const server = leaseServer();
    const one = join(server, 'one');
    await rounds(2);
    const two = join(server, 'two');
    await rounds(3);
    expect(sizes(one, two)).toEqual([4, 4]);
    const three = join(server, 'three');
    await rounds(4);
    expect(sizes(one, two, three).sort()).toEqual([2, 3, 3]);
    expect(new Set([...one.working, ...two.working, ...three.working]).size).toBe(PARTITIONS);
    await Promise.all([one, two, three].map(({ stop }) => stop()));
  });

  it('keeps a lease, renewed, while the work in hand takes its time', async () => {
    const server = leaseServer();
    let finish = () => {};
    const finished = new Promise<void>((resolve) => {
      finish = resolve;
    });
    const one = join(server, 'one', () => finished);
    await rounds(1);
    const two = join(server, 'two');
    await rounds(10);
    expect(sizes(one, two)).toEqual([PARTITIONS, 0]);
    finish();
    await rounds(2);
    expect(sizes(one, two)).toEqual([4, 4]);
    await Promise.all([one, two].map(({ stop }) => stop()));
  });

  it('hands over what a member had that stops, within a round', async () => {
    const server = leaseServer();
    const [one, two] = [join(server, 'one'), join(server, 'two')];
    await rounds(3);
    await one.stop();
    await rounds(1);
    expect(sizes(one, two)).toEqual([0, PARTITIONS]);
    await two.stop();
  });

  it('hands over what a member had that is heard of no more, when its leases have run out', async () => {
    const server = leaseServer();
    const dead = server.storeOf('dead');
    await dead.announce();
    await Promise.all(Array.from({ length: PARTITIONS }, (_, partition) => dead.hold(partition)));
    const one = join(server, 'one');
    await vi.advanceTimersByTimeAsync(LEASE_MS - ROUND_MS);
    expect(one.working.size).toBe(0);
    await rounds(2);
    expect(one.working.size).toBe(PARTITIONS);
    await one.stop();
  });

  it('stops the work before its leases run out on the server while that can not be reached, and comes back', async () => {
    const server = leaseServer();
    const one = join(server, 'one');
    await rounds(1);
    server.setAway(true);
    await vi.advanceTimersByTimeAsync(LEASE_MS);
    expect(one.working.size).toBe(0);
    expect(one.errors.at(-1)).toEqual(new Error('away'));
    server.setAway(false);
    await rounds(1);
    expect(one.working.size).toBe(PARTITIONS);
    expect(one.errors.at(-1)).toBeNull();
    await one.stop();
  });

  it('stops the work on a partition that another member has', async () => {
    const server = leaseServer();
    const one = join(server, 'one');
    await rounds(1);
    server.leases.set(3, { member: 'other', until: Date.now() + 60_000 });
    await rounds(1);
    expect([...one.working].sort()).toEqual([0, 1, 2, 4, 5, 6, 7]);
    await one.stop();
    expect([...server.leases.keys()]).toEqual([3]);
  });
});
