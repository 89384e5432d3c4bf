import type { DomainEvent } from '#platform/domain/decider';
import type { Once } from '#platform/idempotency';
import type { AnyAggregate, Loaded } from '#platform/streams';

/** A command in a row of several to one stream. */
export interface Asked {
  readonly aggregate: AnyAggregate;
  readonly command: unknown;
  readonly once: Once | null;
}

export interface Decision {
  readonly once: Once | null;
  /** The version that it was made upon. */
  readonly from: number;
  readonly at: string;
  readonly events: readonly DomainEvent[];
}

/** What is stamped on what follows: never earlier than what stands before it. */
export const timeAfter = ({ at }: Loaded, now: Date): string => {
  const time = now.toISOString();
  return time > at ? time : at;
};

/**
 * Decides the first of these commands one upon the other, as many as need no second look: one that is refused, that
 * changes nothing or that may be a repetition ends the row. Pure. Answers with what the stream has come to after them, too.
 */
export const decideInRow = (
  row: readonly Asked[],
  before: Loaded,
  now: Date,
): { readonly decisions: readonly Decision[]; readonly after: Loaded } => {
  const keys = new Set<string>();
  const decisions: Decision[] = [];
  let after = before;
  for (const { aggregate, command, once } of row) {
    const { decider } = aggregate;
    if (aggregate !== row[0]!.aggregate || once?.wasUsed || (once && keys.has(once.hint))) break;
    let events: readonly DomainEvent[];
    try {
      events = decider.decide(command, after.state);
    } catch {
      break;
    }
    if (events.length === 0) break;
    if (once) keys.add(once.hint);
    const at = timeAfter(after, now);
    decisions.push({ once, from: after.version, at, events });
    after = { state: events.reduce(decider.evolve, after.state), version: after.version + events.length, at };
  }
  return { decisions, after };
};
