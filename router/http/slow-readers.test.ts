import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, expect, it, vi } from 'vitest';
import { createSessions } from '../sessions.ts';
import type { Events } from '../subscriptions.ts';
import { createEventStreams } from './events.ts';

const PING_MS = 12_000;
const EVENT_BYTES = 100_000;

afterEach(() => void vi.useRealTimers());

/** A stream of events without an end, and a reader that takes nothing until it is told to. */
const serve = async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  const sessions = createSessions(
    async () => undefined,
    () => {},
  );
  const streams = createEventStreams(sessions, () => {});
  let taken = 0;
  let left = false;
  const events: Events = {
    async next() {
      taken += 1;
      return { done: false, value: { data: { text: 'x'.repeat(EVENT_BYTES) } } };
    },
    async return() {
      left = true;
      return { done: true, value: undefined };
    },
    [Symbol.asyncIterator]: () => events,
  };
  const responses: ServerResponse[] = [];
  const server = createServer((_, response) => {
    responses.push(response);
    void streams.serve(response, {}, undefined, async () => events);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const reader = connect((server.address() as AddressInfo).port, '127.0.0.1').pause();
  reader.on('error', () => {}).write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
  /** Until the buffers of the two kernels are full. */
  const settled = async () => {
    for (let before = -1; taken === 0 || before !== taken; await delay(200)) before = taken;
  };
  const close = async () => {
    reader.destroy();
    streams.close();
    sessions.close();
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  };
  return { reader, response: () => responses[0]!, taken: () => taken, left: () => left, settled, close };
};

it('who reads nothing is sent nothing more, not even pings, and is gone at the second of them', async () => {
  const { response, taken, left, settled, close } = await serve();
  await settled();
  const before = taken();
  vi.advanceTimersByTime(PING_MS);
  expect(response().writableLength).toBeLessThan(2 * EVENT_BYTES);
  expect([response().destroyed, taken()]).toEqual([false, before]);
  vi.advanceTimersByTime(PING_MS);
  expect(response().destroyed).toBe(true);
  await vi.waitFor(() => expect(left()).toBe(true));
  await close();
});

it('who reads slowly stays, however much is waiting', async () => {
  const { reader, response, taken, settled, close } = await serve();
  await settled();
  for (let round = 0; round < 4; round++) {
    const before = taken();
    reader.resume();
    await vi.waitFor(() => expect(taken()).toBeGreaterThan(before + 10));
    reader.pause();
    await settled();
    expect(response().writableLength).toBeGreaterThan(0);
    vi.advanceTimersByTime(PING_MS);
    expect(response().destroyed).toBe(false);
  }
  await close();
});
