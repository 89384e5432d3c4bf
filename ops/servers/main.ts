import { spawnSync } from 'node:child_process';
import { DataDirError } from '#platform/postgres/data-dir';
import { EmbeddedPostgresError } from '#platform/postgres/errors';
import { environmentFile } from './environment.ts';
import { allServers, type Server, startServers } from './servers.ts';
import { readSettings, SERVER_NAMES, ServerError, type ServerName } from './settings.ts';

const HELP = `npm run servers -- <command> [name …]

Real servers on this machine, without docker: ${SERVER_NAMES.join(', ')}.
Without a name: all of them. What is missing is installed by apt-get (as root) and Maven.

  start     starts those that don't run, and waits until a client can use them
  stop      ends them in order; they keep their data
  restart   stop, then start
  kill      ends them at once (SIGKILL), for tests
  status    what runs, where, with how much memory; ends with 1 unless all of them can be used
  wipe      stops them and deletes their data
  env       prints the variables that point our programs at them:
              npm run --silent servers -- env > app.env

Environment: SERVERS_DIR (.servers), ${SERVER_NAMES.map((name) => `SERVERS_${name.toUpperCase()}_PORT`).join(', ')}.
Kafka takes the two ports after its own as well, Cassandra the one.
`;

class UsageError extends Error {
  override readonly name = 'UsageError';
}

const EXPECTED = [UsageError, ServerError, EmbeddedPostgresError, DataDirError];

try {
  await main(process.argv.slice(2));
} catch (error) {
  if (!EXPECTED.some((expected) => error instanceof expected)) throw error;
  const { message } = error as Error;
  process.stderr.write(`${message}\n${error instanceof UsageError ? 'See npm run servers -- --help\n' : ''}`);
  process.exitCode = 1;
}

async function main([command, ...names]: readonly string[]): Promise<void> {
  if (command === '--help') return say(HELP);
  const settings = readSettings(process.env);
  if (command === 'env' && names.length === 0) return say(environmentFile(settings));
  const unknown = names.find((name) => !SERVER_NAMES.includes(name as ServerName));
  if (unknown !== undefined) throw new UsageError(`There is no server ${JSON.stringify(unknown)}.`);
  const servers = allServers(settings).filter(({ name }) => names.length === 0 || names.includes(name));

  switch (command) {
    case 'start':
      return startServers(servers, reportReady);
    case 'stop':
      return each(servers, (server) => server.stop(), 'stopped');
    case 'restart':
      await each(servers, (server) => server.stop(), 'stopped');
      return startServers(servers, reportReady);
    case 'kill':
      return each(servers, (server) => server.kill(), 'killed');
    case 'wipe':
      return each(servers, (server) => server.wipe(), 'wiped');
    case 'status':
      return status(servers);
    default:
      throw new UsageError(command === undefined ? 'A command is missing.' : `There is no command ${command}.`);
  }
}

function reportReady({ name, port }: Server, seconds: number): void {
  say(`${name.padEnd(10)} 127.0.0.1:${port}   ready after ${seconds.toFixed(1)} s\n`);
}

async function each(servers: readonly Server[], work: (server: Server) => Promise<void>, done: string): Promise<void> {
  await Promise.all(
    servers.map(async (server) => {
      await work(server);
      say(`${server.name.padEnd(10)} ${done}\n`);
    }),
  );
}

async function status(servers: readonly Server[]): Promise<void> {
  const answering = await Promise.all(servers.map((server) => server.answers()));
  servers.forEach((server, index) => {
    const pid = server.pid();
    const state = pid === undefined ? 'not running' : `process ${pid}${memory(pid)}`;
    const use = answering[index] ? 'ready' : "can't be used";
    say(`${server.name.padEnd(10)} 127.0.0.1:${server.port}   ${use}, ${state}\n`);
  });
  if (answering.includes(false)) process.exitCode = 1;
}

/** Empty where there is no `ps` to tell. */
function memory(pid: number): string {
  const { stdout } = spawnSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' });
  return stdout ? `, ${Math.round(Number(stdout) / 1024)} MB` : '';
}

function say(text: string): void {
  process.stdout.write(text);
}
