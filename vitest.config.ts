import { defineConfig } from 'vitest/config';

/** Tests beside the code that need a server, which the others there don't. */
const servers = ['platform/postgres/*.test.ts'];

/** `unit`: pure, no server, seconds. `servers`: against the engines themselves. `e2e`: the whole supergraph by its public endpoint. */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['{platform,subgraphs,router,schema,demo,replay}/**/*.test.ts'],
          exclude: servers,
        },
      },
      {
        test: {
          name: 'servers',
          include: [...servers, 'tests/{contract,platform}/**/*.test.ts'],
          globalSetup: 'tests/servers.ts',
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
      {
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
      include: ['platform/**', 'subgraphs/**', 'router/**', 'schema/**', 'main.ts'],
      exclude: ['**/generated/**', '**/*.types.ts', '**/*.test.ts', '**/*.fixture.ts'],
    },
  },
});
