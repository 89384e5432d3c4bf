import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { ConfigResourceTypes, Kafka, logLevel } from 'kafkajs';
import type pg from 'pg';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { readConfig } from '#platform/config';
import { newId } from '#platform/domain/ids';
import type { EventStore, NewEvent } from '#platform/event-store/event-store';
import { postgresEventStore } from '#platform/event-store/postgres';
import { createLogger } from '#platform/log';
import { openPool } from '#platform/postgres/pool';
import { type Installation, newInstallation } from '../../ops/cluster/installation.ts';
import type { Process } from '../../processes/process.ts';
import { startRelays } from '../../processes/relay.ts';
import { metricsAt } from '../e2e/metrics.ts';
import { serversForTests } from '../real-servers.ts';

/** What the topic takes at once; an event of a few words is far below it. */
const MAX_BYTES = 8_000;
const LARGE = 'x'.repeat(4 * MAX_BYTES);
const RAISED = 1_000_000;

const kafka = new Kafka({ brokers: serversForTests().kafkaBrokers, logLevel: logLevel.NOTHING });
const admin = kafka.admin();
const outsider = kafka.consumer({ groupId: newId(), maxWaitTimeInMs: 50 });
/** What a consumer of the topic makes of it, as `stream version`: what comes twice it drops by its version. */
const seen: string[] = [];
const last = new Map<string, number>();

let installation: Installation;
let relays: Process;
let pool: pg.Pool;
let store: EventStore;
let topic: string;

beforeAll(async () => {
  installation = await newInstallation('outbox');
  const { environment } = installation;
  topic = environment.KAFKA_CHAT_EVENTS_TOPIC!;
  await Promise.all([admin.connect(), outsider.connect()]);
  // a topic that is there stays as it is
  const configEntries = [{ name: 'max.message.bytes', value: String(MAX_BYTES) }];
  await admin.createTopics({ waitForLeaders: true, topics: [{ topic, numPartitions: 3, configEntries }] });
  await outsider.subscribe({ topic, fromBeginning: true });
  await outsider.run({
    async eachMessage({ message }) {
      const { stream, version } = JSON.parse(String(message.value));
      if (version <= (last.get(stream) ?? 0)) return;
      last.set(stream, version);
      seen.push(`${stream} ${version}`);
    },
  });
  const config = readConfig({ ...environment, PORT: '0', LOG_LEVEL: 'fatal' }, 'relay');
  relays = await startRelays(config, createLogger(config, 'test'));
  pool = openPool(environment.CHAT_DATABASE_URL!, { max: 2 });
  store = postgresEventStore(pool);
});
afterAll(async () => {
  await relays?.stop();
  await Promise.all([pool?.end(), outsider.disconnect(), admin.disconnect()]);
  await installation?.remove();
});

const event = (said: string): NewEvent => ({
  ...{ id: newId(), type: 'MessageSent', schemaVersion: 1, subject: 'ann', actor: 'ann', at: new Date().toISOString() },
  ...{ data: { conversationId: 'c', said }, personal: null, correlationId: 'test', causationId: null },
});
const append = async (stream: string, ...texts: string[]) => {
  const expectedVersion = (await store.readStream('default', stream)).length;
  const { status } = await store.append({ tenant: 'default', stream, expectedVersion, events: texts.map(event) });
  expect(status).toBe('appended');
};
/** `npm run outbox`, as an operator has it. */
const outbox = async (...args: string[]) => {
  const child = spawn(process.execPath, ['--import', 'tsx', 'ops/outbox/main.ts', ...args], {
    env: { ...process.env, ...installation.environment, LOG_LEVEL: 'fatal' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const said = (await text(child.stdout)).trimEnd().split('\n');
  return { said, code: await ended };
};
const shown = async (name: string) => (await metricsAt(relays.url)).get(`${name}{topic="chat"}`) ?? 0;
const relayed = (processed: number, setAside: number) =>
  vi.waitFor(
    async () =>
      expect([
        await shown('outbox_pending_count'),
        await shown('outbox_processed_total'),
        await shown('outbox_dlq_total'),
      ]).toEqual([0, processed, setAside]),
    { timeout: 30_000, interval: 100 },
  );
const seenOnce = (places: readonly string[]) =>
  vi.waitFor(() => expect([...seen].sort()).toEqual([...places].sort()), { timeout: 15_000, interval: 100 });

it('what Kafka refuses is set aside, listed, replayed and then seen once, or dropped', async () => {
  await append('conversation-a', 'one', LARGE, 'three');
  await append('conversation-b', 'one');
  await relayed(2, 2);
  expect(await shown('metachat_dead_letters')).toBe(2);
  await seenOnce(['conversation-a 1', 'conversation-b 1']);

  const { said, code } = await outbox('list');
  expect([said, code]).toEqual([
    [
      expect.stringMatching(/^chat-\d+ .* conversation-a 2 {2}MessageSent {2}refused 1×: /),
      expect.stringMatching(/^chat-\d+ .* conversation-a 3 {2}MessageSent {2}waits behind another one$/),
      '2 in all.',
    ],
    0,
  ]);
  const again = await outbox('replay');
  expect([again.said.at(-1), again.code]).toEqual(['0 published.', 1]);

  const configEntries = [{ name: 'max.message.bytes', value: String(RAISED) }];
  await admin.alterConfigs({
    validateOnly: false,
    resources: [{ type: ConfigResourceTypes.TOPIC, name: topic, configEntries }],
  });
  await vi.waitFor(async () => expect(await outbox('replay')).toEqual({ said: ['2 published.'], code: 0 }), {
    timeout: 30_000,
  });
  await seenOnce(['conversation-a 1', 'conversation-a 2', 'conversation-a 3', 'conversation-b 1']);
  expect(await outbox('list')).toEqual({ said: ['Nothing is set aside.'], code: 0 });

  await append('conversation-b', 'x'.repeat(2 * RAISED));
  await relayed(2, 3);
  const [line] = (await outbox('list')).said;
  expect(await outbox('drop', line!.split(' ')[0]!)).toEqual({ said: ['1 dropped.'], code: 0 });
  await append('conversation-b', 'three');
  await relayed(3, 3);
  await seenOnce([
    ...['conversation-a 1', 'conversation-a 2', 'conversation-a 3', 'conversation-b 1', 'conversation-b 3'],
  ]);
  expect([await shown('metachat_dead_letters'), await shown('outbox_publish_errors_total')]).toEqual([0, 0]);
});
