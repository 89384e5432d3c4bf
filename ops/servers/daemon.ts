import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { areGone, family, findProcess, isRunning, type ProcessIdentity, signalProcess } from './processes.ts';
import { ServerError } from './settings.ts';
import type { Launch } from './technology.ts';

/** A process that outlives the one that started it. A file says which it is, so that every process knows the same. */
export interface Daemon {
  readonly logFile: string;
  /** Undefined when it doesn't run. */
  process(): ProcessIdentity | undefined;
  launch(launch: Launch): void;
  /** Asks it to end, and ends it by force when it takes too long. */
  stop(signal: NodeJS.Signals): Promise<void>;
  /** Ends it and all it has started, without giving any of them a chance to tidy up. */
  kill(): Promise<void>;
  pause(): void;
  resume(): void;
}

/** For Cassandra to flush and Kafka to close its log, on a busy machine. */
const STOP_MS = 30_000;
const KILL_MS = 10_000;

/** The file is all that is kept: whoever asks next, in whichever process, reads it. */
export const daemon = (folder: string, name: string): Daemon => {
  const pidFile = join(folder, 'server.pid');
  const logFile = join(folder, 'server.log');

  /** The file stays behind when the server dies or the machine stops; the process it names may be another's by then. */
  const running = (): ProcessIdentity | undefined => {
    const noted = readPidFile(pidFile);
    return noted && isRunning(noted) ? noted : undefined;
  };

  const kill = async (): Promise<void> => {
    const leader = running();
    if (!leader) return;
    // one that stands still starts no more processes
    signalProcess(leader, 'SIGSTOP');
    const all = family(leader);
    for (const member of all) signalProcess(member, 'SIGKILL');
    if (!(await areGone(all, KILL_MS))) throw new ServerError(`${name} (process ${leader.pid}) can't be killed.`);
    rmSync(pidFile, { force: true });
  };

  const signalAll = (signal: NodeJS.Signals): void => {
    const leader = running();
    for (const member of leader ? family(leader) : []) signalProcess(member, signal);
  };

  return {
    logFile,
    process: running,

    launch({ command: [program, ...args], owner }) {
      const log = openSync(logFile, 'a', 0o600);
      // a session of its own, which a Ctrl-C in the terminal doesn't reach; and none of this process's secrets
      const env = { PATH: process.env.PATH, HOME: process.env.HOME, LC_ALL: 'C', TZ: 'UTC' };
      const child = spawn(program!, args, { ...owner, cwd: folder, env, detached: true, stdio: ['ignore', log, log] });
      closeSync(log);
      // without a process number, there is nobody to tell that the program can't be run but this event
      child.on('error', () => {});
      child.unref();
      if (child.pid === undefined) throw new ServerError(`${name} doesn't start: ${program} can't be run.`);
      const started = findProcess(child.pid);
      // it may have ended by now
      if (started) writePidFile(pidFile, started);
    },

    async stop(signal) {
      const leader = running();
      if (!leader) return;
      signalProcess(leader, signal);
      // a paused one hears nothing
      signalAll('SIGCONT');
      if (!(await areGone([leader], STOP_MS))) await kill();
      rmSync(pidFile, { force: true });
    },

    kill,
    pause: () => signalAll('SIGSTOP'),
    resume: () => signalAll('SIGCONT'),
  };
};

export const readPidFile = (file: string): ProcessIdentity | undefined => {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
  const [, pid, began] = /^(\d+) (.+)\n$/.exec(text) ?? [];
  return began === undefined ? undefined : { pid: Number(pid), began };
};

/** Whole or not at all: half a file would make a server that nothing here can end. */
export const writePidFile = (file: string, { pid, began }: ProcessIdentity): void => {
  writeFileSync(`${file}.new`, `${pid} ${began}\n`);
  renameSync(`${file}.new`, file);
};
