import './processes/production.ts';
import { tokens } from '#platform/auth';
import { type Config, ConfigError, type Role, readConfig, SUBGRAPHS, type SubgraphName } from '#platform/config';
import { newId } from '#platform/domain/ids';
import { createLogger, type Logger } from '#platform/log';
import { DataDirError } from '#platform/postgres/data-dir';
import { EmbeddedPostgresError } from '#platform/postgres/errors';
import { MigrationError } from '#platform/postgres/migrate';
import { readSecrets } from '#platform/secrets';
import { UnreachableError } from '#platform/unreachable';
import { MasterKeyError } from '#platform/vault/vault';
import type { Process } from './processes/process.ts';

const USAGE = `Usage: main.ts all                                        the whole supergraph in one process
       main.ts router | users | diary | chat | matching   one part of it, beside the others
       main.ts relay                                      publishes events, also while the subgraphs are down
       main.ts mood                                       reads the moods of diary entries
       main.ts token [--scope SCOPES]                     prints an access token for an operator`;

/** What may be wrong with the surroundings: told in a line, without a stack. */
const EXPECTED = [ConfigError, DataDirError, EmbeddedPostgresError, MigrationError, MasterKeyError, UnreachableError];

/** A second signal, or this time, ends what would not end by itself. */
const SHUTDOWN_MS = 30_000;

// half of the start is loading it: what is refused before needn't wait for that
const STARTS: Readonly<Record<Role, () => Promise<(config: Config, log: Logger) => Promise<Process>>>> = {
  all: async () => (await import('./processes/supergraph.ts')).startSupergraph,
  router: async () => (await import('./processes/router.ts')).startRouter,
  relay: async () => (await import('./processes/relay.ts')).startRelays,
  mood: async () => (await import('./processes/mood.ts')).startMoods,
  ...(Object.fromEntries(
    SUBGRAPHS.map((name) => [name, async () => (await import('./processes/subgraph.ts')).startSubgraphProcess]),
  ) as Record<SubgraphName, () => Promise<(config: Config, log: Logger) => Promise<Process>>>),
};

const serve = async (config: Config): Promise<void> => {
  const log = createLogger(config, config.role === 'all' ? 'metachat' : `metachat-${config.role}`);
  const start = await STARTS[config.role]();
  const running = await start(config, log);
  log.info({ url: running.url }, 'ready');

  let stopping = false;
  const stop = (reason: string) => {
    if (stopping) process.exit(1);
    stopping = true;
    log.info({ reason }, 'stopping');
    setTimeout(() => process.exit(1), SHUTDOWN_MS).unref();
    running.stop().then(
      () => process.exit(0),
      (error: unknown) => {
        log.error({ error }, 'did not stop in order');
        process.exit(1);
      },
    );
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  await running.failed;
  log.fatal('the database server ended; this process ends with it');
  process.exit(1);
};

/** For operators and scripts on this machine: whoever can read the secrets can make a token. */
const printToken = async (config: Config, scopes: readonly string[]): Promise<void> => {
  const { jwt: secret } = await readSecrets(config);
  const { token } = await tokens({ secret, expiresInSeconds: 3_600 }).issue({
    ...{ id: `operator-${newId()}`, tenant: 'default', sessionId: newId(), scopes },
  });
  process.stdout.write(`${token}\n`);
};

const isRole = (command: string | undefined): command is Role =>
  command !== undefined && Object.hasOwn(STARTS, command);

const main = async ([command, ...rest]: readonly string[]): Promise<void> => {
  if (isRole(command) && rest.length === 0) return serve(readConfig(process.env, command));
  if (command === 'token') {
    const [flag, scopes = ''] = rest;
    if (flag === undefined || flag === '--scope') return printToken(readConfig(process.env), scopes.split(/[ ,]+/));
  }
  throw new ConfigError(USAGE);
};

main(process.argv.slice(2)).catch((error: unknown) => {
  const expected = EXPECTED.some((kind) => error instanceof kind);
  process.stderr.write(
    `${expected ? (error as Error).message : error instanceof Error ? error.stack : String(error)}\n`,
  );
  process.exit(1);
});
