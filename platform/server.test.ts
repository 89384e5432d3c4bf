import { once } from 'node:events';
import { request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createMetrics } from '#platform/metrics';
import { createHttpServer } from '#platform/server';
import type { Wired } from '#platform/wiring';

let server: Server;
let accepting: boolean;
let database: 'up' | 'down';
let stuck: boolean;

beforeEach(async () => {
  [accepting, database, stuck] = [true, 'up', false];
  const consumer = { failure: () => (stuck ? new Error('stuck') : null) };
  const wired = {
    subgraphs: [{ consumers: new Map([['users.people', { consumer }]]) }],
    metrics: createMetrics(),
    ping: () => (database === 'up' ? Promise.resolve() : Promise.reject(new Error('away'))),
  } as unknown as Wired;
  server = createHttpServer({
    ...{ wired, accepting: () => accepting },
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

  it.each(['/health', '/health/ready', '/ready'])('answers %s by whether it can serve', async (path) => {
    expect(await get(path)).toMatchObject({ status: 200 });
    stuck = true;
    expect(await get(path)).toEqual({
      status: 503,
      body: JSON.stringify({ status: 'not ready', database: 'up', stuck: ['users.people'] }),
    });
    [stuck, database] = [false, 'down'];
    expect((await get(path)).body).toContain('"database":"down"');
    [database, accepting] = ['up', false];
    expect(await get(path)).toMatchObject({ status: 503 });
    expect(await get('/health/live')).toMatchObject({ status: 200 });
  });

  it('shows its metrics, and to no other method', async () => {
    expect((await get('/metrics')).body).toContain('metachat_requests_total');
    expect((await get('/metrics', 'POST')).body).toBe('the graph');
  });
});
