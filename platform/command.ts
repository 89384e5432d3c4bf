import { createHash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { Cache } from '#platform/cache/cache';
import type { Aggregate } from '#platform/domain/aggregate';
import type { DomainEvent, Fact } from '#platform/domain/decider';
import { DomainError, notFound } from '#platform/domain/errors';
import { type EventCatalog, type Recorded, schemaVersionOf, upcast } from '#platform/domain/events';
import { newId } from '#platform/domain/ids';
import type { ClaimKey, EventStore, IdempotencyScope, StreamRange } from '#platform/event-store/event-store';
import { queueByKey } from '#platform/queue';
import type { Vault } from '#platform/vault/vault';

/** Who acts, and in the course of what. */
export interface CommandMetadata {
  readonly tenant: string;
  /** A person's id, or the name of a policy. */
  readonly actor: string;
  readonly correlationId: string;
  readonly causationId?: string | undefined;
}

export interface CommandOptions {
  /** Makes a retry harmless: the same key and content lead to the first events again, other content is refused. */
  readonly once?: { readonly mutation: string; readonly key: string; readonly content: unknown } | undefined;
  /** Values that only this stream may hold from now on. */
  readonly claims?: readonly ClaimKey[];
  /** Values that it gives back. */
  readonly releases?: readonly ClaimKey[];
  /** Values that nobody has had before, nor this stream: each can be had once. */
  readonly spends?: readonly ClaimKey[];
}

export type Handled<E extends DomainEvent> =
  /** `repeated`: done before under the same key; the events are those of the first time. */
  | { readonly status: 'appended' | 'repeated'; readonly version: number; readonly events: readonly Recorded<E>[] }
  /** The command was fine, and there was nothing to do. */
  | { readonly status: 'unchanged'; readonly version: number; readonly events: readonly [] }
  /** Another stream holds one of the claims, or what is to be spent is gone. */
  | { readonly status: 'claimed'; readonly events: readonly [] };

export interface CommandHandler {
  /** Decides upon the stream's state and appends what follows. Never answers a conflict of two writers: it decides again. */
  handle<S, C, E extends DomainEvent>(
    aggregate: Aggregate<S, C, E>,
    stream: string,
    command: C,
    metadata: CommandMetadata,
    options?: CommandOptions,
  ): Promise<Handled<E>>;
  /** The stream's current state and version. */
  load<S, C, E extends DomainEvent>(
    aggregate: Aggregate<S, C, E>,
    tenant: string,
    stream: string,
  ): Promise<{ readonly state: S; readonly version: number }>;
  /** A stream's events, brought to their newest schema version. */
  read<E extends DomainEvent>(
    catalog: EventCatalog<E>,
    tenant: string,
    stream: string,
    range?: StreamRange,
  ): Promise<Recorded<E>[]>;
}

/** States kept between commands: what a busy server's active conversations and diaries need, some 50 MB at most. */
const STATES_CACHED = 20_000;
/** Loading a stream reads at most this many events behind its snapshot, or twice as many when saving one failed. */
const SNAPSHOT_EVERY = 200;
/** Most repetitions come within seconds; a later one is found by the append. */
const USED_KEYS_MS = 3_600_000;
/** Only other processes can be in the way (within this one a stream's commands queue): each round one of them gets on. */
const MAX_ATTEMPTS = 50;

interface Loaded {
  readonly state: unknown;
  readonly version: number;
  /** Time of the newest event: the next one is never stamped earlier, so that `asOf` cuts a stream cleanly. */
  readonly at: string;
}

export const commandHandler = (
  store: EventStore,
  vault: Vault,
  options: { cache: Cache; onSnapshotError: (error: unknown) => void; now?: () => Date },
): CommandHandler => {
  const { cache, onSnapshotError, now = () => new Date() } = options;
  const states = new LRUCache<string, Loaded>({ max: STATES_CACHED });
  const inTurn = queueByKey();

  type AnyAggregate = Aggregate<unknown, unknown, DomainEvent>;

  /** Brings what is known of a stream (nothing, a snapshot, a cached state) up to its end. */
  const catchUp = async (aggregate: AnyAggregate, tenant: string, stream: string, known?: Loaded): Promise<Loaded> => {
    if (stream.includes('\0')) throw notFound('thing'); // an id that no database can store
    const { decider, catalog, stateVersion } = aggregate;
    let from = known;
    if (!from) {
      const snapshot = await store.loadSnapshot(tenant, stream);
      from = snapshot?.schemaVersion === stateVersion ? snapshot : { state: decider.initialState, version: 0, at: '' };
    }
    const tail = await store.readStream(tenant, stream, { from: from.version + 1 });
    let { state, version, at } = from;
    for (const event of tail) {
      state = decider.evolve(state, upcast(catalog, event) as unknown as Fact<DomainEvent>);
      ({ version, at } = event);
    }
    const loaded = { state, version, at };
    states.set(`${tenant}\n${stream}`, loaded);
    if (!known && tail.length >= SNAPSHOT_EVERY) snapshot(aggregate, tenant, stream, loaded);
    return loaded;
  };

  const snapshot = (aggregate: AnyAggregate, tenant: string, stream: string, loaded: Loaded) => {
    // in the background: a snapshot saves time for the next reader and decides nothing
    store.saveSnapshot(tenant, stream, { ...loaded, schemaVersion: aggregate.stateVersion }).catch(onSnapshotError);
  };

  const read: CommandHandler['read'] = async (catalog, tenant, stream, range) =>
    (await store.readStream(tenant, stream, range)).map((event) => upcast(catalog, event));

  const firstTime = async (scope: IdempotencyScope, fingerprint: string, catalog: EventCatalog<DomainEvent>) => {
    const record = await store.findIdempotent(scope);
    if (!record) return null;
    if (record.fingerprint !== fingerprint)
      throw new DomainError('IDEMPOTENCY_KEY_REUSED', 'This idempotency key was used before, with other content.', {
        field: 'input.idempotencyKey',
      });
    const { stream, firstVersion: from, lastVersion: to } = record;
    const events = await read(catalog, scope.tenant, stream, { from, to });
    return { status: 'repeated' as const, version: to, events };
  };

  const handle = async (
    aggregate: AnyAggregate,
    stream: string,
    command: unknown,
    metadata: CommandMetadata,
    { once, claims, releases, spends }: CommandOptions,
  ): Promise<Handled<DomainEvent>> => {
    const { decider, catalog } = aggregate;
    const { tenant, actor, correlationId, causationId = null } = metadata;
    const key = `${tenant}\n${stream}`;
    const scope = once && { tenant, actor, mutation: once.mutation, key: once.key };
    const usedKey = `used ${createHash('sha256')
      .update(JSON.stringify(scope ?? null))
      .digest('base64url')}`;
    const [fingerprint, used] = once
      ? await Promise.all([vault.hash(tenant, actor, 'idempotency', JSON.stringify(once.content)), cache.get(usedKey)])
      : ['', null];
    // only a hint that saves the attempt: what counts is the store's unique key
    if (scope && used !== null) {
      const repeated = await firstTime(scope, fingerprint, catalog);
      if (repeated) return repeated;
    }

    let loaded = states.get(key);
    let current = false;
    for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
      if (!loaded) {
        loaded = await catchUp(aggregate, tenant, stream);
        current = true;
      }

      let decided: readonly DomainEvent[] = [];
      let refusal: unknown;
      try {
        decided = decider.decide(command, loaded.state);
      } catch (error) {
        refusal = error;
      }
      if (decided.length === 0) {
        if (!current) {
          // a cached state may be older than what another process wrote: never refuse upon that
          loaded = await catchUp(aggregate, tenant, stream, loaded);
          current = true;
          continue;
        }
        const repeated = scope && (await firstTime(scope, fingerprint, catalog));
        if (repeated) return repeated;
        if (refusal) throw refusal;
        return { status: 'unchanged', version: loaded.version, events: [] };
      }

      const time = now().toISOString();
      const at = time > loaded.at ? time : loaded.at;
      const events = await Promise.all(
        decided.map(async (event) => {
          const subject = catalog.subjectOf(event);
          const { type, data } = event;
          return {
            ...{ id: newId(), type, schemaVersion: schemaVersionOf(catalog, type), subject, actor, at, data },
            personal: event.personal ? await vault.seal({ tenant, subject, stream }, event.personal) : null,
            ...{ correlationId, causationId },
          };
        }),
      );
      const result = await store.append({
        ...{ tenant, stream, events, claims, releases, spends },
        expectedVersion: loaded.version,
        idempotency: scope && { ...scope, fingerprint },
      });
      switch (result.status) {
        case 'appended': {
          const state = decided.reduce(decider.evolve, loaded.state);
          const after = { state, version: loaded.version + events.length, at };
          states.set(key, after);
          const crossed = Math.floor(after.version / SNAPSHOT_EVERY) > Math.floor(loaded.version / SNAPSHOT_EVERY);
          if (crossed) snapshot(aggregate, tenant, stream, after);
          if (scope) void cache.set(usedKey, '1', USED_KEYS_MS);
          return { status: 'appended', version: after.version, events: result.events };
        }
        case 'repeated': {
          const repeated = await firstTime(scope!, fingerprint, catalog);
          if (!repeated) throw new Error('An idempotency key was refused as used, and is not there.');
          return repeated;
        }
        case 'claimed':
          // by itself, the first time
          return (scope && (await firstTime(scope, fingerprint, catalog))) ?? { status: 'claimed', events: [] };
        case 'conflict':
          // another process wrote: what it wrote is all that has to be read
          loaded = await catchUp(aggregate, tenant, stream, loaded);
          current = true;
      }
    }
    throw new DomainError('UNAVAILABLE', 'Too many writers at once. Try again.');
  };

  return {
    handle: (aggregate, stream, command, metadata, options = {}) =>
      inTurn(`${metadata.tenant}\n${stream}`, () =>
        handle(aggregate as unknown as AnyAggregate, stream, command, metadata, options),
      ) as Promise<never>,

    load: (aggregate, tenant, stream) =>
      catchUp(
        aggregate as unknown as AnyAggregate,
        tenant,
        stream,
        states.get(`${tenant}\n${stream}`),
      ) as Promise<never>,

    read,
  };
};
