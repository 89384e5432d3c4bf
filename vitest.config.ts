import { defineConfig } from 'vitest/config';

/** Tests beside the code that need a server, which the others there don't. */
const servers = ['platform/postgres/*.test.ts'];

/** Node loads one copy of graphql for `import` and `require`; the test runner would load two, which don't know each other. */
const resolve = { alias: [{ find: /^graphql$/, replacement: 'graphql/index.js' }] };

/** `unit`: pure, no server, seconds. `router`: the composed graph over small subgraphs. `servers`: against the engines themselves. `e2e`: the whole supergraph by its public endpoint. */
export default defineConfig({
  test: {
    projects: [
      {
        resolve,
        test: {
          name: 'unit',
          include: ['{platform,subgraphs,demo,replay}/**/*.test.ts'],
          exclude: servers,
          // nothing there touches what is global: the files share one loading of the modules
          isolate: false,
        },
      },
      { resolve, test: { name: 'router', include: ['{router,schema}/**/*.test.ts'] } },
      {
        resolve,
        test: {
          name: 'servers',
          include: [...servers, 'tests/{contract,platform}/**/*.test.ts'],
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
          globalSetup: 'tests/servers.ts',
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
    ],
    coverage: {
      provider: 'v8',
      thresholds: { lines: 85, statements: 85, functions: 85, branches: 85 },
      include: ['platform/**', 'subgraphs/**', 'router/**', 'schema/**', 'main.ts'],
      exclude: ['**/generated/**', '**/*.types.ts', '**/*.test.ts', '**/*.fixture.ts'],
    },
  },
});
