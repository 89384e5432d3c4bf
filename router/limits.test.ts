import { createClient } from 'graphql-sse';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { clientOf, listen, rawSocket, type Served, until } from './endpoint.fixture.ts';
import { operationContext, testGraph } from './graph.fixture.ts';
import { createIntake } from './intake.ts';
import type { Prepared } from './prepare.ts';

let served: Served | undefined;
afterEach(async () => {
  await served?.close();
  served = undefined;
});

const repeated = (count: number, text: (nth: number) => string) =>
  Array.from({ length: count }, (_, nth) => text(nth)).join(' ');

describe('limits of a document', () => {
  const { router } = testGraph();
  const refusals = (text: string) => {
    const prepared = router.prepare(text, /A0/.test(text) ? 'A0' : undefined);
    return 'errors' in prepared ? prepared.errors.map(({ extensions }) => extensions) : [];
  };
  /** Of 49 fields. */
  const FRAGMENT = `fragment F on User { ${'id name bio friend { '.repeat(12)} id ${'}'.repeat(12)} }`;
  const friends = (depth: number) => `{ me ${'{ friend '.repeat(depth - 2)} { id } ${'}'.repeat(depth - 2)} }`;

  it.each<[limit: string, maximum: number, text: (size: number) => string]>([
    [
      'tokens',
      5_000,
      (size) => `${repeated(1_000, (nth) => `query A${nth} { __typename }`)}${size > 5_000 ? ' x' : ''}`,
    ],
    ['depth', 16, friends],
    ['rootFields', 20, (size) => `{ ${repeated(size, () => 'me { id }')} }`],
    ['aliases', 50, (size) => `{ me { ${repeated(size, (nth) => `n${nth}: name`)} } }`],
    [
      'fields',
      1_000,
      (size) =>
        `{ ${repeated(20, (nth) => `u${nth}: user(id: "1") { ...F ${nth < size - 1_000 ? 'id' : ''} }`)} } ${FRAGMENT}`,
    ],
  ])('%s: %i pass, and not one more', (limit, maximum, text) => {
    expect(refusals(text(maximum))).toEqual([]);
    expect(refusals(text(maximum + 1))).toEqual([
      expect.objectContaining({ code: 'LIMIT_EXCEEDED', limit, value: maximum + 1, maximum }),
    ]);
  });

  it('tells nobody what a wrong name may have meant', async () => {
    for (const text of [
      '{ mee { id } }',
      '{ me { nam } }',
      '{ user(idd: "1") { id } }',
      '{ me { ... on Usr { id } } }',
    ]) {
      const prepared = router.prepare(text);
      expect('errors' in prepared && prepared.errors.map(({ message }) => message).join()).not.toMatch(/did you mean/i);
    }
    const rename = router.prepare('mutation ($i: RenameInput!) { rename(input: $i) { id } }') as Prepared;
    const { errors } = await router.execute(rename, { i: { id: '1', nam: 'x', name: 'x' } }, operationContext());
    expect(errors?.[0]?.message).not.toMatch(/did you mean/i);
  });

  it('answers no introspection where that is turned off, but for the names of types', () => {
    const closed = testGraph({ introspection: false }).router;
    for (const [text, field] of [
      ['{ __schema { description } }', '__schema'],
      ['{ me { id } __type(name: "User") { name } }', '__type'],
    ] as const)
      expect(closed.prepare(text)).toMatchObject({ errors: [{ extensions: { code: 'FORBIDDEN', field } }] });
    expect(closed.prepare('{ __typename me { __typename } }')).toHaveProperty('plan');
  });
});

