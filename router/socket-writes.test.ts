import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay, setImmediate } from 'node:timers/promises';
import { afterEach, expect, it, vi } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { type Send, socketWrites } from './socket-writes.ts';

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

/** So many clients of one server: by which it sends to each, what each has heard, and its end of the connection. */
const connected = async (count: number) => {
  const sendTo = socketWrites();
  const sockets = new WebSocketServer({ noServer: true, perMessageDeflate: false });
  const http = createServer().on('upgrade', (request, socket, head) =>
    sockets.handleUpgrade(request, socket, head, (accepted) => sockets.emit('connection', accepted, request)),
  );
  await once(http.listen(0, '127.0.0.1'), 'listening');
  closing.push(() => http.close());
  const clients = [];
  for (let nth = 0; nth < count; nth += 1) {
    const client = new WebSocket(`ws://127.0.0.1:${(http.address() as AddressInfo).port}`, {
      perMessageDeflate: false,
    });
    closing.push(() => client.terminate());
    const heard: string[] = [];
    client.on('message', (data) => heard.push(String(data)));
    client.on('error', () => {});
    const [[socket, { socket: wire }]] = await Promise.all([once(sockets, 'connection'), once(client, 'open')]);
    const send: Send = sendTo(socket, wire);
    clients.push({ client, socket: socket as WebSocket, wire, send, heard });
  }
  return clients;
};

it('what comes in one turn goes out by one write, in order', async () => {
  const [one] = await connected(1);
  const { send, wire, heard } = one!;
  const written = vi.spyOn(wire, '_writev');
  const texts = ['a', 'b', 'c', 'd'];
  await Promise.all(texts.map(send));
  expect(written).not.toHaveBeenCalled();
  await vi.waitFor(() => expect(heard).toEqual(texts));
  expect(written).toHaveBeenCalledTimes(1);

  await send('e');
  await vi.waitFor(() => expect(heard).toEqual([...texts, 'e']));
  expect(written).toHaveBeenCalledTimes(2);
});

it('whoever sends much at once waits until it is on its way', async () => {
  const [one] = await connected(1);
  const { send, heard } = one!;
  let sent = 0;
  const sending = (async () => {
    while (sent < 20) {
      await send(`${sent}`);
      sent += 1;
    }
  })();
  // all that can happen in this turn
  for (let nth = 0; nth < 100; nth += 1) await Promise.resolve();
  expect(sent).toBe(7);
  await sending;
  await vi.waitFor(() => expect(heard).toHaveLength(20));

  let taken = false;
  const large = send('x'.repeat(100_000)).then(() => {
    taken = true;
  });
  for (let nth = 0; nth < 100; nth += 1) await Promise.resolve();
  expect(taken).toBe(false);
  await large;
});

it('who reads nothing is cut off, and nobody else waits for it', async () => {
  const [slow, quick] = await connected(2);
  slow!.client.pause();
  const closed = once(slow!.socket, 'close');
  const text = 'x'.repeat(1_048_576);
  // ten subscriptions of the slow one, each of which goes on when it may
  const slowly = Array.from({ length: 10 }, async () => {
    for (let nth = 0; nth < 4 && slow!.socket.readyState === WebSocket.OPEN; nth += 1) await slow!.send(text);
  });
  for (let nth = 0; nth < 100; nth += 1) {
    await quick!.send(`${nth}`);
    await setImmediate();
  }
  await vi.waitFor(() => expect(quick!.heard).toHaveLength(100));
  await Promise.race([closed, delay(5_000).then(() => Promise.reject(new Error('It is still connected.')))]);
  await Promise.all(slowly);
  await slow!.send('nobody hears this');
});
