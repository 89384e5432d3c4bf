import {
  type Admin,
  Kafka,
  type KafkaJSProtocolError,
  logLevel,
  Partitioners,
  type Producer,
  type RetryOptions,
  type SASLOptions,
} from 'kafkajs';
import { type Broker, BrokerUnreachableError, EventRefusedError, type OutgoingEvent } from '#platform/bus/bus';
import { encodeEvent } from '#platform/bus/envelope';
import { joinGroup } from '#platform/bus/kafka-consumer';
import '#platform/bus/kafkajs';
import { within } from '#platform/deadline';
import { queueByKey } from '#platform/queue';

export interface KafkaOptions {
  /** host:port of some of the cluster's brokers. */
  readonly brokers: readonly string[];
  /** Trusts the authorities that Node does: `NODE_EXTRA_CA_CERTS` adds one. */
  readonly tls: boolean;
  readonly sasl:
    | { readonly mechanism: SaslMechanism; readonly username: string; readonly password: string }
    | undefined;
  /** Kafka's name for a subgraph's topic. */
  readonly topicOf: (subgraph: string) => string;
  /** Of topics that aren't there yet; those that are stay as they are. */
  readonly partitions: number;
  readonly replicationFactor: number;
  /** -1 keeps everything. */
  readonly retentionMs: number;
  readonly onFailure: (group: string, error: unknown) => void;
}

export type SaslMechanism = 'plain' | 'scram-sha-256' | 'scram-sha-512';

/** Of topics made here: an event of a megabyte fits, with its envelope and in the company of others. */
const MESSAGE_MAX_BYTES = 4 * 1024 * 1024;
/** A relay that is at work passes an event on within some milliseconds. */
const PUBLISHING_MS = 100;
const CONNECT_MS = 10_000;
const PUBLISH_MS = 10_000;
const PING_MS = 2_000;

/** Some 6 s of trying: whoever waits for an answer learns that there is none. */
const ASKING: RetryOptions = { initialRetryTime: 50, maxRetryTime: 250, multiplier: 1.5, retries: 26 };
/** Consumers wait for the broker however long it is away, and are there a quarter of a second after it is. */
const STAYING: RetryOptions = { ...ASKING, retries: 1_000 };

/** The bus on Kafka 2.1 or newer. Every subgraph's events are one topic, every projection and policy a consumer group. */
export const kafkaBus = async (options: KafkaOptions): Promise<Broker> => {
  const { brokers, topicOf, partitions, replicationFactor, retentionMs, onFailure } = options;
  const kafka = client(options, ASKING);
  const admin = kafka.admin();
  const topics = new Map<string, Promise<string>>();
  const producers = new Map<string, Promise<Producer>>();
  const inTurn = queueByKey();

  const unreachable = (error: Error) =>
    new BrokerUnreachableError(`Kafka at ${brokers.join(', ')} can't be reached: ${error.message}`, { cause: error });

  const topicFor = (subgraph: string): Promise<string> =>
    remembered(topics, subgraph, async () => {
      const topic = topicOf(subgraph);
      await createMissing(admin, topic, { partitions, replicationFactor, retentionMs });
      return topic;
    });

  const producerFor = (topic: string): Promise<Producer> =>
    remembered(producers, topic, async () => {
      const producer = kafka.producer({
        // one request at a time and numbered messages: what kafkajs itself sends again is neither doubled nor overtaken
        ...{ idempotent: true, maxInFlightRequests: 1 },
        ...{ createPartitioner: Partitioners.DefaultPartitioner, allowAutoTopicCreation: false },
      });
      await producer.connect();
      return producer;
    });

  const send = async (topic: string, events: readonly OutgoingEvent[]): Promise<void> => {
    const producer = producerFor(topic);
    try {
      const sent = producer.then((connected) => connected.send({ topic, acks: -1, messages: events.map(toMessage) }));
      await within(PUBLISH_MS, sent);
    } catch (error) {
      // kafkajs takes its numbers back after a failure, also where the broker has taken the messages: under the same
      // numbers the next ones would be acknowledged as repetitions of those, and lost. A new producer begins anew.
      producers.delete(topic);
      producer.then((connected) => connected.disconnect()).catch(() => {});
      throw error;
    }
  };

  const sendOneByOne = async (topic: string, events: readonly OutgoingEvent[]): Promise<void> => {
    for (const outgoing of events)
      try {
        await send(topic, [outgoing]);
      } catch (error) {
        throw isRefusal(error) ? new EventRefusedError(outgoing.event.position, error.message) : error;
      }
  };

  await within(CONNECT_MS, admin.connect()).catch((error) => {
    admin.disconnect().catch(() => {});
    throw unreachable(error);
  });

  return {
    publishingMs: PUBLISHING_MS,

    async subscribe({ topic, group, handle }) {
      return joinGroup({
        // of its own: kafkajs shares what a group has committed among the consumers of one client
        kafka: client(options, STAYING),
        ...{ admin, group, handle, partitions, retry: STAYING },
        topic: await within(CONNECT_MS, topicFor(topic)),
        onFailure: (error) => onFailure(group, error),
      });
    },

    publish: (subgraph, events) =>
      inTurn(subgraph, async () => {
        try {
          const topic = await within(PUBLISH_MS, topicFor(subgraph));
          // Kafka's limit is on what goes to a partition at once: a batch may be refused for its size, or for one event
          await send(topic, events).catch((error) => {
            if (!isRefusal(error)) throw error;
            return sendOneByOne(topic, events);
          });
        } catch (error) {
          // it may have come back without it
          topics.delete(subgraph);
          throw error instanceof EventRefusedError ? error : unreachable(error as Error);
        }
      }),

    async ping() {
      await within(PING_MS, admin.describeCluster()).catch((error) => {
        throw unreachable(error);
      });
    },

    async close() {
      const opened = await Promise.allSettled(producers.values());
      const connected = opened.flatMap((outcome) => (outcome.status === 'fulfilled' ? outcome.value : []));
      await Promise.all([admin, ...connected].map((each) => within(PING_MS, each.disconnect()).catch(() => {})));
    },
  };
};

