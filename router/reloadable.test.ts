import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { operationContext, supergraphSdl, testGraph } from './graph.fixture.ts';
import type { Prepared } from './prepare.ts';
import { reloadableRouter } from './reloadable.ts';
import type { Events } from './subscriptions.ts';

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout'] }));
afterEach(() => void vi.useRealTimers());

const QUERY = '{ messages { text sender { name } } }';

/** A router over the test graph that notes which ways to its subgraphs are opened and closed. */
const reloadable = () => {
  const graph = testGraph();
  const ways: string[] = [];
  const router = reloadableRouter({
    supergraphSdl,
    connect({ name, url }) {
      ways.push(`open ${name} ${url}`);
      return {
        ...graph.dataSources[name as keyof typeof graph.dataSources],
        ping: async () => {},
        close: async () => void ways.push(`close ${name} ${url}`),
      };
    },
    onError: (error) => graph.reported.push(error),
  });
  const run = (prepared = router.prepare(QUERY) as Prepared) => router.execute(prepared, {}, operationContext());
  return { ...graph, router, ways, run };
};

const moved = supergraphSdl.replace('127.0.0.1/users', '127.0.0.2/users');
const later = () => vi.advanceTimersByTimeAsync(20_000);

describe('a router whose graph is exchanged', () => {
  it('keeps the ways that both graphs have, and closes the others once nothing runs on them', async () => {
    const { router, ways, received } = reloadable();
    const subscription = router.prepare('subscription { messageReceived { sender { name } } }') as Prepared;
    const events = (await router.subscribe(subscription, {}, operationContext())) as Events;
    ways.length = 0;

    await router.load(moved);
    await later();
    expect(ways).toEqual(['open users http://127.0.0.2/users']);
    const next = events.next();
    received.publish({ messageReceived: { id: 'm', text: 'x', sender: { id: '1' } } });
    expect((await next).value).toEqual({ data: { messageReceived: { sender: { name: 'Ada' } } } });

    await events.return();
    expect(ways).toEqual(['open users http://127.0.0.2/users', 'close users http://127.0.0.1/users']);
  });

  it('runs what the graph before it has prepared', async () => {
    const { router, run, ways } = reloadable();
    const prepared = router.prepare(QUERY) as Prepared;
    await router.load(moved);
    expect(router.prepare(QUERY)).not.toBe(prepared);
    expect(await run(prepared)).toEqual(await run());
    await later();
    expect(ways).toContain('close users http://127.0.0.1/users');
  });

  it('has planned what it was asked before', async () => {
    const { router } = reloadable();
    router.prepare('query A { me { id } } query B { me { name } }', 'B');
    router.prepare(QUERY);
    const asked = router.known();
    await router.load(moved);
    expect(new Set(router.known())).toEqual(new Set(asked));
  });

  it('goes on as before after a graph that is not fit, with all of its ways', async () => {
    const { router, run, ways } = reloadable();
    const before = [...ways];
    const unfit = `${moved}\ntype Query { another: Int }`;
    const [first, second] = [router.load(unfit), router.load('')];
    await expect(first).rejects.toThrow();
    await expect(second).rejects.toThrow();
    await later();
    expect(await run()).toHaveProperty('data.messages.0.sender.name', 'Ada');
    expect(ways.filter((way) => way.startsWith('close') && before.includes(way.replace('close', 'open')))).toEqual([]);
  });
});
