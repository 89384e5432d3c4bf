import { execFile, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { accessSync, constants, existsSync, readdirSync } from 'node:fs';
import { mkdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { alone } from './lock.ts';
import { ServerError, type Settings } from './settings.ts';

/** The Debian package that has a program. Their versions are the ones of the Debian release, but for those with a number. */
const PACKAGES = {
  postgres: 'postgresql-15',
  'redis-server': 'redis-server',
  'nats-server': 'nats-server',
  java: 'openjdk-17-jre-headless',
  mvn: 'maven',
  openssl: 'openssl',
} as const;

export type Program = keyof typeof PACKAGES;

const run = promisify(execFile);

/** Installs those that are missing, where that can be done: by apt-get, as root. */
export const installMissing = async (programs: readonly Program[]): Promise<void> => {
  const missing = [...new Set(programs)].filter((program) => !find(program));
  if (missing.length === 0) return;
  const packages = missing.map((program) => PACKAGES[program]);
  const hasApt = existsSync('/usr/bin/apt-get');
  if (!hasApt || process.getuid?.() !== 0) {
    const how = hasApt ? `Run: sudo apt-get install ${packages.join(' ')}` : 'Install them and put them into PATH.';
    throw new ServerError(`The servers need programs that are missing here: ${missing.join(', ')}. ${how}`);
  }
  process.stderr.write(`Installing ${packages.join(' ')} …\n`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  try {
    await run('apt-get', ['update', '-qq'], { env });
    await run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...packages], { env, maxBuffer: 64e6 });
  } catch (error) {
    throw new ServerError(`${packages.join(' ')} can't be installed: ${(error as Error).message}`);
  }
};

/** The path of a program that `installMissing` has seen to. */
export const locate = (program: Program): string => {
  const path = find(program);
  if (path === undefined) throw new ServerError(`There is no ${program}, although it was installed.`);
  return path;
};

const find = (program: Program): string | undefined =>
  searchPath()
    .map((folder) => join(folder, program))
    .find((path) => isExecutable(path) && (program !== 'java' || isJava17(path)));

/** Kafka takes newer ones, Cassandra 5 doesn't. */
const isJava17 = (path: string): boolean => spawnSync(path, ['-version'], { encoding: 'utf8' }).stderr.includes('"17.');

/** Debian keeps several versions of Java and PostgreSQL side by side, and servers where only root looks for them. */
const searchPath = (): string[] => [
  ...list('/usr/lib/jvm', /^java-1\.17\.0-openjdk/),
  ...list('/usr/lib/postgresql', /^15$/),
  ...(process.env.PATH ?? '').split(':'),
  '/usr/sbin',
  '/usr/local/sbin',
];

const list = (folder: string, version: RegExp): string[] =>
  existsSync(folder)
    ? readdirSync(folder)
        .filter((name) => version.test(name))
        .map((name) => join(folder, name, 'bin'))
    : [];

const isExecutable = (path: string): boolean => {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
};

const COPY_DEPENDENCIES = 'org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy-dependencies';

/**
 * The jars that `<name>.pom.xml` asks for, as a class path. They are fetched once, into a folder named after that file's
 * content, so that other versions are other jars.
 */
export const jars = async (settings: Settings, name: string): Promise<string> => {
  const pom = fileURLToPath(new URL(`./${name}.pom.xml`, import.meta.url));
  const version = createHash('sha256')
    .update(await readFile(pom))
    .digest('hex')
    .slice(0, 12);
  const folder = join(settings.folder, 'jars', `${name}-${version}`);
  // one at a time: they share Maven's repository, which takes no two writers
  await alone(join(settings.folder, 'jars'), async () => {
    if (!existsSync(folder)) await fetchJars(name, pom, folder);
  });
  return join(folder, '*');
};

const fetchJars = async (name: string, pom: string, folder: string): Promise<void> => {
  process.stderr.write(`Fetching ${name} with Maven …\n`);
  // made under another name, so that there is never half a set
  const unfinished = `${folder}.new`;
  await rm(unfinished, { recursive: true, force: true });
  await mkdir(unfinished);
  const args = ['-B', '-q', '-f', pom, COPY_DEPENDENCIES, `-DoutputDirectory=${unfinished}`, '-DincludeScope=runtime'];
  try {
    await run(locate('mvn'), args, { maxBuffer: 64e6 });
  } catch (error) {
    const { message, stdout } = error as Error & { stdout?: string };
    throw new ServerError(`The jars of ${name} can't be fetched: ${message}\n${stdout ?? ''}`);
  }
  await rename(unfinished, folder);
};