const client = ({ brokers, tls, sasl }: KafkaOptions, retry: RetryOptions): Kafka =>
  new Kafka({
    ...{ brokers: [...brokers], clientId: 'metachat', ssl: tls },
    // a copy: kafkajs writes into it
    ...(sasl && { sasl: { ...sasl } as SASLOptions }),
    ...{ connectionTimeout: 3_000, requestTimeout: 10_000, retry, logLevel: logLevel.NOTHING },
  });

const createMissing = async (
  admin: Admin,
  topic: string,
  {
    partitions,
    replicationFactor,
    retentionMs,
  }: Pick<KafkaOptions, 'partitions' | 'replicationFactor' | 'retentionMs'>,
): Promise<void> => {
  const configEntries = [
    { name: 'retention.ms', value: String(retentionMs) },
    { name: 'max.message.bytes', value: String(MESSAGE_MAX_BYTES) },
  ];
  const topics = [{ topic, numPartitions: partitions, replicationFactor, configEntries }];
  while (!(await admin.listTopics()).includes(topic))
    // it may be made, by this process or another, and the broker that is asked has not heard of it yet
    await admin.createTopics({ topics }).catch((error) => {
      if (error.type !== 'UNKNOWN_TOPIC_OR_PARTITION') throw error;
    });
};

const toMessage = ({ partitionKey, event }: OutgoingEvent) => {
  const { headers, body } = encodeEvent(event);
  return { key: `${event.tenant}:${partitionKey}`, value: body, headers };
};

/** What the broker says of the messages themselves, and will say again. */
const REFUSALS = new Set(['MESSAGE_TOO_LARGE', 'RECORD_LIST_TOO_LARGE', 'INVALID_RECORD', 'INVALID_TIMESTAMP']);
const isRefusal = (error: unknown): error is KafkaJSProtocolError =>
  error instanceof Error && 'type' in error && REFUSALS.has(String(error.type));

/** What was made once is used again; what could not be made is tried again. */
const remembered = <T>(made: Map<string, Promise<T>>, key: string, make: () => Promise<T>): Promise<T> => {
  const known = made.get(key);
  if (known !== undefined) return known;
  const making = make();
  made.set(key, making);
  making.catch(() => {
    if (made.get(key) === making) made.delete(key);
  });
  return making;
};
