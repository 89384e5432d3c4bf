import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import {
  chown,
  type FileHandle,
  mkdir,
  mkdtemp,
  open,
  readdir,
  readFile,
  realpath,
  rename,
  rm,
  stat,
  writeFile,
} from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { type Account, chooseAccount } from '#platform/postgres/account';
import { locatePostgres, type PostgresBinaries } from '#platform/postgres/binaries';
import { EmbeddedPostgresError } from '#platform/postgres/errors';
import { endServer, serverPid, startWatched, type WatchedProcess } from '#platform/postgres/process';

/** A PostgreSQL server of this process's own, which ends when this process does, however it ends. */
export interface EmbeddedPostgres {
  /** Its `postgres` database, as superuser. Holds the password. */
  readonly url: string;
  readonly pid: number;
  /** Resolves when the server has ended, asked to or not: without `stop` that is a fault, which nothing here repairs. */
  readonly ended: Promise<void>;
  /** Shuts it down in order; resolves when its files are at rest. */
  stop(): Promise<void>;
}

const USER = 'metachat';

/** For one small application: little memory, few processes, and no acknowledged commit lost. */
const SETTINGS = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '60',
  shared_buffers: '32MB',
  fsync: 'on',
  synchronous_commit: 'on',
  autovacuum: 'on',
  jit: 'off',
  // an open writing transaction holds the event feed back
  idle_in_transaction_session_timeout: '30s',
  // a part of the log that is done with is deleted, rather than kept for later use with all it holds: what is erased must go
  wal_recycle: 'off',
  min_wal_size: '32MB',
  // nothing replicates from here, and nothing reads the disk for others: that is four processes less
  wal_level: 'minimal',
  max_wal_senders: '0',
  max_logical_replication_workers: '0',
  io_method: 'sync',
  // a failed statement is its client's to report, and may hold what is nobody else's business
  log_min_messages: 'log',
  log_min_error_statement: 'panic',
  log_error_verbosity: 'terse',
  log_checkpoints: 'off',
};

/** A start that may work when tried again: the port was taken meanwhile, or processes of a killed server linger. */
const TRANSIENT = /Address already in use|pre-existing shared memory block/;
const ATTEMPTS = 10;
/** Long enough to recover after a crash under load. */
const READY_MS = 60_000;

interface Installation {
  readonly binaries: PostgresBinaries;
  readonly account: Account;
  /** The folder of PostgreSQL's data. */
  readonly cluster: string;
  readonly passwordFile: string;
  /** What initdb and the server said since this start. */
  readonly logFile: string;
  readonly log: FileHandle;
}

/**
 * Starts PostgreSQL on `<dataDir>/postgres`, which is made when it isn't there. The caller holds the lock of the data
 * directory (`lockDataDir`): a server that runs there is therefore a dead process's, and is ended.
 */
export const startEmbeddedPostgres = async (options: { dataDir: string }): Promise<EmbeddedPostgres> => {
  await mkdir(options.dataDir, { recursive: true, mode: 0o700 });
  const dataDir = await realpath(options.dataDir);
  const cluster = join(dataDir, 'postgres');
  const binaries = await locatePostgres();
  const account = await chooseAccount(dataDir, cluster, binaries);
  const passwordFile = `${cluster}.password`;
  const logFile = `${cluster}.log`;
  const log = await open(logFile, 'w', 0o600);
  try {
    const installation = { binaries, account, cluster, passwordFile, logFile, log };
    await endServer(cluster);
    await removeUnfinishedClusters(cluster);
    if (!(await exists(cluster))) await createCluster(installation);
    return await startServer(installation);
  } finally {
    await log.close();
  }
};

