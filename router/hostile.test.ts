import { execFileSync } from 'node:child_process';
import { connect, type Socket } from 'node:net';
import { getIntrospectionQuery } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { listen, openSocket, rawSocket, type Served, until } from './endpoint.fixture.ts';

const MEGABYTE = 1_048_576;
/** Both ends of each are files of this process, which has others. */
const MAX_FILES = Number(execFileSync('sh', ['-c', 'ulimit -n'], { encoding: 'utf8' })) || Number.POSITIVE_INFINITY;
const SOCKETS = Math.min(5_000, Math.floor(MAX_FILES / 2) - 250);

let served: Served;
beforeAll(async () => {
  served = await listen();
});
afterAll(() => served.close());

const times = (count: number, text: (nth: number) => string) =>
  Array.from({ length: count }, (_, nth) => text(nth)).join(' ');

const megabytesOf = async (attack: () => Promise<unknown>): Promise<number> => {
  const before = process.memoryUsage().rss;
  await attack();
  return (process.memoryUsage().rss - before) / MEGABYTE;
};

const stillAnswers = async () => {
  const { answer } = await served.post({ query: '{ user(id: "1") { name } }' });
  expect(answer).toEqual({ data: { user: { name: 'Ada' } } });
};

const rawHttp = async (text: string): Promise<Socket> => {
  const socket = connect(served.port, '127.0.0.1');
  socket.on('error', () => {});
  socket.write(text);
  return socket;
};

describe('documents that are made to hurt', () => {
  const cycle = (length: number) =>
    times(length, (nth) => `fragment F${nth} on User { friend { ...F${(nth + 1) % length} } }`);
  const tower = times(
    30,
    (nth) => `fragment T${nth} on User { a: friend { ...T${nth + 1} } b: friend { ...T${nth + 1} } }`,
  );

  it.each<[what: string, query: string, code: string, limit?: string]>([
    ['an alias bomb', `{ ${times(2_000, (nth) => `a${nth}: me { id }`)} }`, 'LIMIT_EXCEEDED', 'tokens'],
    ['a small alias bomb', `{ me { ${times(1_000, (nth) => `a${nth}: id`)} } }`, 'LIMIT_EXCEEDED', 'aliases'],
    ['a fragment in itself', '{ me { ...F0 } } fragment F0 on User { friend { ...F0 } }', 'BAD_USER_INPUT'],
    ['a long cycle of fragments', `{ me { ...F0 } } ${cycle(300)}`, 'LIMIT_EXCEEDED', 'depth'],
    [
      'a billion fields of thirty fragments',
      `{ me { ...T0 } } ${tower} fragment T30 on User { id }`,
      'LIMIT_EXCEEDED',
      'depth',
    ],
    ['a deep query', `{ me ${'{ friend '.repeat(1_500)} { id } ${'}'.repeat(1_500)} }`, 'LIMIT_EXCEEDED', 'depth'],
    ['a list of lists that is deep', `{ user(id: ${'['.repeat(2_400)}${']'.repeat(2_400)}) { id } }`, 'BAD_USER_INPUT'],
    ['a wide query', `{ me { ${'id '.repeat(4_900)} } }`, 'LIMIT_EXCEEDED', 'fields'],
    ['many directives', `{ me ${'@skip(if: false) '.repeat(500)} { id } }`, 'BAD_USER_INPUT'],
    [
      'ten thousand variables',
      `query (${times(10_000, (nth) => `$v${nth}: Int`)}) { me { id } }`,
      'LIMIT_EXCEEDED',
      'tokens',
    ],
    ['many operations', times(1_200, (nth) => `query Q${nth} { __typename }`), 'LIMIT_EXCEEDED', 'tokens'],
    ['a huge list', '{ messages(first: 2147483647) { id } }', 'LIMIT_EXCEEDED', 'cost'],
    [
      'introspection that goes round',
      `{ __schema ${'{ types { fields { type '.repeat(4)} { name } ${'} } }'.repeat(4)} }`,
      'BAD_USER_INPUT',
    ],
    ['a prototype as a field', '{ __proto__ { id } constructor { id } }', 'BAD_USER_INPUT'],
    ['an empty document', '# nothing', 'BAD_USER_INPUT'],
  ])('%s is refused', async (_, query, code, limit) => {
    served.fetches.length = 0;
    const started = performance.now();
    const { answer } = await served.post({ query });
    const codes = answer.errors?.map(({ extensions }) => [extensions.code, extensions.limit]);
    expect(codes).toContainEqual([code, limit]);
    expect(answer).not.toHaveProperty('data');
    expect(served.fetches).toEqual([]);
    // minutes, where something grows as it must not
    expect(performance.now() - started).toBeLessThan(10_000);
    await stillAnswers();
  });

  it('ten thousand variables that nobody declared, and prototypes among them, change nothing', async () => {
    const variables = Object.fromEntries(Array.from({ length: 10_000 }, (_, nth) => [`v${nth}`, nth]));
    const query = 'query ($id: ID!) { user(id: $id) { name } }';
    const { answer } = await served.post({ query, variables: { ...variables, id: '1' } });
    expect(answer).toEqual({ data: { user: { name: 'Ada' } } });
    const polluted = `{"query":"${query}","variables":{"id":"1","__proto__":{"id":"2"},"constructor":{"prototype":{"x":1}}}}`;
    expect((await served.post(polluted)).answer).toEqual(answer);
    const asOwn = '{"query":"query ($__proto__: ID!) { user(id: $__proto__) { id } }","variables":{"__proto__":"1"}}';
    expect((await served.post(asOwn)).answer.errors).toMatchObject([{ extensions: { field: '__proto__' } }]);
    expect(({} as { x?: number }).x).toBeUndefined();
    const deep = `{"query":"{ __typename }","variables":${'{"a":'.repeat(5_000)}1${'}'.repeat(5_000)}}`;
    expect((await served.post(deep)).answer).toEqual({ data: { __typename: 'Query' } });
  });

  it('what is no request at all has its code', async () => {
    const batch = Array.from({ length: 1_000 }, () => ({ query: '{ me { id } }' }));
    for (const body of [batch, new Uint8Array([0x22, 0xc3, 0x28, 0x22]), '[', '"text"', '7']) {
      const { status, answer } = await served.post(body);
      expect([status, answer.errors?.[0]?.extensions.code]).toEqual([400, 'BAD_USER_INPUT']);
    }
    await stillAnswers();
  });
});

