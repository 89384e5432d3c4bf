import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

/** A process, told apart from any that may get its number later by the moment it began. */
export interface ProcessIdentity {
  readonly pid: number;
  /** Text of the system's own; only ever compared. */
  readonly began: string;
}

interface ListedProcess extends ProcessIdentity {
  readonly parent: number;
}

/** The process of this number; undefined when there is none, or only what is left of it until its parent takes note. */
export const findProcess = (pid: number): ProcessIdentity | undefined => {
  const found = process.platform === 'linux' ? readProcess(pid) : listProcesses().find((listed) => listed.pid === pid);
  return found && { pid, began: found.began };
};

export const isRunning = ({ pid, began }: ProcessIdentity): boolean => findProcess(pid)?.began === began;

/** The process and what it has started: PostgreSQL serves each connection with a process. */
export const family = (leader: ProcessIdentity): readonly ProcessIdentity[] => [
  leader,
  ...listProcesses().filter(({ parent }) => parent === leader.pid),
];

/** Does nothing to a process that is gone. */
export const signalProcess = (target: ProcessIdentity, signal: NodeJS.Signals): void => {
  if (!isRunning(target)) return;
  try {
    process.kill(target.pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
};

/** Whether all of them are gone within the time. */
export const areGone = async (processes: readonly ProcessIdentity[], timeoutMs: number): Promise<boolean> => {
  for (const deadline = Date.now() + timeoutMs; processes.some(isRunning); await delay(10)) {
    if (Date.now() > deadline) return false;
  }
  return true;
};

const listProcesses = (): readonly ListedProcess[] => {
  if (process.platform === 'linux') {
    const pids = readdirSync('/proc').map(Number).filter(Number.isInteger);
    return pids.map(readProcess).filter((listed) => listed !== undefined);
  }
  const { stdout } = spawnSync('ps', ['-A', '-o', 'pid=,ppid=,lstart='], { encoding: 'utf8' });
  return stdout
    .split('\n')
    .map((line) => /^\s*(\d+)\s+(\d+)\s+(.+?)\s*$/.exec(line))
    .filter((match) => match !== null)
    .map(([, pid, parent, began]) => ({ pid: Number(pid), parent: Number(parent), began: began! }));
};

const readProcess = (pid: number): ListedProcess | undefined => {
  try {
    return parseStat(pid, readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return undefined;
  }
};

/** Of Linux's `/proc/<pid>/stat`; see proc(5). */
export const parseStat = (pid: number, stat: string): ListedProcess | undefined => {
  // behind the name, which may hold blanks and parentheses
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [state, parent] = fields;
  const threads = Number(fields[17]);
  // the first thread can be dead while others still hold the ports and the files
  if (state === 'Z' && threads <= 1) return undefined;
  return { pid, parent: Number(parent), began: fields[19]! };
};
