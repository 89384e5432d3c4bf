import type { Bus, Consumer } from '#platform/bus/bus';
import type { DomainEvent } from '#platform/domain/decider';
import {
  type EventCatalog,
  type FeedPosition,
  type Recorded,
  type RecordedEvent,
  START,
  upcast,
} from '#platform/domain/events';
import type { EventStore } from '#platform/event-store/event-store';
import type { PubSub } from '#platform/pubsub/pubsub';
import { queueByKey } from '#platform/queue';
import {
  type ReadModel,
  type Row,
  type RowWrite,
  rowKey,
  type StreamKey,
  streamKey,
  type Table,
  type Target,
  type Value,
} from '#platform/read-model/read-model';

/** A read model in the making: events in, rows and announcements out. Pure, so that a rebuild gives the same rows. */
export interface Projection<E extends DomainEvent> {
  readonly name: string;
  readonly tables: readonly Table[];
  readonly project: (event: Recorded<E>) => readonly Change[];
  /** What subscribers hear once the rows can be read. */
  readonly announce?: (event: Recorded<E>) => readonly Announcement[];
}

/** What one event does to one row. */
export type Change =
  /** Sets these columns; makes the row if need be. */
  | { readonly kind: 'put'; readonly table: Table; readonly row: Row }
  | { readonly kind: 'remove'; readonly table: Table; readonly key: Row }
  /** Computes the row from what stands there: for counts. Null leaves it as it is. */
  | { readonly kind: 'fold'; readonly table: Table; readonly key: Row; readonly next: (row: Row | null) => Row | null };

export interface Announcement {
  readonly topic: string;
  readonly message: object;
}

export const put = <R extends Row>(table: Table<R>, row: Partial<R>): Change => ({
  kind: 'put',
  table,
  row: row as Row,
});
export const remove = <R extends Row>(table: Table<R>, key: Partial<R>): Change => ({
  kind: 'remove',
  table,
  key: key as Row,
});
export const fold = <R extends Row>(
  table: Table<R>,
  key: Partial<R>,
  next: (row: R | null) => Partial<R> | null,
): Change => ({ kind: 'fold', table, key: key as Row, next: next as (row: Row | null) => Row | null });

/**
 * The row as the projection will write it once it gets to these events: a mutation answers from its own events, without
 * waiting for anybody. `before` is the row as it was, null for a new one.
 */
export const rowAfter = <R extends Row, E extends DomainEvent>(
  projection: Projection<E>,
  table: Table<R>,
  before: R | null,
  events: readonly Recorded<E>[],
): R => {
  let row: Row | null = before;
  for (const change of events.flatMap((event) => projection.project(event)))
    if (change.table === table && change.kind !== 'remove') {
      const set = change.kind === 'put' ? change.row : { ...change.key, ...change.next(row) };
      row = { ...(row ?? emptyRow(table)), ...set };
    }
  return (row ?? emptyRow(table)) as R;
};

export interface RunningProjection {
  readonly name: string;
  readonly consumer: Consumer;
  /** Projects everything anew beside the live rows, says what differs, and puts the new rows in their place. */
  rebuild(): Promise<RebuildReport>;
  stop(): Promise<void>;
}

export interface RebuildReport {
  readonly name: string;
  readonly events: number;
  readonly rows: number;
  /** Rows that were wrong, missing or too many before the switch. */
  readonly differing: number;
  readonly eventsPerSecond: number;
}

export interface ProjectionParts {
  readonly topic: string;
  readonly bus: Bus;
  readonly store: EventStore;
  readonly readModel: ReadModel;
  readonly pubsub: PubSub;
  readonly onProjected: (projection: string, events: readonly RecordedEvent[]) => void;
}

/** Large batches make a rebuild fast; short transactions keep the feed moving beside it. */
const REBUILD_BATCH = 2_000;

export const runProjection = async <E extends DomainEvent>(
  projection: Projection<E>,
  catalog: EventCatalog<E>,
  parts: ProjectionParts,
): Promise<RunningProjection> => {
  const { topic, bus, store, readModel, pubsub, onProjected } = parts;
  const live: Target = { projection: projection.name, generation: 'live' };
  const queue = queueByKey();
  const inTurn = <T>(task: () => Promise<T>) => queue(projection.name, task);
  /** Up to where the live rows are written, which is a moment ahead of the consumer's checkpoint. */
  let projected: FeedPosition = START;
  await readModel.prepare(projection.tables);

  const projectLive = async (batch: readonly RecordedEvent[]) => {
    const fresh = await projectBatch(projection, catalog, { store, readModel }, live, batch);
    projected = batch.at(-1)!.feed;
    onProjected(projection.name, fresh);
    if (projection.announce)
      for (const event of fresh)
        for (const { topic: heard, message } of projection.announce(upcast(catalog, event)))
          pubsub.publish(event.tenant, heard, message);
  };

  const consumer = await bus.subscribe({
    topic,
    group: projection.name,
    handle: (batch) => inTurn(() => projectLive(batch)),
  });

  return {
    name: projection.name,
    consumer,
    stop: () => consumer.stop(),

    // one at a time: two would write into the same shadow
    rebuild: () => queue('rebuild', rebuild),
  };

  async function rebuild(): Promise<RebuildReport> {
    const shadow: Target = { projection: projection.name, generation: 'shadow' };
    let position: FeedPosition = START;
    let events = 0;
    /** Reads ahead while a batch is written: the two keep different processes busy. */
    const catchUp = async () => {
      let ahead = store.readFeed(position, REBUILD_BATCH);
      for (;;) {
        const batch = await ahead;
        if (batch.length === 0) return;
        ahead = store.readFeed(batch.at(-1)!.feed, REBUILD_BATCH);
        // awaited in the next round; until then its failure is nobody's yet
        ahead.catch(() => {});
        await projectBatch(projection, catalog, { store, readModel }, shadow, batch);
        events += batch.length;
        position = batch.at(-1)!.feed;
      }
    };

    const began = performance.now();
    await readModel.startShadow(shadow, projection.tables);
    await catchUp();
    const eventsPerSecond = Math.round(events / ((performance.now() - began) / 1000));
    // the live projection holds still while both are brought to the same place, compared and switched
    return inTurn(async () => {
      await catchUp();
      for (let at = projected || consumer.position(); at < position; ) {
        const batch = (await store.readFeed(at, REBUILD_BATCH)).filter(({ feed }) => feed <= position);
        await projectLive(batch);
        at = batch.at(-1)!.feed;
      }
      const { rows, differing } = await readModel.compareShadow(projection.tables);
      await readModel.switchToShadow(projection.name, projection.tables);
      return { name: projection.name, events, rows, differing, eventsPerSecond };
    });
  }
};

