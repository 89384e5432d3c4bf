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
import type { Locks } from '#platform/locks/locks';
import { type Opened, openPersonal } from '#platform/opening';
import type { PubSub, PubSubMessage } from '#platform/pubsub/pubsub';
import { queueByKey } from '#platform/queue';
import {
  type ReadModel,
  type Row,
  type RowWrite,
  rowKey,
  type StoredRow,
  type StreamKey,
  streamKey,
  type Table,
  type Target,
  type Value,
} from '#platform/read-model/read-model';
import type { Vault } from '#platform/vault/vault';

/** A read model in the making: events in, rows and announcements out. Pure, so that a rebuild gives the same rows. */
export interface Projection<E extends DomainEvent> {
  readonly name: string;
  readonly tables: readonly Table[];
  readonly project: (event: Recorded<E>, opened?: Opened) => readonly Change[];
  /**
   * Types of events whose personal parts it is given opened, because what it makes of them has to be looked up in clear. It
   * has to remove all of that when the person is erased. A rebuild after that finds nothing to open.
   */
  readonly opens?: readonly E['type'][];
  /** What subscribers hear once the rows can be read. */
  readonly announce?: (event: Recorded<E>) => readonly Announcement[];
}

/** What one event does to one row. */
export type Change =
  /** Sets these columns; makes the row if need be. */
  | { readonly kind: 'put'; readonly table: Table; readonly row: Row }
  | { readonly kind: 'remove'; readonly table: Table; readonly key: Row }
  /**
   * Computes the row from what stands there: for counts. Null leaves it as it is. All events that have to do with the row
   * must have one partition key: two processes would each compute it from what the other one has not written yet.
   */
  | {
      readonly kind: 'fold';
      readonly table: Table;
      readonly key: Row;
      readonly next: (row: Row | null) => Row | null;
      /** Rows under other keys that follow from this one, as the words of an index do. They are written before it. */
      readonly derived?: ((before: Row | null, after: Row) => readonly (Put | Remove)[]) | undefined;
    };

export interface Announcement {
  readonly topic: string;
  readonly message: object;
}

type Put = Extract<Change, { kind: 'put' }>;
type Remove = Extract<Change, { kind: 'remove' }>;

export const put = <R extends Row>(table: Table<R>, row: Partial<R>): Put => ({ kind: 'put', table, row: row as Row });
export const remove = <R extends Row>(table: Table<R>, key: Partial<R>): Remove => ({
  kind: 'remove',
  table,
  key: key as Row,
});
export const fold = <R extends Row>(
  table: Table<R>,
  key: Partial<R>,
  next: (row: R | null) => Partial<R> | null,
  derived?: (before: R | null, after: R) => readonly (Put | Remove)[],
): Change => ({ kind: 'fold', table, key: key as Row, next: next as never, derived: derived as never });

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

/** With the span that it is announced in: what is told to a subscriber belongs to the trace of what it tells. */
const announcedBy = ({ tenant, traceparent }: RecordedEvent, { topic, message }: Announcement): PubSubMessage => ({
  ...{ tenant, topic },
  message: traceparent === undefined ? message : { ...message, traceparent },
});

export interface RunningProjection {
  readonly name: string;
  readonly consumer: Consumer;
  /**
   * A place in the feed up to which all is projected, in every process and partition: what stands before it will never
   * newly appear. It may be some seconds old.
   */
  watermark(): Promise<FeedPosition>;
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
  readonly vault: Vault;
  readonly pubsub: PubSub;
  readonly locks: Locks;
  /** Up to where the bus has been given the store's events. */
  readonly published: () => Promise<FeedPosition>;
  /** The batch, without what was projected before; called once its rows can be read. */
  readonly onProjected: (projection: string, events: readonly RecordedEvent[]) => void;
}

/** Large batches make a rebuild fast; short transactions keep the feed moving beside it. */
const REBUILD_BATCH = 2_000;

