import type { Bus, Consumer } from '#platform/bus/bus';
import type { RecordedEvent } from '#platform/domain/events';
import type { Heard } from '#platform/policy';

/**
 * What a subgraph does upon facts that no command alone can say: it looks things up, works long, or acts on what is no
 * event. It has its own place in the topic and stops alone when it fails, as a policy does. `Parts`: what it works with.
 */
export interface Reactor<Parts> {
  readonly name: string;
  /** The subgraph whose events these are; may be its own. */
  readonly source: string;
  /** What is read of which events, field by field: the owner's golden samples are held against it. */
  readonly reads: Heard;
  /** Which personal parts it opens, by the events' types. The owner's golden samples are held against this, too. */
  readonly opens?: Readonly<Record<string, readonly string[]>>;
  /**
   * At least once for every event of these types, in the order of their partition: it has to bear being done twice.
   * `group`: who acts.
   */
  readonly react: (events: readonly RecordedEvent[], parts: Parts, group: string) => Promise<void>;
  /** Before anything is handed to it: rejects when it can't work as it is configured, which stops the start. */
  readonly check?: (parts: Parts) => Promise<void>;
  /** Gives back what it holds; called once nothing is handed to it any more. */
  readonly close?: () => Promise<void>;
}

export const runReactor = <Parts>(
  { name, source, reads, react }: Reactor<Parts>,
  given: {
    readonly subgraph: string;
    readonly bus: Bus;
    readonly parts: Parts;
    readonly onHandled: (group: string, events: number) => void;
  },
): Promise<Consumer> => {
  const { subgraph, bus, parts, onHandled } = given;
  const group = `${subgraph}.${name}`;
  return bus.subscribe({
    topic: source,
    group,
    async handle(batch) {
      const heard = batch.filter(({ type }) => Object.hasOwn(reads, type));
      if (heard.length > 0) await react(heard, parts, group);
      onHandled(group, batch.length);
    },
  });
};
