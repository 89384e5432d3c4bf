import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { clientOf, listen, openSocket, rawSocket, type Served, until } from './endpoint.fixture.ts';

let served: Served;
beforeAll(async () => {
  served = await listen();
});
afterAll(() => served.close());

describe('the protocol is closed with', () => {
  const init = JSON.stringify({ type: 'connection_init' });
  const subscribe = (id: string, query = 'subscription { messageReceived { id } }') =>
    JSON.stringify({ id, type: 'subscribe', payload: { query } });

  it.each<[code: number, when: string, messages: readonly string[]]>([
    [4400, 'a message is no JSON', ['{']],
    [4400, 'a message is of no known type', ['{"type":"login"}']],
    [4400, 'a query is no text', [init, '{"id":"1","type":"subscribe","payload":{"query":7}}']],
    [4401, 'an operation comes before the connection is acknowledged', [subscribe('1')]],
    [4403, 'the token is forged', ['{"type":"connection_init","payload":{"authorization":"forged"}}']],
    [1013, 'the token can not be verified now', ['{"type":"connection_init","payload":{"authorization":"down"}}']],
    [4408, 'nothing is said in three seconds', []],
    [4409, 'an operation has the id of one that runs', [init, subscribe('1'), subscribe('1')]],
    [4429, 'a connection is begun twice', [init, init]],
  ])('%i when %s', async (code, _, messages) => {
    const socket = await openSocket(served.port);
    for (const [nth, message] of messages.entries()) {
      socket.send(message);
      if (nth === 0 && message === init && messages[1] !== init) await once(socket, 'message');
    }
    const [closed] = await once(socket, 'close');
    expect(closed).toBe(code);
    served.faults.length = 0;
  });

  it('4406 when it is another one', async () => {
    // `ws` itself refuses a client that speaks nothing we do, where the client asks for a protocol at all
    const socket = new WebSocket(`ws://127.0.0.1:${served.port}/graphql`);
    const [closed] = await once(socket, 'close');
    expect(closed).toBe(4406);
  });

  it('4500 on a fault of ours, which it does not tell', async () => {
    const { router } = served;
    const broken = await listen({
      router: {
        ...router,
        subscribe: () => {
          throw new Error('relation "messages" does not exist');
        },
      },
    });
    const { socket, subscribe: ask } = await rawSocket(broken.port);
    ask('1', 'subscription { messageReceived { id } }');
    const [closed, reason] = await once(socket, 'close');
    expect([closed, String(reason)]).toEqual([4500, 'Internal server error']);
    expect(String(broken.faults)).toContain('relation');
    await broken.close();
  });
});

describe('WebSocket', () => {
  it('answers queries, mutations and subscriptions, events completed from the other subgraph', async () => {
    const client = clientOf(served.port, { authorization: 'good' });
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
    const { socket, subscribe } = await rawSocket(served.port);
    subscribe('1', 'subscription { messageReceived { id } }');
    await until(() => served.subscriptions.get('messageReceived') === 1);
    expect([served.received.listeners(), served.connections()]).toEqual([1, 1]);
    socket.terminate();
    await until(() => served.received.listeners() === 0 && served.connections() === 0);
    expect(served.subscriptions).toEqual(new Map([['messageReceived', 0]]));
  });

  it.each<[string, Record<string, unknown>]>([
    ['forged', { authorization: 'Bearer forged' }],
    ['not text', { Authorization: 7 }],
  ])('closes with 4403 when the token is %s', async (_, connectionParams) => {
    const client = clientOf(served.port, connectionParams);
    const failure: unknown = await client
      .iterate({ query: '{ me { name } }' })
      .next()
      .catch((event) => event);
    expect(failure).toMatchObject({ code: 4403, reason: expect.stringMatching(/^UNAUTHENTICATED: /) });
  });

  it('closes with 4403 when the token expires while the socket is open', async () => {
    const { socket } = await rawSocket(served.port, { authorization: 'Bearer short' });
    const [code, reason] = await once(socket, 'close');
    expect([code, String(reason)]).toEqual([4403, 'UNAUTHENTICATED: the token expired']);
  });

  it('takes the token of a single operation, as the explorer sends it', async () => {
    const { socket, messages, subscribe } = await rawSocket(served.port);
    subscribe('own', '{ me { name } }', { extensions: { headers: { Authorization: 'Bearer good' } } });
    subscribe('forged', '{ me { name } }', { extensions: { headers: { authorization: 'Bearer forged' } } });
    const answerTo = (id: string) => messages.find((message) => message.id === id);
    await until(() => answerTo('own') !== undefined && answerTo('forged') !== undefined);
    expect(answerTo('own')).toMatchObject({ type: 'next', payload: { data: { me: { name: 'Ada' } } } });
    expect(answerTo('forged')).toMatchObject({ type: 'error', payload: [{ extensions: { code: 'UNAUTHENTICATED' } }] });
    socket.terminate();
  });

  it('refuses a wrong document, and the hundred and first operation, and goes on', async () => {
    const { socket, messages, subscribe } = await rawSocket(served.port);
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
    const { socket } = await rawSocket(served.port);
    socket.on('error', () => {});
    socket.send('x'.repeat(1_048_577));
    const [code] = await once(socket, 'close');
    expect(code).toBe(1009);
    await until(() => served.connections() === 0);
  });

  it('cuts off a client that asks and does not read', async () => {
    const { socket, subscribe } = await rawSocket(served.port);
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