export const runProjection = async <E extends DomainEvent>(
  projection: Projection<E>,
  catalog: EventCatalog<E>,
  parts: ProjectionParts,
): Promise<RunningProjection> => {
  const { topic, bus, store, readModel, vault, pubsub, locks, published, onProjected } = parts;
  const live: Target = { projection: projection.name, generation: 'live' };
  const rebuilding = queueByKey();
  await readModel.prepare(projection.tables);

  const projectLive = (batch: readonly RecordedEvent[]) =>
    // never beside the end of a rebuild, which puts other rows in the place of those that are written here
    locks.shared(projection.name, async () => {
      const { fresh, all } = await projectBatch(projection, catalog, { store, readModel, vault }, live, batch);
      onProjected(projection.name, fresh);
      // what was projected before is announced again: whoever did it may have died before it could say so
      if (projection.announce)
        await pubsub.publish(
          all.flatMap((event) =>
            projection.announce!(upcast(catalog, event)).map((announced) => announcedBy(event, announced)),
          ),
        );
    });

  const consumer = await bus.subscribe({ topic, group: projection.name, handle: projectLive });
  const watermark = watermarkOf(consumer, published);

  return {
    name: projection.name,
    ...{ consumer, watermark },
    stop: () => consumer.stop(),

    // one at a time: two would write into the same shadow
    rebuild: () => rebuilding(projection.name, rebuild),
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
        await projectBatch(projection, catalog, { store, readModel, vault }, shadow, batch);
        events += batch.length;
        position = batch.at(-1)!.feed;
      }
    };

    const began = performance.now();
    await readModel.startShadow(shadow, projection.tables);
    await catchUp();
    const eventsPerSecond = Math.round(events / ((performance.now() - began) / 1000));
    let at = await watermark();
    // the live projection holds still, in all processes, while both are brought to one place, compared and switched
    return locks.alone(projection.name, async () => {
      await catchUp();
      while (at < position) {
        const batch = (await store.readFeed(at, REBUILD_BATCH)).filter(({ feed }) => feed <= position);
        await projectBatch(projection, catalog, { store, readModel, vault }, live, batch);
        at = batch.at(-1)!.feed;
      }
      const { rows, differing } = await readModel.compareShadow(projection.tables);
      await readModel.switchToShadow(projection.name, projection.tables);
      return { name: projection.name, events, rows, differing, eventsPerSecond };
    });
  }
};

/** How long a watermark is good enough, and how long the consumers have to get past a new one. */
const WATERMARK_MS = 1_000;

/** Once all that the topic holds is handled, everything that had been published before is. */
const watermarkOf = (consumer: Consumer, published: () => Promise<FeedPosition>) => {
  let known: FeedPosition = START;
  let asked = Number.NEGATIVE_INFINITY;
  let asking = Promise.resolve();
  const ask = async () => {
    const next = await published();
    if (next > known && (await consumer.caughtUp(WATERMARK_MS))) known = next;
  };
  return async (): Promise<FeedPosition> => {
    if (performance.now() - asked > WATERMARK_MS) {
      asked = performance.now();
      // while the bus is away the old one stays true
      asking = ask().catch(() => {});
    }
    if (known === START) await asking;
    return known;
  };
};

/** Projects those events of a batch that weren't projected before. `all` has the others, too, and what the bus left out. */
const projectBatch = async <E extends DomainEvent>(
  projection: Projection<E>,
  catalog: EventCatalog<E>,
  { store, readModel, vault }: { store: EventStore; readModel: ReadModel; vault: Vault },
  target: Target,
  batch: readonly RecordedEvent[],
): Promise<{ fresh: RecordedEvent[]; all: RecordedEvent[] }> => {
  const seen = await readModel.versions(target, distinctStreams(batch));
  const { fresh, all } = await withoutGapsAndRepeats(store, seen, batch);
  if (fresh.length === 0) return { fresh, all };

  const opened = await openPersonal(vault, fresh, ({ type }) => projection.opens?.includes(type) ?? false);
  const changes = fresh.flatMap((event) =>
    projection.project(upcast(catalog, event), opened.get(event)).map((change) => ({ change, event })),
  );
  const { rows, derived } = await coalesce(readModel, target, changes);
  // before the rows that they follow from: when it is cut off in between, these lead to them again
  if (derived.length > 0) await readModel.write(target, { rows: derived, versions: [] });
  const newest = new Map(
    fresh.map(({ tenant, stream, version, feed }) => [
      streamKey({ tenant, stream }),
      { tenant, stream, version, feed },
    ]),
  );
  await readModel.write(target, { rows, versions: [...newest.values()] });
  return { fresh, all };
};

const distinctStreams = (batch: readonly RecordedEvent[]): StreamKey[] => [
  ...new Map(batch.map(({ tenant, stream }) => [streamKey({ tenant, stream }), { tenant, stream }])).values(),
];

/** Marks what was seen before; what a bus left out is read from the store. */
const withoutGapsAndRepeats = async (
  store: EventStore,
  seen: ReadonlyMap<string, number>,
  batch: readonly RecordedEvent[],
): Promise<{ fresh: RecordedEvent[]; all: RecordedEvent[] }> => {
  const versions = new Map(seen);
  const fresh: RecordedEvent[] = [];
  const all: RecordedEvent[] = [];
  for (const event of batch) {
    const key = streamKey(event);
    const last = versions.get(key) ?? 0;
    if (event.version > last) {
      const missing =
        event.version === last + 1
          ? []
          : await store.readStream(event.tenant, event.stream, { from: last + 1, to: event.version - 1 });
      fresh.push(...missing, event);
      all.push(...missing);
      versions.set(key, event.version);
    }
    all.push(event);
  }
  return { fresh, all };
};

