import type { Bus, Consumer } from '#platform/bus/bus';
import { type CommandHandler, causedBy } from '#platform/command';
import type { Aggregate } from '#platform/domain/aggregate';
import type { DomainEvent } from '#platform/domain/decider';
import type { RecordedEvent } from '#platform/domain/events';
import type { ClaimKey } from '#platform/event-store/event-store';
import { openPersonal } from '#platform/opening';
import { KeyDestroyedError, type Vault } from '#platform/vault/vault';

/**
 * What a subgraph does upon the facts of another: each enters as a command on a stream of its own. Projections then read
 * own events only, every rebuild needs only the own store, and the bus may forget.
 */
export interface Policy {
  readonly name: string;
  /** The subgraph whose events these are. */
  readonly source: string;
  /** What is read of which events, field by field: the owner's golden samples are held against it. */
  readonly reads: Heard;
  /** Which personal parts it is given opened, by the events' types. The owner's golden samples are held against this, too. */
  readonly opens?: Readonly<Record<string, readonly string[]>>;
  /**
   * Pure, with one reaction for a stream at most. `data` has the fields that `reads` declares for this type; `opened` what
   * `opens` does, and is undefined when the person was erased.
   */
  // biome-ignore lint/suspicious/noExplicitAny: each policy names the shape it declares in `reads` and `opens`
  readonly react: (event: { readonly type: string; readonly data: any }, opened?: any) => readonly Reaction[];
}

/** Types of events, and what is read of each. */
export type Heard = Readonly<Record<string, Readonly<Record<string, 'string' | 'number' | 'boolean'>>>>;

export interface Reaction {
  // biome-ignore lint/suspicious/noExplicitAny: a reaction is built by `reaction`, which checks the command's type
  readonly aggregate: Aggregate<any, any, any>;
  readonly stream: string;
  readonly command: unknown;
  readonly claims?: readonly ClaimKey[];
}

export const reaction = <S, C, E extends DomainEvent>(
  aggregate: Aggregate<S, C, E>,
  stream: string,
  command: C,
  claims: readonly ClaimKey[] = [],
): Reaction => ({ aggregate, stream, command, claims });

/** Runs a policy: at least once per event, and once per event and target stream in effect. */
export const runPolicy = (
  policy: Policy,
  parts: {
    readonly subgraph: string;
    readonly bus: Bus;
    readonly handler: CommandHandler;
    readonly vault: Vault;
    readonly onHandled: (group: string, events: number) => void;
  },
): Promise<Consumer> => {
  const { subgraph, bus, handler, vault, onHandled } = parts;
  const group = `${subgraph}.${policy.name}`;
  return bus.subscribe({
    topic: policy.source,
    group,
    async handle(batch) {
      const heard = batch.filter(({ type }) => Object.hasOwn(policy.reads, type));
      const opened = await openPersonal(
        vault,
        heard,
        ({ type }, field) => policy.opens?.[type]?.includes(field) ?? false,
      );
      for (const event of heard)
        for (const reaction of policy.react(event, opened.get(event))) await perform(handler, group, event, reaction);
      onHandled(group, batch.length);
    },
  });
};

/** Does what an event led to: once for the event and the stream, and nothing about somebody who was erased meanwhile. */
export const perform = async (
  handler: CommandHandler,
  group: string,
  event: RecordedEvent,
  { aggregate, stream, command, claims = [] }: Reaction,
): Promise<void> => {
  try {
    await handler.handle(aggregate, stream, command, causedBy(event, group), {
      once: { mutation: group, key: `${event.id} ${stream}`, content: null },
      claims,
    });
  } catch (error) {
    if (!(error instanceof KeyDestroyedError)) throw error;
  }
};
