import { once } from 'node:events';
import { createServer, request as httpRequest } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { buildClientSchema, getIntrospectionQuery, type IntrospectionQuery } from 'graphql';
import { createClient } from 'graphql-ws';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { DomainError } from '#platform/domain/errors';
import { testGraph } from './graph.fixture.ts';
import { type Endpoint, serveRouter } from './http.ts';
import type { OperationMeasure } from './operations.ts';

const authenticate = async (token: string) => {
  if (token === 'down') throw new Error('connect ECONNREFUSED');
  if (token === 'short') return { expiresAt: new Date(Date.now() + 50) };
  if (token !== 'good') throw new DomainError('UNAUTHENTICATED', 'The access token is not valid, or has expired.');
  return { expiresAt: new Date(Date.now() + 3_600_000) };
};

/** A listening server over the test graph. */
const listen = async () => {
  const graph = testGraph();
  const measures: OperationMeasure[] = [];
  const faults: unknown[] = [];
  let connections = 0;
  const endpoint: Endpoint = await serveRouter({
    ...{ router: graph.router, authenticate, tenantOf: ({ host }) => (host === 'acme.example' ? 'acme' : undefined) },
    onError: (error) => faults.push(error),
    onOperation: (measure) => measures.push(measure),
    onConnections: (delta) => {
      connections += delta;
    },
  });
  const server = createServer(endpoint.listener).on('upgrade', endpoint.upgrade).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const close = async () => {
    await endpoint.close();
    server.close();
    server.closeAllConnections();
  };
  return { ...graph, endpoint, measures, faults, connections: () => connections, port, close };
};

let served: Awaited<ReturnType<typeof listen>>;
beforeAll(async () => {
  served = await listen();
});
afterAll(() => served.close());

const url = (path = '/graphql') => `http://127.0.0.1:${served.port}${path}`;

const post = async (body: unknown, headers: Record<string, string> = {}) => {
  const response = await fetch(url(), {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' || body instanceof Uint8Array ? (body as string) : JSON.stringify(body),
  });
  return { status: response.status, headers: response.headers, answer: (await response.json()) as Answer };
};

interface Answer {
  readonly data?: Record<string, unknown> | null;
  readonly errors?: readonly { readonly message: string; readonly extensions: Record<string, unknown> }[];
  readonly extensions?: Record<string, unknown>;
}

