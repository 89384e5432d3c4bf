import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { type Figure, ms, perSecond } from '../report.ts';
import { OPERATIONS, type Operation, supergraphWith } from './graph.ts';
import { context, routerInProcess, type Speed } from './in-process.ts';
import type { Job, Outcome } from './load.ts';
import { forkBeside, type RouterUnderTest, type Running, routersUnderTest, startRouter } from './routers.ts';

const SECONDS = 5;
const WARM_SECONDS = 2;
const CONNECTIONS = 32;
/** Of each operation. */
const VARIANTS = 500;
const COMPARED = 20;
const WANTED_TIMES_STOCK = 4;
const WANTED_OF_HIVE_ROUTER = 0.5;
const WANTED_TIMES_STOCK_IN_PROCESS = 15;

const STOCK = '@apollo/server + @apollo/gateway';
const HIVE_ROUTER = 'Hive Router (Rust)';

type Cell = Speed & Pick<Outcome, 'p50' | 'p99'>;

/**
 * `main.ts router` and other routers, each in a process on a core of its own before the same subgraphs, by the same
 * requests. What each answers is compared first. `inProcess`: what ours does without the network.
 */
export const overHttp = async (inProcess: ReadonlyMap<string, Speed>): Promise<Figure[]> => {
  const [subgraphs, load] = [forkBeside('subgraphs.ts'), forkBeside('load.ts')];
  const folder = await mkdtemp(join(tmpdir(), 'metachat-bench-'));
  try {
    const [port] = await once(subgraphs, 'message');
    const urlOf = (name: string) => `http://127.0.0.1:${port}/${name}`;
    const supergraph = join(folder, 'supergraph.graphql');
    await writeFile(supergraph, supergraphWith(urlOf));
    const environment = { SUPERGRAPH: supergraph, USERS_URL: urlOf('users'), CHAT_URL: urlOf('chat') };

    const measured = new Map<string, ReadonlyMap<string, Cell>>();
    const missing: Figure[] = [];
    for (const router of routersUnderTest(supergraph))
      await measure(router, environment, (job) => outcomeOf(load, job)).then(
        (cells) => measured.set(router.name, cells),
        (error: Error) => {
          if (!router.isPeer) throw error;
          missing.push({ what: router.name, value: `left out: ${error.message.split('\n').slice(0, 3).join(' ')}` });
        },
      );
    return [...missing, ...Object.keys(OPERATIONS).flatMap((name) => rowsOf(name, measured, inProcess.get(name)!))];
  } finally {
    subgraphs.kill();
    load.kill();
    await rm(folder, { recursive: true });
  }
};

const outcomeOf = async (load: ChildProcess, job: Job): Promise<Outcome> => {
  load.send(job);
  const [{ outcome, error }] = (await once(load, 'message')) as [{ outcome: Outcome; error?: string }];
  if (error !== undefined) throw new Error(error);
  if (outcome.failures > 0) throw new Error(`${outcome.failures} of ${outcome.requests} requests failed.`);
  return outcome;
};

const measure = async (
  router: RouterUnderTest,
  environment: NodeJS.ProcessEnv,
  run: (job: Job) => Promise<Outcome>,
): Promise<ReadonlyMap<string, Cell>> => {
  const [first] = Object.values(OPERATIONS);
  const isReady = (port: number) =>
    answerOf(port, bodyOf(first!, 0)).then(
      (answer) => 'data' in answer,
      () => false,
    );
  const running = await startRouter(router, environment, isReady);
  try {
    const cells = new Map<string, Cell>();
    for (const [name, operation] of Object.entries(OPERATIONS)) {
      await compare(name, running, operation);
      const bodies = Array.from({ length: VARIANTS }, (_, nth) => bodyOf(operation, nth));
      const job = { port: running.port, connections: CONNECTIONS, bodies };
      await run({ ...job, ms: WARM_SECONDS * 1_000 });
      const before = running.cpu();
      const { requests, p50, p99 } = await run({ ...job, ms: SECONDS * 1_000 });
      const cpuMicros = ((running.cpu() - before) * 1e6) / requests;
      cells.set(name, { perSecond: requests / SECONDS, cpuMicros, p50, p99 });
    }
    return cells;
  } finally {
    await running.stop();
  }
};

const bodyOf = ({ text, variables }: Operation, nth: number): string =>
  JSON.stringify({ query: text, variables: variables(nth) });

const answerOf = async (port: number, body: string): Promise<object> => {
  const headers = { 'content-type': 'application/json', accept: 'application/json' };
  return (await (await fetch(`http://127.0.0.1:${port}/graphql`, { method: 'POST', headers, body })).json()) as object;
};

const reference = routerInProcess();

/** Rejects when it answers otherwise than ours does in process. */
const compare = async (name: string, { port }: Running, operation: Operation): Promise<void> => {
  for (let nth = 0; nth < COMPARED; nth++) {
    const prepared = reference.prepare(operation.text);
    if ('errors' in prepared) throw prepared.errors[0];
    const { data } = await reference.execute(prepared, operation.variables(nth), context());
    const expected = JSON.parse(JSON.stringify(data));
    const answer = (await answerOf(port, bodyOf(operation, nth))) as { data?: unknown };
    if (!isDeepStrictEqual(answer.data, expected))
      throw new Error(`It answers "${name}" by ${JSON.stringify(answer).slice(0, 300)}.`);
  }
};

const rowsOf = (
  operation: string,
  measured: ReadonlyMap<string, ReadonlyMap<string, Cell>>,
  inProcess: Speed,
): Figure[] => {
  const cells = [...measured].map(([router, cells]) => ({ router, cell: cells.get(operation)! }));
  const rateOf = (router: string) => measured.get(router)?.get(operation)?.perSecond;
  const [ours, stock, hive] = [rateOf('ours')!, rateOf(STOCK), rateOf(HIVE_ROUTER)];
  const ratio = (what: string, value: number | undefined, wanted?: number): Figure[] =>
    value === undefined
      ? []
      : [
          {
            ...{ what: `${operation}, ${what}`, value: `${value.toFixed(1)} ×` },
            ...(wanted !== undefined && { wanted: `at least ${wanted} ×`, met: value >= wanted }),
          },
        ];
  const wantedOfHive = operation === 'two hops' ? WANTED_OF_HIVE_ROUTER : undefined;
  return [
    ...cells.map(({ router, cell }) => ({
      what: `${operation}, HTTP, ${router}`,
      value: `${perSecond(cell.perSecond)}, p50 ${ms(cell.p50)}, p99 ${ms(cell.p99)}, ${Math.round(cell.cpuMicros)} µs of CPU each`,
    })),
    ...ratio('HTTP, ours : stock', stock && ours / stock, WANTED_TIMES_STOCK),
    ...ratio('in process, ours : stock over HTTP', stock && inProcess.perSecond / stock, WANTED_TIMES_STOCK_IN_PROCESS),
    ...ratio('HTTP, ours : Hive Router', hive && ours / hive, wantedOfHive),
    ...ratio('in process, ours : Hive Router over HTTP', hive && inProcess.perSecond / hive),
  ];
};
