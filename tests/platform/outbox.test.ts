import type pg from 'pg';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { EventRefusedError, type Publisher } from '#platform/bus/bus';
import { postgresDeadLetters } from '#platform/dead-letters/postgres';
import type { Outbox } from '#platform/dead-letters/replay';
import type { RecordedEvent } from '#platform/domain/events';
import type { CheckpointStore, EventStore } from '#platform/event-store/event-store';
import { postgresEventStore } from '#platform/event-store/postgres';
import { memoryLocks } from '#platform/locks/memory';
import { type Relay, startRelay } from '#platform/relay';
import { drop, list, replayAll } from '../../ops/outbox/commands.ts';
import { newEvent } from '../contract/event-store.ts';
import { testDatabase } from '../database.ts';

let pool: pg.Pool;
let store: EventStore & CheckpointStore;
let outboxes: ReadonlyMap<string, Outbox>;
let relay: Relay;
/** As the broker has them. */
let published: string[];
/** Places that the broker refuses. */
let refusing: Set<string>;

const placeOf = ({ stream, version }: RecordedEvent) => `${stream}${version}`;
const broker: Publisher = {
  async publish(_, events) {
    const refused = events.find(({ event }) => refusing.has(placeOf(event)));
    if (refused) throw new EventRefusedError(refused.event.position, 'too large');
    published.push(...events.map(({ event }) => placeOf(event)));
  },
};

beforeEach(async () => {
  pool = await testDatabase();
  store = postgresEventStore(pool);
  published = [];
  refusing = new Set();
  const [deadLetters, partitionKeyOf] = [postgresDeadLetters(pool), ({ stream }: RecordedEvent) => stream];
  outboxes = new Map([['chat', { deadLetters, store, publisher: broker, partitionKeyOf }]]);
  relay = startRelay({
    ...{ topic: 'chat', store, checkpoints: store, deadLetters, publisher: broker, locks: memoryLocks() },
    ...{ batchSize: 4, pollIntervalMs: 10, onPublished() {}, onSetAside() {}, partitionKeyOf },
    onFailure: (error) => expect.fail(String(error)),
  });
});
afterEach(() => relay.stop());

const append = async (stream: string, count = 1): Promise<readonly RecordedEvent[]> => {
  const expectedVersion = (await store.readStream('default', stream)).length;
  const events = Array.from({ length: count }, () => newEvent());
  const result = await store.append({ tenant: 'default', stream, expectedVersion, events });
  return result.status === 'appended' ? result.events : expect.fail(result.status);
};
const relayed = () => vi.waitUntil(async () => (await relay.backlog()) === 0, 5_000);
const ran = async (command: (say: (line: string) => void) => Promise<unknown>): Promise<string[]> => {
  const lines: string[] = [];
  await command((line) => lines.push(line));
  return lines;
};
const listed = () => ran((say) => list(outboxes, say));
const idOf = ({ position }: RecordedEvent) => `chat-${position}`;

it('lists what is set aside, and why', async () => {
  refusing.add('a2');
  const events = await append('a', 3);
  await relayed();
  expect(await listed()).toEqual([
    expect.stringMatching(
      new RegExp(`^${idOf(events[1]!)}  \\S+Z  default  a 2  ${events[1]!.type}  refused 1×: too large$`),
    ),
    expect.stringMatching(new RegExp(`^${idOf(events[2]!)} .* a 3 .* waits behind another one$`)),
    '2 in all.',
  ]);
});

it('replays streams in their order, after which the relay goes on with them', async () => {
  refusing.add('a2').add('b1');
  const [a, b] = [await append('a', 4), await append('b', 2)];
  await relayed();
  expect(published).toEqual(['a1']);

  expect(await ran((say) => replayAll(outboxes, [], say))).toEqual([
    ...[`${idOf(a[1]!)}  refused once more: too large`, `${idOf(b[0]!)}  refused once more: too large`],
    '0 published.',
  ]);
  expect((await listed())[0]).toContain('refused 2×');

  refusing.clear();
  // by one that waits: it never overtakes the one before it
  expect(await ran((say) => replayAll(outboxes, [idOf(b[1]!)], say))).toEqual(['2 published.']);
  expect(published).toEqual(['a1', 'b1', 'b2']);
  expect(await ran((say) => replayAll(outboxes, [], say))).toEqual(['3 published.']);
  await append('a', 1);
  await append('b', 1);
  await relayed();
  expect(published).toEqual(['a1', 'b1', 'b2', 'a2', 'a3', 'a4', 'a5', 'b3']);
  expect(await listed()).toEqual(['Nothing is set aside.']);
});

it('replays beside a relay that goes on adding: all is published once it is done, and in order', async () => {
  refusing.add('a1');
  await append('a', 5);
  await relayed();
  refusing.clear();
  const writing = (async () => {
    for (let nth = 0; nth < 60; nth++) await append('a', 1);
  })();
  for (let nth = 0; nth < 10; nth++) await replayAll(outboxes, [], () => {});
  await writing;
  await relayed();
  await replayAll(outboxes, [], () => {});
  expect(published).toEqual(Array.from({ length: 65 }, (_, nth) => `a${nth + 1}`));
  expect(await listed()).toEqual(['Nothing is set aside.']);
});

it('leaves everything where it is while the broker is away', async () => {
  refusing.add('a1');
  await append('a', 2);
  await relayed();
  const away: Publisher = { publish: () => Promise.reject(new Error('connect ECONNREFUSED')) };
  const without = new Map([['chat', { ...outboxes.get('chat')!, publisher: away }]]);
  await expect(replayAll(without, [], () => {})).rejects.toThrow('ECONNREFUSED');
  expect((await listed()).at(-1)).toBe('2 in all.');
});

it('drops what is named, and what waited behind it is published by the next replay', async () => {
  refusing.add('a1');
  const [refused] = await append('a', 3);
  await relayed();
  expect(await ran((say) => drop(outboxes, [idOf(refused!)], say))).toEqual(['1 dropped.']);
  expect(published).toEqual([]);
  expect(await ran((say) => replayAll(outboxes, [], say))).toEqual(['2 published.']);
  expect(published).toEqual(['a2', 'a3']);
});

it('does nothing by halves, and drops nothing that was not named', async () => {
  refusing.add('a1');
  const [refused] = await append('a', 1);
  await relayed();
  for (const unknown of ['chat-999999', 'diary-1', 'chat', '', `${idOf(refused!)}; --`])
    for (const command of [drop, replayAll])
      await expect(command(outboxes, [idOf(refused!), unknown], () => {})).rejects.toThrow('Nothing is set aside as');
  await expect(drop(outboxes, [], () => {})).rejects.toThrow('Name what is to be dropped');
  expect((await listed()).at(-1)).toBe('1 in all.');
});
