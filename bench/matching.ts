import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { Client } from 'cassandra-driver';
import type { FeedPosition } from '#platform/domain/events';
import { openPool } from '#platform/postgres/pool';
import { cassandraReadModel, openCassandra } from '#platform/read-model/cassandra';
import { postgresReadModel } from '#platform/read-model/postgres';
import type { ReadModel, RowWrite } from '#platform/read-model/read-model';
import { CASSANDRA_DATACENTER } from '../ops/servers/cassandra.ts';
import { server } from '../ops/servers/servers.ts';
import { heldBy } from '../subgraphs/matching/projections/profile.ts';
import { DIMENSIONS, holders, type ProfileRow, profiles } from '../subgraphs/matching/readModel.ts';
import { findCandidates } from '../subgraphs/matching/recommendations/finding.ts';
import { interestHolders } from '../subgraphs/matching/recommendations/holders.ts';
import { LIST_LENGTH } from '../subgraphs/matching/recommendations/list.ts';
import { ranked } from '../subgraphs/matching/recommendations/ranking.ts';
import { population } from './population.ts';
import { type Benchmark, type Figure, latencies, median, ms, percentile } from './report.ts';
import { type SupergraphForBench, timed, withSupergraph } from './supergraph.ts';

const EMBEDDED = [1_000, 10_000, 100_000];
const CASSANDRA = [1_000, 10_000];
/** Each of another person, and before them as many of others again, which are not counted. */
const QUESTIONS = 200;
const EXACT = 25;
const FIRST = 20;
const CHANGES = 40;
const SCANS = 20;
const WANTED = { embeddedMs: 20, cassandraMs: 50, recall: 0.95, effectMs: 2_000 };
const WEIGHTS = { mood: 0.4, archetype: 0.3, interests: 0.2, modalities: 0.1 };
const TENANT = 'default';

const LIST = `query { recommendations(first: ${FIRST}) { edges { node { user { id } compatibility { score reasons } } } } }`;
const BEST = `query { recommendations(first: 1) { edges { node { user { id } compatibility { score } } } } }`;
const ASSIGN = 'mutation ($i: ArchetypeInput!) { assignArchetype(input: $i) { id } }';

/** Recommendations among more and more people, beside the exact answer; on Cassandra, too, where it runs. */
export const matching: Benchmark = {
  name: 'matching',
  async run() {
    const figures: Figure[] = [];
    for (const size of EMBEDDED) figures.push(...(await withEmbedded(size)));
    if (server('cassandra').pid() !== undefined)
      for (const size of CASSANDRA) figures.push(...(await withCassandra(size)));
    return figures;
  },
};

const withEmbedded = (size: number): Promise<Figure[]> =>
  withSupergraph(async (supergraph) => {
    const pool = openPool(supergraph.databaseUrl('matching'), { max: 8 });
    const readModel = postgresReadModel(pool);
    const people = population(size);
    await write(readModel, people);
    await pool.query('ANALYZE');
    try {
      return await among(people, supergraph, { readModel, on: 'embedded', listMs: WANTED.embeddedMs });
    } finally {
      await pool.end();
    }
  });

const withCassandra = async (size: number): Promise<Figure[]> => {
  const host = `127.0.0.1:${server('cassandra').port}`;
  const keyspace = `bench_matching_${size}`;
  const client = new Client({
    ...{ contactPoints: [host], localDataCenter: CASSANDRA_DATACENTER, socketOptions: { readTimeout: 60_000 } },
  });
  await client.execute(`DROP KEYSPACE IF EXISTS ${keyspace}`);
  await client.execute(
    `CREATE KEYSPACE ${keyspace} WITH replication = {'class': 'SimpleStrategy', 'replication_factor': 1}`,
  );
  const cassandra = await openCassandra({
    ...{ hosts: [host], datacenter: CASSANDRA_DATACENTER, keyspace, consistency: 'QUORUM', tls: false },
  });
  try {
    const environment = { CASSANDRA_HOSTS: host, CASSANDRA_KEYSPACE: keyspace };
    return await withSupergraph(async (supergraph) => {
      const readModel = cassandraReadModel(cassandra, { subgraph: 'matching' });
      const people = population(size);
      await write(readModel, people);
      return among(people, supergraph, { readModel, on: 'Cassandra', listMs: WANTED.cassandraMs });
    }, environment);
  } finally {
    await cassandra.close();
    await client.execute(`DROP KEYSPACE ${keyspace}`);
    await client.shutdown();
  }
};

