import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { FeedPosition } from '#platform/domain/events';
import { openPool } from '#platform/postgres/pool';
import { postgresReadModel } from '#platform/read-model/postgres';
import type { ReadModel, RowWrite } from '#platform/read-model/read-model';
import { heldBy } from '../subgraphs/matching/projections/profile.ts';
import { holders, type ProfileRow, profiles } from '../subgraphs/matching/readModel.ts';
import { findCandidates } from '../subgraphs/matching/recommendations/candidates.ts';
import { interestHolders } from '../subgraphs/matching/recommendations/holders.ts';
import { ranked } from '../subgraphs/matching/recommendations/ranking.ts';
import { population } from './population.ts';
import { type Benchmark, type Figure, median, ms, percentile } from './report.ts';
import { type SupergraphForBench, timed, withSupergraph } from './supergraph.ts';

const SIZES = [1_000, 10_000, 100_000];
const QUESTIONS = 200;
const EXACT = 25;
const FIRST = 20;
const CHANGES = 40;
const WANTED = { listMs: 20, recall: 0.95, effectMs: 2_000 };
const WEIGHTS = { mood: 0.4, archetype: 0.3, interests: 0.2, modalities: 0.1 };
const TENANT = 'default';

const LIST = `query { recommendations(first: ${FIRST}) { edges { node { user { id } compatibility { score reasons } } } } }`;
const BEST = `query { recommendations(first: 1) { edges { node { user { id } compatibility { score } } } } }`;
const ASSIGN = 'mutation ($i: ArchetypeInput!) { assignArchetype(input: $i) { id } }';

/** Recommendations among more and more people, beside the exact answer. */
export const matching: Benchmark = {
  name: 'matching',
  async run() {
    const figures: Figure[] = [];
    for (const size of SIZES) figures.push(...(await withSupergraph((supergraph) => among(size, supergraph))));
    return figures;
  },
};

const among = async (size: number, supergraph: SupergraphForBench): Promise<Figure[]> => {
  const { ask, databaseUrl, issue } = supergraph;
  const what = (figure: string) => `${size.toLocaleString('en')} people: ${figure}`;
  const people = population(size);
  const pool = openPool(databaseUrl('matching'), { max: 8 });
  const readModel = postgresReadModel(pool);
  await write(readModel, people);
  await pool.query('ANALYZE');

  const viewers = await Promise.all(
    Array.from({ length: QUESTIONS }, (_, nth) => issue(people[Math.floor((nth * size) / QUESTIONS)]!.personId)),
  );
  const before = memory();
  await ask(viewers[0], LIST, {});
  const perPerson = (memory() - before) / size;
  const lists: number[] = [];
  for (const viewer of viewers) await timed(lists, () => ask(viewer, LIST, {}));

  const recall = await recallOf(readModel, people);
  const effects = await effectsOf(supergraph);
  await pool.end();
  return [
    {
      what: what(`recommendations(first: ${FIRST})`),
      value: `p50 ${ms(median(lists))}, p99 ${ms(percentile(lists, 0.99))}`,
      ...{ wanted: `p50 within ${WANTED.listMs} ms`, met: median(lists) <= WANTED.listMs },
    },
    {
      what: what(`recall@${FIRST} of the exact list`),
      ...{ value: recall.toFixed(3), wanted: `at least ${WANTED.recall}`, met: recall >= WANTED.recall },
    },
    {
      what: what('from a change of a profile to the list of another'),
      value: `p50 ${ms(median(effects))}, p99 ${ms(percentile(effects, 0.99))}`,
      ...{ wanted: `p99 within ${WANTED.effectMs} ms`, met: percentile(effects, 0.99) <= WANTED.effectMs },
    },
    { what: what('memory for vectors, per person'), value: `${perPerson.toFixed(0)} bytes` },
  ];
};

const feed = '0'.repeat(32) as FeedPosition;

const write = async (readModel: ReadModel, people: readonly ProfileRow[]): Promise<void> => {
  const batch = 1_000;
  for (let at = 0; at < people.length; at += batch) {
    const rows = people.slice(at, at + batch).flatMap((row): RowWrite[] => [
      { kind: 'upsert', table: profiles, tenant: TENANT, feed, row },
      ...heldBy(row).map(
        (key): RowWrite => ({
          ...{ kind: 'upsert', table: holders, tenant: TENANT, feed, row: { key, personId: row.personId } },
        }),
      ),
    ]);
    await readModel.write({ projection: 'bench', generation: 'live' }, { rows, versions: [] });
  }
};

/** Who is as good as the exact twentieth is no miss. */
const recallOf = async (readModel: ReadModel, people: readonly ProfileRow[]): Promise<number> => {
  const found = interestHolders({ readModel });
  let hits = 0;
  for (let nth = 0; nth < EXACT; nth++) {
    const one = people[Math.floor(((nth + 0.5) * people.length) / EXACT)]!;
    const { people: sharing, rarity } = await found.of(TENANT, heldBy(one));
    const given = { weights: WEIGHTS, rarity, minScore: 0 };
    const exact = ranked(
      one,
      people.filter((other) => other !== one),
      given,
    );
    const { candidates } = await findCandidates(readModel, TENANT, one, { sharing, weights: WEIGHTS, ofEach: 100 });
    const last = exact[FIRST - 1]!.similarity.score;
    hits += ranked(one, candidates, given)
      .slice(0, FIRST)
      .filter(({ similarity }) => similarity.score >= last - 1e-9).length;
  }
  return hits / (EXACT * FIRST);
};

/** Somebody takes the archetype that only one other has, and is the first of their list; then another one, and is not. */
const effectsOf = async ({ ask, signUp }: SupergraphForBench): Promise<number[]> => {
  type Answer = { recommendations: { edges: { node: { user: { id: string }; compatibility: { score: number } } }[] } };
  const [ann, bob] = [await signUp('ann'), await signUp('bob')];
  const assign = (token: string, archetypeId: string) =>
    ask(token, ASSIGN, { i: { archetypeId, archetypeName: archetypeId, confidence: 1 } });
  const isFirst = async () => {
    const [best] = (await ask<Answer>(ann.token, BEST, {})).recommendations.edges;
    return best?.node.user.id === bob.id;
  };
  await assign(ann.token, 'only hers');
  const times: number[] = [];
  for (let nth = 0; nth < CHANGES; nth++) {
    const becomes = nth % 2 === 0;
    await assign(bob.token, becomes ? 'only hers' : 'his own');
    await timed(times, async () => {
      while ((await isFirst()) !== becomes);
    });
  }
  return times;
};

/** What is in use, once what is not has been given back. */
const memory = (): number => {
  setFlagsFromString('--expose-gc');
  runInNewContext('gc')();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
};
