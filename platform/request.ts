import DataLoader from 'dataloader';
import type { Viewer } from '#platform/auth';
import type { CommandHandler, CommandOptions, Handled } from '#platform/command';
import type { Consistency } from '#platform/consistency';
import type { OperationContext } from '#platform/data-source';
import type { Aggregate } from '#platform/domain/aggregate';
import type { DomainEvent } from '#platform/domain/decider';
import { DomainError } from '#platform/domain/errors';
import type { Sealed } from '#platform/domain/events';
import { DEFAULT_TENANT } from '#platform/domain/tenants';
import { type Range, type ReadModel, type Row, rowKey, type Table } from '#platform/read-model/read-model';
import type { Place, SealedValue, Vault } from '#platform/vault/vault';

/**
 * One request as a subgraph's resolvers see it: who asks, commands in their name, and reads that are batched. It lives
 * for one operation, or for one event of a subscription; nothing loaded for one viewer is seen by another.
 */
export interface Request {
  /** Who asks; UNAUTHENTICATED when nobody does. */
  readonly viewer: Viewer;
  readonly viewerOrNull: Viewer | null;
  /** Who asks, also when they have been erased: for what they may see of that. */
  readonly viewerEvenErased: Viewer;
  readonly tenant: string;
  readonly address: string;
  /** From where a subscription goes on that was open before, whatever its arguments say. */
  readonly resumeAfter: string | undefined;
  /** Decides and appends in the viewer's name. */
  handle<S, C, E extends DomainEvent>(
    aggregate: Aggregate<S, C, E>,
    stream: string,
    command: C,
    options?: CommandOptions & { readonly actor?: string; readonly traceparent?: string },
  ): Promise<Handled<E>>;
  /** A row by its whole key: all that is asked for in one tick is one read. */
  row<R extends Row>(table: Table<R>, key: Partial<R>): Promise<R | null>;
  page<R extends Row>(table: Table<R>, partition: Partial<R>, range: Range<R>): Promise<R[]>;
  /** Answers with this row from now on, and reads it no more: for what a mutation knows of its own events. */
  know<R extends Row>(table: Table<R>, row: R): void;
  /** Reads anew what is asked for from now on. */
  forget(): void;
  /**
   * Opens a sealed value; null when there is none or its key is destroyed. At once while the key is at hand; else all of one
   * tick share one look-up of keys.
   */
  open<T>(place: Omit<Place, 'tenant'>, field: string, sealed: Sealed | null): T | null | Promise<T | null>;
}

