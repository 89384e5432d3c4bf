import { existsSync, readFileSync } from 'node:fs';
import { parse } from 'dotenv';
import { z } from 'zod';

/** Everything that can be set from outside, read once. Embedded is what has no address of its own. */
export interface Config {
  readonly environment: 'production' | 'development' | 'test';
  readonly host: string;
  readonly port: number;
  readonly dataDir: string;
  readonly log: { readonly level: LogLevel; readonly format: 'json' | 'text'; readonly output: 'stdout' | 'stderr' };
  /** A PostgreSQL server; undefined starts the embedded one. */
  readonly databaseUrl: string | undefined;
  /** A database of its own for one subgraph. */
  readonly subgraphDatabaseUrls: Readonly<Record<string, string | undefined>>;
  readonly jwt: { readonly secret: Buffer | undefined; readonly expiresInSeconds: number };
  /** Newest first: the first wraps, all of them open. Undefined makes one in the embedded tier. */
  readonly masterKeys: readonly Buffer[] | undefined;
  readonly outbox: { readonly pollIntervalMs: number; readonly batchSize: number };
}

export type LogLevel = 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal';

/** A setting that is missing or wrong. The message is one line: its name, what it got, what it wants. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

/** Names of the origin and its relatives that would silently do nothing here. */
const REFUSED: Readonly<Record<string, string>> = {
  EVENTSTORE_URL: 'events are stored in PostgreSQL: set DATABASE_URL',
  EVENTSTORE_GRPC_URL: 'events are stored in PostgreSQL: set DATABASE_URL',
  GRPC_SERVER_ADDRESS: 'there is no gRPC: set HTTP_SERVER_ADDRESS',
  GRPC_PORT: 'there is no gRPC: set PORT',
  METRICS_PORT: 'metrics are served on PORT, at /metrics',
  ...Object.fromEntries(
    [
      'KAFKA_BOOTSTRAP_SERVERS',
      'KAFKA_BROKERS',
      'NATS_URL',
      'REDIS_STREAMS_URL',
      'CASSANDRA_HOSTS',
      'REDIS_ADDR',
      'REDIS_URL',
    ].map((name) => [
      name,
      'this version runs everything in one process, with PostgreSQL as its only server: unset it',
    ]),
  ),
};

export const SUBGRAPHS = ['users', 'diary', 'chat', 'matching'] as const;

const milliseconds = z.coerce.number().int().min(1).max(60_000);

const schema = z.object({
  ENVIRONMENT: z.enum(['production', 'development', 'test']).default('production'),
  HOST: z.string().min(1).default('127.0.0.1'),
  PORT: z.coerce.number().int().min(0).max(65_535).default(4000),
  DATA_DIR: z.string().min(1).default('.data'),
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal']).optional(),
  LOG_FORMAT: z.enum(['json', 'text']).default('json'),
  LOG_OUTPUT: z.enum(['stdout', 'stderr']).default('stdout'),
  DATABASE_URL: postgresUrl().optional(),
  ...Object.fromEntries(SUBGRAPHS.map((name) => [`${name.toUpperCase()}_DATABASE_URL`, postgresUrl().optional()])),
  JWT_SECRET: z.string().min(32, 'at least 32 characters').optional(),
  JWT_EXPIRATION: z
    .string()
    .regex(/^\d+[smhd]$/, 'a number with s, m, h or d, as 15m')
    .default('15m'),
  MASTER_KEY: z
    .string()
    .regex(/^[0-9a-f]{64}(,[0-9a-f]{64})*$/i, '64 hexadecimal digits, or several such keys with commas, newest first')
    .optional(),
  OUTBOX_POLL_INTERVAL_MS: milliseconds.default(100),
  OUTBOX_BATCH_SIZE: z.coerce.number().int().min(1).max(10_000).default(100),
});

function postgresUrl() {
  return z
    .string()
    .refine(
      (value) => /^postgres(ql)?:\/\//.test(value) && URL.canParse(value),
      'postgresql://user:password@host:port',
    );
}

/** Settings whose value must not be shown, not even in a refusal. */
const SECRET = /SECRET|KEY|PASSWORD|_URL$/;

export const readConfig = (environment: NodeJS.ProcessEnv, file = 'app.env'): Config => {
  const fromFile = existsSync(file) ? parse(readFileSync(file)) : {};
  const set = withoutEmpty({ ...fromFile, ...environment });
  const given = withAliases(set);
  for (const [name, instead] of Object.entries(REFUSED))
    if (given[name] !== undefined) throw new ConfigError(`${name} is set, but ${instead}.`);

  const result = schema.safeParse(given);
  if (!result.success) {
    const { path, message } = result.error.issues[0]!;
    const name = String(path[0]);
    const asSet = [name, ...(ALIASES[name] ?? [])].find((of) => set[of] !== undefined) ?? name;
    const got = SECRET.test(name) ? 'a value that is not shown' : JSON.stringify(set[asSet]);
    throw new ConfigError(`${asSet} is ${got}, but must be: ${message}.`);
  }
  const env = result.data as z.infer<typeof schema> & Record<string, string | undefined>;
  return {
    environment: env.ENVIRONMENT,
    host: env.HOST,
    port: env.PORT,
    dataDir: env.DATA_DIR,
    log: {
      level: env.LOG_LEVEL ?? (env.ENVIRONMENT === 'development' ? 'debug' : 'info'),
      format: env.LOG_FORMAT,
      output: env.LOG_OUTPUT,
    },
    databaseUrl: env.DATABASE_URL,
    subgraphDatabaseUrls: Object.fromEntries(
      SUBGRAPHS.map((name) => [name, env[`${name.toUpperCase()}_DATABASE_URL`]]),
    ),
    jwt: {
      secret: env.JWT_SECRET === undefined ? undefined : Buffer.from(env.JWT_SECRET),
      expiresInSeconds: seconds(env.JWT_EXPIRATION),
    },
    masterKeys: env.MASTER_KEY?.split(',').map((key) => Buffer.from(key, 'hex')),
    outbox: { pollIntervalMs: env.OUTBOX_POLL_INTERVAL_MS, batchSize: env.OUTBOX_BATCH_SIZE },
  };
};

const UNITS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3_600, d: 86_400 };
const seconds = (duration: string): number => Number(duration.slice(0, -1)) * UNITS[duration.at(-1)!]!;

const withoutEmpty = (env: NodeJS.ProcessEnv): NodeJS.ProcessEnv =>
  Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ''));

/** The origin's names for the same things, by the names of today, which win. */
const ALIASES: Readonly<Record<string, readonly string[]>> = {
  HOST: ['HTTP_SERVER_ADDRESS'],
  PORT: ['HTTP_PORT', 'HTTP_SERVER_ADDRESS'],
  DATABASE_URL: ['DB_SOURCE', 'DB_HOST'],
};

const withAliases = (env: NodeJS.ProcessEnv): NodeJS.ProcessEnv => {
  const [host, port] = env.HTTP_SERVER_ADDRESS?.split(':') ?? [];
  const fromParts =
    env.DB_HOST === undefined
      ? undefined
      : `postgresql://${encodeURIComponent(env.DB_USER ?? 'postgres')}:${encodeURIComponent(env.DB_PASSWORD ?? '')}` +
        `@${env.DB_HOST}:${env.DB_PORT ?? 5432}/${env.DB_NAME ?? 'postgres'}`;
  return withoutEmpty({
    HOST: host,
    PORT: env.HTTP_PORT ?? port,
    DATABASE_URL: env.DB_SOURCE ?? fromParts,
    ...env,
  });
};
