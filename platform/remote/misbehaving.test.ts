import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo, createServer as createTcpServer, type Server as TcpServer } from 'node:net';
import { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { type RemoteDataSource, remoteDataSource, type Timing } from '#platform/remote-data-source';
import { operationContext, SECRET } from './subgraph.fixture.ts';

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

type Misbehave = (request: IncomingMessage, response: ServerResponse, nth: number) => void;

const listening = async (server: Server | TcpServer): Promise<string> => {
  await once(server.listen(0, '127.0.0.1'), 'listening');
  closing.push(() => new Promise((resolve) => server.close(resolve)));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
};

/** A subgraph of which nothing good comes; and what it was asked. */
const server = async (misbehave: Misbehave) => {
  const asked: IncomingMessage[] = [];
  const http = createServer((request, response) => {
    request.resume();
    asked.push(request);
    misbehave(request, response, asked.length);
  });
  const url = await listening(http);
  closing.push(async () => http.closeAllConnections());
  return { url, asked };
};

const remote = (url: string, timing: Partial<Timing> = {}): RemoteDataSource => {
  const source = remoteDataSource({ urls: [url], secret: SECRET, timing });
  closing.push(() => source.close());
  return source;
};

const ask = (source: RemoteDataSource, query = '{ x }') => source.execute({ query }, operationContext());
const GOOD = JSON.stringify({ data: { x: 1 } });
const good: Misbehave = (_, response) => void response.end(GOOD);
const breakOff: Misbehave = (_, response) => {
  response.writeHead(200, { 'content-length': '1000' }).write('{"data":');
  setTimeout(() => response.destroy(), 10);
};

describe('a subgraph that misbehaves', () => {
  it('and answers without an end is given up at 16 MB, and not asked again', async () => {
    let sent = 0;
    const { url, asked } = await server((_, response) => {
      const parts = function* () {
        yield '{"data":{"x":"';
        for (const part = 'x'.repeat(1_048_576); sent < 100; sent += 1) yield part;
      };
      Readable.from(parts()).pipe(response);
    });
    const source = remote(url);
    await expect(ask(source)).rejects.toThrow('more than 16777216 bytes');
    expect(sent).toBeLessThan(60);
    expect(asked).toHaveLength(1);
  });

  it('and answers too much to somebody goes on to be asked by the others', async () => {
    const { url } = await server((...given) => {
      if (given[2] > 12) good(...given);
      else given[1].writeHead(200, { 'content-length': '20000000' }).end(Buffer.alloc(20_000_000, ' '));
    });
    const source = remote(url);
    for (let nth = 0; nth < 12; nth += 1) await expect(ask(source)).rejects.toThrow('more than');
    expect(await ask(source)).toEqual({ data: { x: 1 } });
  });

  it('and answers drop by drop is given up at the deadline', async () => {
    const { url } = await server((_, response) => {
      const dripping = setInterval(() => response.write(' '), 20);
      response.on('close', () => clearInterval(dripping));
    });
    const began = performance.now();
    await expect(ask(remote(url, { answerMs: 300 }))).rejects.toThrow('did not answer within');
    expect(performance.now() - began).toBeLessThan(1_000);
  });

  it.each<[string, Misbehave]>([
    ['breaks off within its answer', breakOff],
    ['ends the connection without a word', (request) => void request.socket.destroy()],
    ['says that it is about to stop', (_, response) => void response.writeHead(503).end()],
  ])('and %s is asked a query once more, and a mutation not', async (_, misbehave) => {
    const once = await server((request, response, nth) => (nth === 1 ? misbehave : good)(request, response, nth));
    expect(await ask(remote(once.url))).toEqual({ data: { x: 1 } });
    expect(once.asked).toHaveLength(2);

    const { url, asked } = await server((request, response, nth) =>
      (nth === 1 ? misbehave : good)(request, response, nth),
    );
    await expect(ask(remote(url), 'mutation { x }')).rejects.toThrow();
    expect(asked).toHaveLength(1);
  });

  it('all the time is asked twice and no more', async () => {
    const { url, asked } = await server(breakOff);
    await expect(ask(remote(url))).rejects.toThrow();
    expect(asked).toHaveLength(2);
  });

  it.each([
    ['no HTTP', 'SSH-2.0-OpenSSH_9.2\r\n'],
    ['a header without an end', `HTTP/1.1 200 OK\r\nx: ${'x'.repeat(100_000)}`],
  ])('and answers by %s is no subgraph', async (_, text) => {
    const tcp = createTcpServer((socket) => {
      socket.on('error', () => {}).once('data', () => socket.write(text));
    });
    await expect(ask(remote(await listening(tcp)))).rejects.toThrow();
  });

  it.each([
    ['no JSON', '<html>Bad Gateway</html>'],
    ['JSON that is no answer', '[1, 2]'],
  ])('and answers %s is reported, and not asked again', async (_, body) => {
    const { url, asked } = await server((_, response) => void response.end(body));
    await expect(ask(remote(url))).rejects.toThrow('not by GraphQL');
    expect(asked).toHaveLength(1);
  });

  it('for a while is left alone, so that nobody waits for it, and is tried by one until it is back', async () => {
    let well = false;
    const { url, asked } = await server((...given) => {
      if (well) setTimeout(() => good(...given), 50);
      else given[1].destroy();
    });
    const source = remote(url);
    for (let nth = 0; nth < 10; nth += 1) await expect(ask(source)).rejects.toThrow();
    const before = asked.length;
    well = true;
    const refused = await Promise.allSettled(Array.from({ length: 50 }, () => ask(source)));
    expect(refused.map(({ status }) => status)).toEqual(Array(50).fill('rejected'));
    expect(asked).toHaveLength(before);

    await delay(1_600);
    const trying = await Promise.allSettled(Array.from({ length: 50 }, () => ask(source)));
    expect(trying.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(asked).toHaveLength(before + 1);
    expect(await ask(source)).toEqual({ data: { x: 1 } });
  });
});

it('a request is a part of the trace that its client has begun', async () => {
  const { url, asked } = await server(good);
  const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
  const source = remote(url);
  await source.execute({ query: '{ x }' }, operationContext({ traceparent }));
  await ask(source);
  expect(asked.map(({ headers }) => headers.traceparent)).toEqual([traceparent, undefined]);
});
