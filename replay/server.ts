import { type ChildProcess, execFile, type SpawnOptions, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

/** The whole supergraph as a child process of this one. */
export interface ServerProcess {
  /** The root of its HTTP endpoints. */
  readonly url: URL;
  /** Starts it and returns when it is ready; rejects when it ends before, or takes longer than two minutes. */
  start(): Promise<void>;
  /** Ends it at once, as a power failure would: nothing is finished, nothing is cleaned up. */
  kill(): Promise<void>;
  /** Asks it to end and returns when it has. */
  stop(): Promise<void>;
  /** A fresh token with the scope `admin`. */
  adminToken(): Promise<string>;
}

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const PROGRAM = ['--import', 'tsx', 'main.ts'];
const START_TIMEOUT_MS = 120_000;
const STOP_TIMEOUT_MS = 15_000;

/** Its log goes to stderr. `environment` is what it gets beside what this process has. */
export function serverProcess(url: URL, environment: Readonly<Record<string, string>>): ServerProcess {
  const env = { LOG_LEVEL: 'warn', ...process.env, PORT: url.port, ...environment };
  let child: ChildProcess | undefined;
  process.once('exit', () => child?.kill('SIGTERM'));

  return {
    url,

    async start() {
      // Detached: Ctrl-C goes to this process alone, which then asks the child to end, once.
      const options = { cwd: ROOT, env, stdio: ['ignore', 2, 2], detached: true } satisfies SpawnOptions;
      const started = spawn(process.execPath, [...PROGRAM, 'all'], options);
      child = started;
      const deadline = performance.now() + START_TIMEOUT_MS;
      while (!(await answers(new URL('/health/ready', url)))) {
        if (hasEnded(started))
          throw new Error(`The server ended with ${started.exitCode ?? started.signalCode} while starting`);
        if (performance.now() > deadline)
          throw new Error(`The server was not ready after ${START_TIMEOUT_MS / 1000} s`);
        await sleep(50);
      }
    },

    kill: () => end('SIGKILL'),
    stop: () => end('SIGTERM'),

    async adminToken() {
      const { stdout } = await promisify(execFile)(process.execPath, [...PROGRAM, 'token', '--scope', 'admin'], {
        cwd: ROOT,
        env,
      });
      return stdout.trim();
    },
  };

  async function end(signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
    const ending = child;
    if (!ending || hasEnded(ending)) return;
    const ended = once(ending, 'exit');
    ending.kill(signal);
    const insist = setTimeout(() => ending.kill('SIGKILL'), STOP_TIMEOUT_MS);
    await ended;
    clearTimeout(insist);
  }
}

/** Whether an HTTP endpoint answers with success. */
export async function answers(url: URL): Promise<boolean> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(2_000) });
    await response.arrayBuffer();
    return response.ok;
  } catch {
    return false;
  }
}

/** A port of 127.0.0.1 that nothing listens on. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('The system gave no port');
  return address.port;
}

function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}