export const request = (
  operation: OperationContext,
  viewer: Viewer | null,
  parts: {
    readonly handler: CommandHandler;
    readonly readModel: ReadModel;
    readonly vault: Vault;
    readonly consistency: Consistency;
    /** It answers an event of a subscription, which is announced once it can be read: there is nothing to wait for. */
    readonly announced: boolean;
  },
): Request => {
  const { handler, readModel, vault, consistency, announced } = parts;
  const tenant = viewer?.tenant ?? operation.tenant ?? DEFAULT_TENANT;
  const requireAnyViewer = (): Viewer => {
    if (!viewer) throw new DomainError('UNAUTHENTICATED', 'Sign in first: this needs an access token.');
    return viewer;
  };
  const requireViewer = (): Viewer => {
    const { erased } = requireAnyViewer();
    if (erased) throw new DomainError('UNAUTHENTICATED', 'This account has been erased.');
    return viewer!;
  };
  /** Asked once of a table, and again after what this request wrote: every batch of loaders waits for it. */
  const caughtUpIn = new Map<string, Promise<void>>();
  const beginReading = () => consistency.reading(tenant, viewer?.id, operation.consistencyToken);
  let reading = beginReading();
  const caughtUp = async (tables: Iterable<Table>): Promise<void> => {
    if (announced) return;
    const names = Array.from(tables, ({ name }) => name);
    const unasked = names.filter((name) => !caughtUpIn.has(name));
    if (unasked.length > 0) {
      const asking = reading(unasked);
      for (const name of unasked) caughtUpIn.set(name, asking);
    }
    await Promise.all(names.map((name) => caughtUpIn.get(name)));
  };

  const rows = new DataLoader<{ table: Table; key: Row }, Row | null, string>(
    async (wanted) => {
      const byTable = groupByTable(wanted);
      await caughtUp(byTable.keys());
      const found = new Map<string, Row | null>();
      await Promise.all(
        [...byTable].map(async ([table, ofTable]) => {
          const keys = ofTable.map(({ key }) => key);
          const stored = await readModel.get<Row>(table, tenant, keys);
          keys.forEach((key, nth) => {
            found.set(rowKey(table, tenant, key), stored[nth] ?? null);
          });
        }),
      );
      return wanted.map(({ table, key }) => found.get(rowKey(table, tenant, key)) ?? null);
    },
    { cacheKeyFn: ({ table, key }) => rowKey(table, tenant, key) },
  );
  // a stretch that several fields ask for is read once
  const pages = new DataLoader<{ table: Table; partition: Row; range: Range<Row> }, Row[], string>(
    async (wanted) => {
      await caughtUp(new Set(wanted.map(({ table }) => table)));
      return Promise.all(
        wanted.map(({ table, partition, range }) => readModel.page<Row>(table, tenant, partition, range)),
      );
    },
    { cacheKeyFn: ({ table, partition, range }) => JSON.stringify([table.name, partition, range]) },
  );
  const opened = new DataLoader<SealedValue, unknown>((values) => vault.open(values), { cache: false });

  const forget = () => {
    rows.clearAll();
    pages.clearAll();
    caughtUpIn.clear();
    reading = beginReading();
  };

  return {
    forget,
    get viewer() {
      return requireViewer();
    },
    viewerOrNull: viewer?.erased ? null : viewer,
    get viewerEvenErased() {
      return requireAnyViewer();
    },
    tenant,
    address: operation.address,
    resumeAfter: operation.resumeAfter,

    async handle(aggregate, stream, command, { actor = requireViewer().id, ...more } = {}) {
      const { traceparent = operation.traceparent, ...options } = more;
      const metadata = { tenant, actor, correlationId: operation.correlationId, traceparent };
      const handled = await handler.handle(aggregate, stream, command, metadata, options);
      const newest = handled.status === 'appended' ? handled.events.at(-1) : undefined;
      if (newest) {
        operation.written.push(await consistency.wrote(actor, newest));
        // what was read before this write may be of the past now
        forget();
      }
      return handled;
    },

    // a client's id may hold a NUL, which no database stores and PostgreSQL refuses: there is no such row
    row: async (table, key) => (hasNul(key) ? null : rows.load({ table, key: key as Row })) as never,

    know(table, row) {
      const key = { table: table as unknown as Table, key: row };
      rows.clear(key).prime(key, row);
    },

    page: (table, partition, range) =>
      pages.load({ table, partition: partition as Row, range: range as Range<Row> }) as Promise<never>,

    open(place, field, sealed) {
      if (sealed === null) return null;
      const { subject, stream } = place;
      const value = { tenant, subject, stream, field, sealed };
      const now = vault.openNow(value);
      if (!now) return opened.load(value).then((found) => found ?? null) as never;
      if (now.opened instanceof Error) throw now.opened;
      return (now.opened ?? null) as never;
    },
  };
};

const hasNul = (key: object): boolean =>
  Object.values(key).some((value) => typeof value === 'string' && value.includes('\0'));

const groupByTable = <T extends { table: Table }>(items: readonly T[]): Map<Table, T[]> => {
  const groups = new Map<Table, T[]>();
  for (const item of items) {
    const group = groups.get(item.table);
    if (group) group.push(item);
    else groups.set(item.table, [item]);
  }
  return groups;
};
