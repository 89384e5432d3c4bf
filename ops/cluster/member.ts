import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

/** One process of main.ts, which can be ended in any way and started again on its port. */
export interface Member {
  /** `chat-1` */
  readonly name: string;
  readonly role: string;
  readonly url: string;
  readonly pid: number | undefined;
  /** Resolves when it answers; rejects when it ends instead, or takes longer than two minutes. */
  start(): Promise<void>;
  /** Asks it to end, and resolves with its exit code once it has finished what it took. */
  stop(): Promise<number | null>;
  /** Ends it at once, as a power failure would. */
  kill(): Promise<void>;
  pause(): void;
  resume(): void;
}

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const START_MS = 120_000;

/** Loaded before main.ts: a process whose starter is gone, also by SIGKILL, reads the end of its input and follows. */
const ENDING_WITH_US = `data:text/javascript,${encodeURIComponent("process.stdin.once('end', () => process.exit(1)).resume()")}`;

export const member = (options: {
  readonly name: string;
  readonly role: string;
  readonly port: number;
  readonly environment: NodeJS.ProcessEnv;
  /** Takes what it writes, behind what is there. */
  readonly logFile: string;
}): Member => {
  const { name, role, port, environment, logFile } = options;
  const url = `http://127.0.0.1:${port}`;
  let child: ChildProcess | undefined;
  const hasEnded = () => !child || child.exitCode !== null || child.signalCode !== null;

  const end = async (signal: NodeJS.Signals): Promise<number | null> => {
    if (!child || hasEnded()) return null;
    const ended = once(child, 'exit');
    child.kill(signal);
    // a paused one hears nothing
    child.kill('SIGCONT');
    await ended;
    return child.exitCode;
  };

  return {
    ...{ name, role, url },
    get pid() {
      return hasEnded() ? undefined : child!.pid;
    },

    async start() {
      const log = openSync(logFile, 'a');
      child = spawn(process.execPath, ['--import', 'tsx', '--import', ENDING_WITH_US, 'main.ts', role], {
        cwd: ROOT,
        // its own group: Ctrl-C is for whoever started it, who then asks each member to end
        ...{ detached: true, stdio: ['pipe', log, log] },
        env: { PATH: process.env.PATH, HOME: process.env.HOME, ...environment, PORT: String(port) },
      });
      closeSync(log);
      for (const deadline = Date.now() + START_MS; !(await isLive(url)); await delay(50)) {
        if (hasEnded()) throw new Error(`${name} ended while it started: see ${logFile}`);
        if (Date.now() > deadline) throw new Error(`${name} is not ready after ${START_MS / 1_000} s: see ${logFile}`);
      }
    },

    stop: () => end('SIGTERM'),
    kill: async () => void (await end('SIGKILL')),
    pause: () => void child?.kill('SIGSTOP'),
    resume: () => void child?.kill('SIGCONT'),
  };
};

const isLive = async (url: string): Promise<boolean> => {
  try {
    const response = await fetch(`${url}/health/live`, { signal: AbortSignal.timeout(1_000) });
    await response.arrayBuffer();
    return response.ok;
  } catch {
    return false;
  }
};
