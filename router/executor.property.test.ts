import { readFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import type { ExecutionResult } from 'graphql';
import { describe, expect, it } from 'vitest';
import { askedFor } from './executor/errors.ts';
import { gatewayExecutor } from './executor/gateway.ts';
import * as everything from './federation/everything.fixture.ts';
import { anyOperation } from './federation/operation.fixture.ts';
import { choicesFrom } from './federation/random.fixture.ts';
import { type Weather, worldOf } from './federation/world.fixture.ts';
import { operationContext } from './graph.fixture.ts';
import { isRefused, type Prepared } from './prepare.ts';
import { createRouter } from './router.ts';

/** Of each kind; `OPERATIONS=2000` looks deeper. */
const OPERATIONS = Number(process.env.OPERATIONS ?? 60);

const app = readFileSync(new URL('../schema/supergraph.graphql', import.meta.url), 'utf8');
const numbers = fc.array(fc.nat(997), { minLength: 30, maxLength: 250, size: 'max' });
const seed = fc.nat(1_000);

const CALM = { nulls: 0, errors: 0, gone: 0, outages: 0 };
const NULLS = { ...CALM, nulls: 15 };
const ERRORS = { ...CALM, nulls: 5, errors: 8 };
const STORM = { nulls: 5, errors: 5, gone: 20, outages: 15 };

/** Both executors and one schema over the same world. */
const oracles = (supergraphSdl: string) => {
  const world = worldOf(supergraphSdl);
  const { dataSources } = world;
  const ours = createRouter({ supergraphSdl, dataSources, onError() {} });
  const theirs = createRouter({ supergraphSdl, dataSources, executor: gatewayExecutor, onError() {} });

  return {
    answers: async (choices: readonly number[], weather: Weather) => {
      const { text, variables } = anyOperation(ours.apiSchema, choicesFrom(choices));
      const prepared = ours.prepare(text);
      // two fields of one name that can't be merged; or what the planner has no plan for
      if (isRefused(prepared)) return undefined;
      world.turn(weather);
      const run = async (router: typeof ours) =>
        plain(prepared, await router.execute(router.prepare(text) as Prepared, variables, operationContext()));
      return {
        ...{ text, variables, ours: await run(ours), theirs: await run(theirs) },
        reference: plain(prepared, await world.reference(ours.apiSchema, text, variables)),
      };
    },
  };
};

interface Plain {
  readonly data: unknown;
  /** With the order of response names. */
  readonly dataText: string;
  readonly errors: readonly string[];
  /** Where nulls stand that an error has caused. */
  readonly nulled: readonly string[];
}

/** As clients see it, and comparable: in the order of their text, since fetches go side by side. */
const plain = ({ document, operation }: Prepared, result: ExecutionResult): Plain => {
  const { data, errors = [] } = JSON.parse(JSON.stringify(result)) as ExecutionResult;
  const asked = errors.map((error) => ({ ...error, path: error.path && askedFor(document, operation, error.path) }));
  return {
    ...{ data, dataText: JSON.stringify(data) },
    errors: asked
      // a value outside of its type: the gateway's executor is silent about it
      .filter(({ extensions }) => extensions?.code !== 'INTERNAL_SERVER_ERROR')
      .map(({ message, extensions, path }) => JSON.stringify([message, extensions?.code, path]))
      .sort(),
    // an error of what only the plan needs nulls nothing
    nulled: [...new Set(asked.flatMap(({ path }) => nulledAt(data, path ?? []) ?? []))].sort(),
  };
};

/** Of several errors in an object that becomes null one is enough, and which is left open by the specification. */
const nulledAt = (data: unknown, path: readonly (string | number)[]): string | undefined => {
  let value = data;
  for (let depth = 0; depth <= path.length; depth++) {
    if (value === null || (value === undefined && depth === 0)) return path.slice(0, depth).join('.');
    // the plan needed it, and nobody asked for it of an object of this type
    if (value === undefined) return undefined;
    value = (value as Record<string, unknown>)[path[depth]!];
  }
  return undefined;
};

const agreesWithGateway = ({ ours, theirs }: Answers): boolean =>
  isDeepStrictEqual(ours.data, theirs.data) && isDeepStrictEqual(ours.errors, theirs.errors);
const agreesWithReference = ({ ours, reference }: Answers): boolean =>
  ours.dataText === reference.dataText && isDeepStrictEqual(ours.nulled, reference.nulled);

type Answers = NonNullable<Awaited<ReturnType<ReturnType<typeof oracles>['answers']>>>;

/** How many answers there were, and in how many all three agree. */
const holds = async (
  { answers }: ReturnType<typeof oracles>,
  weather: Omit<Weather, 'seed'>,
  isRight: (answers: Answers) => boolean,
) => {
  let compared = 0;
  let unanimous = 0;
  await fc.assert(
    fc.asyncProperty(numbers, seed, async (choices, seed) => {
      const answered = await answers(choices, { ...weather, seed });
      if (!answered) return;
      compared++;
      if (agreesWithGateway(answered) && agreesWithReference(answered)) unanimous++;
      if (!isRight(answered)) expect(answered.ours, answered.text).toEqual([answered.theirs, answered.reference]);
    }),
    { numRuns: OPERATIONS },
  );
  return { compared, unanimous };
};

/** Where the planner is wrong one schema can't agree, and where the gateway's executor is, that can't. */
const agreesWithEither = (answers: Answers): boolean => agreesWithReference(answers) || agreesWithGateway(answers);

const timeout = 60_000 + OPERATIONS * 200;

describe('the compiled executor, by any operation', () => {
  const graph = oracles(app);
  const all = oracles(everything.supergraphSdl);

  const weathers: [string, typeof CALM][] = [
    ['nothing goes wrong', CALM],
    ['fields are null', NULLS],
    ['fields fail', ERRORS],
  ];

  it.each(weathers)(
    'answers over the whole graph as the gateway and as one schema when %s',
    { timeout },
    async (...given) => {
      const { compared, unanimous } = await holds(graph, given[1], agreesWithEither);
      expect(compared).toBeGreaterThan(OPERATIONS * 0.9);
      expect(unanimous).toBeGreaterThan(compared * 0.9);
    },
  );

  it('answers over the whole graph as the gateway when entities are gone and subgraphs away', { timeout }, async () => {
    const { compared } = await holds(graph, STORM, agreesWithGateway);
    expect(compared).toBeGreaterThan(OPERATIONS * 0.9);
  });

  it.each(weathers)(
    'answers over every construct as the gateway or as one schema when %s',
    { timeout },
    async (...given) => {
      const { compared, unanimous } = await holds(all, given[1], agreesWithEither);
      expect(compared).toBeGreaterThan(OPERATIONS * 0.5);
      expect(unanimous).toBeGreaterThan(compared * 0.7);
    },
  );
});
