import { defineConfig } from 'vitest/config';

const integration = [
  'platform/postgres/*.test.ts',
  'platform/event-store/*.test.ts',
  'platform/read-model/*.test.ts',
  'platform/vault/*.test.ts',
  'platform/integration/*.test.ts',
];

/** `unit`: pure, no server, seconds. `servers`: against the engines themselves. `e2e`: the whole supergraph by its public endpoint. */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['{platform,subgraphs,router,schema,demo,replay}/**/*.test.ts'],
          exclude: integration,
        },
      },
      {
        test: {
          name: 'servers',
          include: [...integration, 'tests/contract/**/*.test.ts'],
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['tests/*.test.ts', 'tests/e2e/**/*.test.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
    ],
    coverage: {
      provider: 'v8',
      include: ['platform/**', 'subgraphs/**', 'router/**', 'schema/**', 'main.ts'],
      exclude: ['**/generated/**', '**/*.types.ts', '**/*.test.ts'],
    },
  },
});
