import { defineConfig } from 'vitest/config';

/** Tests beside the code that need the embedded PostgreSQL, or processes of their own to wait for. */
const beside = ['platform/postgres/*.test.ts', 'platform/remote/*.test.ts', 'platform/remote-data-source.test.ts'];
/** On Kafka, Cassandra, Redis, NATS and a PostgreSQL of one's own: `npm run test:servers`. */
const onServers = 'tests/**/*.servers.test.ts';
/** What only they run: adapters of servers that `npm test` must do without. */
const ON_SERVERS_ONLY = [
  ...['platform/bus/{kafka,kafka-consumer,nats*,redis*,partitions}.ts', 'platform/{pubsub,cache}/redis.ts'],
  ...['platform/redis.ts', 'platform/read-model/cassandra.ts', 'platform/read-model/cassandra/**'],
  ...['platform/event-store/append-signal.ts'],
];
/** Servers and processes killed, stopped and cut off under load: minutes. */
const faults = 'tests/faults/*.servers.test.ts';
/** By the public endpoint alone, so that they hold for one process and for many; and what only the many can show. */
const replicas = 'tests/e2e/replicas.servers.test.ts';
const onCluster = ['journey', 'people', 'blocking', 'erasure', 'bad-input', 'bad-requests', 'limits', 'tenancy']
  .map((name) => `tests/e2e/${name}.test.ts`)
  .concat(replicas);

/** Node loads one copy of graphql for `import` and `require`; the test runner would load two, which don't know each other. */
const resolve = { alias: [{ find: /^graphql$/, replacement: 'graphql/index.js' }] };

/**
 * `unit`: pure, no server, seconds. `router`: the composed graph over small subgraphs. `postgres`: against the embedded
 * server. `e2e`: the whole supergraph by its public endpoint. `npm test` runs these. `browser`: its pages, in Chromium
 * where that is installed. `servers`: against real servers and processes; `faults`: while those are killed. `e2e-servers`: the same public endpoint over many processes.
 */
export default defineConfig({
  test: {
    // left to itself, vitest keeps a core free
    maxWorkers: '100%',
    projects: [
      {
        resolve,
        test: {
          name: 'unit',
          include: ['{platform,subgraphs,demo,replay,import,ops}/**/*.test.ts', 'tests/faults/history.test.ts'],
          exclude: beside,
          // nothing there touches what is global: the files share one loading of the modules
          isolate: false,
        },
      },
      { resolve, test: { name: 'router', include: ['{router,schema}/**/*.test.ts'] } },
      {
        resolve,
        test: {
          name: 'postgres',
          include: [...beside, 'tests/{contract,platform,diary,matching}/**/*.test.ts'],
          exclude: [onServers],
          globalSetup: 'tests/servers.ts',
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
      {
        resolve,
        test: {
          name: 'e2e',
          include: ['tests/*.test.ts', 'tests/e2e/**/*.test.ts'],
          exclude: [onServers],
          globalSetup: 'tests/servers.ts',
          provide: { tier: 'embedded' },
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        resolve,
        test: {
          name: 'browser',
          include: ['tests/browser/**/*.test.ts'],
          testTimeout: 120_000,
          hookTimeout: 60_000,
        },
      },
      {
        resolve,
        test: {
          name: 'servers',
          include: [onServers],
          exclude: [replicas, faults],
          globalSetup: 'tests/real-servers.ts',
          // they end servers and processes that the others need
          fileParallelism: false,
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        resolve,
        test: {
          name: 'faults',
          include: [faults],
          globalSetup: 'tests/real-servers.ts',
          // a fault, and the time until all that it delayed has come
          testTimeout: 180_000,
          hookTimeout: 300_000,
        },
      },
      {
        resolve,
        test: {
          name: 'e2e-servers',
          include: onCluster,
          globalSetup: 'tests/cluster.ts',
          provide: { tier: 'servers' },
          // they share one supergraph, and count its events
          fileParallelism: false,
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
    ],
    coverage: {
      provider: 'v8',
      thresholds: { lines: 85, statements: 85, functions: 85, branches: 85 },
      include: ['platform/**', 'subgraphs/**', 'router/**', 'schema/**', 'main.ts'],
      exclude: [...['**/generated/**', '**/*.types.ts', '**/*.test.ts', '**/*.fixture.ts'], ...ON_SERVERS_ONLY],
    },
  },
});
