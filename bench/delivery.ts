import { rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { createClient } from 'graphql-ws';
import { Redis } from 'ioredis';
import { Kafka, logLevel } from 'kafkajs';
import WebSocket from 'ws';
import { newId } from '#platform/domain/ids';
import { type Cluster, cluster } from '../ops/cluster/cluster.ts';
import type { Environment } from '../ops/servers/environment.ts';
import { type GraphQLClient, graphqlClient } from '../replay/client.ts';
import { pace, taskWindow } from '../replay/concurrency.ts';
import { enter, type Person } from '../replay/person.ts';
import { withInstallation } from './installation.ts';
import { type Benchmark, type Figure, latencies, percentile } from './report.ts';

/** The lower one leaves two cores, which carry all of the servers and processes, some room. */
const RATES = [50, 200];
const WARM_UP_SECONDS = 10;
const SECONDS = 30;
const CONVERSATIONS = 10;
const IN_FLIGHT = 200;
const WANTED_IN_KAFKA_MS = 50;
const WANTED_AT_SUBSCRIBER_MS = 150;

const OPEN = 'mutation ($input: OpenConversationInput!) { openConversation(input: $input) { id } }';
const SEND = 'mutation ($input: SendMessageInput!) { sendMessage(input: $input) { message { id } } }';
const LISTEN = 'subscription { messageReceived { id } }';

/** When each was seen, in the time of `performance.now()`, by its id. */
type Seen = Map<string, number>;

/**
 * Messages sent through the router of a cluster at a steady rate: how long after its acknowledgement each is in Kafka, and
 * with a subscriber at either of the two chat processes, one of which did not take it.
 */
export const delivery: Benchmark = {
  name: 'delivery',
  needsServers: true,
  run: () =>
    withInstallation(async (environment) => {
      const logDir = await mkdtemp(join(tmpdir(), 'metachat-bench-'));
      const running = await cluster({
        ...{ environment: { ...environment, LOG_LEVEL: 'warn' }, replicas: 2, port: 0, logDir },
      });
      try {
        await running.start();
        const client = graphqlClient(new URL('/graphql', running.url));
        const figures: Figure[] = [];
        for (const rate of RATES) figures.push(...(await measure(running, client, environment, rate)));
        client.close();
        return figures;
      } finally {
        await running.stop();
        rmSync(logDir, { recursive: true });
      }
    }),
};

const measure = async (
  running: Cluster,
  client: GraphQLClient,
  environment: Environment,
  rate: number,
): Promise<Figure[]> => {
  const [ann, bob] = [await signUp(client, `ann-${rate}`), await signUp(client, `bob-${rate}`)];
  const conversations: string[] = [];
  for (let nth = 0; nth < CONVERSATIONS; nth++) {
    const input = { kind: 'GROUP', title: `${nth}`, participantIds: [bob.id] };
    conversations.push(
      (await ann.execute<{ openConversation: { id: string } }>(OPEN, { input })).data.openConversation.id,
    );
  }
  const kafka = new Kafka({ brokers: [environment.KAFKA_BOOTSTRAP_SERVERS!], logLevel: logLevel.NOTHING });
  const inKafka = await consume(kafka, environment.KAFKA_CHAT_EVENTS_TOPIC!, (value) => value.data?.messageId);
  const token = await bob.accessToken();
  const listeners = await Promise.all(
    ['chat-1', 'chat-2'].map((name) => listenAt(`${running.member(name).url}/graphql`, token)),
  );

  const acknowledged: Seen = new Map();
  const took: number[] = [];
  const window = taskWindow(IN_FLIGHT);
  const next = pace(rate);
  const warmUp = WARM_UP_SECONDS * rate;
  for (let nth = 0; nth < warmUp + SECONDS * rate; nth++) {
    await next();
    await window.start(async () => {
      const input = {
        conversationId: conversations[nth % CONVERSATIONS],
        idempotencyKey: `${nth}`,
        text: `Line ${nth}.`,
      };
      const began = performance.now();
      const { data } = await ann.execute<{ sendMessage: { message: { id: string } } }>(SEND, { input });
      if (nth < warmUp) return;
      took.push(performance.now() - began);
      acknowledged.set(data.sendMessage.message.id, performance.now());
    });
  }
  await window.drained();
  await delay(2_000);
  await Promise.all([inKafka, ...listeners].map(({ stop }) => stop()));

  const later = (seen: Seen): number[] =>
    Array.from(acknowledged, ([id, at]) => Math.max(0, (seen.get(id) ?? Number.POSITIVE_INFINITY) - at));
  const [one, other] = listeners.map(({ seen }) => later(seen)) as [number[], number[]];
  const atLast = one.map((value, nth) => Math.max(value, other[nth]!));
  const kafkaAlone = await producedToConsumed(kafka, `${environment.KAFKA_CHAT_EVENTS_TOPIC!}.raw-${rate}`, rate);
  const redisAlone = await publishedToHeard(environment.REDIS_URL!, rate);
  const within = (what: string, values: number[], wanted: number): Figure => ({
    ...{ what, value: latencies(values), wanted: `p99 under ${wanted} ms`, met: percentile(values, 0.99) < wanted },
  });
  return [
    { what: `sendMessage through the router at ${rate}/s`, value: latencies(took) },
    within('acknowledged → in Kafka', later(inKafka.seen), WANTED_IN_KAFKA_MS),
    { what: 'kafkajs alone: acknowledged → consumed', value: latencies(kafkaAlone) },
    within('acknowledged → subscribers of both replicas', atLast, WANTED_AT_SUBSCRIBER_MS),
    { what: 'ioredis alone: published → heard', value: latencies(redisAlone) },
  ];
};

const signUp = (client: Parameters<typeof enter>[0], name: string): Promise<Person> =>
  enter(client, { username: name, email: `${name}@example.org`, password: 'correct horse battery' });

interface Watching {
  readonly seen: Seen;
  stop(): Promise<void>;
}

/** Resolves once the subscription stands. The viewer's token goes with it, as a router sends it. */
const listenAt = async (url: string, token: string): Promise<Watching> => {
  const seen: Seen = new Map();
  const socket = createClient({
    url: url.replace(/^http/, 'ws'),
    webSocketImpl: WebSocket,
    lazy: false,
    retryAttempts: 0,
  });
  const events = socket.iterate<{ messageReceived: { id: string } }>({
    query: LISTEN,
    extensions: { headers: { authorization: `Bearer ${token}` }, opening: true },
  });
  await events.next();
  const listening = (async () => {
    for await (const { data } of events) if (data) seen.set(data.messageReceived.id, performance.now());
  })().catch(() => {});
  return {
    seen,
    async stop() {
      await socket.dispose();
      await listening;
    },
  };
};

/** Resolves once it has its partitions. */
const consume = async (
  kafka: Kafka,
  topic: string,
  idOf: (value: { readonly data?: { readonly messageId?: string } }) => string | undefined,
): Promise<Watching> => {
  const seen: Seen = new Map();
  const consumer = kafka.consumer({ groupId: `bench-${newId()}`, maxWaitTimeInMs: 50 });
  const joined = new Promise((resolve) => consumer.on(consumer.events.GROUP_JOIN, resolve));
  await consumer.connect();
  await consumer.subscribe({ topic });
  await consumer.run({
    async eachMessage({ message }) {
      const id = idOf(JSON.parse(String(message.value)));
      if (id !== undefined) seen.set(id, performance.now());
    },
  });
  await joined;
  return { seen, stop: () => consumer.disconnect() };
};

const EVENT = { type: 'MessageSent', personal: { text: 'x'.repeat(100) }, rest: 'x'.repeat(500) };

const producedToConsumed = async (kafka: Kafka, topic: string, rate: number): Promise<number[]> => {
  const admin = kafka.admin();
  await admin.connect();
  await admin.createTopics({ topics: [{ topic, numPartitions: 12 }] });
  await admin.disconnect();
  const consumed = await consume(kafka, topic, (value) => value.data?.messageId);
  const producer = kafka.producer({ idempotent: true, maxInFlightRequests: 1 });
  await producer.connect();
  const acknowledged: Seen = new Map();
  await steadily(rate, async (messageId) => {
    const value = JSON.stringify({ ...EVENT, data: { messageId } });
    await producer.send({ topic, acks: -1, messages: [{ key: messageId.slice(-1), value }] });
    acknowledged.set(messageId, performance.now());
  });
  await delay(1_000);
  await Promise.all([producer.disconnect(), consumed.stop()]);
  return Array.from(acknowledged, ([id, at]) => Math.max(0, consumed.seen.get(id)! - at));
};

const publishedToHeard = async (url: string, rate: number): Promise<number[]> => {
  const [publisher, subscriber] = [new Redis(url), new Redis(url)];
  const [published, heard]: [Seen, Seen] = [new Map(), new Map()];
  const channel = `bench ${newId()}`;
  subscriber.on('message', (_, message) => heard.set(JSON.parse(message).data.messageId, performance.now()));
  await subscriber.subscribe(channel);
  await steadily(rate, async (messageId) => {
    published.set(messageId, performance.now());
    await publisher.publish(channel, JSON.stringify({ ...EVENT, data: { messageId } }));
  });
  await delay(500);
  for (const client of [publisher, subscriber]) client.disconnect();
  return Array.from(published, ([id, at]) => heard.get(id)! - at);
};

/** At the same rate, for five seconds. */
const steadily = async (rate: number, send: (messageId: string) => Promise<void>): Promise<void> => {
  const window = taskWindow(IN_FLIGHT);
  const next = pace(rate);
  for (let nth = 0; nth < 5 * rate; nth++) {
    await next();
    await window.start(() => send(newId()));
  }
  await window.drained();
};
