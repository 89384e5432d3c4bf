import { type ChildProcess, fork, spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const PEERS = fileURLToPath(new URL('../peers', import.meta.url));
const STARTING_MS = 60_000;

/** A router of ours or of others, as a process of its own. */
export interface RouterUnderTest {
  readonly name: string;
  /** Of others, whose figures ours stand beside. */
  readonly isPeer: boolean;
  readonly isJavaScript: boolean;
  readonly command: readonly string[];
  readonly cwd: string;
  readonly environment: NodeJS.ProcessEnv;
}

const node = process.execPath;
const peer = (name: string, command: readonly string[], environment: NodeJS.ProcessEnv = {}): RouterUnderTest => ({
  ...{ name, isPeer: true, isJavaScript: true, command, cwd: PEERS, environment },
});

/** Routers have a core of their own; what asks them and what they ask share the other. By util-linux. */
const ROUTERS_CORE = '0';
const OTHERS_CORE = '1';

/** A file of this folder as a process beside the routers. */
export const forkBeside = (file: string): ChildProcess =>
  fork(fileURLToPath(new URL(file, import.meta.url)), {
    ...{ execPath: 'taskset', execArgv: ['-c', OTHERS_CORE, process.execPath, '--import', 'tsx'] },
  });

/** Ours first, then whichever others there are: `npm ci --prefix bench/peers`, and HIVE_ROUTER_BIN. */
export const routersUnderTest = (supergraph: string): RouterUnderTest[] => {
  const ours: RouterUnderTest = {
    ...{ name: 'ours', isPeer: false, isJavaScript: true, cwd: ROOT },
    command: [node, '--import', 'tsx', 'main.ts', 'router'],
    environment: { SUPERGRAPH_PATH: supergraph, LOG_LEVEL: 'error', LOG_OUTPUT: 'stderr' },
  };
  const hiveGateway = ['node_modules/.bin/hive-gateway', 'supergraph', '--config-path', 'hive-gateway.config.mjs'];
  const installed = existsSync(`${PEERS}/node_modules`)
    ? [
        peer('@apollo/server + @apollo/gateway', [node, 'stock.mjs']),
        peer('Hive Gateway', [node, ...hiveGateway]),
        peer('mercurius', [node, 'mercurius.mjs']),
      ]
    : [];
  const rust = process.env.HIVE_ROUTER_BIN;
  const hive = { SUPERGRAPH_FILE_PATH: supergraph, ROUTER_HTTP_WORKERS: '1', LOG_LEVEL: 'error' };
  return [
    ours,
    ...installed,
    ...(rust === undefined ? [] : [{ ...peer('Hive Router (Rust)', [rust], hive), isJavaScript: false }]),
  ];
};

export interface Running {
  readonly port: number;
  /** Seconds of CPU that it has used, with its children. */
  cpu(): number;
  stop(): Promise<void>;
}

/** Starts one on a core of its own; resolves once it answers, and rejects with what it wrote when it doesn't. */
export const startRouter = async (
  { name, command, cwd, environment }: RouterUnderTest,
  more: NodeJS.ProcessEnv,
  isReady: (port: number) => Promise<boolean>,
): Promise<Running> => {
  const port = await freePort();
  const { PATH, HOME } = process.env;
  const child = spawn('taskset', ['-c', ROUTERS_CORE, ...command], {
    ...{ cwd, stdio: ['ignore', 'pipe', 'pipe'] },
    env: {
      ...{
        PATH,
        HOME,
        NODE_ENV: 'production',
        APOLLO_TELEMETRY_DISABLED: 'true',
        HOST: '127.0.0.1',
        PORT: String(port),
      },
      ...{ ...environment, ...more },
    },
  });
  let written = '';
  for (const stream of [child.stdout, child.stderr])
    stream!.on('data', (text) => {
      written = (written + text).slice(-2_000);
    });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const stop = async () => {
    child.kill();
    await Promise.race([ended, delay(5_000).then(() => child.kill('SIGKILL'))]);
    await ended;
  };
  for (const until = performance.now() + STARTING_MS; !(await isReady(port)); await delay(200))
    if (performance.now() > until || child.exitCode !== null) {
      await stop();
      throw new Error(`${name} did not start:\n${written}`);
    }
  return { port, cpu: () => cpuOf(child), stop };
};

/** The kernel counts it in hundredths of a second. */
const TICKS = 100;

/** Of a process and its children; Linux alone tells. */
const cpuOf = ({ pid }: ChildProcess): number => {
  const processes = new Map<number, { parent: number; ticks: number }>();
  for (const entry of readdirSync('/proc')) {
    if (!/^\d+$/.test(entry)) continue;
    try {
      // the name of the program, which may hold anything, ends with the last parenthesis
      const fields = readFileSync(`/proc/${entry}/stat`, 'utf8').split(') ').at(-1)!.split(' ');
      processes.set(Number(entry), { parent: Number(fields[1]), ticks: Number(fields[11]) + Number(fields[12]) });
    } catch {
      // it ended just now
    }
  }
  const isOurs = (id: number): boolean => id === pid || (processes.has(id) && isOurs(processes.get(id)!.parent));
  return [...processes].filter(([id]) => isOurs(id)).reduce((sum, [, { ticks }]) => sum + ticks, 0) / TICKS;
};

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