const until = async (isSo: () => boolean) => {
  for (let waited = 0; !isSo(); waited += 5) {
    if (waited > 2_000) throw new Error('It did not come to pass.');
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
};

describe('POST /graphql', () => {
  it('answers a query with the viewer that the token names', async () => {
    const { status, answer } = await post({ query: '{ me { name } }' }, { authorization: 'Bearer good' });
    expect({ status, answer }).toEqual({ status: 200, answer: { data: { me: { name: 'Ada' } } } });
  });

  it('lets through who has no token, and leaves it to the fields', async () => {
    const { status, answer } = await post({ query: '{ me { name } user(id: "2") { name } }' });
    expect(status).toBe(200);
    expect(answer).toMatchObject({
      data: { me: null, user: { name: 'Grace' } },
      errors: [{ extensions: { code: 'UNAUTHENTICATED' } }],
    });
  });

  it.each(['Bearer forged', 'Basic dXNlcjpwYXNz', 'Bearer a b'])(
    'refuses the authorization %s',
    async (authorization) => {
      served.fetches.length = 0;
      const { status, headers, answer } = await post({ query: '{ me { name } }' }, { authorization });
      expect(status).toBe(401);
      expect(headers.get('www-authenticate')).toContain('Bearer');
      expect(answer).toMatchObject({ errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] });
      expect(served.fetches).toEqual([]);
    },
  );

  it('is away, not refusing, while tokens can not be verified', async () => {
    const { status, answer } = await post({ query: '{ me { name } }' }, { authorization: 'Bearer down' });
    expect(status).toBe(503);
    expect(answer).toMatchObject({ errors: [{ extensions: { code: 'UNAVAILABLE' } }] });
    expect(String(served.faults.splice(0))).toContain('ECONNREFUSED');
  });

  it('keeps a correlation id that is fit to be logged, and makes one where it is not', async () => {
    const query = '{ user(id: "1") { name } }';
    const correlationOf = async (id: string) =>
      (await post({ query }, { 'x-correlation-id': id })).headers.get('x-correlation-id');
    expect(await correlationOf('order-7')).toBe('order-7');
    expect(await correlationOf('two words')).toMatch(/^[0-9a-f-]{36}$/);
    expect(await correlationOf('x'.repeat(129))).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('passes on the token, the ids and the address, and answers with the place of what was written', async () => {
    served.fetches.length = 0;
    const { answer } = await post(
      { query: 'mutation { send(text: "hi", sender: "1") { text } }' },
      { authorization: 'Bearer good', 'x-correlation-id': 'c', 'x-consistency-token': 'chat.1.x' },
    );
    expect(answer.extensions?.consistency).toMatch(/^chat\.\d+\.signature$/);
    expect(served.fetches[0]!.context).toMatchObject({
      ...{ token: 'good', correlationId: 'c', consistencyToken: 'chat.1.x', address: '127.0.0.1' },
    });
  });

  it('passes on the tenant that the request came to', async () => {
    served.fetches.length = 0;
    const body = JSON.stringify({ query: '{ user(id: "1") { name } }' });
    // fetch lets nobody set the host
    const request = httpRequest(url(), {
      method: 'POST',
      headers: { 'content-type': 'application/json', host: 'acme.example' },
    }).end(body);
    const [response] = await once(request, 'response');
    response.resume();
    expect(served.fetches[0]!.context.tenant).toBe('acme');
    await post({ query: '{ user(id: "1") { name } }' });
    expect(served.fetches.at(-1)!.context.tenant).toBeUndefined();
  });

  it.each<[string, unknown, Record<string, string>, Record<string, unknown>]>([
    ['no JSON', '{"query": ', {}, { field: 'body' }],
    ['nothing', '', {}, { field: 'body' }],
    ['no UTF-8', new Uint8Array([0x7b, 0xff, 0x7d]), {}, { field: 'body' }],
    ['packed', '{}', { 'content-encoding': 'gzip' }, { field: 'body' }],
    ['null', 'null', {}, {}],
    ['a batch', [{ query: '{ __typename }' }], {}, {}],
    ['plain text', '{ __typename }', { 'content-type': 'text/plain' }, {}],
    ['no query', { variables: {} }, {}, { field: 'query' }],
    ['a query that is a number', { query: 7 }, {}, { field: 'query' }],
    ['variables that are a list', { query: '{ __typename }', variables: [1] }, {}, { field: 'variables' }],
    ['a syntax error', { query: '{' }, {}, { reason: 'GRAPHQL_PARSE_FAILED', field: 'query' }],
    ['an unknown field', { query: '{ nothing }' }, {}, { reason: 'GRAPHQL_VALIDATION_FAILED', field: 'nothing' }],
    ['an unknown operation', { query: '{ __typename }', operationName: 'B' }, {}, { field: 'operationName' }],
    ['a missing variable', { query: 'query ($id: ID!) { user(id: $id) { id } }' }, {}, { field: 'id' }],
    [
      'a wrong one',
      { query: 'query ($n: Int!) { messages(first: $n) { id } }', variables: { n: 'x' } },
      {},
      { field: 'n' },
    ],
    ['a subscription', { query: 'subscription { messageReceived { id } }' }, {}, { field: 'query' }],
  ])('refuses %s with 400 and BAD_USER_INPUT', async (_, body, headers, extensions) => {
    const { status, answer } = await post(body, headers);
    expect(status).toBe(400);
    expect(answer.errors).toHaveLength(1);
    expect(answer.errors![0]!.extensions).toMatchObject({ code: 'BAD_USER_INPUT', ...extensions });
    expect(answer.errors![0]!.extensions.field).toEqual(expect.any(String));
    expect(JSON.stringify(answer)).not.toMatch(/stack|\.ts|node_modules/);
    expect(served.faults).toEqual([]);
  });

  it('tells a client that would persist its queries to send them whole', async () => {
    const { answer } = await post({ extensions: { persistedQuery: { version: 1, sha256Hash: 'x' } } });
    // clients know it by this message
    expect(answer.errors).toMatchObject([
      { message: 'PersistedQueryNotSupported', extensions: { code: 'BAD_USER_INPUT' } },
    ]);
  });

  it('refuses a document of too many tokens with LIMIT_EXCEEDED', async () => {
    const { status, answer } = await post({ query: `{ ${'__typename '.repeat(5_000)} }` });
    expect(status).toBe(400);
    expect(answer.errors).toMatchObject([{ extensions: { code: 'LIMIT_EXCEEDED', limit: 'tokens', maximum: 5_000 } }]);
  });

  it('takes a body of eight megabytes, and refuses a byte more, whether its length is told or not', async () => {
    const bodyOf = (bytes: number) => {
      const body = JSON.stringify({ query: '{ __typename }', padding: '' });
      return body.replace('""', `"${'x'.repeat(bytes - body.length)}"`);
    };
    expect((await post(bodyOf(8_388_608))).answer).toEqual({ data: { __typename: 'Query' } });

    const { status, answer } = await post(bodyOf(8_388_609));
    expect(status).toBe(413);
    expect(answer.errors).toMatchObject([{ extensions: { code: 'LIMIT_EXCEEDED', maximum: 8_388_608 } }]);

    const chunked = await fetch(url(), {
      ...{ method: 'POST', headers: { 'content-type': 'application/json' }, duplex: 'half' },
      body: new Blob([bodyOf(8_388_609)]).stream(),
    } as RequestInit);
    expect(chunked.status).toBe(413);
  });

  it('masks a fault of ours', async () => {
    const { status, answer } = await post({ query: '{ broken { id } }' });
    expect(status).toBe(200);
    expect(answer.errors).toMatchObject([
      { message: 'Internal server error', extensions: { code: 'INTERNAL_SERVER_ERROR' } },
    ]);
    expect(JSON.stringify(answer)).not.toMatch(/relation|stack/);
  });

  it('measures operations by their names', async () => {
    served.measures.length = 0;
    await post({ query: 'query Profile { user(id: "1") { name } }' });
    await post({ query: '{ broken { id } }' });
    await post({ query: `query ${'N'.repeat(65)} { __typename }` });
    expect(served.measures).toMatchObject([
      { name: 'Profile', type: 'query', status: 'ok', seconds: expect.any(Number) },
      { name: 'anonymous', status: 'error' },
      { name: 'other', status: 'ok' },
    ]);
  });
});

describe('GET and the browser', () => {
  it('answers a query by GET to who could not be a form on another site', async () => {
    const query = url(`/graphql?query=${encodeURIComponent('{ user(id: "1") { name } }')}`);
    const accepted = await fetch(query, { headers: { 'apollo-require-preflight': 'true' } });
    expect(await accepted.json()).toEqual({ data: { user: { name: 'Ada' } } });

    const blocked = await fetch(query, { headers: { accept: 'application/json' } });
    expect(blocked.status).toBe(400);
    expect(await blocked.json()).toMatchObject({ errors: [{ extensions: { code: 'BAD_USER_INPUT' } }] });
  });

  it('changes nothing by GET, nor by other methods', async () => {
    served.fetches.length = 0;
    const mutation = encodeURIComponent('mutation { send(text: "x", sender: "1") { id } }');
    const headers = { 'apollo-require-preflight': 'true', 'content-type': 'application/json' };
    const byGet = await fetch(url(`/graphql?query=${mutation}`), { headers });
    const byPut = await fetch(url(), { method: 'PUT', headers, body: '{}' });
    expect([byGet.status, byPut.status]).toEqual([405, 405]);
    expect(await byGet.json()).toMatchObject({ errors: [{ extensions: { code: 'BAD_USER_INPUT' } }] });
    expect(served.fetches).toEqual([]);
  });

  it('shows the Sandbox to a browser', async () => {
    const response = await fetch(url(), { headers: { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' } });
    expect(response.headers.get('content-type')).toContain('text/html');
    expect(await response.text()).toContain('embeddable-sandbox.cdn.apollographql.com');
  });

  it('shows an explorer that names no other server, and is sent once', async () => {
    const response = await fetch(url('/explorer'));
    const policy = response.headers.get('content-security-policy')!;
    expect(response.headers.get('content-encoding')).toBe('gzip');
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("connect-src 'self'");
    const html = await response.text();
    expect(html).toContain('"endpoint":"/graphql"');
    expect(html).not.toMatch(/<(script|link|img)[^>]*(src|href)="https?:/);

    const again = await fetch(url('/explorer'), { headers: { 'if-none-match': response.headers.get('etag')! } });
    expect(again.status).toBe(304);
  });

  it('answers the introspection of explorers with the whole schema', async () => {
    const { answer } = await post({ query: getIntrospectionQuery({ oneOf: true }) });
    const schema = buildClientSchema(answer.data as unknown as IntrospectionQuery);
    expect(schema.getSubscriptionType()?.getFields()).toHaveProperty('messageReceived');
  });

  it('allows the hosted Sandbox to ask a server in a private network, and no other origin', async () => {
    const preflight = (origin: string) =>
      fetch(url(), {
        method: 'OPTIONS',
        headers: {
          ...{ origin, 'access-control-request-method': 'POST' },
          'access-control-request-headers': 'authorization,content-type',
          'access-control-request-private-network': 'true',
        },
      });
    const allowed = await preflight('https://studio.apollographql.com');
    expect(allowed.status).toBe(204);
    expect(Object.fromEntries(allowed.headers)).toMatchObject({
      'access-control-allow-origin': 'https://studio.apollographql.com',
      'access-control-allow-headers': 'authorization,content-type',
      'access-control-allow-private-network': 'true',
    });
    const other = await preflight('https://evil.example');
    expect(other.headers.has('access-control-allow-origin')).toBe(false);

    const { headers } = await post({ query: '{ __typename }' }, { origin: 'https://studio.apollographql.com' });
    expect(headers.get('access-control-allow-origin')).toBe('https://studio.apollographql.com');
  });

  it('has nothing elsewhere', async () => {
    const response = await fetch(url('/elsewhere'));
    expect(response.status).toBe(404);
    expect(await response.json()).toMatchObject({ errors: [{ extensions: { code: 'NOT_FOUND' } }] });
  });
});

const clientOf = (connectionParams?: Record<string, unknown>, port = served.port) =>
  createClient({
    ...{ url: `ws://127.0.0.1:${port}/graphql`, webSocketImpl: WebSocket, retryAttempts: 0 },
    ...(connectionParams && { connectionParams }),
  });

interface Message {
  readonly id: string;
  readonly type: string;
  readonly payload: unknown;
}

/** A socket that has been acknowledged, and the messages that came on it. */
const rawSocket = async (connectionParams = {}, port = served.port) => {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/graphql`, 'graphql-transport-ws');
  const messages: Message[] = [];
  socket.on('message', (data) => messages.push(JSON.parse(String(data))));
  await once(socket, 'open');
  socket.send(JSON.stringify({ type: 'connection_init', payload: connectionParams }));
  await until(() => messages.length === 1);
  const subscribe = (id: string, query: string, extensions = {}) =>
    socket.send(JSON.stringify({ id, type: 'subscribe', payload: { query, extensions } }));
  return { socket, messages, subscribe };
};

describe('WebSocket', () => {
  it('answers queries, mutations and subscriptions, events completed from the other subgraph', async () => {
    const client = clientOf({ authorization: 'good' });
    const events = client.iterate({ query: 'subscription { messageReceived { text sender { name } } }' });
    const first = events.next();
    await until(() => served.received.listeners() === 1);

    const query = client.iterate({ query: '{ me { name } }' });
    expect((await query.next()).value).toEqual({ data: { me: { name: 'Ada' } } });
    const mutation = client.iterate({ query: 'mutation { send(text: "hello", sender: "2") { text } }' });
    expect((await mutation.next()).value).toMatchObject({ data: { send: { text: 'hello' } }, extensions: {} });
    expect((await first).value).toEqual({
      data: { messageReceived: { text: 'hello', sender: { name: 'Grace' } } },
    });

    await events.return!();
    await until(() => served.received.listeners() === 0);
    await client.dispose();
  });

  it('ends a subscription when its socket breaks', async () => {
    const { socket, subscribe } = await rawSocket();
    subscribe('1', 'subscription { messageReceived { id } }');
    await until(() => served.received.listeners() === 1);
    expect(served.connections()).toBe(1);
    socket.terminate();
    await until(() => served.received.listeners() === 0 && served.connections() === 0);
  });

  it.each<[string, Record<string, unknown>]>([
    ['forged', { authorization: 'Bearer forged' }],
    ['not text', { Authorization: 7 }],
  ])('closes with 4403 when the token is %s', async (_, connectionParams) => {
    const client = clientOf(connectionParams);
    const failure: unknown = await client
      .iterate({ query: '{ me { name } }' })
      .next()
      .catch((event) => event);
    expect(failure).toMatchObject({ code: 4403, reason: expect.stringMatching(/^UNAUTHENTICATED: /) });
  });

  it('closes with 4403 when the token expires while the socket is open', async () => {
    const { socket } = await rawSocket({ authorization: 'Bearer short' });
    const [code, reason] = await once(socket, 'close');
    expect([code, String(reason)]).toEqual([4403, 'UNAUTHENTICATED: the token expired']);
  });

  it('takes the token of a single operation, as the explorer sends it', async () => {
    const { socket, messages, subscribe } = await rawSocket();
    subscribe('own', '{ me { name } }', { headers: { Authorization: 'Bearer good' } });
    subscribe('forged', '{ me { name } }', { headers: { authorization: 'Bearer forged' } });
    const answerTo = (id: string) => messages.find((message) => message.id === id);
    await until(() => answerTo('own') !== undefined && answerTo('forged') !== undefined);
    expect(answerTo('own')).toMatchObject({ type: 'next', payload: { data: { me: { name: 'Ada' } } } });
    expect(answerTo('forged')).toMatchObject({ type: 'error', payload: [{ extensions: { code: 'UNAUTHENTICATED' } }] });
    socket.terminate();
  });

  it('refuses a wrong document, and the hundred and first operation, and goes on', async () => {
    const { socket, messages, subscribe } = await rawSocket();
    for (let n = 1; n <= 101; n += 1) subscribe(String(n), 'subscription { messageReceived { id } }');
    subscribe('wrong', '{ nothing }');
    const errors = () => messages.filter(({ type }) => type === 'error');
    await until(() => errors().length === 2);
    expect(errors()[0]).toMatchObject({
      id: '101',
      payload: [{ extensions: { code: 'LIMIT_EXCEEDED', limit: 'operationsPerSocket', value: 101, maximum: 100 } }],
    });
    expect(served.received.listeners()).toBe(100);
    socket.terminate();
    await until(() => served.received.listeners() === 0);
  });

  it('closes on a message of more than one megabyte', async () => {
    const { socket } = await rawSocket();
    socket.on('error', () => {});
    socket.send('x'.repeat(1_048_577));
    const [code] = await once(socket, 'close');
    expect(code).toBe(1009);
    await until(() => served.connections() === 0);
  });

  it('cuts off a client that asks and does not read', async () => {
    const { socket, subscribe } = await rawSocket();
    socket.pause();
    for (let n = 0; n < 80; n += 1) subscribe(String(n), '{ padding(characters: 400000) }');
    await until(() => served.connections() === 0);
    socket.terminate();
  });

  it('is nowhere else', async () => {
    const socket = new WebSocket(`ws://127.0.0.1:${served.port}/elsewhere`, 'graphql-transport-ws');
    const [error] = await once(socket, 'error');
    expect(String(error)).toContain('404');
  });
});

describe('close', () => {
  it('finishes what is running, ends subscriptions with 1001, and refuses what comes', async () => {
    const own = await listen();
    const { socket, subscribe } = await rawSocket({}, own.port);
    subscribe('1', 'subscription { messageReceived { id } }');
    await until(() => own.received.listeners() === 1);

    const body = JSON.stringify({ query: '{ user(id: "1") { name } }' });
    const slow = connect(own.port, '127.0.0.1');
    slow.write(
      `POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n`,
    );
    await new Promise((resolve) => setTimeout(resolve, 20));

    const closed = once(socket, 'close');
    const closing = own.close();
    const late = await fetch(`http://127.0.0.1:${own.port}/graphql`, {
      ...{ method: 'POST', headers: { 'content-type': 'application/json' }, body },
    });
    expect(late.status).toBe(503);
    slow.write(body);
    const [answer] = await once(slow, 'data');
    expect(String(answer)).toContain('{"data":{"user":{"name":"Ada"}}}');

    expect((await closed)[0]).toBe(1001);
    await closing;
    expect(own.received.listeners()).toBe(0);
  });
});
