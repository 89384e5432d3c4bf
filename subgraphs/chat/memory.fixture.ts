import { blobs } from '#platform/blobs/blobs';
import { folderBlobs } from '#platform/blobs/folder';
import { signedUrls } from '#platform/blobs/signed-urls';
import { memoryCache } from '#platform/cache/memory';
import { type CommandHandler, commandHandler } from '#platform/command';
import type { DomainEvent } from '#platform/domain/decider';
import { type FeedPosition, type RecordedEvent, START, upcast } from '#platform/domain/events';
import {
  type AppendRequest,
  type AppendResult,
  type ClaimKey,
  type EventStore,
  type IdempotencyRecord,
  isPlain,
} from '#platform/event-store/event-store';
import { memoryPubSub } from '#platform/pubsub/memory';
import type { Range, ReadModel, Row, Table } from '#platform/read-model/read-model';
import type { Request } from '#platform/request';
import type { SubgraphParts } from '#platform/subgraph';
import { type KeyStore, vault } from '#platform/vault/vault';
import { type ChatEvent, chatEvents } from './events.ts';
import { chats } from './projections/conversations.ts';
import { inboxes } from './projections/inboxes.ts';
import { resolvers } from './resolvers.ts';
import { type Rows, rowsOf } from './rows.fixture.ts';

/** The whole subgraph without a server: real commands, keys, projections and resolvers, and what they keep in memory. */
export interface ChatInMemory {
  readonly events: readonly RecordedEvent[];
  readonly parts: SubgraphParts;
  /** Of both projections, as the events have made them up to now. */
  readonly rows: readonly [Rows<ChatEvent>, Rows<ChatEvent>];
  /** The same rows, made anew. */
  rebuilt(): readonly [Rows<ChatEvent>, Rows<ChatEvent>];
  /** The statements of several appends: how many each had, and whether the store took them. */
  readonly together: readonly { readonly appends: number; readonly taken: boolean }[];
  /** As somebody's request has it. */
  request(viewerId: string): Request;
  /** Answers a field, as the executor would ask for it. */
  // biome-ignore lint/suspicious/noExplicitAny: answers of any field
  resolve(viewerId: string, type: string, field: string, parent: object, args?: object, by?: Replica): Promise<any>;
  // biome-ignore lint/suspicious/noExplicitAny: as above
  subscribe(viewerId: string, field: string, args: object): Promise<AsyncIterableIterator<any>>;
  append(event: ChatEvent, stream: string): Promise<void>;
}

/** Of two processes that share store, keys and cache, and know nothing else of each other. */
export type Replica = 0 | 1;

const keysInMemory = (): KeyStore => {
  const keys = new Map<string, Buffer>();
  return {
    load: async (_, subjects) =>
      new Map(subjects.flatMap((subject) => (keys.has(subject) ? [[subject, keys.get(subject)!]] : []))),
    async create(_, subject, key) {
      // whoever came first
      if (!keys.has(subject)) keys.set(subject, key);
      return keys.get(subject)!;
    },
    destroy: async () => {},
    check: async () => {},
  };
};

/** Shared by all of them: they make room for a hundred thousand, which takes longer than all the rest. */
const cache = memoryCache();
const keys = vault(keysInMemory());

