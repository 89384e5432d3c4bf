import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { openPool } from '#platform/postgres/pool';
import { portionsOf } from '../import/portions.ts';
import { type PepysEntry, readDiary } from '../replay/pepys.ts';
import { type Benchmark, type Figure, latencies, median, ms, perSecond } from './report.ts';
import { type Ask, type SupergraphForBench, timed, withSupergraph } from './supergraph.ts';

/** Chapters of the diary of Samuel Pepys, in the data folder; `npm run replay -- --help` says where to get them. */
const FOLDER = 'pepys';
const [SMALL, LARGE] = [100, 100_000];
/** So many of each, after some that nobody counts. */
const [READS, UNCOUNTED] = [60, 20];
const ANALYTICS_MS = 50;
/** How often the figures of a diary are made anew, and its rows read beside them. */
const LOOKS = 6;
/** Brought in files of so many, for as long as there is time: a machine that has much else to do gets through some of them. */
const [IMPORTED, IN_A_FILE, IMPORT_MS] = [10_000, 1_000, 30_000];
/** Of a page of the large diary to one of the small one. */
const BOUNDED = 1.5;
const SEARCHES = ['navy', 'the king', 'wife music supper', 'plague'];

const IMPORT = 'mutation ($d: String!) { importDiary(format: DAY_ONE_JSON, data: $d) { id } }';
const JOB = 'query ($id: ID!) { job(id: $id) { status importReport { created skipped failed } } }';
const ANALYTICS = `{ diaryAnalytics(period: MONTH) {
  entryCount tokenCount activeDays longestStreak moodTrend moodVolatility topTopics { name count }
  buckets { from entryCount valence dominant }
} }`;
const ANALYTICS_FROM = `query ($from: Date!) { diaryAnalytics(period: MONTH, from: $from) {
  entryCount moodTrend moodVolatility topTopics { name count } buckets { from entryCount valence dominant }
} }`;
const ROWS = `
  SELECT "occurredAt", id, "sessionId", day, "tokenCount", "wordCount", tags, mood, "analyzedAt"
  FROM read_model.entry_by_time WHERE tenant = 'default' AND "ownerId" = $1 ORDER BY "occurredAt", id`;
const SEARCH = 'query ($t: String!) { searchDiary(text: $t, first: 50) { edges { node { id title } } } }';
const PAGE = `query ($a: String) { diaryEntries(first: 50, after: $a) {
  edges { node { id title occurredAt } } pageInfo { endCursor }
} }`;

/** A whole diary in, found and told of; and a page of a short diary beside one of a very long one. */
export const diary: Benchmark = {
  name: 'diary',
  needsData: true,
  run: (data) =>
    withSupergraph(async (supergraph) => [
      ...(await pepys(supergraph, join(data, FOLDER))),
      ...(await manyEntries(supergraph)),
      ...(await pages(supergraph)),
    ]),
};

const pepys = async ({ ask, signUp, databaseUrl }: SupergraphForBench, folder: string): Promise<Figure[]> => {
  const entries = await readDiary(folder);
  const { token, id } = await signUp('pepys');
  const began = performance.now();
  for (const { data } of portionsOf('DAY_ONE_JSON', dayOne(entries))) await imported(ask, token, data);
  const importedMs = performance.now() - began;
  const last = entries.at(-1)!;
  await until(async () => (await search(ask, token, last.title)).length > 0);
  const searchableMs = performance.now() - began;
  await until(async () => {
    type Answer = { diaryEntries: { edges: { node: { mood: object | null } }[] } };
    const query = '{ diaryEntries(first: 100) { edges { node { mood { dominant } } } } }';
    return (await ask<Answer>(token, query, {})).diaryEntries.edges.every(({ node }) => node.mood !== null);
  });
  const analysedMs = performance.now() - began;

  const [first, again, searches]: [number[], number[], number[]] = [[], [], []];
  await timed(first, () => ask(token, ANALYTICS, {}));
  const beside = await besideRows({ ask, databaseUrl }, token, id);
  for (let nth = 0; nth < READS; nth++) {
    await timed(again, () => ask(token, ANALYTICS, {}));
    await timed(searches, () => search(ask, token, SEARCHES[nth % SEARCHES.length]!));
  }
  return [
    { what: `${entries.length} entries of Pepys imported`, value: perSecond(entries.length / (importedMs / 1000)) },
    { what: 'and found by their words', value: perSecond(entries.length / (searchableMs / 1000)) },
    { what: 'and their moods read', value: perSecond(entries.length / (analysedMs / 1000)) },
    {
      ...{ what: 'analytics of all years, the first look', value: ms(first[0]!) },
      ...{ wanted: `under ${ANALYTICS_MS} ms`, met: first[0]! < ANALYTICS_MS },
    },
    { what: 'and again', value: `p50 ${ms(median(again))}` },
    ...beside,
    { what: 'searchDiary', value: latencies(searches) },
  ];
};

/** Figures made anew, of another stretch of the diary each time, beside its bare rows as the database gives them. */
const besideRows = async (
  { ask, databaseUrl }: Pick<SupergraphForBench, 'ask' | 'databaseUrl'>,
  token: string,
  ownerId: string,
): Promise<Figure[]> => {
  const pool = openPool(databaseUrl('diary'), { max: 1 });
  const [made, read]: [number[], number[]] = [[], []];
  for (let nth = 0; nth < LOOKS; nth++) {
    // all of it, and never the same question: what is remembered is of another one
    const from = `1659-12-${10 + nth}`;
    await timed(made, () => ask(token, ANALYTICS_FROM, { from }));
    await timed(read, () => pool.query(ROWS, [ownerId]));
  }
  await pool.end();
  return [
    { what: 'made anew', value: `p50 ${ms(median(made))}` },
    { what: 'their rows alone, by SQL', value: `p50 ${ms(median(read))}` },
    { what: 'the one to the other', value: (median(made) / median(read)).toFixed(1) },
  ];
};