/** A cluster is made under another name and gets its own when it is complete: there is never half a one. */
const createCluster = async ({ binaries, account, cluster, passwordFile, logFile, log }: Installation) => {
  const unfinished = await mkdtemp(unfinishedPrefix(cluster));
  await writeFile(passwordFile, randomBytes(24).toString('base64url'), { mode: 0o600, flush: true });
  if (account.owner) {
    for (const path of [unfinished, passwordFile]) await chown(path, account.owner.uid, account.owner.gid);
  }
  const command = [
    ...[binaries.initdb, '-D', unfinished, '--username', USER, '--pwfile', passwordFile, '--auth', 'scram-sha-256'],
    ...['--encoding', 'UTF8', '--no-locale', '--no-instructions'],
  ];
  const code = await startWatched(account, binaries, command, log.fd).exited;
  if (code !== 0) throw await failure('initdb failed', logFile);
  await rename(unfinished, cluster);
  await syncFolder(dirname(cluster));
};

/** Makes a renaming in it survive the loss of power. */
const syncFolder = async (folder: string): Promise<void> => {
  const handle = await open(folder, 'r');
  await handle.sync().finally(() => handle.close());
};

const unfinishedPrefix = (cluster: string): string => `${cluster}.new-`;

const removeUnfinishedClusters = async (cluster: string): Promise<void> => {
  const folder = dirname(cluster);
  const paths = (await readdir(folder)).map((name) => join(folder, name));
  for (const path of paths.filter((path) => path.startsWith(unfinishedPrefix(cluster)))) {
    await rm(path, { recursive: true, force: true, maxRetries: 5 });
  }
};

const startServer = async (installation: Installation): Promise<EmbeddedPostgres> => {
  const { binaries, account, cluster, logFile, log } = installation;
  const password = await readPassword(installation);
  const settings = Object.entries(SETTINGS).flatMap(([name, value]) => ['-c', `${name}=${value}`]);

  for (let attempt = 1; ; attempt++) {
    const port = await freePort();
    const url = `postgresql://${USER}:${password}@127.0.0.1:${port}/postgres`;
    const command = [binaries.postgres, '-D', cluster, '-p', String(port), ...settings];
    const server = startWatched(account, binaries, command, log.fd);
    const stop = () => stopServer(server, cluster);
    try {
      if (await becomesReady(server, url)) {
        const pid = await serverPid(cluster);
        return { url, pid: pid!, ended: server.exited.then(() => {}), stop };
      }
    } catch (error) {
      await stop();
      throw error;
    }
    const reason = await failure("PostgreSQL doesn't start", logFile);
    if (attempt === ATTEMPTS || !TRANSIENT.test(reason.message)) throw reason;
    await delay(200);
  }
};

const stopServer = async (server: WatchedProcess, cluster: string): Promise<void> => {
  server.interrupt();
  await endServer(cluster);
  await server.exited;
};

/** False when the server ended instead. */
const becomesReady = async (server: WatchedProcess, url: string): Promise<boolean> => {
  let running = true;
  const ended = server.exited.then(() => {
    running = false;
  });
  for (const deadline = Date.now() + READY_MS; running; await Promise.race([ended, delay(20)])) {
    const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
    client.on('error', () => {});
    try {
      await client.connect();
      await client.end();
      return true;
    } catch (error) {
      // most are to be expected of a server that starts, recovers or ends
      const { code, message } = error as NodeJS.ErrnoException;
      if (code === INVALID_PASSWORD || Date.now() > deadline) {
        throw new EmbeddedPostgresError(`PostgreSQL has started but can't be used: ${message}.`);
      }
    }
  }
  return false;
};

const INVALID_PASSWORD = '28P01';

const readPassword = async ({ passwordFile, cluster }: Installation): Promise<string> => {
  try {
    return (await readFile(passwordFile, 'utf8')).trim();
  } catch (error) {
    throw new EmbeddedPostgresError(
      `The password to the data in ${cluster} can't be read: ${(error as Error).message}.`,
    );
  }
};

const failure = async (what: string, logFile: string): Promise<EmbeddedPostgresError> => {
  const lines = (await readFile(logFile, 'utf8')).trimEnd().split('\n').slice(-10);
  return new EmbeddedPostgresError(`${what}. The end of ${logFile}:\n${lines.join('\n')}`);
};

const freePort = async (): Promise<number> => {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, 'close');
  return port;
};

const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );
