import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { type Benchmark, type Figure, ms, percentile } from './report.ts';
import { type SupergraphForBench, timed, withSupergraph } from './supergraph.ts';

const ATTACKER = fileURLToPath(new URL('hostile/attacker.ts', import.meta.url));
const ATTACKS = [
  ...['alias bombs', 'deep queries', 'wide queries', 'introspection', 'introspection, never the same'],
  ...['bodies of 8 MB', 'sockets'],
];
const SECONDS = 4;
/** Other clients, who ask on as they always do. */
const CLIENTS = 4;
const PAUSE_MS = 20;
const QUERY = '{ me { id username } }';
const MEGABYTE = 1_048_576;

/** What others feel of somebody who means harm: their latency while nothing happens, and during each attack. */
export const hostile: Benchmark = {
  name: 'hostile',
  run: () =>
    withSupergraph(async (supergraph) => {
      const { token } = await supergraph.signUp('ann');
      await latencies(supergraph, token);
      const figures: Figure[] = [];
      for (const attack of ATTACKS) {
        const quiet = await latencies(supergraph, token);
        const attacked = await during(supergraph.url, attack, () => latencies(supergraph, token));
        const [before, then] = [percentile(quiet, 0.99), percentile(attacked, 0.99)];
        const value = `p99 ${ms(before)} → ${ms(then)}, ${(then / before).toFixed(1)} times; ${resident()} MB`;
        figures.push({ what: attack, value, wanted: 'at most doubled', met: then <= 2 * before });
      }
      return figures;
    }),
};

const latencies = async ({ ask }: SupergraphForBench, token: string): Promise<number[]> => {
  const took: number[] = [];
  const until = performance.now() + SECONDS * 1_000;
  const client = async () => {
    while (performance.now() < until) {
      await timed(took, () => ask(token, QUERY, {}));
      await delay(PAUSE_MS);
    }
  };
  await Promise.all(Array.from({ length: CLIENTS }, client));
  return took;
};

const during = async <T>(url: string, attack: string, work: () => Promise<T>): Promise<T> => {
  const attacker = spawn(process.execPath, ['--import', 'tsx', ATTACKER, url, attack], { stdio: 'inherit' });
  try {
    await delay(1_500);
    return await work();
  } finally {
    const ended = once(attacker, 'exit');
    attacker.kill();
    await ended;
  }
};

const resident = (): number => Math.round(process.memoryUsage().rss / MEGABYTE);