const among = async (
  people: readonly ProfileRow[],
  supergraph: SupergraphForBench,
  given: { readonly readModel: ReadModel; readonly on: string; readonly listMs: number },
): Promise<Figure[]> => {
  const { ask, issue } = supergraph;
  const { readModel, on, listMs } = given;
  const size = people.length;
  const what = (figure: string) => `${size.toLocaleString('en')} people, ${on}: ${figure}`;
  const askers = (shift: number) =>
    Promise.all(
      Array.from({ length: QUESTIONS }, (_, nth) =>
        issue(people[Math.floor(((nth + shift) * size) / QUESTIONS)]!.personId),
      ),
    );
  const [viewers, others] = [await askers(0), await askers(0.5)];
  const before = memory();
  const first: number[] = [];
  await timed(first, () => ask(others[0], LIST, {}));
  const perPerson = (memory() - before) / size;
  for (const other of others) await ask(other, LIST, {});
  const lists: number[] = [];
  const cpu = process.cpuUsage();
  for (const viewer of viewers) await timed(lists, () => ask(viewer, LIST, {}));
  const { user, system } = process.cpuUsage(cpu);
  const scan = await scanOf(size);

  const recall = await recallOf(readModel, people);
  const effects = await effectsOf(supergraph);
  return [
    {
      what: what(`recommendations(first: ${FIRST})`),
      value: latencies(lists),
      ...{ wanted: `p50 within ${listMs} ms`, met: median(lists) <= listMs },
    },
    {
      what: what('of that, in this process'),
      value: `${ms((user + system) / 1_000 / QUESTIONS)}; a pass over as many vectors ${ms(scan)}`,
    },
    {
      what: what(`recall@${FIRST} of the exact list`),
      ...{ value: recall.toFixed(3), wanted: `at least ${WANTED.recall}`, met: recall >= WANTED.recall },
    },
    {
      what: what('from a change of a profile to the list of another'),
      value: latencies(effects),
      ...{ wanted: `p99 within ${WANTED.effectMs} ms`, met: percentile(effects, 0.99) <= WANTED.effectMs },
    },
    ...(on === 'embedded'
      ? [
          { what: what('memory of the copy of profiles, per person'), value: `${perPerson.toFixed(0)} bytes` },
          { what: what('the first list, for which the copy is made'), value: ms(first[0]!) },
        ]
      : []),
  ];
};

/** The peer: what it takes to multiply as many vectors with one, and nothing else. */
const scanOf = async (size: number): Promise<number> => {
  const numbers = new Float32Array(size * DIMENSIONS).fill(0.1);
  const to = new Float32Array(DIMENSIONS).fill(0.1);
  const times: number[] = [];
  for (let nth = 0; nth < SCANS; nth++)
    await timed(times, async () => {
      let most = 0;
      for (let at = 0; at < numbers.length; at += DIMENSIONS) {
        let sum = 0;
        for (let place = 0; place < DIMENSIONS; place++) sum += numbers[at + place]! * to[place]!;
        if (sum > most) most = sum;
      }
      return most;
    });
  return median(times);
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
  const words = interestHolders({ readModel });
  const { find, estimated } = findCandidates(readModel, WEIGHTS);
  const byId = new Map(people.map((one) => [one.personId, one]));
  let hits = 0;
  for (let nth = 0; nth < EXACT; nth++) {
    const one = people[Math.floor(((nth + 0.5) * people.length) / EXACT)]!;
    const held = words.of(TENANT, heldBy(one));
    const { rarity } = await held;
    const given = { weights: WEIGHTS, rarity, minScore: 0 };
    const exact = ranked(
      one,
      people.filter((other) => other !== one),
      given,
    );
    const { found } = await find(TENANT, one, { words: held, minScore: 0, limit: LIST_LENGTH });
    const close = found.slice(0, estimated).map(({ personId }) => byId.get(personId)!);
    const last = exact[FIRST - 1]!.similarity.score;
    hits += ranked(one, close, given)
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
