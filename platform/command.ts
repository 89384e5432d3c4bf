import type { Cache } from '#platform/cache/cache';
import { type Asked, decideInRow, timeAfter } from '#platform/decided';
import type { Aggregate } from '#platform/domain/aggregate';
import type { DomainEvent } from '#platform/domain/decider';
import { DomainError } from '#platform/domain/errors';
import { type EventCatalog, type Recorded, type RecordedEvent, schemaVersionOf, upcast } from '#platform/domain/events';
import { newId } from '#platform/domain/ids';
import {
  type ClaimKey,
  type EventStore,
  isPlain,
  type NewEvent,
  type StreamRange,
} from '#platform/event-store/event-store';
import { idempotency, type Repeatable } from '#platform/idempotency';
import { batchesByKey } from '#platform/queue';
import { type AnyAggregate, streams } from '#platform/streams';
import type { Vault } from '#platform/vault/vault';

/** Who acts, and in the course of what. */
export interface CommandMetadata {
  readonly tenant: string;
  /** A person's id, or the name of a policy. */
  readonly actor: string;
  readonly correlationId: string;
  readonly causationId?: string | undefined;
  /** The span that causes it, where there is one. */
  readonly traceparent?: string | undefined;
}

/** For what `actor` does because something has happened. */
export const causedBy = (
  { id: causationId, tenant, correlationId, traceparent }: RecordedEvent,
  actor: string,
): CommandMetadata => ({ tenant, actor, correlationId, causationId, traceparent });

