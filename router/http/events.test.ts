import { once } from 'node:events';
import { request } from 'node:http';
import { type Client, createClient } from 'graphql-sse';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DomainError } from '#platform/domain/errors';
import { listen, type Served, until } from '../endpoint.fixture.ts';

let served: Served;
beforeAll(async () => {
  served = await listen();
});
afterAll(() => served.close());

const MESSAGES = 'subscription { messageReceived { text sender { name } } }';

const clientOf = (token?: string): Client =>
  createClient({
    ...{ url: served.url(), retryAttempts: 0, fetchFn: fetch },
    ...(token === undefined ? {} : { headers: { authorization: `Bearer ${token}` } }),
  });

/** The answer's headers, and what has come of its body. */
const open = async (query: string, headers: Record<string, string> = {}) => {
  const sent = request(served.url(), {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'text/event-stream', ...headers },
  }).end(JSON.stringify({ query }));
  const [response] = await once(sent, 'response');
  let text = '';
  response.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk;
  });
  response.on('error', () => {});
  return { response, text: () => text, leave: () => sent.destroy() };
};

const publish = (sender: string) =>
  served.received.publish({ messageReceived: { id: 'm', text: `from ${sender}`, sender: { id: sender } } });

describe('server-sent events', () => {
  it('brings the events of a subscription to the client of graphql-sse, completed from the other subgraph', async () => {
    const client = clientOf();
    const events = client.iterate({ query: MESSAGES });
    const first = events.next();
    await until(() => served.received.listeners() === 1);
    publish('1');
    expect((await first).value).toEqual({ data: { messageReceived: { text: 'from 1', sender: { name: 'Ada' } } } });
    await events.return!();
    await until(() => served.received.listeners() === 0);
  });

  it('answers queries and mutations, and refuses wrong documents, in the stream', async () => {
    const client = clientOf('good');
    const answer = async (query: string) => (await client.iterate({ query }).next()).value;
    expect(await answer('{ me { name } }')).toEqual({ data: { me: { name: 'Ada' } } });
    expect(await answer('mutation { send(text: "x", sender: "1") { text } }')).toMatchObject({
      data: {},
      extensions: {},
    });
    expect(await answer('{ nothing }')).toMatchObject({ errors: [{ extensions: { code: 'BAD_USER_INPUT' } }] });
  });

  it('has its media type, is not packed, and says at once that it stands', async () => {
    const { response, text, leave } = await open(MESSAGES, { 'accept-encoding': 'gzip' });
    expect(response.headers).toMatchObject({ 'content-type': 'text/event-stream; charset=utf-8' });
    expect(response.headers['content-encoding']).toBeUndefined();
    await until(() => text() === ':\n\n');
    publish('2');
    await until(() => text().includes('\n\nevent: next\ndata: {"data":{"messageReceived":{"text":"from 2"'));
    leave();
    await until(() => served.received.listeners() === 0);
  });

  it('answers with JSON who takes it as well, but for a subscription', async () => {
    const accept = 'application/json, text/event-stream';
    const { answer } = await served.post({ query: '{ user(id: "1") { name } }' }, { accept });
    expect(answer).toEqual({ data: { user: { name: 'Ada' } } });
    const { response, leave } = await open(MESSAGES, { accept });
    expect(response.headers['content-type']).toContain('text/event-stream');
    leave();
    await until(() => served.received.listeners() === 0);
  });

  it('lets nobody in whose token is forged', async () => {
    const { response } = await open(MESSAGES, { authorization: 'Bearer forged' });
    expect(response.statusCode).toBe(401);
    expect(served.received.listeners()).toBe(0);
  });

  it('ends with the token that it was opened with', async () => {
    const { response, text } = await open(MESSAGES, { authorization: 'Bearer short' });
    await once(response, 'end');
    expect(text()).toMatch(/event: next\ndata: .*UNAUTHENTICATED.*\n\nevent: complete\ndata:\n\n$/);
    await until(() => served.received.listeners() === 0);
  });

  it('ends with the session, also while nothing is sent', async () => {
    let ended = false;
    const own = await listen({
      async authenticate(token) {
        if (ended) throw new DomainError('UNAUTHENTICATED', 'Ended.');
        return { id: token, tenant: 'default' };
      },
    });
    const response = await fetch(own.url(), {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'text/event-stream', authorization: 'Bearer x' },
      body: JSON.stringify({ query: MESSAGES }),
    });
    ended = true;
    expect(await response.text()).toContain('the session has ended');
    expect(own.received.listeners()).toBe(0);
    await own.close();
  }, 10_000);

  it('ends without completing when the server stops: the client comes back', async () => {
    const own = await listen();
    const response = await fetch(own.url(), {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'text/event-stream' },
      body: JSON.stringify({ query: MESSAGES }),
    });
    await until(() => own.received.listeners() === 1);
    const text = response.text();
    await own.close();
    expect(await text).toBe(':\n\n');
    expect(own.received.listeners()).toBe(0);
  });
});
