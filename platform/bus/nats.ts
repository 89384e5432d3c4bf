import {
  AckPolicy,
  type ConsumerConfig,
  type ConsumerInfo,
  type ConsumerMessages,
  DeliverPolicy,
  type JetStreamClient,
  type JetStreamManager,
  jetstreamManager,
} from '@nats-io/jetstream';
import { type ConnectionOptions, connect, headers, nanos } from '@nats-io/transport-node';
import { type Broker, BrokerUnreachableError, EventRefusedError, type OutgoingEvent } from '#platform/bus/bus';
import { decodeEvent, encodeEvent } from '#platform/bus/envelope';
import { natsLeases } from '#platform/bus/nats-leases';
import { ensureStream, eventsOf, leasesOf, placesOf } from '#platform/bus/nats-streams';
import {
  type Batch,
  consumePartitions,
  DEFAULT_PARTITIONS,
  type PartitionedGroup,
  partitionOf,
} from '#platform/bus/partitions';
import { portions } from '#platform/bus/portions';
import { newId } from '#platform/domain/ids';

export interface NatsOptions {
  /** nats:// or tls://, with user and password or a token; the servers of a cluster are separated by commas. */
  readonly url: string;
  /** Of every topic, in all processes alike. */
  readonly partitions?: number;
  readonly onFailure: (group: string, error: unknown) => void;
}

const REQUEST_MS = 3_000;
const RECONNECT_MS = 250;
/** Three of these without an answer, and the connection counts as dead. */
const PING_MS = 3_000;
const BATCH = 100;
/** How long one request for events stands; a reader that is left behind by its process is forgotten after two. */
const PULL_MS = 10_000;
/** The relay takes it up at once, and the server answers within milliseconds. */
const PUBLISHING_MS = 100;

/**
 * The bus on NATS JetStream: a stream for each topic, kept whole, with a subject for each partition. A durable consumer
 * that several members share promises no order: what a member died with comes again behind newer events. So a member reads
 * a partition only while it holds the lease of it, from the place that the group has stored, and stores the next place
 * only where nobody else has done so since. `max_payload` of the server must be 2 MB for events of one.
 */
export const natsBus = async ({ url, partitions = DEFAULT_PARTITIONS, onFailure }: NatsOptions): Promise<Broker> => {
  const connection = await openConnection(url);
  const { api, js } = connection;
  const ready = new Set<string>();

  return {
    publishingMs: PUBLISHING_MS,

    async publish(topic, events) {
      const messages = events.map((outgoing) => messageOf(topic, outgoing, partitions, connection.maxPayload()));
      try {
        if (!ready.has(topic)) await ensureStream(api(), eventsOf(topic, partitions));
        ready.add(topic);
        // sent in order on one connection; after a failure all come again, and what was stored is known by its id
        for (const portion of portions(messages)) {
          const sent = portion.map(({ subject, body, headers }) => js().publish(subject, body, { headers }));
          const failed = (await Promise.allSettled(sent)).find((outcome) => outcome.status === 'rejected');
          if (failed) throw failed.reason;
        }
      } catch (error) {
        ready.delete(topic);
        throw error;
      }
    },

    async subscribe({ topic, group, handle }) {
      const log = natsGroup(connection, { topic, group, partitions });
      await log.create();
      return consumePartitions(log, { handle }, (error) => onFailure(group, error));
    },

    async ping() {
      await api().getAccountInfo();
    },
    close: () => connection.close(),
  };
};

const openConnection = async (url: string) => {
  const { servers, ...credentials } = parsed(url);
  const opened = connect({
    ...{ servers, ...credentials, name: 'metachat', timeout: REQUEST_MS },
    ...{ maxReconnectAttempts: -1, reconnectTimeWait: RECONNECT_MS, pingInterval: PING_MS },
    // a password that is changed on the server first, say: what was once let in goes on asking
    ignoreAuthErrorAbort: true,
  });
  const unusable = (error: Error) =>
    new BrokerUnreachableError(`NATS at ${servers.join(', ')} can't be used: ${error.message}`);
  const connection = await opened.catch((error) => {
    throw unusable(error);
  });
  const manager = await jetstreamManager(connection, { timeout: REQUEST_MS }).catch(async (error) => {
    await connection.close();
    throw unusable(error);
  });

  let connected = true;
  const readers = new Set<() => void>();
  const watch = async () => {
    for await (const { type } of connection.status()) {
      if (type === 'disconnect') connected = false;
      if (type !== 'reconnect') continue;
      connected = true;
      // the server may have forgotten its side of them
      for (const end of readers) end();
    }
  };
  void watch();

  const client = manager.jetstream();
  /** Throws at once while there is no connection: the client would keep what is asked for later. */
  const whileConnected = <T>(api: T): T => {
    if (!connected) throw new Error(`NATS at ${servers.join(', ')} is away.`);
    return api;
  };

  return {
    api: (): JetStreamManager => whileConnected(manager),
    js: (): JetStreamClient => whileConnected(client),
    maxPayload: () => connection.info!.max_payload,
    /** Called when the connection is back after it was lost: they end, and begin anew. */
    readers,
    close: () => connection.close(),
  };
};

type Connection = Awaited<ReturnType<typeof openConnection>>;

const parsed = (url: string): ConnectionOptions & { servers: string[] } => {
  const urls = url.split(',').map((one) => new URL(one.trim()));
  const { protocol, username, password } = urls[0]!;
  const [user, pass] = [username, password].map(decodeURIComponent) as [string, string];
  return {
    servers: urls.map(({ host }) => host),
    ...(protocol === 'tls:' ? { tls: {} } : {}),
    ...(pass ? { user, pass } : user ? { token: user } : {}),
  };
};

