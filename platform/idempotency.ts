import { createHash } from 'node:crypto';
import type { Cache } from '#platform/cache/cache';
import type { DomainEvent } from '#platform/domain/decider';
import { DomainError } from '#platform/domain/errors';
import { type EventCatalog, type Recorded, upcast } from '#platform/domain/events';
import type { EventStore, IdempotencyScope } from '#platform/event-store/event-store';
import type { Vault } from '#platform/vault/vault';

/** Makes a retry harmless: the same key and content lead to the first events again, other content is refused. */
export interface Repeatable {
  readonly mutation: string;
  readonly key: string;
  readonly content: unknown;
}

/** A client's key for one command, with which it happens once. */
export interface Once {
  /** As the store keeps it. */
  readonly record: IdempotencyScope & { readonly fingerprint: string };
  /** Where the cache says that it was used. */
  readonly hint: string;
  /** Only a hint that saves the attempt: what counts is the store's unique key. */
  readonly wasUsed: boolean;
}

/** Most repetitions come within seconds; a later one is found by the append. */
const USED_MS = 3_600_000;

export const idempotency = (store: EventStore, vault: Vault, cache: Cache) => ({
  async onceOf(
    { tenant, actor }: { readonly tenant: string; readonly actor: string },
    once: Repeatable | undefined,
  ): Promise<Once | null> {
    if (!once) return null;
    const scope = { tenant, actor, mutation: once.mutation, key: once.key };
    const hint = `used ${createHash('sha256').update(JSON.stringify(scope)).digest('base64url')}`;
    const [fingerprint, used] = await Promise.all([
      vault.hash(tenant, actor, 'idempotency', JSON.stringify(once.content)),
      cache.get(hint),
    ]);
    return { record: { ...scope, fingerprint }, hint, wasUsed: used !== null };
  },

  used({ hint }: Once): void {
    void cache.set(hint, '1', USED_MS);
  },

  /** What the key led to; null when it was never used. IDEMPOTENCY_KEY_REUSED when that was for other content. */
  async firstTime({ record: { fingerprint, ...scope } }: Once, catalog: EventCatalog<DomainEvent>) {
    const record = await store.findIdempotent(scope);
    if (!record) return null;
    if (record.fingerprint !== fingerprint)
      throw new DomainError('IDEMPOTENCY_KEY_REUSED', 'This idempotency key was used before, with other content.', {
        field: 'input.idempotencyKey',
      });
    const { stream, firstVersion: from, lastVersion: to } = record;
    const stored = await store.readStream(scope.tenant, stream, { from, to });
    const events: Recorded<DomainEvent>[] = stored.map((event) => upcast(catalog, event));
    return { status: 'repeated' as const, version: to, events };
  },
});
