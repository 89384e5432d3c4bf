import { setTimeout as delay } from 'node:timers/promises';
import { GraphQLError } from 'graphql';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  operationContext,
  type Replica,
  SECRET,
  type SharedStore,
  sharedStore,
  startProxy,
  startReplica,
} from '#platform/remote/subgraph.fixture';
import { type RemoteDataSource, remoteDataSource, type Timing } from '#platform/remote-data-source';

let store: SharedStore;
let a: Replica;
let b: Replica;
let closing: (() => Promise<void>)[];

beforeEach(async () => {
  store = sharedStore();
  [a, b] = await Promise.all([startReplica(store, 'a'), startReplica(store, 'b')]);
  closing = [];
});
afterEach(async () => {
  for (const close of closing.reverse()) await close();
  await Promise.all([a.kill(), b.kill()]);
});

const remote = (urls = [a.url, b.url], timing: Partial<Timing> = {}): RemoteDataSource => {
  const source = remoteDataSource({ urls, secret: SECRET, timing });
  closing.push(() => source.close());
  return source;
};

const replicaOf = async (source: RemoteDataSource) => {
  const { data } = await source.execute({ query: '{ replica }' }, operationContext());
  return data?.replica;
};

const record = (source: RemoteDataSource, id: string, ms = 0) =>
  source.execute({ query: `mutation { record(id: "${id}", ms: ${ms}) }` }, operationContext());

describe('a remote data source', () => {
  it('answers as the subgraph does: data, paths, codes and what a client can act upon', async () => {
    const { data, errors } = await remote().execute({ query: '{ replica refused }' }, operationContext());
    expect(data).toEqual({ replica: 'a', refused: null });
    expect(errors?.[0]).toBeInstanceOf(GraphQLError);
    expect(errors?.[0]).toMatchObject({
      ...{ message: 'Already there.', path: ['refused'] },
      extensions: { code: 'CONFLICT', field: 'input.name', currentVersion: 3 },
    });
  });

  it('passes on the operation, its variables, and the context', async () => {
    const query =
      'query A { me } query B($ms: Int!) { slow(ms: $ms) context { correlationId consistencyToken address } }';
    const context = operationContext({ correlationId: 'c-1', consistencyToken: 'chat.7.x', address: '203.0.113.9' });
    const { data } = await remote().execute({ query, operationName: 'B', variables: { ms: 1 } }, context);
    expect(data).toEqual({
      slow: 'a',
      context: { correlationId: 'c-1', consistencyToken: 'chat.7.x', address: '203.0.113.9' },
    });
  });

  it('passes on the token, which the subgraph verifies', async () => {
    const me = (token: string) => remote().execute({ query: '{ me }' }, operationContext({ token }));
    expect((await me('good')).data).toEqual({ me: 'good' });
    expect((await me('forged')).errors?.[0]?.extensions.code).toBe('UNAUTHENTICATED');
  });

  it('hands on what a mutation wrote, and waits for it on the other replicas in the same operation', async () => {
    const source = remote();
    const context = operationContext({ consistencyToken: 'chat.7.x' });
    await source.execute({ query: 'mutation { record(id: "1") }' }, context);
    expect(context.written).toEqual(['items.1.signature']);
    const { data } = await source.execute({ query: '{ context { consistencyToken } }' }, context);
    expect(data).toEqual({ context: { consistencyToken: 'chat.7.x,items.1.signature' } });
  });

  it('leaves out what no header can hold', async () => {
    const context = operationContext({ consistencyToken: 'a\r\nx-client-address: 8.8.8.8' });
    const { data } = await remote().execute({ query: '{ context { consistencyToken address } }' }, context);
    expect(data).toEqual({ context: { consistencyToken: null, address: '10.1.2.3' } });
  });

  it('asks the replicas in turn', async () => {
    const source = remote();
    const asked = [];
    for (let n = 0; n < 4; n += 1) asked.push(await replicaOf(source));
    expect(asked).toEqual(['a', 'b', 'a', 'b']);
  });

  it('passes over a replica that refuses connections, mutations included, until it is back', async () => {
    const source = remote();
    await a.kill();
    for (let n = 0; n < 6; n += 1) {
      expect(await replicaOf(source)).toBe('b');
      expect((await record(source, `m${n}`)).errors).toBeUndefined();
    }
    a = await startReplica(store, 'a', a.port);
    await delay(1_100);
    expect([await replicaOf(source), await replicaOf(source)].sort()).toEqual(['a', 'b']);
    expect(store.recorded).toEqual(['m0', 'm1', 'm2', 'm3', 'm4', 'm5']);
  });

  it('sends a query to another replica when its own breaks off, but not a mutation, which may have been done', async () => {
    const source = remote();
    const slow = source.execute({ query: '{ slow(ms: 300) }' }, operationContext());
    await replicaOf(source);
    const writing = record(source, 'once', 300);
    await delay(100);
    await Promise.all([a.kill(), expect(writing).rejects.toThrow()]);
    expect((await slow).data).toEqual({ slow: 'b' });
    expect(store.recorded).toEqual(['once']);
  });

  it('rejects when all are away, and when what answers is no subgraph', async () => {
    const source = remote();
    await source.ping();
    await Promise.all([a.kill(), b.kill()]);
    await expect(replicaOf(source)).rejects.toThrow('ECONNREFUSED');
    await expect(source.ping()).rejects.toThrow();
    [a, b] = await Promise.all([startReplica(store, 'a', a.port), startReplica(store, 'b', b.port)]);
    await expect(replicaOf(remote([`${a.url}/elsewhere`]))).rejects.toThrow('answered 404');
    expect(await replicaOf(source)).toMatch(/[ab]/);
  });

  it('gives up after its deadline, and lets go of the connection', async () => {
    const source = remote([a.url], { answerMs: 200 });
    const started = performance.now();
    await expect(source.execute({ query: '{ hanging }' }, operationContext())).rejects.toThrow('within');
    expect(performance.now() - started).toBeLessThan(1_000);
    const proxy = await startProxy(a);
    closing.push(() => proxy.close());
    proxy.pause();
    await expect(replicaOf(remote([proxy.url], { answerMs: 200 }))).rejects.toThrow('within');
  });
});