export interface CommandOptions {
  readonly once?: Repeatable | undefined;
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

/** Only other processes can be in the way (within this one a stream's commands queue): each round one of them gets on. */
const MAX_ATTEMPTS = 50;
/** Commands that are decided one upon the other and appended at once. */
const MOST_TOGETHER = 64;

/** A command that waits for its turn. */
interface Waiting {
  readonly aggregate: AnyAggregate;
  readonly stream: string;
  readonly command: unknown;
  readonly metadata: CommandMetadata;
  readonly options: CommandOptions;
  readonly resolve: (handled: Handled<DomainEvent> | Promise<Handled<DomainEvent>>) => void;
}

export const commandHandler = (
  store: EventStore,
  vault: Vault,
  options: { cache: Cache; onSnapshotError: (error: unknown) => void; now?: () => Date },
): CommandHandler => {
  const { cache, onSnapshotError, now = () => new Date() } = options;
  const { known, catchUp, advanced } = streams(store, onSnapshotError);
  const { onceOf, firstTime, used } = idempotency(store, vault, cache);

  const read: CommandHandler['read'] = async (catalog, tenant, stream, range) =>
    (await store.readStream(tenant, stream, range)).map((event) => upcast(catalog, event));

  const sealed = (waiting: Waiting, at: string, decided: readonly DomainEvent[]): Promise<NewEvent[]> => {
    const { aggregate, stream, metadata } = waiting;
    const { catalog } = aggregate;
    const { tenant, actor, correlationId, causationId = null, traceparent } = metadata;
    return Promise.all(
      decided.map(async (event) => {
        const subject = catalog.subjectOf(event);
        const { type, data } = event;
        return {
          ...{ id: newId(), type, schemaVersion: schemaVersionOf(catalog, type), subject, actor, at, data },
          personal: event.personal ? await vault.seal({ tenant, subject, stream }, event.personal) : null,
          ...{ correlationId, causationId },
          ...(traceparent !== undefined && { traceparent }),
        };
      }),
    );
  };

  const alone = async (waiting: Waiting): Promise<Handled<DomainEvent>> => {
    const { aggregate, stream, command, metadata } = waiting;
    const { claims, releases, spends } = waiting.options;
    const { decider, catalog } = aggregate;
    const { tenant } = metadata;
    const once = await onceOf(metadata, waiting.options.once);
    if (once?.wasUsed) {
      const repeated = await firstTime(once, catalog);
      if (repeated) return repeated;
    }

    let loaded = known(tenant, stream);
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
        const repeated = once && (await firstTime(once, catalog));
        if (repeated) return repeated;
        if (refusal) throw refusal;
        return { status: 'unchanged', version: loaded.version, events: [] };
      }

      const at = timeAfter(loaded, now());
      const events = await sealed(waiting, at, decided);
      const result = await store.append({
        ...{ tenant, stream, events, claims, releases, spends },
        expectedVersion: loaded.version,
        idempotency: once?.record,
      });
      switch (result.status) {
        case 'appended': {
          const state = decided.reduce(decider.evolve, loaded.state);
          const after = { state, version: loaded.version + events.length, at };
          advanced(aggregate, tenant, stream, loaded, after);
          if (once) used(once);
          return { status: 'appended', version: after.version, events: result.events };
        }
        case 'repeated': {
          const repeated = await firstTime(once!, catalog);
          if (!repeated) throw new Error('An idempotency key was refused as used, and is not there.');
          return repeated;
        }
        case 'claimed':
          // by itself, the first time
          return (once && (await firstTime(once, catalog))) ?? { status: 'claimed', events: [] };
        case 'conflict':
          // another process wrote: what it wrote is all that has to be read
          loaded = await catchUp(aggregate, tenant, stream, loaded);
          current = true;
      }
    }
    throw new DomainError('UNAVAILABLE', 'Too many writers at once. Try again.');
  };

  /**
   * Decides the first of these commands one upon the other, and appends what follows in one statement: as many as need no
   * second look. Answers how many are done; none when the store refused them, or the first one is to be done alone.
   */
  const together = async (batch: readonly Waiting[]): Promise<number> => {
    const { aggregate, stream, metadata } = batch[0]!;
    const { tenant } = metadata;
    const before = known(tenant, stream);
    if (!before) return 0;
    // one whose key can't be made fails alone, and by itself
    const onces = await Promise.allSettled(batch.map((waiting) => onceOf(waiting.metadata, waiting.options.once)));

    const row: Asked[] = [];
    for (const [nth, { aggregate, command, options }] of batch.entries()) {
      const once = onces[nth]!;
      if (once.status === 'rejected' || !isPlain(options)) break;
      row.push({ aggregate, command, once: once.value });
    }
    const { decisions, after } = decideInRow(row, before, now());
    if (decisions.length < 2) return 0;

    const decided = batch.slice(0, decisions.length);
    const requests = await Promise.all(
      decisions.map(async ({ once, from, at, events }, nth) => ({
        ...{ tenant, stream, expectedVersion: from, events: await sealed(batch[nth]!, at, events) },
        idempotency: once?.record,
      })),
    );
    const appending = store.appendAll(requests);
    const appended = await appending.catch(() => undefined);
    if (appended === null) return 0;
    if (appended === undefined) {
      // nobody knows whether it was done: to do it again is up to those who asked for it
      for (const { resolve } of decided) resolve(appending as Promise<never>);
      return decided.length;
    }
    advanced(aggregate, tenant, stream, before, after);
    for (const [nth, { resolve }] of decided.entries()) {
      const { once, from } = decisions[nth]!;
      const events = appended[nth]! as readonly Recorded<never>[];
      if (once) used(once);
      resolve({ status: 'appended', version: from + events.length, events });
    }
    return decided.length;
  };

  const inTurn = batchesByKey<Waiting>(MOST_TOGETHER, async (batch) => {
    let size = batch.length;
    for (let left = batch; left.length > 0; ) {
      // what can not be sealed is not appended: it fails when its turn comes, alone
      const done = left.length > 1 ? await together(left.slice(0, size)).catch(() => 0) : 0;
      if (done === 0) {
        const handled = alone(left[0]!);
        left[0]!.resolve(handled);
        await handled.catch(() => {});
      }
      left = left.slice(Math.max(1, done));
      // the one that is refused is come upon by halves; after a conflict all that are left are decided anew
      size = done > 0 ? 2 * size : Math.max(1, Math.floor(size / 2));
    }
  });

  return {
    handle: (aggregate, stream, command, metadata, options = {}) =>
      new Promise<Handled<DomainEvent>>((resolve) => {
        const waiting = { aggregate: aggregate as unknown as AnyAggregate, stream, command, metadata, options };
        inTurn(`${metadata.tenant}\n${stream}`, { ...waiting, resolve });
      }) as Promise<never>,

    load: (aggregate, tenant, stream) =>
      catchUp(aggregate as unknown as AnyAggregate, tenant, stream, known(tenant, stream)) as Promise<never>,

    read,
  };
};
