import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll } from 'vitest';
import { type Client, client } from './client.ts';

/** main.ts as a process of its own, as an operator starts it. */
export interface Started {
  readonly pid: number;
  /** What it has written up to now. */
  readonly output: { readonly stdout: string; readonly stderr: string };
  /** Asks it to end, or ends it, and returns as `ended` does. */
  signal(name: NodeJS.Signals): Promise<Ended>;
  readonly ended: Promise<Ended>;
}

export interface Ended {
  /** Null when a signal ended it. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const READY_MS = 100_000;

const running = new Set<ChildProcess>();
afterAll(() => {
  for (const child of running) child.kill('SIGKILL');
});

/** Nothing of the tests' own environment but what a program needs. */
export const start = (args: readonly string[], environment: NodeJS.ProcessEnv): Started => {
  const child = spawn(process.execPath, ['--import', 'tsx', 'main.ts', ...args], {
    cwd: ROOT,
    env: { PATH: process.env.PATH, HOME: process.env.HOME, PORT: '0', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  running.add(child);
  const output = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const)
    child[name].setEncoding('utf8').on('data', (text: string) => {
      output[name] += text;
    });
  const ended = once(child, 'close').then(() => {
    running.delete(child);
    return { code: child.exitCode, ...output };
  });
  return {
    ...{ pid: child.pid!, output, ended },
    signal(name) {
      child.kill(name);
      return ended;
    },
  };
};

export interface Server extends Started {
  /** A client without a token. */
  readonly nobody: Client;
}

/** Starts everything in one process and waits until it answers. */
export const serve = async (environment: NodeJS.ProcessEnv): Promise<Server> => {
  const started = start(['all'], environment);
  const ended = started.ended.then(({ stderr }) => {
    throw new Error(`It ended while it started: ${stderr}`);
  });
  ended.catch(() => {});
  const ready = async () => {
    for (const deadline = Date.now() + READY_MS; Date.now() < deadline; ) {
      const url = /"url":"([^"]+)"/.exec(started.output.stdout)?.[1];
      if (url !== undefined) return url;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    throw new Error(`It is not ready after ${READY_MS} ms.`);
  };
  return { ...started, nobody: client(await Promise.race([ready(), ended])) };
};

/** A folder for the data of one test file's processes. */
export const dataDirForTests = async (): Promise<string> => {
  const dataDir = await mkdtemp(join(tmpdir(), 'metachat-process-'));
  folders.push(dataDir);
  return dataDir;
};

const folders: string[] = [];
afterAll(() => Promise.all(folders.map((folder) => rm(folder, { recursive: true, force: true, maxRetries: 5 }))));

/** A database of the server that runs in a data directory. */
export const databaseOf = async (dataDir: string, database: string): Promise<string> => {
  const password = await readFile(join(dataDir, 'postgres.password'), 'utf8');
  const [, , , port] = (await readFile(join(dataDir, 'postgres', 'postmaster.pid'), 'utf8')).split('\n');
  return `postgresql://metachat:${password.trim()}@127.0.0.1:${port}/${database}`;
};

/** The process id of that server. */
export const databasePid = async (dataDir: string): Promise<number> =>
  Number.parseInt(await readFile(join(dataDir, 'postgres', 'postmaster.pid'), 'utf8'), 10);
