import { Kafka, logLevel, Partitioners } from 'kafkajs';
import { encodeEvent } from '#platform/bus/envelope';
import { kafkaBus } from '#platform/bus/kafka';
import { readConfig } from '#platform/config';
import { postgresDeadLetters } from '#platform/dead-letters/postgres';
import { type RecordedEvent, START } from '#platform/domain/events';
import { postgresEventStore } from '#platform/event-store/postgres';
import { memoryLocks } from '#platform/locks/memory';
import { startRelay } from '#platform/relay';
import { chatEvents } from '../subgraphs/chat/events.ts';
import { withChatDatabase, withInstallation } from './installation.ts';
import { fill } from './rebuild.ts';
import { type Benchmark, median, perSecond } from './report.ts';

const EVENTS = 20_000;
const ROUNDS = 3;
const WANTED = 5_000;

/** The relay's way from a full store to Kafka's acknowledgement, beside a producer that sends the same messages, in turns. */
export const relay: Benchmark = {
  name: 'relay',
  needsServers: true,
  run: () =>
    withInstallation((environment) =>
      withChatDatabase(environment, async (pool) => {
        const { bus: kafka, outbox } = readConfig(environment, 'all', 'none');
        if (kafka?.kind !== 'kafka') throw new Error('There is no Kafka in the environment.');
        const store = postgresEventStore(pool);
        await fill(store, EVENTS);
        const events = await store.readFeed(START, EVENTS);
        const topicOf = (topic: string) => `${kafka.topics.chat}.${topic}`;
        const broker = await kafkaBus({
          ...{ brokers: kafka.brokers, tls: false, sasl: undefined, topicOf, onFailure: fail },
          ...{
            partitions: kafka.partitions,
            replicationFactor: kafka.replicationFactor,
            retentionMs: kafka.retentionMs,
          },
        });
        const producer = new Kafka({ brokers: [...kafka.brokers], logLevel: logLevel.NOTHING }).producer({
          ...{ idempotent: true, maxInFlightRequests: 1, createPartitioner: Partitioners.DefaultPartitioner },
        });
        await producer.connect();

        /** From when it leads to when the last event is acknowledged. */
        const relayed = async (topic: string): Promise<number> => {
          // makes the topic
          await broker.publish(topic, outgoing(events.slice(0, 1)));
          let began = 0;
          let left = EVENTS;
          await new Promise<void>((resolve) => {
            const running = startRelay({
              ...{ topic, store, checkpoints: store, ...outbox, publisher: broker, onFailure: fail },
              locks: memoryLocks(),
              deadLetters: postgresDeadLetters(pool),
              partitionKeyOf: chatEvents.partitionKeyOf,
              onSetAside() {},
              onPublished(_, published) {
                // not from the start: a batch of a hundred more or less is nothing, the first round trips may be much
                began ||= performance.now();
                left -= published;
                if (left <= 0) void running.stop().then(resolve);
              },
            });
          });
          return (EVENTS - outbox.batchSize) / ((performance.now() - began) / 1_000);
        };

        const produced = async (topic: string): Promise<number> => {
          await broker.publish(topic, outgoing(events.slice(0, 1)));
          const messages = outgoing(events).map(({ partitionKey, event }) => {
            const { headers, body } = encodeEvent(event);
            return { key: `${event.tenant}:${partitionKey}`, value: body, headers };
          });
          const began = performance.now();
          for (let at = 0; at < EVENTS; at += outbox.batchSize)
            await producer.send({
              topic: topicOf(topic),
              acks: -1,
              messages: messages.slice(at, at + outbox.batchSize),
            });
          return EVENTS / ((performance.now() - began) / 1_000);
        };

        const ours: number[] = [];
        const raw: number[] = [];
        try {
          for (let round = -1; round < ROUNDS; round++) {
            const [published, sent] = [await relayed(`ours-${round}`), await produced(`raw-${round}`)];
            if (round < 0) continue; // the first one warms up
            ours.push(published);
            raw.push(sent);
          }
        } finally {
          await Promise.all([producer.disconnect(), broker.close()]);
        }
        const ratio = median(ours.map((value, round) => value / raw[round]!));
        return [
          {
            what: `relay, ${EVENTS.toLocaleString('en')} events in batches of ${outbox.batchSize}`,
            ...{ value: perSecond(median(ours)), wanted: `at least ${perSecond(WANTED)}`, met: median(ours) >= WANTED },
          },
          { what: 'kafkajs, the same messages in the same batches', value: perSecond(median(raw)) },
          { what: `ratio (median of ${ROUNDS} pairs)`, value: ratio.toFixed(2) },
        ];
      }),
    ),
};

const outgoing = (events: readonly RecordedEvent[]) =>
  events.map((event) => ({ partitionKey: chatEvents.partitionKeyOf(event), event }));

const fail = (...reasons: readonly unknown[]): never => {
  throw reasons.at(-1);
};
