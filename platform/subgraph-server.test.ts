import { setTimeout as delay } from 'node:timers/promises';
import { buildClientSchema, getIntrospectionQuery, type IntrospectionQuery } from 'graphql';
import { createClient } from 'graphql-ws';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { contextHeaders } from '#platform/remote/headers';
import { operationContext, type Replica, SECRET, sharedStore, startReplica } from '#platform/remote/subgraph.fixture';

let replica: Replica;
beforeAll(async () => {
  replica = await startReplica(sharedStore());
});
afterAll(() => replica.stop());

const post = async (body: unknown, headers: Record<string, string> = {}, url = replica.url) => {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  return { status: response.status, headers: response.headers, answer: JSON.parse((await response.text()) || 'null') };
};

const contextSeen = async (headers: Record<string, string>) => {
  const { answer } = await post({ query: '{ context { correlationId consistencyToken address } }' }, headers);
  return answer.data.context;
};

describe('a subgraph that runs alone', () => {
  it('tells composition its SDL, and tools its schema', async () => {
    const { answer } = await post({ query: '{ _service { sdl } }' });
    expect(answer.data._service.sdl).toMatch(/type Item\s+@key\(fields: "id"\)/);
    const introspected = await post({ query: getIntrospectionQuery() });
    const schema = buildClientSchema(introspected.answer.data as IntrospectionQuery);
    expect(schema.getSubscriptionType()?.name).toBe('Subscription');
  });

  it('resolves entities', async () => {
    const query = 'query ($of: [_Any!]!) { _entities(representations: $of) { ... on Item { id } } }';
    const { answer } = await post({ query, variables: { of: [{ __typename: 'Item', id: '7' }] } });
    expect(answer).toEqual({ data: { _entities: [{ id: '7' }] } });
  });

  it('answers with the errors of the data source, as they are', async () => {
    const { status, answer } = await post({ query: '{ replica refused }' });
    expect(status).toBe(200);
    expect(answer).toMatchObject({
      data: { replica: 'a', refused: null },
      errors: [
        {
          message: 'Already there.',
          path: ['refused'],
          extensions: { code: 'CONFLICT', field: 'input.name', currentVersion: 3 },
        },
      ],
    });
    const broken = await post({ query: '{ broken }' });
    expect(JSON.stringify(broken.answer)).not.toContain('relation');
    expect(broken.answer.errors[0].extensions.code).toBe('INTERNAL_SERVER_ERROR');
  });

  it('verifies the token itself', async () => {
    const me = { query: '{ me }' };
    expect((await post(me, { authorization: 'Bearer good' })).answer).toEqual({ data: { me: 'good' } });
    for (const authorization of ['Bearer forged', 'Basic Z29vZA==', 'good?'])
      expect((await post(me, { authorization })).answer.errors[0].extensions.code).toBe('UNAUTHENTICATED');
    expect((await post(me)).answer.errors[0].message).toBe('Sign in first.');
  });

  it('believes an address that the router signed, and takes the peer for the client otherwise', async () => {
    const signed = contextHeaders(SECRET).write(
      operationContext({ address: '203.0.113.9', consistencyToken: 'chat.1.x' }),
    );
    expect(await contextSeen(signed)).toEqual({
      ...{ correlationId: 'test', consistencyToken: 'chat.1.x', address: '203.0.113.9' },
    });
    const [, signature] = signed['x-client-address']!.split(';');
    const byOthers = contextHeaders(new TextEncoder().encode('guessed')).write(operationContext());
    for (const forged of ['8.8.8.8', '8.8.8.8;', `8.8.8.8;${signature}`, byOthers['x-client-address']!, ';'])
      expect(await contextSeen({ 'x-client-address': forged })).toMatchObject({ address: '127.0.0.1' });
  });

  it('gives an operation an id of its own, where none that can stand in a log was given', async () => {
    for (const headers of [{}, { 'x-correlation-id': 'two words' }, { 'x-correlation-id': 'x'.repeat(129) }])
      expect((await contextSeen(headers)).correlationId).toMatch(/^[0-9a-f-]{36}$/);
  });

  it.each<[string, unknown, Record<string, string>, number]>([
    ['a form of another site', { query: '{ replica }' }, { 'content-type': 'text/plain' }, 400],
    ['a batch', [{ query: '{ replica }' }, { query: '{ replica }' }], {}, 400],
    ['what is no JSON', '{', {}, 400],
    ['what does not fit the schema', { query: '{ nothing }' }, {}, 400],
    ['what is no GraphQL', { query: '{' }, {}, 400],
    ['more than nine megabytes', { query: `{ replica } # ${'x'.repeat(9 * 1_048_576)}` }, {}, 413],
  ])('refuses %s', async (_, body, headers, status) => {
    const refused = await post(body, headers);
    expect(refused.status).toBe(status);
    expect(refused.answer.errors).toHaveLength(1);
    expect((await post({ query: '{ replica }' })).status).toBe(200);
  });

  it('answers nothing at other paths, or by GET', async () => {
    expect((await fetch(`${replica.url}/graphql?query={replica}`)).status).toBe(404);
    expect((await fetch(`${replica.url}/admin`, { method: 'POST', body: '{}' })).status).toBe(404);
    await expect(new Promise((_, reject) => new WebSocket(`${replica.url}/admin`).on('error', reject))).rejects.toThrow(
      '404',
    );
  });

  it('finishes what runs when it stops, and says of the rest that it was not begun', async () => {
    const stopping = await startReplica(sharedStore());
    const slow = post({ query: '{ slow(ms: 300) }' }, {}, stopping.url);
    await delay(100);
    const stopped = stopping.stop();
    await delay(20);
    const late = await post({ query: 'mutation { record(id: "x") }' }, {}, stopping.url);
    expect(late).toMatchObject({ status: 503, answer: { errors: [{ extensions: { code: 'UNAVAILABLE' } }] } });
    expect(late.headers.get('x-not-begun')).toBe('stopping');
    expect(late.headers.get('connection')).toBe('close');
    expect((await slow).answer).toEqual({ data: { slow: 'a' } });
    await stopped;
    await expect(post({ query: '{ replica }' }, {}, stopping.url)).rejects.toThrow();
  });
});

