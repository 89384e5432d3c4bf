import { describe, expect, it } from 'vitest';
import type { DataSource } from '#platform/data-source';
import { operationContext, testGraph } from './graph.fixture.ts';
import type { Prepared } from './prepare.ts';
import type { Events } from './subscriptions.ts';

const DOCUMENT = 'subscription ($sender: ID) { messageReceived(sender: $sender) { text sender { name bio } } }';

const subscribed = async (graph = testGraph(), context = operationContext()) => {
  const prepared = graph.router.prepare(DOCUMENT) as Prepared;
  const events = (await graph.router.subscribe(prepared, { sender: '1' }, context)) as Events;
  const publish = (id: string) =>
    graph.received.publish({ messageReceived: { id: 'm', text: `from ${id}`, sender: { id } } });
  const next = async () => JSON.parse(JSON.stringify(await events.next()));
  return { ...graph, events, publish, next };
};

const failing = (source: () => AsyncIterator<never>): DataSource => ({
  execute: () => Promise.reject(new Error('not asked')),
  subscribe: async () => ({ [Symbol.asyncIterator]: source }),
});

describe('subscribe', () => {
  it('completes every event from the other subgraphs, in order', async () => {
    const { publish, next } = await subscribed();
    publish('1');
    publish('gone');
    expect(await next()).toEqual({
      done: false,
      value: { data: { messageReceived: { text: 'from 1', sender: { name: 'Ada', bio: 'A life.' } } } },
    });
    expect(await next()).toEqual({
      done: false,
      value: { data: { messageReceived: { text: 'from gone', sender: null } } },
    });
  });

  it('gives each event a context of its own, of the same viewer', async () => {
    const context = operationContext({ token: 'token', correlationId: 'c-1' });
    const { publish, next, fetches } = await subscribed(testGraph(), context);
    publish('1');
    publish('1');
    await next();
    await next();
    const [, first, second] = fetches.map((fetch) => fetch.context);
    expect(first).toMatchObject({ token: 'token', correlationId: 'c-1' });
    expect(second).toMatchObject({ token: 'token', correlationId: 'c-1' });
    expect(second).not.toBe(first);
    expect(second!.written).not.toBe(first!.written);
  });

  it('keeps the event when a part of it is refused', async () => {
    const { publish, next } = await subscribed();
    publish('2');
    expect((await next()).value).toMatchObject({
      data: { messageReceived: { sender: { name: 'Grace', bio: null } } },
      errors: [{ path: ['messageReceived', 'sender', 'bio'], extensions: { code: 'FORBIDDEN' } }],
    });
  });

  it('ends its source at once, also while it waits for an event', async () => {
    const { events, received } = await subscribed();
    const waiting = events.next();
    expect(received.listeners()).toBe(1);

    await events.return();
    expect(received.listeners()).toBe(0);
    expect(await waiting).toEqual({ done: true, value: undefined });
    expect(await events.next()).toEqual({ done: true, value: undefined });
  });

  it('tells the client that the source broke off, then ends', async () => {
    const graph = testGraph();
    const chat = failing(() => ({ next: () => Promise.reject(new Error('socket hang up')) }));
    const { next, reported } = await subscribed(testGraph({ dataSources: { ...graph.dataSources, chat } }));
    expect((await next()).value).toMatchObject({ errors: [{ extensions: { code: 'UNAVAILABLE' } }] });
    expect(await next()).toEqual({ done: true });
    expect(String(reported)).toContain('socket hang up');
  });

  it.each<[string, DataSource['subscribe'], string]>([
    [
      'refuses',
      async () => ({ errors: [{ message: 'No.', extensions: { code: 'FORBIDDEN' } } as never] }),
      'FORBIDDEN',
    ],
    ['fails', async () => ({ errors: [{ message: 'boom', extensions: {} } as never] }), 'INTERNAL_SERVER_ERROR'],
    ['is away', () => Promise.reject(new Error('ECONNREFUSED')), 'UNAVAILABLE'],
  ])('returns the error when the subgraph %s', async (_, subscribe, code) => {
    const graph = testGraph();
    const chat = { ...graph.dataSources.chat, subscribe };
    const { events } = await subscribed(testGraph({ dataSources: { ...graph.dataSources, chat } }));
    expect(events).toMatchObject({ errors: [{ extensions: { code } }] });
  });

  it('opens nothing for wrong variables, or for a query', async () => {
    const { router, fetches } = testGraph();
    const prepared = router.prepare(DOCUMENT) as Prepared;
    expect(await router.subscribe(prepared, { sender: {} }, operationContext())).toMatchObject({
      errors: [{ extensions: { code: 'BAD_USER_INPUT', field: 'sender' } }],
    });
    const query = router.prepare('{ me { id } }') as Prepared;
    expect(await router.subscribe(query, {}, operationContext())).toMatchObject({
      errors: [{ extensions: { code: 'BAD_USER_INPUT', field: 'query' } }],
    });
    expect(fetches).toEqual([]);
  });
});
