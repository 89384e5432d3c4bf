import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, realpath, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { DataDirError, lockDataDir } from '#platform/postgres/data-dir';

let parent: string;
let dataDir: string;

beforeEach(async () => {
  parent = await realpath(await mkdtemp(join(tmpdir(), 'metachat-data-dir-')));
  dataDir = join(parent, 'data');
});

afterEach(() => rm(parent, { recursive: true, force: true }));

const fixture = fileURLToPath(new URL('./data-dir.fixture.ts', import.meta.url));

/** Another process that tries to lock the directory; the line tells how that went. */
const lockElsewhere = async (...prefix: string[]): Promise<[ChildProcess, string]> => {
  const [program, ...args] = [...prefix, process.execPath, '--import', 'tsx', fixture, dataDir];
  const child = spawn(program!, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = await once(child.stdout!, 'data');
  return [child, String(line)];
};

it('makes the directory, for its owner alone', async () => {
  const lock = await lockDataDir(dataDir);
  expect((await stat(dataDir)).mode & 0o777).toBe(0o700);
  await lock.release();
});

it('refuses a second process in one line', async () => {
  const lock = await lockDataDir(dataDir);
  const [child, line] = await lockElsewhere();
  expect(line).toBe(`DataDirError: The data directory ${dataDir} is in use by another process.\n`);
  await once(child, 'exit');
  await lock.release();
});

it('refuses also a second lock by another path to the same directory', async () => {
  const lock = await lockDataDir(dataDir);
  await symlink(dataDir, join(parent, 'link'));
  await expect(lockDataDir(join(parent, 'link'))).rejects.toThrow(/in use/);
  await lock.release();
});

it('can be locked again once released', async () => {
  await (await lockDataDir(dataDir)).release();
  await (await lockDataDir(dataDir)).release();
});

it('is free as soon as the process that held it is killed', async () => {
  const [child, line] = await lockElsewhere();
  expect(line).toBe('locked\n');
  await expect(lockDataDir(dataDir)).rejects.toThrow(DataDirError);
  child.kill('SIGKILL');
  await once(child, 'exit');
  await (await lockDataDir(dataDir)).release();
});

it('refuses a path that is a file, or leads through one', async () => {
  await writeFile(dataDir, '');
  await expect(lockDataDir(dataDir)).rejects.toThrow(
    new DataDirError(`The data directory ${dataDir} is not a directory.`),
  );
  await expect(lockDataDir(join(dataDir, 'inner'))).rejects.toThrow(/is not a directory/);
});

it('refuses a directory that it may not write', async () => {
  await mkdir(dataDir, { mode: 0o500 });
  // root may write everywhere, unless that is taken from it
  const prefix = process.getuid?.() === 0 ? ['setpriv', '--bounding-set', '-dac_override'] : [];
  const [child, line] = await lockElsewhere(...prefix);
  expect(line).toBe(`DataDirError: The data directory ${dataDir} is not writable (EACCES).\n`);
  await once(child, 'exit');
});
