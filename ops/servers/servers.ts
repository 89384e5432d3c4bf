import { once } from 'node:events';
import { mkdirSync, readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { cassandra } from './cassandra.ts';
import { daemon } from './daemon.ts';
import { installMissing, type Program } from './install.ts';
import { kafka } from './kafka.ts';
import { alone } from './lock.ts';
import { nats } from './nats.ts';
import { postgres } from './postgres.ts';
import { isRunning } from './processes.ts';
import { redis } from './redis.ts';
import { s3 } from './s3.ts';
import { folderOf, readSettings, SERVER_NAMES, ServerError, type ServerName, type Settings } from './settings.ts';
import type { Technology } from './technology.ts';

/**
 * A real server on 127.0.0.1. It outlives the process that started it, and all that is known of it is on the disk: any
 * process can go on with a server that another one started.
 */
export interface Server {
  readonly name: ServerName;
  readonly port: number;
  readonly programs: readonly Program[];
  /** Undefined when it doesn't run. */
  pid(): number | undefined;
  /** Starts it unless it runs, waking it when it is paused, and waits until it is ready. */
  start(): Promise<void>;
  /** Waits until a client's call is answered. Rejects with a `ServerError` when the server ends or takes too long instead. */
  ready(): Promise<void>;
  /** Whether a client's call is answered now. */
  answers(): Promise<boolean>;
  /** Ends it in order, which takes seconds; by force when it takes half a minute. */
  stop(): Promise<void>;
  /** SIGKILL, to it and its children. Resolves when they are gone: their ports and files are free. */
  kill(): Promise<void>;
  restart(): Promise<void>;
  /** SIGSTOP: connections stay, nothing is answered. */
  pause(): void;
  resume(): void;
  /** Stops it and deletes all it holds. */
  wipe(): Promise<void>;
}

const TECHNOLOGIES: Readonly<Record<ServerName, (settings: Settings) => Technology>> = {
  postgres,
  kafka,
  cassandra,
  redis,
  nats,
  s3,
};

/** Long enough to recover after a crash under load, on a busy machine. */
const READY_MS = 120_000;

export const server = (name: ServerName, settings = readSettings(process.env)): Server => {
  const technology = TECHNOLOGIES[name](settings);
  const folder = folderOf(settings, name);
  const program = daemon(folder, name);

  const ready = async (): Promise<void> => {
    for (const deadline = Date.now() + READY_MS; ; await delay(50)) {
      // looked up before the call: what a dying server still answers counts for nothing
      const running = program.process();
      const reason = await technology.ping().then(
        () => undefined,
        (error: Error) => error.message || error.name,
      );
      if (reason === undefined && running && isRunning(running)) return;
      if (!running) throw new ServerError(`${name} is not running.${endOf(program.logFile)}`);
      if (Date.now() > deadline)
        throw new ServerError(`${name} runs but can't be used (${reason}).${endOf(program.logFile)}`);
    }
  };

  const start = async (): Promise<void> => {
    // PostgreSQL may run as another account, which has to get there
    mkdirSync(folder, { recursive: true });
    // two who start the same server at once would both find that it doesn't run
    await alone(folder, async () => {
      if (program.process()) program.resume();
      else {
        // what answers there would be taken for ours
        if (await isTaken(technology.port))
          throw new ServerError(
            `${name} can't start: something else listens on 127.0.0.1:${technology.port}. ` +
              `Choose another port by SERVERS_${name.toUpperCase()}_PORT.`,
          );
        await installMissing(technology.programs);
        program.launch(await technology.prepare());
      }
      await ready();
      await technology.setUp?.();
    });
  };

  const stop = (): Promise<void> => program.stop(technology.stopSignal);

  return {
    name,
    port: technology.port,
    programs: technology.programs,
    pid: () => program.process()?.pid,
    start,
    ready,
    answers: () =>
      technology.ping().then(
        () => true,
        () => false,
      ),
    stop,
    kill: program.kill,
    async restart() {
      await stop();
      await start();
    },
    pause: program.pause,
    resume: program.resume,
    async wipe() {
      await stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
};

const isTaken = async (port: number): Promise<boolean> => {
  const socket = connect(port, '127.0.0.1');
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
};

const endOf = (logFile: string): string => {
  try {
    return ` The end of ${logFile}:\n${readFileSync(logFile, 'utf8').trimEnd().split('\n').slice(-20).join('\n')}`;
  } catch {
    return '';
  }
};

export const allServers = (settings = readSettings(process.env)): readonly Server[] =>
  SERVER_NAMES.map((name) => server(name, settings));

/** Starts several, and tells of each when it is ready and how many seconds that took. */
export const startServers = async (
  servers: readonly Server[],
  onReady: (server: Server, seconds: number) => void = () => {},
): Promise<void> => {
  await installMissing(servers.flatMap(({ programs }) => programs));
  const began = performance.now();
  await Promise.all(
    servers.map(async (server) => {
      await server.start();
      onReady(server, (performance.now() - began) / 1000);
    }),
  );
};
