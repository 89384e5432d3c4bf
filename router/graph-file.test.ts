import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient } from 'graphql-ws';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { tokens } from '#platform/auth';
import { ConfigError, readConfig } from '#platform/config';
import { createLogger } from '#platform/log';
import { startRouter } from '../processes/router.ts';
import { compose } from '../schema/compose.ts';
import { startSubgraph } from './subgraph-server.fixture.ts';

const FEDERATION = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@requiresScopes"])`;

/** A door that a resolver waits behind. */
const door = () => {
  let open = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { open, opened };
};

const prices = door();
const ticks = door();
const subgraphs = {
  products: {
    sdl: `${FEDERATION}
      type Query { products: [Product!]! slow: String }
      type Subscription { tick: Product! }
      type Product @key(fields: "upc") { upc: ID! name: String cost: Int @requiresScopes(scopes: [["cost:read"]]) }`,
    resolvers: {
      Query: {
        products: () => [{ upc: '1', name: 'Table', cost: 30 }],
        slow: () => prices.opened.then(() => 'at last'),
      },
      Subscription: {
        tick: {
          async *subscribe() {
            yield { tick: { upc: '1' } };
            await ticks.opened;
            yield { tick: { upc: '1' } };
          },
        },
      },
      Product: { __resolveReference: ({ upc }: { upc: string }) => ({ upc, name: 'Table' }) },
    },
  },
  reviews: {
    sdl: `${FEDERATION}
      type Query { reviewed: Int }
      type Product @key(fields: "upc") { upc: ID! stars: Int }`,
    resolvers: {
      Product: { __resolveReference: ({ upc }: { upc: string }) => ({ upc, stars: 4 }) },
    },
  },
};

let urls: Record<keyof typeof subgraphs, string>;
let folder: string;
const stops: (() => Promise<unknown>)[] = [];
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'metachat-graph-'));
  const started = await Promise.all(
    Object.values(subgraphs).map(({ sdl, resolvers }) => startSubgraph(sdl, resolvers)),
  );
  stops.push(...started.map(({ stop }) => stop));
  urls = { products: started[0]!.url, reviews: started[1]!.url };
});
afterAll(async () => {
  await Promise.all(stops.map((stop) => stop()));
  await rm(folder, { recursive: true });
});

/** The graph with or without what is asked of it. */
const supergraphSdl = (hidden: RegExp = /never/g) =>
  compose(
    Object.entries(subgraphs).map(([name, { sdl }]) => ({
      ...{ name, url: urls[name as keyof typeof urls] },
      sdl: sdl.replace(hidden, ''),
    })),
  ).supergraphSdl;

/** As a deployment does: the whole file at once. */
const write = async (path: string, text: string) => {
  const beside = `${path}.new`;
  await writeFile(beside, text);
  await rename(beside, path);
};

let served = 0;
const serve = async (text: string, environment: NodeJS.ProcessEnv = {}) => {
  served += 1;
  const path = join(folder, `supergraph-${served}.graphql`);
  await write(path, text);
  const config = readConfig({ SUPERGRAPH_PATH: path, PORT: '0', LOG_LEVEL: 'fatal', ...environment }, 'router', 'none');
  const running = await startRouter(config, createLogger(config, 'test'));
  const ask = async (query: string, token?: string): Promise<unknown> => {
    const headers = { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) };
    const response = await fetch(`${running.url}/graphql`, {
      ...{ method: 'POST', headers, body: JSON.stringify({ query }) },
    });
    return response.json();
  };
  const metrics = async () => (await fetch(`${running.url}/metrics`)).text();
  return { ...running, path, ask, metrics };
};

const eventually = async (holds: () => Promise<void>) => {
  for (const end = Date.now() + 10_000; ; await new Promise((resolve) => setTimeout(resolve, 50)))
    try {
      return await holds();
    } catch (error) {
      if (Date.now() > end) throw error;
    }
};

const timeout = 30_000;
const ANSWER = { data: { products: [{ name: 'Table', stars: 4 }] } };