interface EventChange {
  readonly change: Change;
  readonly event: Pick<RecordedEvent, 'tenant' | 'stream' | 'version' | 'feed'>;
}

/** What becomes of one row in a batch. */
interface PendingWrite {
  readonly table: Table;
  readonly tenant: string;
  readonly key: Row;
  /** Columns to set, the key among them; null deletes the row. */
  set: Record<string, Value> | null;
  /** Of the newest event that has to do with it. */
  feed: FeedPosition;
  folded: Record<string, number> | undefined;
}

/** Many changes to one row become one write. Rows that a fold looks at are read once, for the whole batch. */
const coalesce = async (
  readModel: ReadModel,
  target: Target,
  changes: readonly EventChange[],
): Promise<{ rows: RowWrite[]; derived: RowWrite[] }> => {
  const stored = await rowsToFold(readModel, target, changes);
  const rows = new Map<string, PendingWrite>();
  const derived = new Map<string, PendingWrite>();
  for (const { change, event } of changes) {
    if (change.kind !== 'fold') {
      apply(rows, change, event);
      continue;
    }
    const { table, key, next } = change;
    const id = rowKey(table, event.tenant, key);
    const write = rows.get(id);
    const before = stored.get(id);
    const folded = { ...write?.folded, [streamKey(event)]: event.version };
    // the row has this event in it: it was written the last time, and the batch was not finished
    const known = (before?.folded[streamKey(event)] ?? 0) >= event.version;
    const now = rowNow(write, before?.row);
    const asStored = write?.set === null ? (before?.row ?? {}) : {};
    const set = known ? asStored : next(now);
    if (set === null) continue;
    apply(rows, { kind: 'put', table, row: { ...key, ...set } }, event).folded = folded;
    if (!known)
      for (const following of change.derived?.(now, { ...(now ?? emptyRow(table)), ...key, ...set }) ?? [])
        apply(derived, following, event);
  }
  return { rows: writesOf(rows), derived: writesOf(derived) };
};

/** Adds what an event does to what the batch does to the row. */
const apply = (
  pending: Map<string, PendingWrite>,
  change: Put | Remove,
  { tenant, feed }: EventChange['event'],
): PendingWrite => {
  const { table } = change;
  const row = change.kind === 'put' ? change.row : change.key;
  const id = rowKey(table, tenant, row);
  let write = pending.get(id);
  if (!write) {
    const names = [...table.partitionKey, ...table.clusteringKey];
    const key = Object.fromEntries(names.map((name) => [name, row[name]!]));
    write = { table, tenant, key, set: { ...key }, feed, folded: undefined };
    pending.set(id, write);
  }
  if (feed > write.feed) write.feed = feed;
  if (change.kind === 'remove') write.set = null;
  else {
    // after a removal in the same batch nothing of the old row may shine through
    write.set ??= { ...emptyRow(table), ...write.key };
    Object.assign(write.set, row);
  }
  return write;
};

const writesOf = (pending: ReadonlyMap<string, PendingWrite>): RowWrite[] =>
  Array.from(pending.values(), ({ table, tenant, key, set, feed, folded }) =>
    set ? { kind: 'upsert', table, tenant, row: set, feed, folded } : { kind: 'delete', table, tenant, key, feed },
  );

const rowNow = (write: PendingWrite | undefined, stored: Row | undefined): Row | null => {
  if (!write) return stored ?? null;
  return write.set && { ...(stored ?? emptyRow(write.table)), ...write.set };
};

const emptyRow = (table: Table): Row => Object.fromEntries(Object.keys(table.columns).map((name) => [name, null]));

const rowsToFold = async (
  readModel: ReadModel,
  target: Target,
  changes: readonly EventChange[],
): Promise<Map<string, StoredRow>> => {
  const wanted = new Map<string, { table: Table; tenant: string; keys: Map<string, Row> }>();
  for (const { change, event } of changes)
    if (change.kind === 'fold') {
      const { table, key } = change;
      const { tenant } = event;
      const group = `${table.name}\n${tenant}`;
      if (!wanted.has(group)) wanted.set(group, { table, tenant, keys: new Map() });
      wanted.get(group)!.keys.set(rowKey(table, tenant, key), key);
    }
  const rows = new Map<string, StoredRow>();
  for (const { table, tenant, keys } of wanted.values())
    for (const stored of await readModel.stored(target, table, tenant, [...keys.values()]))
      if (stored) rows.set(rowKey(table, tenant, stored.row), stored);
  return rows;
};