/** Projects those events of a batch that weren't projected before, and answers with them. */
const projectBatch = async <E extends DomainEvent>(
  projection: Projection<E>,
  catalog: EventCatalog<E>,
  { store, readModel }: { store: EventStore; readModel: ReadModel },
  target: Target,
  batch: readonly RecordedEvent[],
): Promise<RecordedEvent[]> => {
  const seen = await readModel.versions(target, distinctStreams(batch));
  const fresh = await withoutGapsAndRepeats(store, seen, batch);
  if (fresh.length === 0) return [];

  const changes = fresh.flatMap((event) =>
    projection.project(upcast(catalog, event)).map((change) => ({ ...change, tenant: event.tenant })),
  );
  const rows = await coalesce(readModel, target, changes);
  const versions = distinctStreams(fresh).map((key) => ({ ...key, version: seen.get(streamKey(key))! }));
  await readModel.write(target, { rows, versions, position: fresh.at(-1)!.feed });
  return fresh;
};

const distinctStreams = (batch: readonly RecordedEvent[]): StreamKey[] => [
  ...new Map(batch.map(({ tenant, stream }) => [streamKey({ tenant, stream }), { tenant, stream }])).values(),
];

/** Drops what was seen before; what a bus left out is read from the store. Moves `seen` on. */
const withoutGapsAndRepeats = async (
  store: EventStore,
  seen: Map<string, number>,
  batch: readonly RecordedEvent[],
): Promise<RecordedEvent[]> => {
  const fresh: RecordedEvent[] = [];
  for (const event of batch) {
    const key = streamKey(event);
    const last = seen.get(key) ?? 0;
    if (event.version <= last) continue;
    if (event.version > last + 1)
      fresh.push(...(await store.readStream(event.tenant, event.stream, { from: last + 1, to: event.version - 1 })));
    fresh.push(event);
    seen.set(key, event.version);
  }
  return fresh;
};

/** What becomes of one row in a batch. */
interface PendingWrite {
  readonly table: Table;
  readonly tenant: string;
  readonly key: Row;
  /** Columns to set, the key among them; null deletes the row. */
  set: Record<string, Value> | null;
}

/** Many changes to one row become one write. Rows that a fold looks at are read once, for the whole batch. */
const coalesce = async (
  readModel: ReadModel,
  target: Target,
  changes: readonly (Change & { tenant: string })[],
): Promise<RowWrite[]> => {
  const stored = await rowsToFold(readModel, target, changes);
  const pending = new Map<string, PendingWrite>();
  for (const change of changes) {
    const { table, tenant } = change;
    const key = change.kind === 'put' ? change.row : change.key;
    const id = rowKey(table, tenant, key);
    let write = pending.get(id);

    if (change.kind === 'remove') {
      pending.set(id, { table, tenant, key, set: null });
      continue;
    }
    const set = change.kind === 'put' ? change.row : change.next(rowNow(write, stored.get(id)));
    if (set === null) continue;
    if (!write) {
      write = { table, tenant, key, set: { ...key } };
      pending.set(id, write);
    }
    // after a removal in the same batch nothing of the old row may shine through
    write.set ??= { ...emptyRow(table), ...key };
    Object.assign(write.set, set);
  }
  return Array.from(pending.values(), ({ table, tenant, key, set }) =>
    set ? { kind: 'upsert', table, tenant, row: set } : { kind: 'delete', table, tenant, key },
  );
};

const rowNow = (write: PendingWrite | undefined, stored: Row | undefined): Row | null => {
  if (!write) return stored ?? null;
  return write.set && { ...(stored ?? emptyRow(write.table)), ...write.set };
};

const emptyRow = (table: Table): Row => Object.fromEntries(Object.keys(table.columns).map((name) => [name, null]));

const rowsToFold = async (readModel: ReadModel, target: Target, changes: readonly (Change & { tenant: string })[]) => {
  const wanted = new Map<string, { table: Table; tenant: string; keys: Map<string, Row> }>();
  for (const change of changes)
    if (change.kind === 'fold') {
      const { table, tenant, key } = change;
      const group = `${table.name}\n${tenant}`;
      if (!wanted.has(group)) wanted.set(group, { table, tenant, keys: new Map() });
      wanted.get(group)!.keys.set(rowKey(table, tenant, key), key);
    }
  const rows = new Map<string, Row>();
  for (const { table, tenant, keys } of wanted.values()) {
    const stored = await readModel.get(table, tenant, [...keys.values()], target.generation);
    for (const row of stored) if (row) rows.set(rowKey(table, tenant, row), row);
  }
  return rows;
};
