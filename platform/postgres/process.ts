import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { type Account, spawnAs } from '#platform/postgres/account';
import type { PostgresBinaries } from '#platform/postgres/binaries';
import { EmbeddedPostgresError } from '#platform/postgres/errors';

/**
 * Runs a program of PostgreSQL and ends it when this process ends, however that happens. The shell that stands between
 * the two holds the read end of a pipe from here. When this process is gone, or closes the pipe, the pipe ends, and the
 * shell asks for a fast shutdown (SIGINT).
 *
 * Two shells in truth: one waits for the pipe, the other for the program, so that neither end goes unnoticed. The
 * signal is repeated because a program that has only just started still ignores it.
 */
const WATCHDOG = `
exec 3<&0
"$@" 3<&- &
program=$!
{ read -r _ <&3; while kill -INT $program; do sleep 1; done; } &
watcher=$!
wait $program
status=$?
kill $watcher
exit $status
`;

export interface WatchedProcess {
  /** Resolves with its exit code. */
  readonly exited: Promise<number>;
  /** Asks it to shut down. */
  interrupt(): void;
}

/** Starts a program that can't outlive this process. Its output goes to the file that `log` is open on. */
export const startWatched = (
  account: Account,
  binaries: PostgresBinaries,
  command: readonly string[],
  log: number,
): WatchedProcess => {
  // a session of its own: a Ctrl-C in the terminal is ours to handle, and the database is needed for that
  const watchdog = spawnAs(account, binaries, ['sh', '-c', WATCHDOG, 'sh', ...command], {
    stdio: ['pipe', log, log],
    detached: true,
  });
  return {
    exited: once(watchdog, 'exit').then(([code]) => code ?? 1),
    interrupt: () => watchdog.stdin!.destroy(),
  };
};

/** How long a server may take over each way to end. The first leaves nothing to recover at the next start; both are safe. */
const ENDINGS = [
  { signal: 'SIGINT', ms: 30_000 },
  { signal: 'SIGQUIT', ms: 5_000 },
] as const;

/**
 * Ends the server that runs on a cluster, and waits until it is gone: the one we started, or one that an earlier
 * process left behind when it and its watchdog were killed. Does nothing when none runs.
 */
export const endServer = async (cluster: string): Promise<void> => {
  const pid = await serverPid(cluster);
  if (pid === undefined) return;
  for (const { signal, ms } of ENDINGS) {
    signalProcess(pid, signal);
    for (const deadline = Date.now() + ms; Date.now() < deadline; await delay(10)) {
      if (!(await isServer(pid, cluster))) return;
    }
  }
  throw new EmbeddedPostgresError(`PostgreSQL (process ${pid}) still runs on ${cluster} and doesn't end.`);
};

/** The process that serves a cluster, by the lock file that PostgreSQL keeps in it; undefined when there is none. */
export const serverPid = async (cluster: string): Promise<number | undefined> => {
  const lockFile = await readFile(join(cluster, 'postmaster.pid'), 'utf8').catch(() => '');
  const pid = Number.parseInt(lockFile, 10);
  return pid > 0 && (await isServer(pid, cluster)) ? pid : undefined;
};

/** The number in a stale lock file may belong to anything by now: only the command line tells. */
const isServer = async (pid: number, cluster: string): Promise<boolean> => {
  const command = await commandLine(pid);
  return command.includes(`/postgres -D ${cluster} `) && !command.startsWith('sh ');
};

/** Empty when there is no such process. */
const commandLine = async (pid: number): Promise<string> => {
  try {
    if (process.platform === 'linux') return (await readFile(`/proc/${pid}/cmdline`, 'utf8')).replaceAll('\0', ' ');
    return (await promisify(execFile)('ps', ['-ww', '-o', 'command=', '-p', String(pid)])).stdout;
  } catch {
    return '';
  }
};

const signalProcess = (pid: number, signal: NodeJS.Signals): void => {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
};