describe('a rolling restart', () => {
  it('is also not seen behind one address', { timeout: 30_000 }, async () => {
    const proxy = await startProxy(a);
    closing.push(() => proxy.close());
    const source = remote([proxy.url]);
    await Promise.all(Array.from({ length: 8 }, (_, n) => record(source, `before ${n}`, 20)));
    const stopped = a.stop();
    proxy.leadTo(b);
    await Promise.all(Array.from({ length: 8 }, (_, n) => record(source, `after ${n}`)));
    await stopped;
    expect(store.recorded).toHaveLength(16);
    a = await startReplica(store, 'a', a.port);
  });

  it('is seen by no query and no mutation', { timeout: 30_000 }, async () => {
    const source = remote();
    const failures: unknown[] = [];
    const answered = new Map<unknown, number>();
    let done = false;
    let sent = 0;
    const worker = async () => {
      while (!done) {
        sent += 1;
        const id = String(sent);
        await Promise.all([
          record(source, id, 5).then(({ data }) => expect(data).toEqual({ record: id })),
          replicaOf(source).then((name) => answered.set(name, (answered.get(name) ?? 0) + 1)),
        ]).catch((error) => failures.push(error));
        await delay(2);
      }
    };
    const load = Promise.all(Array.from({ length: 16 }, worker));
    for (let round = 0; round < 2; round += 1) {
      await delay(200);
      await a.stop();
      await delay(200);
      a = await startReplica(store, 'a', a.port);
      await delay(1_200);
      await b.stop();
      await delay(200);
      b = await startReplica(store, 'b', b.port);
      await delay(1_000);
    }
    done = true;
    await load;

    expect(failures).toEqual([]);
    expect(new Set(store.recorded).size).toBe(store.recorded.length);
    expect(store.recorded).toHaveLength(sent);
    expect(sent).toBeGreaterThan(200);
    // both have worked, before and after
    expect(Math.min(...answered.values())).toBeGreaterThan(sent / 10);
  });
});