/** `blobsFolder`: for those who store some. */
export const chatInMemory = (blobsFolder = ''): ChatInMemory => {
  const events: RecordedEvent[] = [];
  const rows = [rowsOf(chats), rowsOf(inboxes)] as const;
  const all: Rows<ChatEvent> = {
    ...rows[0],
    get: (table, key) => rowsFor(table).get(table, key),
    page: (table, partition) => rowsFor(table).page(table, partition),
  };
  const rowsFor = (table: Table) => (inboxes.tables.includes(table) ? rows[1] : rows[0]);
  const project = (event: RecordedEvent) => {
    for (const of of rows) of.add(upcast(chatEvents, event));
  };

  const readModel = {
    get: async (table: Table, _: string, keys: readonly Row[]) => keys.map((key) => all.get(table, key)),
    page: async (table: Table, _: string, partition: Row, range: Range<Row>) => pageOf(all, table, partition, range),
  } as unknown as ReadModel;
  const { store, together } = eventsIn(events, project);
  const handlers = [0, 1].map(() => commandHandler(store, keys, { cache, onSnapshotError: fail }));
  const [handler, other] = handlers as [CommandHandler, CommandHandler];
  const parts = {
    ...{ handler, store, readModel, vault: keys, cache, pubsub: memoryPubSub(), writesPerSecond: 1_000_000 },
    ...{ blobs: blobs(folderBlobs(blobsFolder), keys), blobUrls: signedUrls(Buffer.from('secret'), 'chat') },
    awaited: (_: unknown, __: string, find: () => unknown) => find(),
    watermark: async () => events.at(-1)?.feed ?? START,
  } as unknown as SubgraphParts;
  type Resolve = (...args: unknown[]) => unknown;
  type Fields = Record<string, Record<string, Resolve & { subscribe: Resolve }>>;
  const fields = resolvers(parts) as unknown as Fields;
  const elsewhere = resolvers({ ...parts, handler: other }) as unknown as Fields;

  const request = (viewerId: string, by: Replica = 0): Request => {
    const viewer = {
      id: viewerId,
      tenant: 'default',
      sessionId: 'session',
      scopes: new Set<string>(),
      expiresAt: new Date(),
    };
    return {
      ...{ viewer, viewerOrNull: viewer, viewerEvenErased: viewer, tenant: 'default', address: '' },
      ...{ resumeAfter: undefined, forget() {}, know() {} },
      handle: (aggregate, stream, command, options = {}) =>
        handlers[by]!.handle(
          aggregate,
          stream,
          command,
          { tenant: 'default', actor: viewerId, correlationId: 'test' },
          options,
        ),
      row: async (table, key) => all.get(table, key),
      page: async (table, partition, range) => pageOf(all, table, partition as Row, range as Range<Row>) as never,
      async open(place, field, sealed) {
        if (sealed === null) return null;
        const [value] = await keys.open([{ tenant: 'default', ...place, field, sealed }]);
        if (value instanceof Error) throw value;
        return (value ?? null) as never;
      },
    } as Request;
  };

  return {
    ...{ events, parts, rows, request, together },
    rebuilt() {
      const anew = [rowsOf(chats), rowsOf(inboxes)] as const;
      for (const event of events) for (const of of anew) of.add(upcast(chatEvents, event));
      return anew;
    },
    resolve: async (viewerId, type, field, parent, args = {}, by = 0) =>
      (by === 0 ? fields : elsewhere)[type]![field]!(parent, args, request(viewerId, by), undefined),
    subscribe: async (viewerId, field, args) =>
      fields.Subscription![field]!.subscribe({}, args, request(viewerId), undefined) as never,
    async append(event, stream) {
      const { type, data } = event as DomainEvent;
      const subject = chatEvents.subjectOf(event);
      const at = new Date().toISOString();
      const ids = { id: `${events.length}`, correlationId: 'test', causationId: null, actor: subject, subject };
      const schemaVersion = (chatEvents.types[event.type].upcasts?.length ?? 0) + 1;
      const expectedVersion = events.filter((one) => one.stream === stream).length;
      const stored = { ...ids, type, data, schemaVersion, at, personal: null };
      await store.append({ tenant: 'default', stream, expectedVersion, events: [stored] });
    },
  };
};

const fail = (error: unknown) => {
  throw error;
};

