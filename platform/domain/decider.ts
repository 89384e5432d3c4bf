/**
 * A fact as a decider sees it: what happened (`type`), the parts that may stand in the clear (`data`: ids, types,
 * versions, times, counts), and the personal parts (`personal`: texts, names, moods), which are sealed before they leave
 * the process and are `null` once the person they belong to has been erased.
 */
export interface DomainEvent {
  readonly type: string;
  readonly data: object;
  readonly personal?: object | null;
}

/** An event without its personal parts. Decisions rest on these alone: no key is needed to load a stream's state. */
export type Fact<E extends DomainEvent> = E extends DomainEvent ? Pick<E, 'type' | 'data'> : never;

/**
 * A decision-maker: three pure functions, nothing else (Jérémie Chassaing, "Functional Event Sourcing Decider").
 * A command carries its own time and ids, so that deciding reads no clock and draws no random number.
 */
export interface Decider<State, Command, Event extends DomainEvent> {
  readonly initialState: State;
  /** The events that the command causes; none when it changes nothing. Throws a DomainError when it is refused. */
  readonly decide: (command: Command, state: State) => readonly Event[];
  readonly evolve: (state: State, event: Fact<Event>) => State;
}

export const fold = <S, C, E extends DomainEvent>(decider: Decider<S, C, E>, events: Iterable<Fact<E>>): S => {
  let state = decider.initialState;
  for (const event of events) state = decider.evolve(state, event);
  return state;
};
