import type { FeedPosition, RecordedEvent, Sealed } from '#platform/domain/events';

/**
 * The durable log of one subgraph, and its outbox in the same table: what is appended can be read from the feed, so
 * there is no second write that could be lost. Adapters pass tests/contract/event-store.ts.
 */
export interface EventStore {
  /**
   * Appends all of the events or none, in one statement. The expected version is always known: events of one stream
   * come out of the feed in the order of their versions.
   */
  append(request: AppendRequest): Promise<AppendResult>;

  /**
   * Appends all of them, or none and answers null: then one of them would be refused, and each has to be tried by itself.
   * Of one stream each expects the version that those before it lead to.
   */
  appendAll(requests: readonly AppendRequest[]): Promise<readonly (readonly RecordedEvent[])[] | null>;

  /** A stream's events, oldest first; from a version on, up to a version, or as of a moment (ISO-8601, inclusive). */
  readStream(tenant: string, stream: string, range?: StreamRange): Promise<RecordedEvent[]>;

  /** Events that are about a person, whichever their stream, in the order of their positions. */
  readSubject(tenant: string, subject: string, after: number, limit: number): Promise<RecordedEvent[]>;

  /** Events after a place in the feed, in feed order. What another transaction may still commit before is waited for. */
  readFeed(after: FeedPosition, limit: number): Promise<RecordedEvent[]>;

  /** The place of the newest event, also when the feed does not show it yet; `START` when there is none. */
  head(): Promise<FeedPosition>;

  /** How many events stand after a place in the feed, counted up to `atMost`. */
  backlog(after: FeedPosition, atMost: number): Promise<number>;

  /** Calls `wake` soon after appends, of other processes too, with the newest place; returns how to stop it. */
  onAppend(wake: (appended: FeedPosition) => void): () => void;

  findClaim(tenant: string, claim: ClaimKey): Promise<string | null>;
  /** All that is claimed under a name, of every tenant, in a fixed order; behind one of them, or from the first on. */
  claims(name: string, after: HeldClaim | null, limit: number): Promise<HeldClaim[]>;
  findIdempotent(scope: IdempotencyScope): Promise<IdempotencyRecord | null>;

  loadSnapshot(tenant: string, stream: string): Promise<Snapshot | null>;
  /** Keeps the newer of the stored snapshot and this one. */
  saveSnapshot(tenant: string, stream: string, snapshot: Snapshot): Promise<void>;

  /** Removes what is kept of a person beside the events: their idempotency keys, and snapshots of streams about them alone. */
  forget(tenant: string, person: string): Promise<void>;
  /** How much of that there is. */
  kept(tenant: string, person: string): Promise<{ readonly idempotencyKeys: number; readonly snapshots: number }>;
}

/** Where followers of a feed keep how far they have come. */
export interface CheckpointStore {
  loadCheckpoint(name: string): Promise<FeedPosition>;
  saveCheckpoint(name: string, position: FeedPosition): Promise<void>;
  deleteCheckpoint(name: string): Promise<void>;
}

export interface StreamRange {
  readonly from?: number;
  readonly to?: number;
  readonly asOf?: string;
}

/** An event about to be stored; the store adds version, position and feed position. */
export type NewEvent = Omit<RecordedEvent, 'tenant' | 'stream' | 'version' | 'position' | 'feed' | 'personal'> & {
  readonly personal: Readonly<Record<string, Sealed>> | null;
};

export interface AppendRequest {
  readonly tenant: string;
  readonly stream: string;
  /** The version the decision was made upon; 0 for a stream that isn't there yet. */
  readonly expectedVersion: number;
  readonly events: readonly NewEvent[];
  /** Refuses a second append of the same scope and key. */
  readonly idempotency?: (IdempotencyScope & { readonly fingerprint: string }) | undefined;
  /** Values that only one stream of the tenant may hold. */
  readonly claims?: readonly ClaimKey[] | undefined;
  /** Values that this stream gives back. */
  readonly releases?: readonly ClaimKey[] | undefined;
  /** Values that nobody has claimed or spent before, nor this stream: each is there once, and from now on gone. */
  readonly spends?: readonly ClaimKey[] | undefined;
}

/** Neither claims, gives back nor spends anything. */
export const isPlain = ({
  claims = [],
  releases = [],
  spends = [],
}: Pick<AppendRequest, 'claims' | 'releases' | 'spends'>): boolean =>
  claims.length + releases.length + spends.length === 0;

export interface ClaimKey {
  readonly name: string;
  readonly value: string;
}

/** A claim, and the stream that holds it. */
export interface HeldClaim {
  readonly tenant: string;
  readonly value: string;
  readonly stream: string;
}

/** A client's key counts per person and mutation: two people may use the same one. */
export interface IdempotencyScope {
  readonly tenant: string;
  readonly actor: string;
  readonly mutation: string;
  readonly key: string;
}

export interface IdempotencyRecord {
  readonly fingerprint: string;
  readonly stream: string;
  readonly firstVersion: number;
  readonly lastVersion: number;
}

export type AppendResult =
  | { readonly status: 'appended'; readonly events: readonly RecordedEvent[] }
  /** Somebody else appended to the stream since it was read: load it again and decide again. */
  | { readonly status: 'conflict' }
  /** The idempotency key was used before: `findIdempotent` says for what. */
  | { readonly status: 'repeated' }
  /** One of the claims is held by another stream, or what is to be spent is gone already. */
  | { readonly status: 'claimed' };

export interface Snapshot {
  readonly version: number;
  /** Of the state's shape: a snapshot of another shape is ignored. */
  readonly schemaVersion: number;
  /** Time of the event at `version`. */
  readonly at: string;
  readonly state: unknown;
}