describe('a router over a supergraph file', () => {
  it('needs nothing but the file, which says where the subgraphs are', { timeout }, async () => {
    const router = await serve(supergraphSdl());
    expect(await router.ask('{ products { name stars } }')).toEqual(ANSWER);
    expect(await (await fetch(`${router.url}/health/ready`)).json()).toMatchObject({ status: 'ready' });
    await router.stop();
  });

  it('takes the addresses that are set before those of the file', { timeout }, async () => {
    const path = join(folder, 'moved.graphql');
    const users = { name: 'users', url: 'http://127.0.0.1:1/nobody', sdl: subgraphs.products.sdl };
    await write(path, compose([users]).supergraphSdl);
    const environment = { SUPERGRAPH_PATH: path, USERS_SUBGRAPH_URL: urls.products, PORT: '0', LOG_LEVEL: 'fatal' };
    const config = readConfig(environment, 'router', 'none');
    const running = await startRouter(config, createLogger(config, 'test'));
    const response = await fetch(`${running.url}/graphql`, {
      ...{ method: 'POST', headers: { 'content-type': 'application/json' } },
      body: JSON.stringify({ query: '{ products { name } }' }),
    });
    expect(await response.json()).toEqual({ data: { products: [{ name: 'Table' }] } });
    await running.stop();
  });

  it('goes on with another graph, and ends on the one before what runs on it', { timeout }, async () => {
    const router = await serve(supergraphSdl());
    const slow = router.ask('{ slow }');
    const client = createClient({ url: `${router.url.replace('http', 'ws')}/graphql`, webSocketImpl: WebSocket });
    const events = client.iterate({ query: 'subscription { tick { upc stars } }' });
    const tick = { data: { tick: { upc: '1', stars: 4 } } };
    expect((await events.next()).value).toEqual(tick);

    // neither the field that is asked for nor the one of the subscription is in the next one
    await write(router.path, supergraphSdl(/slow: String|stars: Int/g));
    const answers: unknown[] = [];
    await eventually(async () => {
      answers.push(...(await Promise.all(Array.from({ length: 20 }, () => router.ask('{ products { name } }')))));
      expect(await router.ask('{ products { stars } }')).toMatchObject({
        errors: [{ extensions: { code: 'BAD_USER_INPUT' } }],
      });
    });
    expect(answers.length).toBeGreaterThan(20);
    for (const answer of answers) expect(answer).toEqual({ data: { products: [{ name: 'Table' }] } });
    expect(await router.metrics()).toContain('metachat_graph_loads_total{outcome="served"} 1');

    prices.open();
    ticks.open();
    expect(await slow).toEqual({ data: { slow: 'at last' } });
    expect((await events.next()).value).toEqual(tick);
    expect((await events.next()).done).toBe(true);
    await client.dispose();
    await router.stop();
  });

  it('takes the rights of a viewer from the scope of their access token', { timeout }, async () => {
    const JWT_SECRET = 'a secret of at least 32 characters';
    const issue = async (...scopes: string[]) => {
      const { issue: issued } = tokens({ secret: Buffer.from(JWT_SECRET), expiresInSeconds: 60 });
      return (await issued({ id: 'ann', tenant: 'default', sessionId: 's', scopes })).token;
    };
    const query = '{ products { name cost } }';
    const refused = {
      data: { products: [{ name: 'Table', cost: null }] },
      errors: [{ path: ['products', 0, 'cost'], extensions: { code: 'FORBIDDEN' } }],
    };
    const router = await serve(supergraphSdl(), { JWT_SECRET });
    expect(await router.ask(query)).toMatchObject(refused);
    expect(await router.ask(query, await issue('cost', 'read'))).toMatchObject(refused);
    expect(await router.ask(query, await issue('x', 'cost:read'))).toEqual({
      data: { products: [{ name: 'Table', cost: 30 }] },
    });
    await router.stop();

    const strict = await serve(supergraphSdl(), { REFUSED_FIELDS: 'reject' });
    // nothing that it could verify a token by
    const { data, errors } = (await strict.ask(query, await issue('cost:read'))) as { data?: unknown; errors: unknown };
    expect(data ?? null).toBeNull();
    expect(errors).toMatchObject([{ extensions: { code: 'FORBIDDEN', field: 'products.cost' } }]);
    await strict.stop();
  });

  it.each([
    ['is no GraphQL', () => 'type Query {'],
    ['is no supergraph', () => 'type Query { me: Int }'],
    ['was cut off', () => supergraphSdl().slice(0, -2_000)],
    ['knows no address of a subgraph', () => supergraphSdl().replace(urls.reviews, 'nowhere')],
    ['needs a feature that nobody knows', () => supergraphSdl().replace(/\n\{\n/, FEATURE)],
  ])('goes on with the graph that it has when the file %s', { timeout }, async (_, broken) => {
    const router = await serve(supergraphSdl());
    await write(router.path, broken());
    await eventually(async () =>
      expect(await router.metrics()).toContain('metachat_graph_loads_total{outcome="refused"} 1'),
    );
    expect(await router.ask('{ products { name stars } }')).toEqual(ANSWER);

    // and takes the next one that is fit
    await write(router.path, supergraphSdl(/stars: Int/g));
    await eventually(async () => expect(await router.ask('{ products { stars } }')).toHaveProperty('errors'));
    expect(await router.metrics()).toContain('metachat_graph_loads_total{outcome="refused"} 1');
    await router.stop();
  });

  it('does not start on a file that is not there, or not fit', { timeout }, async () => {
    await expect(serve('type Query { me: Int }')).rejects.toThrow(ConfigError);
    const config = readConfig({ SUPERGRAPH_PATH: join(folder, 'none.graphql'), PORT: '0' }, 'router', 'none');
    const log = createLogger({ ...config, log: { ...config.log, level: 'fatal' } }, 'test');
    await expect(startRouter(config, log)).rejects.toThrow(/^SUPERGRAPH_PATH is .*none\.graphql, which can't be read/);
  });
});

const FEATURE = '\n  @link(url: "https://specs.example.org/unknown/v1.0", for: SECURITY)\n{\n';
