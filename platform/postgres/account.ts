import { type SpawnOptions, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, stat } from 'node:fs/promises';
import type { PostgresBinaries } from '#platform/postgres/binaries';
import { EmbeddedPostgresError } from '#platform/postgres/errors';

/** Who the server runs as. PostgreSQL refuses root, and its data must belong to whoever runs it. */
export interface Account {
  /** Put before a command to run it as this account. */
  readonly prefix: readonly string[];
  /** Set when the account isn't the one of this process: to be the owner of what the server reads and writes. */
  readonly owner: { readonly uid: number; readonly gid: number } | undefined;
}

const OWN: Account = { prefix: [], owner: undefined };

/**
 * Root, seen as an ordinary user from within a user namespace. It still owns root's files, so it reaches a folder that
 * lies under a home of mode 0700, which no other account could.
 */
const NAMESPACE: Account = { prefix: ['unshare', '--user', '--map-user=1000', '--map-group=1000'], owner: undefined };

/** The conventional number of `nobody`; it needs no entry in the user database. */
const NOBODY: Account = { prefix: [], owner: { uid: 65534, gid: 65534 } };

/** Runs a command of PostgreSQL as the account, in an environment that holds none of this process's secrets. */
export const spawnAs = (
  account: Account,
  binaries: PostgresBinaries,
  command: readonly string[],
  options: Pick<SpawnOptions, 'stdio' | 'detached'>,
) => {
  const [program, ...args] = [...account.prefix, ...command];
  const env = { ...binaries.environment, PATH: process.env.PATH, LC_ALL: 'C', TZ: 'UTC' };
  return spawn(program!, args, { ...options, ...account.owner, env });
};

/**
 * The account to serve a data directory with: this process's own unless that is root. A directory that exists goes on
 * with the account that it was made with, which its owner tells.
 */
export const chooseAccount = async (dataDir: string, cluster: string, binaries: PostgresBinaries): Promise<Account> => {
  if (process.getuid?.() !== 0) return OWN;
  const made = await stat(cluster).catch(() => undefined);
  const candidates = made ? [made.uid === 0 ? NAMESPACE : { prefix: [], owner: made }] : [NAMESPACE, NOBODY];
  for (const account of candidates) {
    if (await canServe(account, dataDir, binaries)) return account;
  }
  throw new EmbeddedPostgresError(
    `PostgreSQL doesn't run as root, and no other account can reach both ${dataDir} and ${binaries.postgres}, ` +
      'nor are user namespaces allowed here. Start the program as an ordinary user.',
  );
};

const canServe = async (account: Account, dataDir: string, binaries: PostgresBinaries): Promise<boolean> => {
  if (account.owner) {
    const { uid, mode } = await stat(dataDir);
    // others may pass through the data directory, not list it
    if (uid !== account.owner.uid) await chmod(dataDir, (mode & 0o777) | 0o011);
  }
  const attempt = ['sh', '-c', 'cd "$1" && exec "$2" --version', 'sh', dataDir, binaries.postgres];
  const exit = once(spawnAs(account, binaries, attempt, { stdio: 'ignore' }), 'exit');
  return exit.then(
    ([code]) => code === 0,
    () => false,
  );
};
