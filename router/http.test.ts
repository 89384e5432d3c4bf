import dns from 'node:dns/promises';
import { once } from 'node:events';
import { request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { buildClientSchema, getIntrospectionQuery, type IntrospectionQuery } from 'graphql';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { listen, rawSocket, type Served, until } from './endpoint.fixture.ts';

let served: Served;
beforeAll(async () => {
  served = await listen();
});
afterAll(() => served.close());

const { url, post } = {
  url: (path?: string) => served.url(path),
  post: ((...given) => served.post(...given)) as Served['post'],
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

  it.each<[string, unknown, Record<string, string>, Record<string, unknown>, status?: number]>([
    ['no JSON', '{"query": ', {}, { field: 'body' }],
    ['nothing', '', {}, { field: 'body' }],
    ['no UTF-8', new Uint8Array([0x7b, 0xff, 0x7d]), {}, { field: 'body' }],
    ['packed', '{}', { 'content-encoding': 'gzip' }, { field: 'body' }],
    ['null', 'null', {}, { field: 'body' }],
    ['a batch', [{ query: '{ __typename }' }], {}, { field: 'body' }],
    ['plain text', '{ __typename }', { 'content-type': 'text/plain' }, { field: 'body' }, 415],
    ['no query', { variables: {} }, {}, { field: 'query' }],
    ['a query that is a number', { query: 7 }, {}, { field: 'query' }],
    ['a name that is a list', { query: '{ __typename }', operationName: [] }, {}, { field: 'operationName' }],
    ['variables that are a list', { query: '{ __typename }', variables: [1] }, {}, { field: 'variables' }],
    ['extensions that are text', { query: '{ __typename }', extensions: 'x' }, {}, { field: 'extensions' }],
    ['a subscription', { query: 'subscription { messageReceived { id } }' }, {}, { field: 'query' }],
  ])('refuses %s with 400 and BAD_USER_INPUT', async (_, body, headers, extensions, expected = 400) => {
    const { status, answer } = await post(body, headers);
    expect(status).toBe(expected);
    expect(answer.errors).toHaveLength(1);
    expect(answer.errors![0]!.extensions).toMatchObject({ code: 'BAD_USER_INPUT', ...extensions });
    expect(JSON.stringify(answer)).not.toMatch(/stack|\.ts|node_modules/);
    expect(served.faults).toEqual([]);
  });

  it.each<[string, object, Record<string, unknown>]>([
    ['a syntax error', { query: '{' }, { reason: 'GRAPHQL_PARSE_FAILED', field: 'query' }],
    ['an unknown field', { query: '{ nothing }' }, { reason: 'GRAPHQL_VALIDATION_FAILED', field: 'nothing' }],
    ['an unknown operation', { query: '{ __typename }', operationName: 'B' }, { field: 'operationName' }],
    ['a missing variable', { query: 'query ($id: ID!) { user(id: $id) { id } }' }, { field: 'id' }],
    [
      'a wrong one',
      { query: 'query ($n: Int!) { messages(first: $n) { id } }', variables: { n: 'x' } },
      { field: 'n' },
    ],
    [
      'no hash',
      { extensions: { persistedQuery: { version: 1, sha256Hash: 'x' } } },
      { field: 'extensions.persistedQuery' },
    ],
  ])('refuses %s with BAD_USER_INPUT, and with 400 in the media type that knows it', async (_, body, extensions) => {
    for (const [accept, expected] of [
      ['application/json', 200],
      ['*/*', 200],
      ['application/graphql-response+json', 400],
      ['application/json;q=0.5, application/graphql-response+json', 400],
    ] as const) {
      const { status, headers, answer } = await post(body, { accept });
      expect(status).toBe(expected);
      expect(headers.get('content-type')).toContain(expected === 200 ? 'application/json' : 'graphql-response+json');
      expect(answer.errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT', ...extensions } }]);
      expect(answer).not.toHaveProperty('data');
    }
  });

  it('packs a long answer as its client likes it, and leaves a short one as it is', async () => {
    const encodingOf = async (characters: number, accepted: string) => {
      const { headers, answer } = await post(
        { query: `{ padding(characters: ${characters}) }` },
        { 'accept-encoding': accepted },
      );
      expect(answer.data!.padding).toHaveLength(characters);
      return headers.get('content-encoding');
    };
    expect(await encodingOf(5_000, 'gzip')).toBe('gzip');
    expect(await encodingOf(5_000, 'br, gzip')).toBe('br');
    expect(await encodingOf(5_000, 'identity')).toBeNull();
    expect(await encodingOf(500, 'gzip')).toBeNull();
  });

  it('refuses a document of too many tokens with LIMIT_EXCEEDED', async () => {
    const { answer } = await post({ query: `{ ${'__typename '.repeat(5_000)} }` });
    expect(answer.errors).toMatchObject([{ extensions: { code: 'LIMIT_EXCEEDED', limit: 'tokens', maximum: 5_000 } }]);
  });

  it.each<[who: string, maximum: number, headers: Record<string, string>]>([
    ['who has signed in', 8_388_608, { authorization: 'Bearer good' }],
    ['a stranger', 1_048_576, {}],
  ])(
    'takes a body of so many bytes of %s (%i), and not one more, whether its length is told or not',
    async (...given) => {
      const [, maximum, headers] = given;
      const bodyOf = (bytes: number) => {
        const body = JSON.stringify({ query: '{ __typename }', padding: '' });
        return body.replace('""', `"${'x'.repeat(bytes - body.length)}"`);
      };
      expect((await post(bodyOf(maximum), headers)).answer).toEqual({ data: { __typename: 'Query' } });

      const { status, answer } = await post(bodyOf(maximum + 1), headers);
      expect(status).toBe(413);
      expect(answer.errors).toMatchObject([{ extensions: { code: 'LIMIT_EXCEEDED', limit: 'bodyBytes', maximum } }]);

      const chunked = await fetch(url(), {
        ...{ method: 'POST', headers: { 'content-type': 'application/json', ...headers }, duplex: 'half' },
        body: new Blob([bodyOf(maximum + 1)]).stream(),
      } as RequestInit);
      expect(chunked.status).toBe(413);
    },
  );

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

  it('shows the Sandbox to a browser, or where the internet is away the explorer', async () => {
    const lookup = vi.spyOn(dns, 'lookup').mockResolvedValue({ address: '192.0.2.1', family: 4 } as never);
    const browser = {
      headers: { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' },
      redirect: 'manual' as const,
    };
    const response = await fetch(url(), browser);
    expect(response.headers.get('content-type')).toContain('text/html');
    const policy = response.headers.get('content-security-policy')!;
    expect(policy).toMatch(/^default-src 'none'; .*connect-src 'self'; .*frame-ancestors 'none'$/);
    expect(policy).not.toContain('unsafe-inline');
    expect(await response.text()).toContain('embeddable-sandbox.cdn.apollographql.com');

    lookup.mockReturnValue(new Promise(() => {}));
    const own = await listen();
    const away = await fetch(own.url(), browser);
    expect([away.status, away.headers.get('location')]).toEqual([302, '/explorer']);
    await own.close();
    lookup.mockRestore();
  });

  it('shows an explorer that names no other server, and is sent once', async () => {
    const response = await fetch(url('/explorer'));
    const policy = response.headers.get('content-security-policy')!;
    expect(response.headers.get('content-encoding')).toBe('gzip');
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("connect-src 'self'");
    const html = await response.text();
    expect(html).toContain('endpoint: "/graphql"');
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

describe('close', () => {
  it('finishes what is running, ends subscriptions with 1001, and refuses what comes', async () => {
    const own = await listen();
    const { socket, subscribe } = await rawSocket(own.port);
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
