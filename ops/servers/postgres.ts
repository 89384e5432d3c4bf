import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { chmod, chown, copyFile, mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import pg from 'pg';
import { type Account, chooseAccount, spawnAs } from '#platform/postgres/account';
import type { PostgresBinaries } from '#platform/postgres/binaries';
import { serverPid } from '#platform/postgres/process';
import { type Certificate, certificate } from './certificate.ts';
import { locate } from './install.ts';
import { folderOf, ServerError, type Settings } from './settings.ts';
import { PING_MS, type Technology } from './technology.ts';

const SETTINGS = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  // a pool for each of two processes per subgraph, for the relays, and for the tests beside them
  max_connections: '400',
  shared_buffers: '128MB',
  fsync: 'on',
  synchronous_commit: 'on',
  jit: 'off',
  // an open writing transaction holds the event feed back
  idle_in_transaction_session_timeout: '30s',
  max_logical_replication_workers: '0',
};

export const postgres = (settings: Settings): Technology => ({
  port: settings.ports.postgres,
  programs: ['postgres', 'openssl'],
  // the fast shutdown, which doesn't wait for clients to leave
  stopSignal: 'SIGINT',

  async prepare() {
    const folder = folderOf(settings, 'postgres');
    const cluster = join(folder, 'data');
    const program = locate('postgres');
    const binaries = { postgres: program, initdb: join(dirname(program), 'initdb'), environment: {} };
    const account = await chooseAccount(folder, cluster, binaries);
    if (!existsSync(cluster)) await createCluster(account, binaries, cluster);
    await removeStaleLock(cluster);
    const tls = await readableBy(account, folder, await certificate(settings));
    const command = [...account.prefix, program, ...postgresArguments(settings.ports.postgres, cluster, tls)];
    return { command, owner: account.owner };
  },

  async ping() {
    const client = new pg.Client({
      connectionString: postgresUrl(settings),
      connectionTimeoutMillis: PING_MS,
      query_timeout: PING_MS,
    });
    client.on('error', () => {});
    try {
      await client.connect();
      await client.query('SELECT 1');
    } finally {
      // not waited for: a server that hangs answers no goodbye either
      void client.end().catch(() => {});
    }
  },
});

/** The superuser's, whom the server takes without a password from this machine. */
export const postgresUrl = ({ ports }: Settings): string =>
  `postgresql://postgres@127.0.0.1:${ports.postgres}/postgres`;

type Shown = Pick<Certificate, 'certificate' | 'key'>;

export const postgresArguments = (port: number, cluster: string, tls: Shown): string[] => [
  ...['-D', cluster, '-p', String(port)],
  ...Object.entries({ ...SETTINGS, ssl: 'on', ssl_cert_file: tls.certificate, ssl_key_file: tls.key }).flatMap(
    ([name, value]) => ['-c', `${name}=${value}`],
  ),
];

/** A copy for the account that the server runs as, which takes no key that others can read. */
const readableBy = async ({ owner }: Account, folder: string, { certificate, key }: Certificate): Promise<Shown> => {
  const copies = { certificate: join(folder, 'certificate.pem'), key: join(folder, 'key.pem') };
  for (const [from, to] of [[certificate, copies.certificate] as const, [key, copies.key] as const]) {
    await copyFile(from, to);
    await chmod(to, 0o600);
    if (owner) await chown(to, owner.uid, owner.gid);
  }
  return copies;
};

/**
 * A server that was killed leaves its lock file, and PostgreSQL refuses to start as long as there is any process of the
 * number in it: also when that is only what is left of a killed one until its parent takes note.
 */
const removeStaleLock = async (cluster: string): Promise<void> => {
  if ((await serverPid(cluster)) === undefined) await rm(join(cluster, 'postmaster.pid'), { force: true });
};

/** Made under another name, so that there is never half a one. */
const createCluster = async (account: Account, binaries: PostgresBinaries, cluster: string): Promise<void> => {
  const unfinished = `${cluster}.new`;
  await rm(unfinished, { recursive: true, force: true });
  await mkdir(unfinished, { mode: 0o700 });
  if (account.owner) await chown(unfinished, account.owner.uid, account.owner.gid);
  const logFile = `${cluster}.initdb.log`;
  const log = await open(logFile, 'w');
  try {
    const command = [binaries.initdb, '-D', unfinished, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--no-locale'];
    const initdb = spawnAs(account, binaries, command, { stdio: ['ignore', log.fd, log.fd] });
    const [code] = await once(initdb, 'exit');
    if (code !== 0) throw new ServerError(`initdb of PostgreSQL fails: see ${logFile}.`);
  } finally {
    await log.close();
  }
  await rename(unfinished, cluster);
};
