import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { createClient } from 'graphql-ws';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { tokens } from '#platform/auth';
import { readConfig } from '#platform/config';
import { createLogger } from '#platform/log';
import { startRouter } from '../processes/router.ts';
import { compose } from '../schema/compose.ts';
import { until } from './endpoint.fixture.ts';
import { SDL, startForeignSubgraph } from './foreign-subgraph.fixture.ts';
import { startSubgraph } from './subgraph-server.fixture.ts';

const JWT_SECRET = 'a secret of this test that is long enough';
const SENSORS = `
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])
  type Query { sensors: Int }
  type Subscription { moved: Sensor }
  type Sensor @key(fields: "id") { id: ID! place: String }`;

let folder: string;
let foreign: Awaited<ReturnType<typeof startForeignSubgraph>>;
let own: Awaited<ReturnType<typeof startSubgraph>>;
let router: Awaited<ReturnType<typeof startRouter>>;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'metachat-foreign-'));
  foreign = await startForeignSubgraph();
  own = await startSubgraph(SENSORS, {
    Sensor: { __resolveReference: ({ id }: { id: string }) => ({ id, place: `the place of ${id}` }) },
    Subscription: {
      moved: {
        async *subscribe() {
          yield { moved: { id: 's2', place: 'the roof' } };
        },
      },
    },
  });
  const { supergraphSdl } = compose([
    { name: 'readings', url: foreign.url, sdl: SDL },
    { name: 'sensors', url: own.url, sdl: SENSORS },
  ]);
  const path = join(folder, 'supergraph.graphql');
  await writeFile(path, supergraphSdl);
  const config = readConfig({ SUPERGRAPH_PATH: path, JWT_SECRET, PORT: '0', LOG_LEVEL: 'fatal' }, 'router', 'none');
  router = await startRouter(config, createLogger(config, 'test'));
});
afterAll(async () => {
  await router.stop();
  await Promise.all([foreign.kill(), own.stop()]);
  await rm(folder, { recursive: true });
});

const tokenOf = async (id: string, expiresInSeconds = 900) =>
  (await tokens({ secret: Buffer.from(JWT_SECRET), expiresInSeconds }).issue({ id, tenant: 'default', sessionId: id }))
    .token;

/** A client of the router, with a socket of its own. */
const listen = (query: string, token?: string) => {
  const client = createClient({
    ...{ url: `${router.url.replace('http', 'ws')}/graphql`, webSocketImpl: WebSocket, retryAttempts: 0 },
    ...(token !== undefined && { connectionParams: { authorization: `Bearer ${token}` } }),
  });
  const events = client.iterate({ query });
  return { next: async () => (await events.next()).value, leave: () => events.return!() };
};

const MEASURED = 'subscription { measured { value sensor { place } } }';
const measurement = (value: number) => ({ data: { measured: { value, sensor: { place: 'the place of s1' } } } });

it('a subgraph that tells of no subscription that it stands is subscribed to, and its events are completed by ours', async () => {
  const events = listen(MEASURED);
  const first = events.next();
  await until(() => foreign.listeners() === 1);
  foreign.measure(1);
  expect(await first).toEqual(measurement(1));
  foreign.measure(2);
  foreign.measure(3);
  expect([await events.next(), await events.next()]).toEqual([measurement(2), measurement(3)]);
  await events.leave();
  await until(() => foreign.listeners() === 0);
});

it('one of ours beside it is subscribed to as ever', async () => {
  expect(await listen('subscription { moved { place } }').next()).toEqual({ data: { moved: { place: 'the roof' } } });
});

it('it is told by each connection whom that is for, and viewers share one with nobody else', async () => {
  const [ann, bob] = await Promise.all([tokenOf('ann'), tokenOf('bob')]);
  const before = foreign.connections();
  const listening = [ann, bob, ann].map((token) => listen('subscription { whoami }', token));
  expect(await Promise.all(listening.map(({ next }) => next()))).toEqual(
    [ann, bob, ann].map((token) => ({ data: { whoami: `Bearer ${token}` } })),
  );
  expect(foreign.connections() - before).toBe(2);
  await Promise.all(listening.map(({ leave }) => leave()));
});

it('what it refuses is refused', async () => {
  expect(await listen('subscription { whoami }').next()).toMatchObject({
    errors: [{ message: 'Sign in first.', extensions: { code: 'UNAUTHENTICATED' } }],
  });
});

it('what it says of a subscription that broke is the last event, without its words on what is inside', async () => {
  const { next } = listen('subscription { breaking }');
  expect(await next()).toEqual({ data: { breaking: 1 } });
  const last = await next();
  expect(last).toMatchObject({ errors: [{ extensions: { code: 'INTERNAL_SERVER_ERROR' } }] });
  expect(JSON.stringify(last)).not.toContain('10.0.0.7');
  expect(await next()).toBeUndefined();
});

it('a subscription ends there when the token that opened it does', async () => {
  const events = listen(MEASURED, await tokenOf('cat', 2));
  const first = events.next();
  await until(() => foreign.listeners() === 1);
  await expect(first).rejects.toMatchObject({ code: 4403 });
  await until(() => foreign.listeners() === 0);
});

it('one that breaks off before its first event is opened again; one between two ends, and says so', async () => {
  const [fresh, heard] = [listen(MEASURED), listen(MEASURED)];
  const first = heard.next();
  await until(() => foreign.listeners() === 2);
  foreign.measure(4);
  await first;
  expect(await fresh.next()).toEqual(measurement(4));
  const another = listen(MEASURED);
  const later = another.next();
  await until(() => foreign.listeners() === 3);
  // it could still be refused
  await delay(500);
  await foreign.kill();
  expect(await heard.next()).toMatchObject({ errors: [{ extensions: { code: 'UNAVAILABLE' } }] });
  foreign = await startForeignSubgraph(foreign.port);
  await until(() => foreign.listeners() === 1);
  foreign.measure(5);
  expect(await later).toEqual(measurement(5));
  await another.leave();
}, 20_000);
