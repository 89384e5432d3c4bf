import type { DomainEvent } from './decider.ts';

/** A personal value sealed under its subject's key (`platform/vault`). Opaque to everything but the vault. */
export type Sealed = string & { readonly sealed: unique symbol };

/** A place in a subgraph's feed. Feeds are ordered by these strings, compared as text; the empty one stands before all. */
export type FeedPosition = string & { readonly feedPosition: unique symbol };

/** Before the first event of any feed. */
export const START = '' as FeedPosition;

/**
 * The place as one number of 63 bits that rises with it, for stores that keep the newer of two writes by a timestamp.
 * Twice the transaction, 21 bits for its place within it: an event's is odd, and one less is free for what precedes it.
 * Transactions number 2^41 at most (70 years of a thousand a second).
 */
export const stampOf = (feed: FeedPosition): bigint => {
  const transaction = BigInt(`0x${feed.slice(0, 16)}`);
  const position = BigInt(`0x${feed.slice(16)}`);
  return (transaction << 22n) | ((position & 0x1f_ffffn) << 1n) | 1n;
};

/** An event as it is stored, published and projected: the envelope around a sealed domain event. */
export interface RecordedEvent {
  readonly id: string;
  readonly tenant: string;
  readonly stream: string;
  /** 1, 2, 3 … within the stream, without gaps. */
  readonly version: number;
  /** Global number within the subgraph's store: unique and rising, but not the order of the feed. */
  readonly position: number;
  readonly feed: FeedPosition;
  readonly type: string;
  readonly schemaVersion: number;
  /** Whose personal parts these are: the person whose key sealed them. */
  readonly subject: string;
  /** Who did it: a person's id, or the name of a policy. */
  readonly actor: string;
  /** ISO-8601 UTC. */
  readonly at: string;
  readonly data: object;
  readonly personal: Readonly<Record<string, Sealed>> | null;
  readonly correlationId: string;
  readonly causationId: string | null;
  /** The span that it is a part of, as W3C Trace Context writes it, where its trace is recorded. Nothing may follow from it. */
  readonly traceparent?: string | undefined;
}

/** `RecordedEvent` for one union of domain events: `type` tells the shape of `data` and which personal parts there are. */
export type Recorded<E extends DomainEvent> = E extends DomainEvent
  ? Omit<RecordedEvent, 'type' | 'data' | 'personal' | 'traceparent'> & {
      readonly type: E['type'];
      readonly data: E['data'];
      readonly personal: { readonly [K in keyof NonNullable<E['personal']>]: Sealed } | null;
    }
  : never;

/** Turns `data` of schema version n into n + 1. Personal parts are sealed by name: a new name for one is `renamed`. */
export interface Upcast {
  readonly data: (data: never) => object;
  readonly renamed?: Readonly<Record<string, string>>;
}

/** What a subgraph's events are: their versions, whose they are, and which of them must stay in order on the bus. */
export interface EventCatalog<E extends DomainEvent> {
  /** The newest schema version is one more than the number of upcasts. */
  readonly types: { readonly [T in E['type']]: { readonly upcasts?: readonly Upcast[] } };
  /** Whose key seals the personal parts. */
  readonly subjectOf: (event: E) => string;
  /** Events of one partition reach every consumer in order. */
  readonly partitionKeyOf: (event: Pick<RecordedEvent, 'stream' | 'subject' | 'data'>) => string;
}

/** An event of a type or version that this process doesn't know: a newer process wrote it. Consumers pause; none skips. */
export class UnknownEventError extends Error {
  override readonly name = 'UnknownEventError';
  constructor(event: Pick<RecordedEvent, 'type' | 'schemaVersion' | 'id'>) {
    super(
      `Event ${event.id} is a ${event.type} of schema version ${event.schemaVersion}, which this version of the program does not know.`,
    );
  }
}

export const schemaVersionOf = <E extends DomainEvent>(catalog: EventCatalog<E>, type: E['type']): number =>
  (catalog.types[type].upcasts?.length ?? 0) + 1;

/** Brings a stored event to its newest schema version. */
export const upcast = <E extends DomainEvent>(catalog: EventCatalog<E>, event: RecordedEvent): Recorded<E> => {
  const known = Object.hasOwn(catalog.types, event.type) ? catalog.types[event.type as E['type']] : undefined;
  const upcasts = known?.upcasts ?? [];
  if (!known || event.schemaVersion > upcasts.length + 1) throw new UnknownEventError(event);
  if (event.schemaVersion === upcasts.length + 1) return event as unknown as Recorded<E>;

  let { data, personal } = event;
  for (const step of upcasts.slice(event.schemaVersion - 1)) {
    data = step.data(data as never);
    const { renamed } = step;
    if (personal && renamed)
      personal = Object.fromEntries(Object.entries(personal).map(([name, sealed]) => [renamed[name] ?? name, sealed]));
  }
  return { ...event, schemaVersion: upcasts.length + 1, data, personal } as unknown as Recorded<E>;
};