/** So many short entries, as people bring them from another program; and the first of them once more. */
const manyEntries = async ({ ask, signUp }: SupergraphForBench): Promise<Figure[]> => {
  const { token } = await signUp('importer');
  const file = (from: number): string => {
    const entries = Array.from({ length: IN_A_FILE }, (_, nth) => ({
      ...{ uuid: `E${from + nth}`, creationDate: new Date(Date.UTC(2000, 0, 1 + from + nth)).toISOString() },
      text: `Day ${from + nth}. Up early, and to work; a walk by the river in the evening, and was glad of it.`,
    }));
    return JSON.stringify({ entries });
  };
  const bring = async (from: number) => {
    const began = performance.now();
    const { created, skipped } = await imported(ask, token, file(from));
    return { created, skipped, seconds: (performance.now() - began) / 1000 };
  };

  let [brought, seconds] = [0, 0];
  while (brought < IMPORTED && seconds * 1000 < IMPORT_MS) {
    const { created, seconds: taken } = await bring(brought);
    brought += created;
    seconds += taken;
  }
  const again = await bring(0);
  return [
    {
      what: `${brought.toLocaleString('en')} of ${IMPORTED.toLocaleString('en')} short entries imported`,
      value: perSecond(brought / seconds),
    },
    {
      ...{ what: 'the first file once more', value: `${perSecond(IN_A_FILE / again.seconds)}, ${again.created} new` },
      ...{ wanted: 'none of them new', met: again.skipped === IN_A_FILE },
    },
  ];
};

const dayOne = (entries: readonly PepysEntry[]): string =>
  JSON.stringify({
    entries: entries.map(({ key, date, title, text }) => ({
      ...{ uuid: key, creationDate: `${date}T00:00:00Z`, timeZone: 'Europe/London', text: `# ${title}\n\n${text}` },
    })),
  });

interface Report {
  readonly created: number;
  readonly skipped: number;
  readonly failed: number;
}

const imported = async (ask: Ask, token: string, data: string): Promise<Report> => {
  const { importDiary } = await ask<{ importDiary: { id: string } }>(token, IMPORT, { d: data });
  for (;;) {
    const { job } = await ask<{ job: { status: string; importReport: Report } }>(token, JOB, importDiary);
    if (job.importReport.failed > 0) throw new Error('Some entries could not be imported.');
    if (job.status === 'DONE') return job.importReport;
    await delay(100);
  }
};

const search = async (ask: Ask, token: string, text: string): Promise<readonly object[]> =>
  (await ask<{ searchDiary: { edges: object[] } }>(token, SEARCH, { t: text })).searchDiary.edges;

const until = async (condition: () => Promise<boolean>): Promise<void> => {
  while (!(await condition())) await delay(100);
};

/** Rows as the projection writes them; their texts have no say in how long it takes to find a page. */
const pages = async ({ ask, signUp, databaseUrl }: SupergraphForBench): Promise<Figure[]> => {
  const pool = openPool(databaseUrl('diary'), { max: 1 });
  const times = new Map<number, number[]>();
  for (const size of [SMALL, LARGE]) {
    const { token, id } = await signUp(`writer-${size}`);
    await pool.query(ENTRIES, [id, size]);
    await pool.query(BY_TIME, [id]);
    await pool.query('ANALYZE read_model.entry, read_model.entry_by_time');
    type Answer = { diaryEntries: { pageInfo: { endCursor: string } } };
    const { endCursor } = (await ask<Answer>(token, PAGE, {})).diaryEntries.pageInfo;
    const taken: number[] = [];
    for (let nth = -UNCOUNTED; nth < READS; nth++)
      await timed(nth < 0 ? [] : taken, () => ask(token, PAGE, nth % 2 === 0 ? {} : { a: endCursor }));
    times.set(size, taken);
  }
  await pool.end();
  const ratio = median(times.get(LARGE)!) / median(times.get(SMALL)!);
  return [
    ...[SMALL, LARGE].map((size) => ({
      ...{ what: `a page of a diary of ${size.toLocaleString('en')}`, value: `p50 ${ms(median(times.get(size)!))}` },
    })),
    { what: 'the one to the other', value: ratio.toFixed(2), wanted: `at most ${BOUNDED}`, met: ratio <= BOUNDED },
  ];
};

const ENTRIES = `
  INSERT INTO read_model.entry
    (tenant, id, "ownerId", "tokenCount", "wordCount", "occurredAt", "createdAt", "updatedAt", version)
  SELECT 'default', gen_random_uuid()::text, $1::text, 1, 1, at, at, at, 1
  FROM (SELECT timestamptz '2000-01-01Z' + n * interval '1 hour' AS at FROM generate_series(1, $2::int) n) hours`;
const BY_TIME = `
  INSERT INTO read_model.entry_by_time (tenant, "ownerId", "occurredAt", id, day, "tokenCount", "wordCount")
  SELECT tenant, "ownerId", "occurredAt", id, to_char("occurredAt" AT TIME ZONE 'UTC', 'YYYY-MM-DD'), 1, 1
  FROM read_model.entry WHERE "ownerId" = $1`;
