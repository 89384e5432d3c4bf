/** For how long a replica that is away is asked only when no other is left. Longer than one that stops goes on listening. */
const AWAY_MS = 1_000;

export interface Rotation<T> {
  /** All of them: first the one whose turn it is; last those that were found away, the latest of them last. */
  inTurn(): readonly T[];
  away(replica: T): void;
  back(replica: T): void;
}

/** Hands out the replicas of a subgraph evenly, and passes over those that are away. */
export const rotation = <T>(replicas: readonly T[]): Rotation<T> => {
  const awayUntil = new Map<T, number>();
  let turn = 0;
  const expectedAt = (replica: T, now: number) => Math.max(awayUntil.get(replica) ?? 0, now);

  return {
    inTurn() {
      const first = turn;
      turn = (turn + 1) % replicas.length;
      const order = first === 0 ? replicas : [...replicas.slice(first), ...replicas.slice(0, first)];
      if (awayUntil.size === 0) return order;
      const now = performance.now();
      return [...order].sort((a, b) => expectedAt(a, now) - expectedAt(b, now));
    },
    away: (replica) => void awayUntil.set(replica, performance.now() + AWAY_MS),
    back: (replica) => void awayUntil.delete(replica),
  };
};
