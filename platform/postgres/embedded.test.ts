import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { statSync } from 'node:fs';
import { chmod, chown, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '#platform/postgres/embedded';
import { endServer, serverPid } from '#platform/postgres/process';

const isRoot = process.getuid?.() === 0;
const isLinux = process.platform === 'linux';

const namespacesWork = spawnSync('unshare', ['--user', 'true']).status === 0;
/** Whether another account can run the programs in node_modules: not when the clone lies under a home of mode 0700. */
const othersReachThis = ((): boolean => {
  for (let folder = import.meta.dirname; folder !== dirname(folder); folder = dirname(folder)) {
    if (!(statSync(folder).mode & 0o001)) return false;
  }
  return true;
})();

let parent: string;
let dataDir: string;
let cluster: string;

beforeEach(async () => {
  // of mode 0700, like the home that a clone often lies under
  parent = await mkdtemp(join(tmpdir(), 'metachat-postgres-'));
  dataDir = join(parent, 'data');
  cluster = join(dataDir, 'postgres');
});

afterEach(async () => {
  await endServer(cluster);
  await rm(parent, { recursive: true, force: true });
});

const query = async (url: string, sql: string): Promise<unknown[][]> => {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query({ text: sql, rowMode: 'array' })).rows;
  } finally {
    await client.end();
  }
};

const start = (): Promise<EmbeddedPostgres> => startEmbeddedPostgres({ dataDir });

/** What each start finds of the ones before it. */
const countStart = async ({ url }: { url: string }): Promise<number> => {
  await query(url, 'CREATE TABLE IF NOT EXISTS start (at timestamptz DEFAULT now())');
  await query(url, 'INSERT INTO start DEFAULT VALUES');
  return Number((await query(url, 'SELECT count(*) FROM start'))[0]![0]);
};

const fixture = fileURLToPath(new URL('./embedded.fixture.ts', import.meta.url));

const spawnHolder = (env: NodeJS.ProcessEnv = process.env): ChildProcess =>
  spawn(process.execPath, ['--import', 'tsx', fixture, dataDir], { stdio: ['ignore', 'pipe', 'pipe'], env });

/** Another Node process with the server, once that is ready. */
const startHolder = async (env?: NodeJS.ProcessEnv): Promise<{ holder: ChildProcess; url: string; pid: number }> => {
  const holder = spawnHolder(env);
  const [line] = await once(createInterface(holder.stdout!), 'line');
  return { holder, ...JSON.parse(line) };
};

const kill = async (child: ChildProcess): Promise<void> => {
  const exit = once(child, 'exit');
  child.kill('SIGKILL');
  await exit;
};

const until = async (condition: () => Promise<boolean>): Promise<void> => {
  while (!(await condition())) await delay(20);
};

const serverIsGone = async (): Promise<boolean> => (await serverPid(cluster)) === undefined;

