import { once } from 'node:events';
import { request, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createMetrics } from '#platform/metrics';
import { createHttpServer } from '#platform/server';

let server: Server;
let accepting: boolean;
let away: string[];
let stuck: string[];

beforeEach(async () => {
  [accepting, away, stuck] = [true, [], []];
  const ping = (name: string) => async () => {
    if (away.includes(name)) throw new Error('away');
  };
  const observed = {
    ...{ metrics: createMetrics(), essential: ['database'], stuck: () => stuck },
    dependencies: new Map(['database', 'kafka'].map((name) => [name, ping(name)])),
  };
  server = createHttpServer({
    ...{ observed, accepting: () => accepting },
    blobs: (_, response) => void response.end('a blob'),
    graphql: (_, response) => void response.end('the graph'),
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
});
afterEach(async () => {
  server.close();
  await once(server, 'close');
});

/** Sends the path as it stands: `fetch` would mend it. */
const get = async (path: string, method = 'GET') => {
  const { port } = server.address() as AddressInfo;
  const sent = request({ host: '127.0.0.1', port, path, method, agent: false }).end();
  const [response] = await once(sent, 'response');
  return { status: response.statusCode, body: await text(response) };
};

describe('the HTTP server', () => {
  it.each(['/', '/graphql', '//', '///x', '/health/', 'http:///', '/%', '/?/health'])(
    'leaves %s to the graph, and lives on',
    async (path) => {
      expect(await get(path)).toEqual({ status: 200, body: 'the graph' });
      expect((await get('/health/live?x=1')).status).toBe(200);
    },
  );

  it('leaves what is below /blobs/ to who serves blobs, and nothing else', async () => {
    for (const path of ['/blobs/', '/blobs/users/x?y', '/blobs//'])
      for (const method of ['GET', 'PUT']) expect((await get(path, method)).body).toBe('a blob');
    for (const path of ['/blobs', '/Blobs/x', '//blobs/', '/x?/blobs/'])
      expect((await get(path)).body).toBe('the graph');
  });

  it.each(['/health', '/health/ready', '/ready'])('answers %s by whether it can serve', async (path) => {
    expect(await get(path)).toMatchObject({ status: 200 });
    stuck = ['users.people'];
    expect(await get(path)).toEqual({
      status: 503,
      body: JSON.stringify({ status: 'not ready', database: 'up', kafka: 'up', stuck }),
    });
    [stuck, away] = [[], ['database']];
    expect(await get(path)).toMatchObject({ status: 503 });
    expect((await get(path)).body).toContain('"database":"down"');
    [away, accepting] = [[], false];
    expect(await get(path)).toMatchObject({ status: 503 });
    expect(await get('/health/live')).toMatchObject({ status: 200 });
  });

  it('says which part is away, and still takes what does not need it', async () => {
    [away, stuck] = [['kafka'], ['users.people']];
    expect(await get('/health/ready')).toEqual({
      status: 200,
      body: JSON.stringify({ status: 'degraded', database: 'up', kafka: 'down', stuck }),
    });
  });

  it('shows its metrics, and to no other method', async () => {
    expect((await get('/metrics')).body).toContain('metachat_requests_total');
    expect((await get('/metrics', 'POST')).body).toBe('the graph');
  });
});

it('ends a connection whose request does not come', { timeout: 20_000 }, async () => {
  const { port } = server.address() as AddressInfo;
  const socket = connect(port, '127.0.0.1');
  socket.write('GET /health HTTP/1.1\r\nhost: x\r\nx-slow: ');
  const dripping = setInterval(() => socket.write('.'), 500);
  const answer = await text(socket);
  clearInterval(dripping);
  expect(answer).toMatch(/^HTTP\/1\.1 408 /);
});