/** Every append is projected before it is acknowledged. */
const eventsIn = (events: RecordedEvent[], project: (event: RecordedEvent) => void) => {
  const used = new Map<string, IdempotencyRecord>();
  const claims = new Map<string, string>();
  const together: { appends: number; taken: boolean }[] = [];
  const of = (stream: string) => events.filter((event) => event.stream === stream);
  const onceKey = ({ idempotency }: AppendRequest) =>
    idempotency && JSON.stringify([idempotency.actor, idempotency.mutation, idempotency.key]);
  const namesOf = (keys: readonly ClaimKey[] = []) => keys.map(({ name, value }) => `${name}\n${value}`);

  const append = (request: AppendRequest): AppendResult => {
    const { tenant, stream, expectedVersion, events: added, idempotency } = request;
    const key = onceKey(request);
    if (key && used.has(key)) return { status: 'repeated' };
    if (of(stream).length !== expectedVersion) return { status: 'conflict' };
    const [held, spent] = [namesOf(request.claims), namesOf(request.spends)];
    if (held.some((name) => (claims.get(name) ?? stream) !== stream)) return { status: 'claimed' };
    if (spent.some((name) => claims.has(name))) return { status: 'claimed' };
    for (const name of [...held, ...spent]) claims.set(name, stream);
    for (const name of namesOf(request.releases)) claims.delete(name);
    const stored = added.map((event, nth): RecordedEvent => {
      const position = events.length + nth + 1;
      const feed = position.toString(16).padStart(32, '0') as FeedPosition;
      return { ...event, tenant, stream, version: expectedVersion + nth + 1, position, feed };
    });
    events.push(...stored);
    for (const event of stored) project(event);
    if (key) {
      const { fingerprint } = idempotency!;
      const versions = { firstVersion: expectedVersion + 1, lastVersion: expectedVersion + added.length };
      used.set(key, { fingerprint, stream, ...versions });
    }
    return { status: 'appended', events: stored };
  };

  const wouldBeRefused = (requests: readonly AppendRequest[]): boolean => {
    const keys = new Set(used.keys());
    const versions = new Map<string, number>();
    return requests.some((request) => {
      const { stream, expectedVersion } = request;
      const key = onceKey(request);
      const version = versions.get(stream) ?? of(stream).length;
      if (!isPlain(request) || version !== expectedVersion || (key && keys.has(key))) return true;
      versions.set(stream, version + request.events.length);
      if (key) keys.add(key);
      return false;
    });
  };

  const store: Partial<EventStore> = {
    append: async (request) => append(request),
    async appendAll(requests) {
      const taken = !wouldBeRefused(requests);
      together.push({ appends: requests.length, taken });
      if (!taken) return null;
      return requests.map((request) => (append(request) as Extract<AppendResult, { status: 'appended' }>).events);
    },
    readStream: async (_, stream, { from = 1, to = Number.POSITIVE_INFINITY } = {}) =>
      of(stream).filter(({ version }) => version >= from && version <= to),
    findIdempotent: async ({ actor, mutation, key }) => used.get(JSON.stringify([actor, mutation, key])) ?? null,
    claims: async (name) =>
      [...claims].flatMap(([key, stream]) => {
        const [of, value = ''] = key.split('\n');
        return of === name ? [{ tenant: 'default', value, stream }] : [];
      }),
    findClaim: async (_, { name, value }) => claims.get(`${name}\n${value}`) ?? null,
    loadSnapshot: async () => null,
    saveSnapshot: async () => {},
  };
  return { store: store as EventStore, together };
};

const pageOf = (
  rows: Rows<ChatEvent>,
  table: Table,
  partition: Row,
  { after, before, limit, backwards }: Range<Row>,
): Row[] => {
  /** As far as the bound names the columns of the clustering key. */
  const against = (row: Row, bound: Partial<Row>): number => {
    for (const name of table.clusteringKey)
      if (bound[name] !== undefined && row[name] !== bound[name]) return row[name]! < bound[name]! ? -1 : 1;
    return 0;
  };
  const within = rows
    .page(table, partition)
    .filter((row) => (!after || against(row, after) > 0) && (!before || against(row, before) < 0));
  if (backwards) within.reverse();
  return within.slice(0, limit);
};