describe('starting', () => {
  it('makes the cluster within 10 s, and starts it again within 3 s with what was written', async () => {
    const begun = performance.now();
    const cold = await start();
    expect(performance.now() - begun).toBeLessThan(10_000);
    expect(await countStart(cold)).toBe(1);
    await cold.stop();
    expect(await serverIsGone()).toBe(true);

    const begunAgain = performance.now();
    const warm = await start();
    expect(performance.now() - begunAgain).toBeLessThan(3_000);
    expect(await countStart(warm)).toBe(2);
    await warm.stop();
  });

  it('lets nobody in without the password, which only its owner can read', async () => {
    const server = await start();
    const stranger = new URL(server.url);
    stranger.password = 'wrong';
    await expect(query(stranger.href, 'SELECT 1')).rejects.toMatchObject({ code: '28P01' });
    expect((await stat(`${cluster}.password`)).mode & 0o777).toBe(0o600);
    await server.stop();
  });

  it('syncs every commit to disk, and listens on the loopback alone', async () => {
    const server = await start();
    expect(await query(server.url, 'SHOW fsync')).toEqual([['on']]);
    expect(await query(server.url, 'SHOW synchronous_commit')).toEqual([['on']]);
    expect(await query(server.url, 'SHOW listen_addresses')).toEqual([['127.0.0.1']]);
    expect(await query(server.url, 'SHOW unix_socket_directories')).toEqual([['']]);
    expect(await query(server.url, 'SHOW server_encoding')).toEqual([['UTF8']]);
    await server.stop();
  });

  it.runIf(isLinux)('shows the server none of the secrets in our environment', async () => {
    const { holder, pid } = await startHolder({ ...process.env, MASTER_KEY: 's3cret' });
    expect(await readFile(`/proc/${pid}/environ`, 'utf8')).toMatch(/PATH=(?!.*s3cret)/s);
    await kill(holder);
  });

  it('tells why the server did not start, in its own words, and the way out', async () => {
    await (await start()).stop();
    await writeFile(join(cluster, 'PG_VERSION'), '11\n');
    const attempt = start();
    await expect(attempt).rejects.toThrow(/database files are incompatible with server/);
    await expect(attempt).rejects.toThrow(/DATABASE_URL/);
  });

  it('tells of a lost or wrong password instead of making up another', async () => {
    await (await start()).stop();
    await writeFile(`${cluster}.password`, 'wrong');
    await expect(start()).rejects.toThrow(/password authentication failed/);
    expect(await serverIsGone()).toBe(true);
    await rm(`${cluster}.password`);
    await expect(start()).rejects.toThrow(/The password .* can't be read/);
  });

  it('tells when the server has ended by itself', async () => {
    const server = await start();
    process.kill(server.pid, 'SIGINT');
    await server.ended;
    expect(await serverIsGone()).toBe(true);
  });
});

describe('when the process that started it is killed', () => {
  it('ends by itself, and the data is there for the next', async () => {
    const { holder, ...server } = await startHolder();
    expect(await countStart(server)).toBe(1);
    await kill(holder);
    await until(serverIsGone);

    const next = await start();
    expect(await countStart(next)).toBe(2);
    await next.stop();
  });

  it.runIf(isLinux)('together with the watchdog, is ended by the next start', async () => {
    const { holder, ...orphan } = await startHolder();
    expect(await countStart(orphan)).toBe(1);
    const watchdog = await parentOf(orphan.pid);
    const watchers = (await childrenOf(watchdog)).filter((pid) => pid !== orphan.pid);
    // all at once: none has the time to act on the end of another
    for (const signal of ['SIGSTOP', 'SIGKILL'] as const)
      for (const pid of [watchdog, ...watchers]) process.kill(pid, signal);
    await kill(holder);
    await delay(200);
    expect(await serverPid(cluster)).toBe(orphan.pid);

    const next = await start();
    expect(next.pid).not.toBe(orphan.pid);
    expect(await countStart(next)).toBe(2);
    await next.stop();
  });

  it('while it makes the cluster, leaves nothing that a later start would take for one', async () => {
    const holder = spawnHolder();
    const unfinished = async () => (await readdir(dataDir).catch(() => [])).find((name) => name.includes('.new-'));
    await until(async () => {
      const name = await unfinished();
      return name !== undefined && (await readdir(join(dataDir, name))).includes('base');
    });
    await kill(holder);
    expect(await readdir(dataDir)).not.toContain('postgres');

    const next = await start();
    expect(await countStart(next)).toBe(1);
    expect(await unfinished()).toBeUndefined();
    await next.stop();
  });

  it('does not mistake another process for the server when the lock file is stale', async () => {
    await (await start()).stop();
    await writeFile(join(cluster, 'postmaster.pid'), `${process.pid}\n${cluster}\n`);
    expect(await serverPid(cluster)).toBeUndefined();
  });
});

describe.runIf(isRoot && isLinux)('as root', () => {
  it.runIf(namespacesWork)('runs in a user namespace, so that a folder under a home of mode 0700 will do', async () => {
    const server = await start();
    expect((await stat(cluster)).uid).toBe(0);
    expect(await readFile(`/proc/${server.pid}/uid_map`, 'utf8')).toMatch(/^\s*1000\s+0\s+1$/m);
    await server.stop();
  });

  it.runIf(othersReachThis)(
    'runs as nobody where namespaces are forbidden, and so again where they are not',
    async () => {
      await chmod(parent, 0o711);
      const { holder, ...server } = await startHolder(await withoutNamespaces());
      expect(await countStart(server)).toBe(1);
      expect((await stat(cluster)).uid).toBe(65534);
      await kill(holder);
      await until(serverIsGone);

      const next = await start();
      expect(await countStart(next)).toBe(2);
      expect((await stat(join(cluster, 'postmaster.pid'))).uid).toBe(65534);
      await next.stop();
    },
  );

  it('refuses with the way out when neither works', async () => {
    const holder = spawnHolder(await withoutNamespaces());
    let stderr = '';
    holder.stderr!.on('data', (chunk) => {
      stderr += chunk;
    });
    expect(await once(holder, 'close')).toEqual([1, null]);
    expect(stderr).toMatch(/PostgreSQL doesn't run as root, .*\n.*DATABASE_URL/);
  });

  it.runIf(othersReachThis)('serves a cluster as the account that owns it', async () => {
    await chmod(parent, 0o711);
    await (await start()).stop();
    for (const name of await readdir(cluster, { recursive: true })) await chown(join(cluster, name), 12345, 12345);
    await chown(cluster, 12345, 12345);
    const server = await start();
    expect((await stat(join(cluster, 'postmaster.pid'))).uid).toBe(12345);
    await server.stop();
  });

  /** A PATH without `unshare` stands for a system that forbids it. */
  const withoutNamespaces = async (): Promise<NodeJS.ProcessEnv> => {
    const bin = join(parent, 'bin');
    await mkdir(bin);
    for (const program of ['sh', 'sleep']) await symlink(`/bin/${program}`, join(bin, program));
    return { ...process.env, PATH: bin };
  };
});

const parentOf = async (pid: number): Promise<number> =>
  Number(/^PPid:\s+(\d+)$/m.exec(await readFile(`/proc/${pid}/status`, 'utf8'))![1]);

const childrenOf = async (pid: number): Promise<number[]> =>
  (await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8')).trim().split(' ').map(Number);
