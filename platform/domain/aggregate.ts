import type { Decider, DomainEvent } from '#platform/domain/decider';
import type { EventCatalog } from '#platform/domain/events';

/** A decider and what its events are. State is plain JSON, for snapshots; a new shape of it needs a new `stateVersion`. */
export interface Aggregate<State, Command, Event extends DomainEvent> {
  readonly decider: Decider<State, Command, Event>;
  readonly catalog: EventCatalog<Event>;
  readonly stateVersion: number;
}
