import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Broker, Consumer, OutgoingEvent } from '#platform/bus/bus';
import type { FeedPosition, RecordedEvent } from '#platform/domain/events';
import { newId } from '#platform/domain/ids';
import { upTo } from './bus.ts';
import { newEvent } from './event-store.ts';

const MEMBER = fileURLToPath(new URL('group-member.fixture.ts', import.meta.url));
const PARTITIONS = 4;
/** Its start on a busy machine, and leases that have to run out. */
const PROCESSES = { timeout: 60_000 };

export interface LeasedBroker {
  readonly kind: 'nats' | 'redis';
  readonly url: () => string;
  readonly connect: (partitions: number) => Promise<Broker>;
  /** Makes the server forget all there is of this topic. */
  readonly forget: (topic: string) => Promise<void>;
}

/** What a broker does whose groups share partitions by our own leases, when a member or the server's memory is gone. */
export const testGroupMembers = (name: string, { kind, url, connect, forget }: LeasedBroker) =>
  describe(`a group on ${name}`, () => {
    let broker: Broker;
    const members: ChildProcess[] = [];
    const consumers: Consumer[] = [];

    beforeAll(async () => {
      broker = await connect(PARTITIONS);
    });
    afterEach(async () => {
      for (const member of members.splice(0)) member.kill('SIGKILL');
      await Promise.all(consumers.splice(0).map((consumer) => consumer.stop()));
    });
    afterAll(() => broker.close());

    const scene = () => {
      const topic = `test.${newId()}`;
      const group = `projection ${newId()}`;
      const stream = newId();
      /** The versions of the one stream, in the order in which anybody began to handle them. */
      const handled: number[] = [];
      const consume = async (handle = async (_batch: readonly RecordedEvent[]) => {}) => {
        const consumer = await broker.subscribe({
          ...{ topic, group },
          async handle(batch) {
            handled.push(...batch.map(({ version }) => version));
            await handle(batch);
          },
        });
        consumers.push(consumer);
        return consumer;
      };
      const startProcess = () => {
        const args = [kind, url(), String(PARTITIONS), topic, group];
        const member = spawn(process.execPath, ['--import', 'tsx', MEMBER, ...args], {
          stdio: ['ignore', 'pipe', 'inherit'],
        });
        members.push(member);
        createInterface(member.stdout).on('line', (line) => handled.push(Number(line)));
        return member;
      };
      const publish = (versions: readonly number[]) =>
        broker.publish(
          topic,
          versions.map((version) => keyed(recorded(stream, version))),
        );
      return { topic, handled, consume, startProcess, publish };
    };

    /** Where somebody began with an event before an older one had been begun with. */
    const skips = (handled: readonly number[]) => {
      let newest = 0;
      return handled.filter((version) => {
        const skipped = version > newest + 1;
        newest = Math.max(newest, version);
        return skipped;
      });
    };

    it('brings again what a process that was killed had in hand, before anything newer', PROCESSES, async () => {
      const { handled, consume, startProcess, publish } = scene();
      await publish(upTo(150));
      const member = startProcess();
      await vi.waitUntil(() => handled.length > 0, { timeout: 20_000 });
      const consumer = await consume();
      await publish([151, 152]);
      member.kill('SIGKILL');
      await once(member, 'exit');
      const taken = handled.length;
      expect(await consumer.caughtUp(20_000)).toBe(true);
      expect(taken).toBeLessThan(150);
      expect(handled.slice(taken)).toEqual(upTo(152));
      expect(skips(handled)).toEqual([]);
    });

    it(
      'a process that was paused longer than its leases last gets in nobody’s way when it wakes',
      PROCESSES,
      async () => {
        const { handled, consume, startProcess, publish } = scene();
        await publish(upTo(150));
        const member = startProcess();
        await vi.waitUntil(() => handled.length > 0, { timeout: 20_000 });
        member.kill('SIGSTOP');
        const consumer = await consume();
        expect(await consumer.caughtUp(20_000)).toBe(true);
        member.kill('SIGCONT');
        for (let version = 151; version <= 180; version++) {
          await publish([version]);
          await new Promise((resolve) => setTimeout(resolve, 100));
        }
        expect(await consumer.caughtUp(20_000)).toBe(true);
        expect(await consumer.backlog()).toBe(0);
        expect(skips(handled)).toEqual([]);
        expect(new Set(handled)).toEqual(new Set(upTo(180)));
      },
    );

    it('a server that has forgotten everything gets its streams and groups again', async () => {
      const { topic, handled, consume, publish } = scene();
      const consumer = await consume();
      await publish(upTo(20));
      expect(await consumer.caughtUp(5_000)).toBe(true);
      await forget(topic);
      await vi.waitUntil(
        () =>
          publish([21, 22, 23]).then(
            () => true,
            () => false,
          ),
        { timeout: 10_000, interval: 200 },
      );
      await vi.waitUntil(() => handled.includes(23), { timeout: 10_000 });
      await vi.waitUntil(() => consumer.failure() === null, { timeout: 5_000 });
      expect(await consumer.caughtUp(5_000)).toBe(true);
      expect(handled).toEqual(upTo(23));
    });
  });

const recorded = (stream: string, version: number): RecordedEvent => {
  const feed = version.toString(16).padStart(32, '0') as FeedPosition;
  return { ...newEvent(), tenant: 'default', stream, version, position: version, feed };
};

const keyed = (event: RecordedEvent): OutgoingEvent => ({ partitionKey: event.stream, event });
