import type { Decider, DomainEvent } from '#platform/domain/decider';
import type { EventCatalog } from '#platform/domain/events';

/** A decider and what its events are. State is plain JSON, for snapshots; a new shape of it needs a new `stateVersion`. */
export interface Aggregate<State, Command, Event extends DomainEvent> {
  readonly decider: Decider<State, Command, Event>;
  readonly catalog: EventCatalog<Event>;
  readonly stateVersion: number;
}

/** Makes the aggregates of a subgraph. One catalog serves them all: each stream holds the events of its own decider only. */
export const aggregatesOf =
  <All extends DomainEvent>(catalog: EventCatalog<All>) =>
  <S, C, E extends All>(decider: Decider<S, C, E>, stateVersion: number): Aggregate<S, C, E> => ({
    decider,
    catalog: catalog as unknown as EventCatalog<E>,
    stateVersion,
  });