describe('its WebSocket', () => {
  const client = () =>
    createClient({
      url: replica.url.replace('http', 'ws').concat('/graphql'),
      webSocketImpl: WebSocket,
      retryAttempts: 0,
    });
  const first = async (query: string, extensions: Record<string, unknown> = {}) => {
    for await (const result of client().iterate({ query, extensions })) return result;
    return undefined;
  };

  it('serves any graphql-ws client', async () => {
    expect(await first('subscription { endless { number } }')).toMatchObject({ data: { endless: { number: 1 } } });
  });

  it('says that a subscription stands to who asks for it', async () => {
    expect(await first('subscription { events { number } }', { opening: true })).toEqual({
      extensions: { opened: true },
    });
    expect(await first('subscription { events(opened: true) { number } }', { opening: true })).toEqual({
      extensions: { opened: true, cursor: '0' },
    });
  });

  it('refuses what it can not serve, and goes on', async () => {
    await expect(first('subscription {')).rejects.toMatchObject([{ message: expect.stringContaining('Syntax Error') }]);
    await expect(first('subscription { nothing }')).rejects.toMatchObject([
      { message: expect.stringContaining('nothing') },
    ]);
    expect(await first('{ replica }')).toMatchObject({ errors: [{ extensions: { code: 'BAD_USER_INPUT' } }] });
    const headers = { authorization: 'Bearer forged' };
    expect(await first('subscription { ticks }', { headers })).toMatchObject({
      errors: [{ extensions: { code: 'UNAUTHENTICATED' } }],
    });
  });

  it('does not tell why a source broke', async () => {
    await expect(first('subscription { breaking }')).rejects.toMatchObject([{ extensions: { code: 'UNAVAILABLE' } }]);
    expect(String(replica.faults)).toContain('10.0.0.7');
  });

  it('closes its sockets with 1001 when it stops', async () => {
    const stopping = await startReplica(sharedStore());
    const socket = new WebSocket(`${stopping.url}/graphql`, 'graphql-transport-ws');
    const code = new Promise((resolve) => socket.on('close', resolve));
    await new Promise((resolve) => socket.on('open', resolve));
    await stopping.stop();
    expect(await code).toBe(1001);
  });
});
