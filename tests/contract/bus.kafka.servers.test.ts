import { setTimeout as delay } from 'node:timers/promises';
import { Kafka, logLevel, type PartitionAssigner } from 'kafkajs';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type Broker, BrokerUnreachableError, EventRefusedError } from '#platform/bus/bus';
import { encodeEvent } from '#platform/bus/envelope';
import { type KafkaOptions, kafkaBus } from '#platform/bus/kafka';
import type { RecordedEvent } from '#platform/domain/events';
import { newId } from '#platform/domain/ids';
import { server } from '../../ops/servers/servers.ts';
import { serversForTests } from '../real-servers.ts';
import { keyedByStream, PARTITIONS, recorded, testBroker } from './broker.ts';

const TOO_LARGE = 5_000_000;
const topicOf = (subgraph: string) => `test.${subgraph}`;
const connect = (options: Partial<KafkaOptions> = {}) =>
  kafkaBus({
    ...{ brokers: serversForTests().kafkaBrokers, tls: false, sasl: undefined, topicOf },
    ...{ partitions: PARTITIONS, replicationFactor: 1, retentionMs: -1, onFailure: () => {} },
    ...options,
  });

testBroker('Kafka', { connect, tooLarge: TOO_LARGE, server: server('kafka') });

describe('on Kafka', () => {
  const kafka = new Kafka({ brokers: serversForTests().kafkaBrokers, logLevel: logLevel.NOTHING });
  const [admin, producer] = [kafka.admin(), kafka.producer({ createPartitioner: () => () => 0 })];
  let bus: Broker;
  beforeAll(async () => {
    [bus] = await Promise.all([connect(), admin.connect(), producer.connect()]);
  });
  afterAll(() => Promise.all([bus.close(), admin.disconnect(), producer.disconnect()]));

  const collect = async (topic: string, handle = async (_batch: readonly RecordedEvent[]) => {}, on = bus) => {
    const got: RecordedEvent[] = [];
    const consumer = await on.subscribe({
      ...{ topic, group: newId() },
      async handle(batch) {
        await handle(batch);
        got.push(...batch);
      },
    });
    return { got, consumer };
  };

  it('makes a topic as the settings say, and leaves one as it is that is there', async () => {
    const topic = newId();
    const settings = async () => {
      const { topics } = await admin.fetchTopicMetadata({ topics: [topicOf(topic)] });
      const { resources } = await admin.describeConfigs({
        resources: [{ type: 2, name: topicOf(topic), configNames: ['retention.ms'] }],
        includeSynonyms: false,
      });
      return [topics[0]!.partitions.length, resources[0]!.configEntries[0]!.configValue];
    };
    const others = await Promise.all([5, 7].map((partitions) => connect({ partitions, retentionMs: 86_400_000 })));
    await others[0]!.publish(topic, [keyedByStream(recorded('first', 1))]);
    expect(await settings()).toEqual([5, '86400000']);
    await others[1]!.publish(topic, [keyedByStream(recorded('second', 1))]);
    expect(await settings()).toEqual([5, '86400000']);
    await Promise.all(others.map((other) => other.close()));
  });

  it('keys an event by tenant and partition key, and says in the headers what it is', async () => {
    const topic = newId();
    const event = recorded('conversation-1', 1);
    await bus.publish(topic, [{ partitionKey: 'somebody', event }]);
    const outsider = kafka.consumer({ groupId: newId() });
    await outsider.subscribe({ topic: topicOf(topic), fromBeginning: true });
    const message = await new Promise<{ key: string; headers: object; value: string }>((resolve, reject) =>
      outsider
        .run({
          eachMessage: async ({ message: { key, value, headers = {} } }) =>
            resolve({
              key: String(key),
              value: String(value),
              headers: Object.fromEntries(Object.entries(headers).map(([name, given]) => [name, String(given)])),
            }),
        })
        .catch(reject),
    );
    await outsider.disconnect();
    const { headers, body } = encodeEvent(event);
    expect(message).toEqual({ key: 'default:somebody', headers, value: body });
  });

  it('loses nothing that is acknowledged after a batch of which a part was refused', async () => {
    const topic = newId();
    const streams = Array.from({ length: 8 }, newId);
    const large = recorded(newId(), 1, { text: 'x'.repeat(TOO_LARGE) });
    for (let version = 1; version <= 3; version++) {
      const batch = streams.map((stream) => recorded(stream, version));
      const refusal = await bus.publish(topic, [large, ...batch].map(keyedByStream)).catch((error) => error);
      expect(refusal).toBeInstanceOf(EventRefusedError);
      for (const event of batch) await bus.publish(topic, [keyedByStream(event)]);
    }
    const { got, consumer } = await collect(topic);
    expect(await consumer.caughtUp(10_000)).toBe(true);
    expect(new Set(got.map(({ stream, version }) => `${stream} ${version}`)).size).toBe(3 * streams.length);
    await consumer.stop();
  });

  it('takes a batch that is too large only as a whole', async () => {
    const topic = newId();
    const half = { text: 'x'.repeat(TOO_LARGE / 2) };
    await bus.publish(
      topic,
      [1, 2, 3].map((version) => keyedByStream(recorded('one', version, half))),
    );
    const { got, consumer } = await collect(topic);
    expect(await consumer.caughtUp(10_000)).toBe(true);
    expect([...new Set(got.map(({ version }) => version))]).toEqual([1, 2, 3]);
    await consumer.stop();
  });

  it('stops before a message that is no event, once what stands before it is handled', async () => {
    const topic = newId();
    await bus.publish(topic, [keyedByStream(recorded('any', 1))]);
    const { got, consumer } = await collect(topic);
    expect(await consumer.caughtUp(10_000)).toBe(true);
    const { body, headers } = encodeEvent(recorded('other', 1));
    await producer.send({ topic: topicOf(topic), messages: [{ value: body, headers }, { value: 'junk' }] });
    await vi.waitUntil(() => consumer.failure(), { timeout: 5_000 });
    expect(String(consumer.failure())).toMatch(/partition 0 of test\..* is not an event/);
    expect(got.map(({ stream }) => stream)).toEqual(['any', 'other']);
    expect(await consumer.caughtUp(2_500)).toBe(false);
    expect(await consumer.backlog()).toBe(1);
    await consumer.stop();
  });

  it('keeps its part while a batch takes longer than a dead member is waited for', { timeout: 60_000 }, async () => {
    const topic = newId();
    const { got, consumer } = await collect(topic, () => delay(8_000));
    await bus.publish(topic, [keyedByStream(recorded('slow', 1))]);
    expect(await consumer.caughtUp(20_000)).toBe(true);
    expect(got).toHaveLength(1);
    await consumer.stop();
  });

  it('comes back from an error that kafkajs gives up on', async () => {
    const topic = newId();
    await bus.publish(topic, [keyedByStream(recorded('any', 1))]);
    const group = newId();
    // a group deals out its partitions in one way; who knows another one only is turned away
    const stranger = kafka.consumer({ groupId: `${topicOf(topic)}.${group}`, partitionAssigners: [inItsOwnWay] });
    await stranger.subscribe({ topic: topicOf(topic) });
    await stranger.run({ eachMessage: async () => {} });

    const onFailure = vi.fn();
    const other = await connect({ onFailure });
    const got: RecordedEvent[] = [];
    const consumer = await other.subscribe({ topic, group, handle: async (batch) => void got.push(...batch) });
    await vi.waitUntil(() => consumer.failure(), { timeout: 10_000 });
    expect(onFailure).toHaveBeenCalledWith(group, consumer.failure());
    await stranger.disconnect();
    await vi.waitUntil(() => got.length === 1, { timeout: 10_000 });
    expect(consumer.failure()).toBeNull();
    await consumer.stop();
    await other.close();
  });

  it('comes in by name and password', async () => {
    const { brokers, username, password } = serversForTests().kafkaSasl;
    const sasl = { mechanism: 'plain', username, password } as const;
    const welcome = await connect({ brokers, sasl });
    await welcome.ping();
    await welcome.close();
    const turnedAway = await connect({ brokers, sasl: { ...sasl, password: 'guessed' } }).catch((error) => error);
    expect(turnedAway).toBeInstanceOf(BrokerUnreachableError);
    expect(turnedAway.message).toContain(brokers[0]);
    expect(turnedAway.message).not.toContain('guessed');
  });

  it('says which address can not be reached, and why, within ten seconds', async () => {
    const began = performance.now();
    const refused = await connect({ brokers: ['127.0.0.1:1'] }).catch((error) => error);
    expect(refused).toBeInstanceOf(BrokerUnreachableError);
    expect(refused.message).toMatch(/127\.0\.0\.1:1 .*ECONNREFUSED/);
    expect(performance.now() - began).toBeLessThan(11_000);
  });
});

const inItsOwnWay: PartitionAssigner = () => ({
  name: 'own',
  version: 1,
  protocol: () => ({ name: 'own', metadata: Buffer.alloc(0) }),
  assign: async () => [],
});
