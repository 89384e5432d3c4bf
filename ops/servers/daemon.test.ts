import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Daemon, daemon, writePidFile } from './daemon.ts';
import { family, findProcess, isRunning, parseStat } from './processes.ts';
import { ServerError } from './settings.ts';

let folder: string;
let program: Daemon;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'metachat-daemon-'));
  program = daemon(folder, 'test');
});

afterEach(async () => {
  await program.kill();
  rmSync(folder, { recursive: true });
});

const launch = (script: string): void => program.launch({ command: ['sh', '-c', script] });

/** Resolves when the program has said so: before, it may not be what it will be. */
const said = async (line: string): Promise<void> => {
  while (!(await readFile(program.logFile, 'utf8')).includes(line)) await delay(5);
};

describe('a daemon', () => {
  it('is the same for whoever looks at its folder', async () => {
    launch('exec sleep 60');
    const started = program.process()!;
    expect(daemon(folder, 'test').process()).toEqual(started);
    await daemon(folder, 'test').stop('SIGTERM');
    expect(program.process()).toBeUndefined();
    expect(isRunning(started)).toBe(false);
  });

  it('that ended by itself is not running, and can be stopped and killed without effect', async () => {
    launch('exit 0');
    await expect.poll(() => program.process()).toBeUndefined();
    await program.stop('SIGTERM');
    await program.kill();
  });

  it('is not another process that has its number by now, and that one is left alone', async () => {
    writePidFile(join(folder, 'server.pid'), { pid: process.pid, began: 'long ago' });
    expect(program.process()).toBeUndefined();
    await program.kill();
    program.pause();
    expect(isRunning(findProcess(process.pid)!)).toBe(true);
  });

  it('is not what a damaged file says', () => {
    writeFileSync(join(folder, 'server.pid'), `${process.pid}`);
    expect(program.process()).toBeUndefined();
  });

  it('is killed with its children, and at once', async () => {
    launch("trap '' TERM; sleep 60 & echo ready; wait");
    await said('ready');
    const all = family(program.process()!);
    expect(all).toHaveLength(2);
    await program.kill();
    expect(all.filter(isRunning)).toEqual([]);
  });

  it('stands still with its children while it is paused, and hears of its end nevertheless', async () => {
    launch('trap "exit 0" TERM; while :; do echo tick; sleep 0.01; done');
    await said('tick');
    program.pause();
    await delay(50);
    const before = await readFile(program.logFile, 'utf8');
    await delay(100);
    expect(await readFile(program.logFile, 'utf8')).toBe(before);
    program.resume();
    await expect.poll(async () => (await readFile(program.logFile, 'utf8')).length).toBeGreaterThan(before.length);
    program.pause();
    await program.stop('SIGTERM');
    expect(program.process()).toBeUndefined();
  });

  it('sees nothing of what this process holds in its environment', async () => {
    process.env.SECRET_OF_A_TEST = 'x';
    launch('env; echo done; exec sleep 60');
    await said('done');
    expect(await readFile(program.logFile, 'utf8')).not.toContain('SECRET_OF_A_TEST');
    delete process.env.SECRET_OF_A_TEST;
  });

  it('whose program is not there says so', () => {
    expect(() => program.launch({ command: ['/no/such/program'] })).toThrow(ServerError);
  });
});

describe('a line of /proc/<pid>/stat', () => {
  const stat = (state: string, threads: number) =>
    `7 (a) b (c)) ${state} 3 7 7 0 -1 4194560 1 0 0 0 1 2 0 0 20 0 ${threads} 0 987654 1000 10`;

  it('is read also where the name has blanks and parentheses', () => {
    expect(parseStat(7, stat('S', 4))).toEqual({ pid: 7, parent: 3, began: '987654' });
  });

  it('is no process when only a corpse is left, but is one while a thread lives on', () => {
    expect(parseStat(7, stat('Z', 1))).toBeUndefined();
    expect(parseStat(7, stat('Z', 2))).toBeDefined();
  });
});