const messageOf = (topic: string, outgoing: OutgoingEvent, partitions: number, maxPayload: number) => {
  const { event } = outgoing;
  const envelope = encodeEvent(event);
  const fields = { ...envelope.headers, 'Nats-Msg-Id': event.id };
  const lines = Object.entries(fields).map(([name, value]) => `${name}: ${value}\r\n`);
  const bytes = Buffer.byteLength(`NATS/1.0\r\n${lines.join('')}\r\n${envelope.body}`);
  if (bytes > maxPayload)
    throw new EventRefusedError(event.position, `The event has ${bytes} bytes; the server takes ${maxPayload}.`);

  const all = headers();
  for (const [name, value] of Object.entries(fields)) all.set(name, value);
  return { subject: `${topic}.${partitionOf(outgoing, partitions)}`, body: envelope.body, headers: all, bytes };
};

interface GroupOptions {
  readonly topic: string;
  readonly group: string;
  readonly partitions: number;
}

/** How far a group has come in a partition. */
interface Place {
  /** When the stream was made: in another one of the same name the sequence means nothing. */
  readonly created: string;
  readonly sequence: number;
}

const natsGroup = ({ api, js, readers }: Connection, { topic, group, partitions }: GroupOptions) => {
  const events = eventsOf(topic, partitions);
  const [places, leases] = [placesOf(topic), leasesOf(topic)];
  const name = subjectToken(group);
  const each = <T>(work: (partition: number) => Promise<T>) =>
    Promise.all(Array.from({ length: partitions }, (_, partition) => work(partition)));

  const create = async (): Promise<{ created: string }> => {
    const [info] = await Promise.all([events, places, leases].map((stream) => ensureStream(api(), stream)));
    return { created: info!.created };
  };
  const placeSubject = (partition: number) => `${topic}.places.${name}.${partition}`;
  const last = (stream: string, subject: string) => api().streams.getMessage(stream, { last_by_subj: subject });

  /** And the revision, which only the next one to store a place may know. */
  const placeIn = async (partition: number, created: string) => {
    const stored = await last(places.name, placeSubject(partition));
    const place = stored?.json<Place>();
    return { sequence: place?.created === created ? place.sequence : 0, revision: stored?.seq ?? 0 };
  };

  const readerFrom = (partition: number, sequence: number, more: Partial<ConsumerConfig> = {}): Promise<ConsumerInfo> =>
    api().consumers.add(events.name, {
      ...{ filter_subject: events.subjects[partition]!, ack_policy: AckPolicy.None, mem_storage: true },
      ...{ deliver_policy: DeliverPolicy.StartSequence, opt_start_seq: sequence + 1 },
      ...{ inactive_threshold: nanos(2 * PULL_MS), ...more },
    });
  const forget = async (reader: ConsumerInfo) => void (await api().consumers.delete(events.name, reader.name));

  async function* batches(
    messages: ConsumerMessages,
    signal: AbortSignal,
    commit: (sequence: number) => Promise<void>,
  ) {
    let ended = false;
    const end = () => {
      ended = true;
      messages.stop();
    };
    readers.add(end);
    signal.addEventListener('abort', end);
    if (signal.aborted) end();
    try {
      let batch: Batch['events'][number][] = [];
      let delivered = 0;
      for await (const message of messages) {
        if (ended) return;
        if (message.info.deliverySequence !== ++delivered)
          throw new Error('An event was lost on its way to the reader.');
        batch.push(decodeEvent(message.string()));
        // what has come meanwhile goes along
        if (messages.getReceived() > delivered && batch.length < BATCH) continue;
        yield { events: batch, commit: () => commit(message.seq) };
        batch = [];
      }
    } finally {
      readers.delete(end);
      signal.removeEventListener('abort', end);
      messages.stop();
    }
  }

  return {
    ...{ partitions, create },
    leases: natsLeases({ api, js, stream: leases, prefix: `${topic}.leases.${name}`, member: newId() }),

    async open(partition, signal) {
      const { created } = await create();
      const place = await placeIn(partition, created);
      let { revision } = place;
      const reader = await readerFrom(partition, place.sequence);
      const consumer = js().consumers.getConsumerFromInfo(reader);
      const messages = await consumer.consume({
        ...{ max_messages: BATCH, expires: PULL_MS, abort_on_missing_resource: true },
      });
      void messages.closed().then(() => forget(reader).catch(() => {}));
      return batches(messages, signal, async (handled) => {
        const next = JSON.stringify({ created, sequence: handled } satisfies Place);
        const expect = { lastSubjectSequence: revision };
        ({ seq: revision } = await js().publish(placeSubject(partition), next, { expect }));
      });
    },

    async mark() {
      const { created } = await create();
      const newest = await each((partition) => last(events.name, events.subjects[partition]!));
      return async () => {
        const now = await each((partition) => placeIn(partition, created));
        return now.every(({ sequence }, partition) => sequence >= (newest[partition]?.seq ?? 0));
      };
    },

    async backlog() {
      const { created } = await create();
      const pending = await each(async (partition) => {
        const { sequence } = await placeIn(partition, created);
        const counter = await readerFrom(partition, sequence, { headers_only: true });
        await forget(counter);
        return counter.num_pending;
      });
      return pending.reduce((sum, count) => sum + count, 0);
    },
    async forget() {
      await api().streams.purge(places.name, { filter: `${topic}.places.${name}.*` });
    },
  } satisfies PartitionedGroup & { create(): Promise<unknown> };
};

/** A name as one token of a subject, which ends at a dot and knows wildcards. */
const subjectToken = (name: string): string => encodeURIComponent(name).replaceAll('.', '%2E').replaceAll('*', '%2A');