describe('limits of a request', () => {
  it('cost: 10,000 pass, and not one more, by the variables', async () => {
    served = await listen();
    const ask = (first: number) =>
      served!.post({ query: 'query ($first: Int) { messages(first: $first) { id } }', variables: { first } });
    expect((await ask(10_000)).answer.errors).toBeUndefined();
    served.fetches.length = 0;
    expect((await ask(10_001)).answer).toEqual({
      errors: [
        {
          message: 'The operation has 10001 points of cost; at most 10000 are allowed.',
          extensions: { code: 'LIMIT_EXCEEDED', limit: 'cost', value: 10_001, maximum: 10_000 },
        },
      ],
    });
    expect(served.fetches).toEqual([]);
  });

  it('rates: a person spends their budget whatever the transport, and is told when to come back', async () => {
    served = await listen({ rates: { perPerson: 20, perAddress: undefined } });
    const query = '{ messages(first: 10) { id } }';
    const authorization = 'Bearer as-ann';
    expect((await served.post({ query }, { authorization })).status).toBe(200);
    const client = clientOf(served.port, { authorization });
    expect((await client.iterate({ query }).next()).value).toHaveProperty('data');

    const { status, headers, answer } = await served.post({ query: '{ me { id } }' }, { authorization });
    expect(status).toBe(429);
    const { retryAfter } = answer.errors![0]!.extensions;
    expect(answer.errors).toMatchObject([
      { extensions: { code: 'RATE_LIMITED', limit: 'costPerPerson', value: 21, maximum: 20 } },
    ]);
    expect(retryAfter).toBeGreaterThan(0);
    expect(headers.get('retry-after')).toBe(String(retryAfter));
    const refused = (
      await client
        .iterate({ query })
        .next()
        .catch((errors: unknown) => ({ value: { errors } }))
    ).value;
    expect(refused).toMatchObject({ errors: [{ extensions: { code: 'RATE_LIMITED' } }] });
    expect((await served.post({ query }, { authorization: 'Bearer as-bob' })).status).toBe(200);
    await client.dispose();
  });

  it('rates: an address is counted where a proxy is trusted to name it', async () => {
    served = await listen({ rates: { perPerson: undefined, perAddress: 2 }, trustedProxies: ['127.0.0.1'] });
    const from = async (address: string) =>
      (await served!.post({ query: '{ me { id } }' }, { 'x-forwarded-for': address })).status;
    expect([await from('203.0.113.9'), await from('203.0.113.9'), await from('203.0.113.9')]).toEqual([200, 200, 429]);
    expect([await from('203.0.113.9, 203.0.113.8'), await from('203.0.113.7')]).toEqual([200, 200]);
    expect(served.fetches.map(({ context }) => context.address)).toContain('203.0.113.8');
  });

  it('subscriptions: a person has as many as they may over all transports, and one more when one has ended', async () => {
    served = await listen({ maxSubscriptions: 2 });
    const query = 'subscription { messageReceived { id } }';
    const { subscribe, messages, socket } = await rawSocket(served.port, { authorization: 'as-ann' });
    const client = createClient({
      ...{ url: served.url(), retryAttempts: 0, fetchFn: fetch, headers: { authorization: 'Bearer as-ann' } },
    });
    subscribe('1', query);
    const unsubscribe = client.subscribe({ query }, { next() {}, error() {}, complete() {} });
    await until(() => served!.received.listeners() === 2);

    subscribe('2', query);
    await until(() => messages.length > 1);
    expect(JSON.stringify(messages[1])).toContain('"limit":"subscriptionsPerPerson","value":3,"maximum":2');
    const bob = await rawSocket(served.port, { authorization: 'as-bob' });
    bob.subscribe('1', query);
    await until(() => served!.received.listeners() === 3);

    unsubscribe();
    await until(() => served!.received.listeners() === 2);
    subscribe('3', query);
    await until(() => served!.received.listeners() === 3);
    socket.terminate();
    bob.socket.terminate();
    await until(() => served!.received.listeners() === 0);
  });

  it('time: who waits for 30 seconds is told so, and not a moment earlier', async () => {
    const graph = testGraph();
    const users = { ...graph.dataSources.users, execute: () => new Promise<never>(() => {}) };
    const { router } = testGraph({ dataSources: { ...graph.dataSources, users } });
    const intake = createIntake({
      ...{ router, charge() {}, maxCost: 10_000, takeSubscription: () => () => {}, onSubscriptions() {} },
      measured: (_, context, run) => run(context),
      documents: { textOf: async ({ query }) => query!, keep() {} },
    });
    const admitted = await intake.admit({ query: '{ me { id } }' }, { viewer: undefined, context: operationContext() });
    if (!('prepared' in admitted)) throw new Error('It was refused.');

    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    try {
      let answer: unknown;
      void intake.execute(admitted).then((result) => {
        answer = result;
      });
      await vi.advanceTimersByTimeAsync(29_999);
      expect(answer).toBeUndefined();
      await vi.advanceTimersByTimeAsync(1);
      expect(answer).toMatchObject({
        errors: [{ extensions: { code: 'LIMIT_EXCEEDED', limit: 'milliseconds', maximum: 30_000 } }],
      });
    } finally {
      vi.useRealTimers();
    }
  });
});
