import { once } from 'node:events';
import { Agent, request } from 'node:http';
import type { Socket } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { listen, type Served } from '../endpoint.fixture.ts';

const MEGABYTE = 1_048_576;

let served: Served;
const sockets: Socket[] = [];
beforeAll(async () => {
  served = await listen();
  served.server.on('connection', (socket) => sockets.push(socket));
});
afterAll(() => served.close());

/** Over one connection that is kept, for each test. */
let agent: Agent;
beforeEach(() => {
  agent = new Agent({ keepAlive: true, maxSockets: 1 });
});
afterEach(() => agent.destroy());
const post = async (body: string | Buffer, headers: Record<string, string> = {}) => {
  const sent = request(served.url(), {
    ...{ method: 'POST', agent, headers: { 'content-type': 'application/json', ...headers } },
  });
  sent.end(body);
  const [response] = await once(sent, 'response');
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk as Buffer);
  return { status: response.statusCode, answer: JSON.parse(Buffer.concat(chunks).toString()) };
};

it('a body that is too large is refused before it is read, and is read in no hurry then', async () => {
  const { status, answer } = await post(Buffer.alloc(8 * MEGABYTE, 0x20));
  expect([status, answer.errors[0].extensions.code]).toEqual([413, 'LIMIT_EXCEEDED']);
  expect(sockets[0]!.bytesRead).toBeLessThan(2 * MEGABYTE);
});

it('its connection can be used again, and others meanwhile', async () => {
  const { answer } = await served.post({ query: '{ user(id: "1") { name } }' });
  expect(answer).toEqual({ data: { user: { name: 'Ada' } } });
  const refused = await post(Buffer.alloc(MEGABYTE + 1, 0x20));
  expect(refused.status).toBe(413);
  const after = await post('{"query":"{ user(id: \\"1\\") { name } }"}');
  expect(after).toEqual({ status: 200, answer: { data: { user: { name: 'Ada' } } } });
});

it('what is refused for its token has its body thrown away, too', async () => {
  const forged = { authorization: 'Bearer forged' };
  const { status } = await post(`{"query":"{ me { id } }","padding":"${'x'.repeat(300_000)}"}`, forged);
  expect(status).toBe(401);
  expect((await post('{"query":"{ __typename }"}')).answer).toEqual({ data: { __typename: 'Query' } });
  expect(served.faults).toEqual([]);
});
