import { createHash } from 'node:crypto';
import { createClient } from 'graphql-sse';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Cache } from '#platform/cache/cache';
import { memoryCache } from '#platform/cache/memory';
import { listen, rawSocket, type Served, until } from './endpoint.fixture.ts';
import { readManifest, writeManifest } from './persisted.ts';

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const persisted = (text: string) => ({ extensions: { persistedQuery: { version: 1, sha256Hash: sha256(text) } } });

/** The answer to the same request by each transport, as far as they have it alike. */
const transports: [name: string, ask: (served: Served, params: object) => Promise<unknown>][] = [
  ['POST', async (served, params) => (await served.post(params)).answer],
  [
    'GET',
    async (served, params) => {
      const search = new URLSearchParams(
        Object.entries(params).map(([name, value]): [string, string] => [
          name,
          typeof value === 'string' ? value : JSON.stringify(value),
        ]),
      );
      const headers = { 'apollo-require-preflight': '1' };
      return (await fetch(served.url(`/graphql?${search}`), { headers })).json();
    },
  ],
  [
    'WebSocket',
    async (served, params) => {
      const { socket, messages } = await rawSocket(served.port);
      socket.send(JSON.stringify({ id: '1', type: 'subscribe', payload: { query: '', ...params } }));
      await until(() => messages.length > 1);
      socket.terminate();
      const { type, payload } = messages[1]!;
      return type === 'error' ? { errors: payload } : payload;
    },
  ],
  [
    'events',
    async (served, params) => {
      const client = createClient({ url: served.url(), retryAttempts: 0, fetchFn: fetch });
      return (await client.iterate({ query: '', ...params }).next()).value;
    },
  ],
];

describe.each(transports)('persisted queries by %s', (transport, ask) => {
  const text = `query By${transport} { user(id: "1") { name } }`;
  const ada = { data: { user: { name: 'Ada' } } };

  describe('automatic', () => {
    let served: Served;
    beforeAll(async () => {
      served = await listen();
    });
    afterAll(() => served.close());

    it('are asked for once, and then known by their hash', async () => {
      expect(await ask(served, persisted(text))).toMatchObject({
        errors: [{ message: 'PersistedQueryNotFound', extensions: { code: 'PERSISTED_QUERY_NOT_FOUND' } }],
      });
      expect(await ask(served, { query: text, ...persisted(text) })).toEqual(ada);
      expect(await ask(served, persisted(text))).toEqual(ada);
    });

    it('are not kept under the hash of another', async () => {
      const other = '{ user(id: "2") { name } }';
      expect(await ask(served, { query: other, ...persisted(`${text} `) })).toMatchObject({
        errors: [
          { message: 'provided sha does not match query', extensions: { code: 'PERSISTED_QUERY_HASH_MISMATCH' } },
        ],
      });
      expect(await ask(served, persisted(`${text} `))).toMatchObject({
        errors: [{ extensions: { code: 'PERSISTED_QUERY_NOT_FOUND' } }],
      });
    });
  });

  describe('of a safelist', () => {
    let served: Served;
    beforeAll(async () => {
      served = await listen({ safelist: new Map([[sha256(text), text]]) });
    });
    afterAll(() => served.close());

    it('are answered, whole or by their hash', async () => {
      expect(await ask(served, { query: text })).toEqual(ada);
      expect(await ask(served, persisted(text))).toEqual(ada);
      expect(await ask(served, { query: text, ...persisted(text) })).toEqual(ada);
    });

    it.each([
      ['another document', { query: '{ user(id: "2") { name } }' }],
      ['the same with one more space', { query: `${text} ` }],
      ['introspection', { query: '{ __schema { queryType { name } } }' }],
      ['another hash', persisted('{ me { id } }')],
      ['another document that would be registered', { query: '{ me { id } }', ...persisted('{ me { id } }') }],
    ])('are all that is answered: not %s', async (_, params) => {
      served.fetches.length = 0;
      for (let time = 0; time < 2; time += 1)
        expect(await ask(served, params)).toMatchObject({
          errors: [{ extensions: { code: 'QUERY_NOT_IN_SAFELIST' } }],
        });
      expect(served.fetches).toEqual([]);
    });
  });
});

describe('automatic persisted queries', () => {
  it('are shared by replicas, and what is no good is kept by none', async () => {
    const cache = memoryCache();
    const stored: string[] = [];
    const counting: Cache = {
      ...cache,
      set(key, value, ttl) {
        stored.push(value);
        return cache.set(key, value, ttl);
      },
    };
    const [one, other] = [await listen({ cache: counting }), await listen({ cache: counting })];
    const good = '{ user(id: "2") { name } }';
    for (const text of [good, good, '{ nothing }', '{', `{ user(id: "2") { name } } # ${'x'.repeat(40_000)}`])
      await one.post({ query: text, ...persisted(text) });
    expect(stored).toEqual([good]);
    expect((await other.post(persisted(good))).answer).toEqual({ data: { user: { name: 'Grace' } } });
    expect((await other.post(persisted('{'))).status).toBe(200);
    await Promise.all([one.close(), other.close()]);
  });
});

describe('a manifest', () => {
  const operation = { name: 'A', type: 'query', body: '{ me { id } }' } as const;

  it('is read as it was written', () => {
    expect(readManifest(writeManifest([operation]))).toEqual(new Map([[sha256(operation.body), operation.body]]));
  });

  it.each([
    ['of another format', '{"format":"x","version":1,"operations":[]}', 'not a manifest'],
    ['without operations', '{"format":"apollo-persisted-query-manifest","version":1}', 'not a manifest'],
    ['with another hash', writeManifest([operation]).replace(/"id": "./, '"id": "x'), 'the id of A'],
  ])('is refused %s', (_, json, why) => {
    expect(() => readManifest(json)).toThrow(why);
  });
});