describe('floods', () => {
  it('introspection is made once, however often it is asked for, and takes no memory', {
    timeout: 30_000,
  }, async () => {
    const ask = async () => (await served.post({ query: getIntrospectionQuery() })).answer.data;
    expect(await ask()).toHaveProperty('__schema');
    const grown = await megabytesOf(async () => {
      for (let round = 0; round < 20; round += 1) await Promise.all(Array.from({ length: 10 }, ask));
    });
    expect(grown).toBeLessThan(300);
    await stillAnswers();
  });

  it('hundreds of different documents hold up nobody for long', { timeout: 60_000 }, async () => {
    const grown = await megabytesOf(async () => {
      for (let nth = 0; nth < 500; nth += 50)
        await Promise.all(
          Array.from({ length: 50 }, (_, other) =>
            served.post({ query: `{ n${nth + other}: user(id: "1") { name bio } }` }),
          ),
        );
    });
    expect(grown).toBeLessThan(300);
    await stillAnswers();
  });

  it('thousands of sockets, half of which say nothing, cost little and are gone', { timeout: 60_000 }, async () => {
    const sockets: WebSocket[] = [];
    const grown = await megabytesOf(async () => {
      for (let nth = 0; nth < SOCKETS; nth += 250)
        sockets.push(...(await Promise.all(Array.from({ length: 250 }, () => openSocket(served.port)))));
      await stillAnswers();
    });
    // with the clients' ends, which are in the same process
    expect(grown / SOCKETS).toBeLessThan(0.2);
    // whoever says nothing is closed with 4408
    await until(() => sockets.every(({ readyState }) => readyState === WebSocket.CLOSED));
    await until(() => served.connections() === 0);
    await stillAnswers();
  });

  it('operations on one socket are bounded, and what is no message closes it', { timeout: 30_000 }, async () => {
    const { socket, messages, subscribe } = await rawSocket(served.port);
    for (let nth = 0; nth < 2_000; nth += 1) subscribe(`${nth}`, 'subscription { messageReceived { id } }');
    await until(() => messages.filter(({ type }) => type === 'error').length === 1_900);
    await until(() => served.received.listeners() === 100);
    socket.send(Buffer.from([0xff, 0xfe]));
    await until(() => served.received.listeners() === 0 && served.connections() === 0);
    await stillAnswers();
  });
});

describe('connections that hold on', () => {
  it('a request that drips, or never ends, holds up nobody', async () => {
    const dripping = await Promise.all(
      Array.from({ length: 200 }, (_, nth) =>
        rawHttp(
          `POST /graphql HTTP/1.1\r\nhost: x\r\n${nth % 2 ? 'x-slow: ' : 'content-type: application/json\r\ncontent-length: 100\r\n\r\n{'}`,
        ),
      ),
    );
    await stillAnswers();
    for (const socket of dripping) socket.write('1');
    await stillAnswers();
    for (const socket of dripping) socket.destroy();
    await stillAnswers();
  });

  it('a connection that is closed to one side, or breaks off in its body, ends nothing', async () => {
    const head =
      'POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{"query"';
    for (let nth = 0; nth < 50; nth += 1) {
      const socket = await rawHttp(head);
      socket.end();
      const reset = await rawHttp(head);
      await new Promise((resolve) => setTimeout(resolve, 2));
      reset.resetAndDestroy();
    }
    await stillAnswers();
    expect(served.faults).toEqual([]);
  });

  it.each([
    ['is no HTTP', 'GARBAGE\r\n\r\n'],
    ['has two lengths', 'POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\n'],
    [
      'has a length and chunks',
      'POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-length: 1\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n',
    ],
    ['has a huge header', `GET /graphql HTTP/1.1\r\nhost: x\r\nx-huge: ${'x'.repeat(100_000)}\r\n\r\n`],
  ])('what %s is answered with 4xx and closed', async (_, text) => {
    const socket = await rawHttp(text);
    let answer = '';
    socket.on('data', (data) => {
      answer += data;
    });
    await new Promise((resolve) => socket.once('close', resolve));
    expect(answer).toMatch(/^HTTP\/1\.1 4\d\d/);
    await stillAnswers();
  });
});

it('nothing of it came to the subgraphs as a fault, or was told as one', () => {
  expect(served.faults).toEqual([]);
  expect(served.reported).toEqual([]);
});
