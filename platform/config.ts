import { existsSync, readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'dotenv';
import { z } from 'zod';
import type { S3Config } from '#platform/blobs/s3-client';

/** What a process is: everything at once, or one part of it beside others. */
export type Role = 'all' | 'router' | 'relay' | 'mood' | SubgraphName;

/** Everything that can be set from outside, read once. Embedded is what has no address of its own. */
export interface Config {
  readonly role: Role;
  readonly environment: 'production' | 'development' | 'test';
  readonly host: string;
  readonly port: number;
  readonly dataDir: string;
  readonly log: { readonly level: LogLevel; readonly format: 'json' | 'text'; readonly output: 'stdout' | 'stderr' };
  /** A PostgreSQL server; undefined starts the embedded one. */
  readonly databaseUrl: string | undefined;
  /** A database of its own for one subgraph, or for the vault. */
  readonly databaseUrls: Readonly<Record<string, string | undefined>>;
  /** The broker; undefined reads events from the stores themselves, in one process. */
  readonly bus: BusConfig | undefined;
  /** Where read models are; undefined keeps them in PostgreSQL. */
  readonly cassandra: CassandraConfig | undefined;
  /** Live push, limits and hints shared by all replicas; undefined keeps them in the process. */
  readonly redisUrl: string | undefined;
  /** Where blobs lie: images, attachments, exports. */
  readonly blobs: BlobsConfig;
  /** For the router: the replicas of each subgraph. */
  readonly subgraphUrls: Readonly<Record<SubgraphName, readonly string[]>>;
  /** For the router: another graph than our own, in a file that is watched. It says itself where its subgraphs are. */
  readonly supergraphPath: string | undefined;
  /** For the router: what becomes of fields that the graph's `@authenticated`, `@requiresScopes` or `@policy` refuse. */
  readonly refusedFields: 'null' | 'reject';
  /** For the router: labels of progressive `@override`s that hold for everybody. */
  readonly overrideLabels: readonly string[];
  readonly jwt: {
    readonly secret: Buffer | undefined;
    readonly expiresInSeconds: number;
    /** Where people sign in; undefined: here. */
    readonly issuer: IssuerConfig | undefined;
  };
  /** How requests without a token tell their tenant: by a header, or by the host they are sent to. */
  readonly tenants: { readonly header: string | undefined; readonly hosts: ReadonlyMap<string, string> };
  /** Newest first: the first wraps, all of them open. Undefined makes one in the embedded tier. */
  readonly masterKeys: readonly Buffer[] | undefined;
  readonly endpoint: EndpointConfig;
  /** Where traces go; undefined: nothing is traced. */
  readonly tracing: TracingConfig | undefined;
  readonly outbox: { readonly pollIntervalMs: number; readonly batchSize: number };
  /** What one person may do to one thing that others are told of at once. */
  readonly writesPerSecond: number;
  readonly mood: {
    /** What reads moods: `bundled`, or the folder of a text classifier. */
    readonly model: string;
    /** Whether only `main.ts mood` reads them. */
    readonly isApart: boolean;
  };
  /** How much each component says of how alike two people are; together 1. */
  readonly matchingWeights: Readonly<Record<MatchingComponent, number>>;
}

/** The public endpoint: who may ask, what, and how much. */
export interface EndpointConfig {
  /** Of pages elsewhere that may ask from a browser. */
  readonly corsOrigins: readonly string[];
  /** Addresses and networks of proxies that are believed about whom they ask for. */
  readonly trustedProxies: readonly string[];
  readonly introspection: boolean;
  /** A manifest of the only documents that are answered; undefined: any document is. */
  readonly safelist: string | undefined;
  /** In the cost of operations, in a minute; undefined: as much as they like. */
  readonly rates: { readonly perPerson: number | undefined; readonly perAddress: number | undefined };
  /** Of one operation. */
  readonly maxCost: number;
  /** At a time, of one person and in one process. */
  readonly maxSubscriptions: number;
}

/** By the variables that OpenTelemetry has specified for it. */
export interface TracingConfig {
  /** A collector's, for traces by OTLP over HTTP. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly serviceName: string;
  readonly sampler: SamplerName;
  /** Of the traces that begin here, as far as the sampler goes by that. */
  readonly ratio: number;
}

const SAMPLERS = [
  ...(['always_on', 'always_off', 'traceidratio', 'parentbased_always_on', 'parentbased_always_off'] as const),
  'parentbased_traceidratio',
] as const;
export type SamplerName = (typeof SAMPLERS)[number];

const MATCHING_COMPONENTS = ['archetype', 'mood', 'interests', 'modalities'] as const;
export type MatchingComponent = (typeof MATCHING_COMPONENTS)[number];

/** An outside issuer of access tokens (OpenID Connect). */
export interface IssuerConfig {
  readonly issuer: string;
  readonly audience: string;
  /** Where it publishes its keys. */
  readonly jwksUrl: string;
  /** The claim that says which person it is. */
  readonly userClaim: string;
}

/** A folder, or what lies under a prefix of a bucket (empty: all of it). */
export type BlobsConfig =
  | { readonly kind: 'folder'; readonly folder: string }
  | ({ readonly kind: 's3'; readonly prefix: string } & S3Config);

export type BusConfig =
  | ({ readonly kind: 'kafka' } & KafkaConfig)
  | { readonly kind: 'nats'; readonly url: string }
  | { readonly kind: 'redis-streams'; readonly url: string };

export interface KafkaConfig {
  readonly brokers: readonly string[];
  readonly tls: boolean;
  readonly sasl:
    | { readonly mechanism: SaslMechanism; readonly username: string; readonly password: string }
    | undefined;
  /** Names of the topics that differ from `metachat.<subgraph>.events`, by subgraph. */
  readonly topics: Readonly<Record<string, string | undefined>>;
  /** For topics that aren't there yet. */
  readonly partitions: number;
  readonly replicationFactor: number;
  /** -1 keeps events for good. */
  readonly retentionMs: number;
}
export type SaslMechanism = Lowercase<(typeof MECHANISMS)[number]>;

export interface CassandraConfig {
  /** host:port */
  readonly hosts: readonly string[];
  readonly datacenter: string;
  readonly keyspace: string;
  readonly username: string | undefined;
  readonly password: string | undefined;
  readonly consistency: CassandraConsistency;
  readonly tls: boolean;
}
export type CassandraConsistency = (typeof CONSISTENCIES)[number];

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
};

export const SUBGRAPHS = ['users', 'diary', 'chat', 'matching'] as const;
export type SubgraphName = (typeof SUBGRAPHS)[number];

/** Of Cassandra, as far as they keep what was written readable by all. */
const CONSISTENCIES = ['ONE', 'LOCAL_ONE', 'QUORUM', 'LOCAL_QUORUM', 'ALL'] as const;
const PROTOCOLS = ['PLAINTEXT', 'SSL', 'SASL_PLAINTEXT', 'SASL_SSL'] as const;
const MECHANISMS = ['PLAIN', 'SCRAM-SHA-256', 'SCRAM-SHA-512'] as const;

/** The origin's names: `user`, not `users`. */
const TOPIC_SETTINGS: Readonly<Record<SubgraphName, string>> = {
  users: 'KAFKA_USER_EVENTS_TOPIC',
  diary: 'KAFKA_DIARY_EVENTS_TOPIC',
  chat: 'KAFKA_CHAT_EVENTS_TOPIC',
  matching: 'KAFKA_MATCHING_EVENTS_TOPIC',
};

/** Who issues the tokens that are signed here. */
export const OWN_ISSUER = 'metachat';
const TENANT_HOSTS = /^[^\s,=:/]+=[a-z0-9-]{1,63}(,\s*[^\s,=:/]+=[a-z0-9-]{1,63})*$/;

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
  ...Object.fromEntries(
    [...SUBGRAPHS, 'vault'].map((name) => [`${name.toUpperCase()}_DATABASE_URL`, postgresUrl().optional()]),
  ),
  KAFKA_BOOTSTRAP_SERVERS: addresses(9092).optional(),
  KAFKA_SECURITY_PROTOCOL: z.enum(PROTOCOLS).default('PLAINTEXT'),
  KAFKA_SASL_MECHANISM: z.enum(MECHANISMS).default('PLAIN'),
  KAFKA_SASL_USERNAME: z.string().optional(),
  KAFKA_SASL_PASSWORD: z.string().optional(),
  ...Object.fromEntries(Object.values(TOPIC_SETTINGS).map((name) => [name, topicName().optional()])),
  KAFKA_TOPIC_PARTITIONS: z.coerce.number().int().min(1).max(1_000).default(12),
  KAFKA_TOPIC_REPLICATION_FACTOR: z.coerce.number().int().min(1).max(9).default(1),
  KAFKA_TOPIC_RETENTION_MS: z.coerce.number().int().min(-1).default(-1),
  NATS_URL: urlOf('nats', 'tls').optional(),
  REDIS_STREAMS_URL: urlOf('redis', 'rediss').optional(),
  REDIS_URL: urlOf('redis', 'rediss').optional(),
  BLOBS_URL: blobsUrl().optional(),
  AWS_ENDPOINT_URL_S3: z
    .string()
    .refine(
      (value) => /^https?:\/\/[^@]+$/.test(value) && URL.canParse(value),
      'https://host:port, without the bucket and without a password',
    )
    .optional(),
  AWS_REGION: z
    .string()
    .regex(/^[a-z0-9-]+$/, 'the name of a region, as eu-central-1')
    .default('us-east-1'),
  AWS_ACCESS_KEY_ID: z.string().optional(),
  AWS_SECRET_ACCESS_KEY: z.string().optional(),
  S3_ADDRESSING: z.enum(['path', 'host']).optional(),
  CASSANDRA_HOSTS: addresses(9042).optional(),
  CASSANDRA_DATACENTER: z.string().min(1).default('datacenter1'),
  CASSANDRA_KEYSPACE: z
    .string()
    .regex(/^[a-z][a-z0-9_]{0,47}$/, 'the name of a keyspace in small letters, digits and _')
    .default('metachat'),
  CASSANDRA_USERNAME: z.string().optional(),
  CASSANDRA_PASSWORD: z.string().optional(),
  CASSANDRA_CONSISTENCY: z.enum(CONSISTENCIES).default('QUORUM'),
  CASSANDRA_TLS: z.enum(['true', 'false']).default('false'),
  ...Object.fromEntries(SUBGRAPHS.map((name) => [`${name.toUpperCase()}_SUBGRAPH_URL`, urls().optional()])),
  SUPERGRAPH_PATH: z.string().optional(),
  REFUSED_FIELDS: z.enum(['null', 'reject']).default('null'),
  OVERRIDE_LABELS: z.string().default(''),
  JWT_SECRET: z.string().min(32, 'at least 32 characters').optional(),
  JWT_EXPIRATION: z
    .string()
    .regex(/^\d+[smhd]$/, 'a number with s, m, h or d, as 15m')
    .default('15m'),
  JWKS_URL: z
    .string()
    .refine((value) => /^https?:\/\//.test(value) && URL.canParse(value), 'https://host/path')
    .optional(),
  JWT_ISSUER: z
    .string()
    .refine((value) => value !== OWN_ISSUER, `another one than ${OWN_ISSUER}, which signs here`)
    .optional(),
  JWT_AUDIENCE: z.string().optional(),
  JWT_USER_CLAIM: z.string().optional(),
  TENANT_HEADER: z
    .string()
    .regex(/^[A-Za-z0-9-]+$/, 'the name of a header')
    .transform((name) => name.toLowerCase())
    .optional(),
  TENANT_HOSTS: z
    .string()
    .regex(TENANT_HOSTS, 'host=tenant, or several of them with commas; tenants have small letters, digits and -')
    .optional(),
  MASTER_KEY: z
    .string()
    .regex(/^[0-9a-f]{64}(,[0-9a-f]{64})*$/i, '64 hexadecimal digits, or several such keys with commas, newest first')
    .optional(),
  CORS_ORIGINS: origins().prefault('https://studio.apollographql.com'),
  TRUSTED_PROXIES: networks().prefault(''),
  INTROSPECTION: z.enum(['true', 'false']).default('true'),
  SAFELIST: z.string().optional(),
  // the dearest that the app asks, a page of 100 messages with all that stands about them, costs 2,000
  COST_PER_OPERATION: z.coerce.number().int().min(1).default(10_000),
  RATE_PER_PERSON: z.coerce.number().int().min(0).default(600_000),
  RATE_PER_ADDRESS: z.coerce.number().int().min(0).default(6_000_000),
  SUBSCRIPTIONS_PER_PERSON: z.coerce.number().int().min(1).default(100),
  OUTBOX_POLL_INTERVAL_MS: milliseconds.default(100),
  OUTBOX_BATCH_SIZE: z.coerce.number().int().min(1).max(10_000).default(100),
  WRITES_PER_SECOND: z.coerce.number().int().min(1).max(1_000_000).default(500),
  OTEL_SDK_DISABLED: z.enum(['true', 'false']).default('false'),
  OTEL_EXPORTER_OTLP_ENDPOINT: urlOf('http', 'https').optional(),
  OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: urlOf('http', 'https').optional(),
  OTEL_EXPORTER_OTLP_PROTOCOL: z.literal('http/json').optional(),
  OTEL_EXPORTER_OTLP_HEADERS: headers().default({}),
  OTEL_SERVICE_NAME: z.string().optional(),
  OTEL_TRACES_SAMPLER: z.enum(SAMPLERS).default('parentbased_always_on'),
  OTEL_TRACES_SAMPLER_ARG: z.coerce.number().min(0).max(1).default(1),
  MOOD_MODEL: z.string().default('bundled'),
  MOOD_ANALYSIS: z.enum(['here', 'apart']).default('here'),
  MATCHING_WEIGHTS: weights().prefault('mood=0.4,archetype=0.3,interests=0.2,modalities=0.1'),
});

type Settings = z.infer<typeof schema> & Record<string, string | undefined>;

function postgresUrl() {
  return z
    .string()
    .refine(
      (value) => /^postgres(ql)?:\/\//.test(value) && URL.canParse(value),
      'postgresql://user:password@host:port',
    );
}

function urlOf(...schemes: readonly [string, ...string[]]) {
  return z
    .string()
    .refine(
      (value) => URL.canParse(value) && schemes.includes(new URL(value).protocol.slice(0, -1)),
      `${schemes[0]}://user:password@host:port`,
    );
}

/** `name=value,name=value`, values written as in URLs. */
function headers() {
  return z.string().transform((value, context) => {
    try {
      return Object.fromEntries(
        value.split(',').map((pair) => {
          const [, name, text] = /^\s*([\w!#$%&'*+.^`|~-]+)\s*=(.*)$/.exec(pair)!;
          return [name!, decodeURIComponent(text!.trim())];
        }),
      );
    } catch {
      context.addIssue('name=value, separated by commas');
      return z.NEVER;
    }
  });
}

/** `s3://bucket/prefix`, by S3's own rules for the names of buckets. */
const BUCKET = /^s3:\/\/([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:\/([\w./-]*[\w-]))?\/?$/;

function blobsUrl() {
  return z.string().transform((value, context) => {
    const [s3, bucket = '', prefix = ''] = BUCKET.exec(value) ?? [];
    if (s3 !== undefined) return { kind: 's3' as const, bucket, prefix };
    try {
      return { kind: 'folder' as const, folder: fileURLToPath(value) };
    } catch {
      context.addIssue('file:///a/folder, or s3://bucket/prefix');
      return z.NEVER;
    }
  });
}

/** Replicas, with commas between them. */
function urls() {
  return z
    .string()
    .transform((value) => value.split(',').map((url) => url.trim()))
    .refine(
      (all) => all.every((url) => /^https?:\/\//.test(url) && URL.canParse(url)),
      'http://host:port/graphql, or several such addresses with commas',
    );
}

function addresses(defaultPort: number) {
  return z
    .string()
    .regex(
      /^[^\s,:/]+(:\d{1,5})?(,\s*[^\s,:/]+(:\d{1,5})?)*$/,
      `host:${defaultPort}, or several such addresses with commas`,
    )
    .transform((value) =>
      value.split(',').map((address) => (address.includes(':') ? address.trim() : `${address.trim()}:${defaultPort}`)),
    );
}

function commaSeparated(value: string): string[] {
  return value
    .split(',')
    .map((item) => item.trim())
    .filter(Boolean);
}

function origins() {
  return z
    .string()
    .transform(commaSeparated)
    .refine(
      (all) => all.every((origin) => URL.canParse(origin) && new URL(origin).origin === origin),
      'https://host, or several such origins with commas',
    );
}

function networks() {
  return z
    .string()
    .transform(commaSeparated)
    .refine((all) => all.every(isNetwork), '10.0.0.0/8, or several such networks or addresses with commas');
}

function isNetwork(text: string): boolean {
  const [, address = '', bits = '0'] = /^([^/]+)(?:\/(\d{1,3}))?$/.exec(text) ?? [];
  const family = isIP(address);
  return family !== 0 && Number(bits) <= (family === 4 ? 32 : 128);
}

/** Each component once; decimals add up but for rounding. */
function weights() {
  return z.string().transform((value, context) => {
    const pairs = value.split(',').map((pair) => pair.trim().match(/^([a-z]+)=(\d+(?:\.\d+)?)$/));
    const given = new Map(pairs.flatMap((pair) => (pair ? [[pair[1]!, Number(pair[2])] as const] : [])));
    const sum = MATCHING_COMPONENTS.reduce((total, name) => total + (given.get(name) ?? Number.NaN), 0);
    if (pairs.length === MATCHING_COMPONENTS.length && given.size === pairs.length && Math.abs(sum - 1) < 1e-9)
      return Object.fromEntries(given) as Config['matchingWeights'];
    context.addIssue('mood=0.4,archetype=0.3,interests=0.2,modalities=0.1, or other such numbers that sum to 1');
    return z.NEVER;
  });
}

function topicName() {
  return z.string().regex(/^[a-zA-Z0-9._-]{1,249}$/, 'the name of a topic');
}

/** Settings whose value must not be shown, not even in a refusal. */
const SECRET = /SECRET|_KEY$|PASSWORD|_URL$|_HEADERS$|_ENDPOINT$/;

export const readConfig = (environment: NodeJS.ProcessEnv, role: Role = 'all', file = 'app.env'): Config => {
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
  const env = result.data as Settings;
  requireShared(role, set);
  return {
    role,
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
    databaseUrls: Object.fromEntries(
      [...SUBGRAPHS, 'vault'].map((name) => [name, env[`${name.toUpperCase()}_DATABASE_URL`]]),
    ),
    bus: busConfig(env),
    cassandra: env.CASSANDRA_HOSTS && {
      ...{ hosts: env.CASSANDRA_HOSTS, datacenter: env.CASSANDRA_DATACENTER, keyspace: env.CASSANDRA_KEYSPACE },
      ...{ username: env.CASSANDRA_USERNAME, password: env.CASSANDRA_PASSWORD },
      ...{ consistency: env.CASSANDRA_CONSISTENCY, tls: env.CASSANDRA_TLS === 'true' },
    },
    redisUrl: env.REDIS_URL,
    blobs: blobsConfig(env),
    subgraphUrls: subgraphUrls(env),
    supergraphPath: supergraphPath(env, role),
    refusedFields: env.REFUSED_FIELDS,
    overrideLabels: env.OVERRIDE_LABELS.split(',').flatMap((label) => label.trim() || []),
    jwt: {
      secret: env.JWT_SECRET === undefined ? undefined : Buffer.from(env.JWT_SECRET),
      expiresInSeconds: seconds(env.JWT_EXPIRATION),
      issuer: issuerConfig(env, role),
    },
    tenants: tenantsConfig(env),
    masterKeys: env.MASTER_KEY?.split(',').map((key) => Buffer.from(key, 'hex')),
    endpoint: {
      ...{ corsOrigins: env.CORS_ORIGINS, trustedProxies: env.TRUSTED_PROXIES, safelist: env.SAFELIST },
      introspection: env.INTROSPECTION === 'true',
      rates: { perPerson: env.RATE_PER_PERSON || undefined, perAddress: env.RATE_PER_ADDRESS || undefined },
      ...{ maxCost: env.COST_PER_OPERATION, maxSubscriptions: env.SUBSCRIPTIONS_PER_PERSON },
    },
    tracing: tracingConfig(env, role),
    outbox: { pollIntervalMs: env.OUTBOX_POLL_INTERVAL_MS, batchSize: env.OUTBOX_BATCH_SIZE },
    writesPerSecond: env.WRITES_PER_SECOND,
    mood: { model: env.MOOD_MODEL, isApart: isMoodApart(env, role) },
    matchingWeights: env.MATCHING_WEIGHTS,
  };
};

const tracingConfig = (env: Settings, role: Role): TracingConfig | undefined => {
  const base = env.OTEL_EXPORTER_OTLP_ENDPOINT?.replace(/\/$/, '');
  const url = env.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT ?? (base === undefined ? undefined : `${base}/v1/traces`);
  if (url === undefined || env.OTEL_SDK_DISABLED === 'true') return undefined;
  return {
    ...{ url, headers: env.OTEL_EXPORTER_OTLP_HEADERS },
    serviceName: env.OTEL_SERVICE_NAME ?? (role === 'all' ? 'metachat' : `metachat-${role}`),
    ...{ sampler: env.OTEL_TRACES_SAMPLER, ratio: env.OTEL_TRACES_SAMPLER_ARG },
  };
};

const BUSES = ['KAFKA_BOOTSTRAP_SERVERS', 'NATS_URL', 'REDIS_STREAMS_URL'] as const;

const busConfig = (env: Settings): BusConfig | undefined => {
  const [one, other] = BUSES.filter((name) => env[name] !== undefined);
  if (other !== undefined)
    throw new ConfigError(`${one} and ${other} are set, but events travel on one bus: unset one of them.`);
  if (env.NATS_URL !== undefined) return { kind: 'nats', url: env.NATS_URL };
  if (env.REDIS_STREAMS_URL !== undefined) return { kind: 'redis-streams', url: env.REDIS_STREAMS_URL };
  if (env.KAFKA_BOOTSTRAP_SERVERS === undefined) return undefined;

  const { KAFKA_SASL_USERNAME: username, KAFKA_SASL_PASSWORD: password, KAFKA_SECURITY_PROTOCOL: protocol } = env;
  const withSasl = protocol.startsWith('SASL_');
  for (const name of ['KAFKA_SASL_USERNAME', 'KAFKA_SASL_PASSWORD'] as const)
    if (withSasl && env[name] === undefined)
      throw new ConfigError(`${name} is missing: KAFKA_SECURITY_PROTOCOL is ${protocol}.`);
  return {
    ...{ kind: 'kafka', brokers: env.KAFKA_BOOTSTRAP_SERVERS, tls: protocol.endsWith('SSL') },
    sasl: withSasl
      ? { mechanism: env.KAFKA_SASL_MECHANISM.toLowerCase() as SaslMechanism, username: username!, password: password! }
      : undefined,
    topics: Object.fromEntries(SUBGRAPHS.map((name) => [name, env[TOPIC_SETTINGS[name]]])),
    ...{ partitions: env.KAFKA_TOPIC_PARTITIONS, replicationFactor: env.KAFKA_TOPIC_REPLICATION_FACTOR },
    retentionMs: env.KAFKA_TOPIC_RETENTION_MS,
  };
};

/** What concerns S3 would silently do nothing for a folder, but for what other programs of Amazon's are told by. */
const blobsConfig = (env: Settings): BlobsConfig => {
  const { BLOBS_URL: url, S3_ADDRESSING: addressing, AWS_ENDPOINT_URL_S3: endpoint, AWS_REGION: region } = env;
  if (url?.kind !== 's3') {
    if (addressing !== undefined)
      throw new ConfigError('S3_ADDRESSING is set, but BLOBS_URL, which it belongs to, is not s3://bucket.');
    return url ?? { kind: 'folder', folder: join(env.DATA_DIR, 'blobs') };
  }
  for (const name of ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY'] as const)
    if (env[name] === undefined) throw new ConfigError(`${name} is missing: BLOBS_URL is in S3, which lets nobody in.`);
  return {
    ...{ ...url, region, endpoint: endpoint ?? `https://s3.${region}.amazonaws.com` },
    // a server of one's own has seldom a host name for each bucket
    addressing: addressing ?? (endpoint === undefined ? 'host' : 'path'),
    ...{ accessKeyId: env.AWS_ACCESS_KEY_ID!, secretAccessKey: env.AWS_SECRET_ACCESS_KEY! },
  };
};

/** They count only together, and each alone would silently do nothing. */
const issuerConfig = (env: Settings, role: Role): IssuerConfig | undefined => {
  const { JWKS_URL: jwksUrl, JWT_ISSUER: issuer, JWT_AUDIENCE: audience, JWT_USER_CLAIM: userClaim = 'sub' } = env;
  if (jwksUrl === undefined) {
    const lonely = (['JWT_ISSUER', 'JWT_AUDIENCE', 'JWT_USER_CLAIM'] as const).find((name) => env[name] !== undefined);
    if (lonely) throw new ConfigError(`${lonely} is set, but JWKS_URL, which it belongs to, is not: set both or none.`);
    return undefined;
  }
  const missing = (name: string, wants: string) =>
    new ConfigError(`${name} is missing: JWKS_URL is set, and tokens count only with ${wants}.`);
  if (issuer === undefined) throw missing('JWT_ISSUER', 'the issuer they name, as https://login.example.org/');
  if (audience === undefined) throw missing('JWT_AUDIENCE', 'the audience they were issued for');
  const embedded = role === 'all' && env.DATABASE_URL === undefined;
  // whoever can change what comes over the network could sign as anybody
  if (!jwksUrl.startsWith('https:') && env.ENVIRONMENT !== 'test' && !embedded)
    throw new ConfigError('JWKS_URL is a value that is not shown, but must be: https://host/path.');
  return { issuer, audience, jwksUrl, userClaim };
};

const tenantsConfig = ({ TENANT_HEADER: header, TENANT_HOSTS: hosts = '' }: Settings): Config['tenants'] => {
  if (header !== undefined && hosts !== '')
    throw new ConfigError('TENANT_HEADER and TENANT_HOSTS are set, but one of them tells the tenant: unset the other.');
  const pairs = hosts.split(',').flatMap((pair) => {
    const [host, tenant] = pair.trim().split('=');
    return tenant === undefined ? [] : [[host!.toLowerCase(), tenant] as const];
  });
  return { header, hosts: new Map(pairs) };
};

const subgraphUrls = (env: Readonly<Record<string, unknown>>): Config['subgraphUrls'] => {
  const urlsOf = (name: string) => (env[`${name}_SUBGRAPH_URL`] as readonly string[] | undefined) ?? [];
  return { users: urlsOf('USERS'), diary: urlsOf('DIARY'), chat: urlsOf('CHAT'), matching: urlsOf('MATCHING') };
};

const supergraphPath = ({ SUPERGRAPH_PATH: path }: Settings, role: Role): string | undefined => {
  if (path !== undefined && role === 'all')
    throw new ConfigError(
      'SUPERGRAPH_PATH is set, but main.ts all serves the graph of its own subgraphs: run main.ts router.',
    );
  return path;
};

const isMoodApart = (env: Settings, role: Role): boolean => {
  const isApart = env.MOOD_ANALYSIS === 'apart';
  if (isApart && role === 'all' && busConfig(env) === undefined)
    throw new ConfigError('MOOD_ANALYSIS is "apart", but without a bus that is shared no other process can: set here.');
  return isApart;
};

/** A part that is not alone can stand on nothing that only its own process has. */
const requireShared = (role: Role, set: NodeJS.ProcessEnv): void => {
  if (role === 'all') return;
  const missing = (name: string, wants: string) =>
    new ConfigError(`${name} is missing: main.ts ${role} runs beside other processes and needs ${wants}.`);
  const has = (...names: readonly string[]) => names.some((name) => set[name] !== undefined);

  if (role === 'router') {
    // the file says where the subgraphs are; and those verify tokens
    if (has('SUPERGRAPH_PATH')) return;
    for (const name of SUBGRAPHS.map((subgraph) => `${subgraph.toUpperCase()}_SUBGRAPH_URL`))
      if (!has(name)) throw missing(name, 'the address of each subgraph, as http://host:port/graphql');
  } else {
    const own = role === 'relay' ? SUBGRAPHS : [role === 'mood' ? 'diary' : role, 'vault'];
    if (!has('DATABASE_URL', 'DB_SOURCE', 'DB_HOST') && !own.every((name) => has(`${name.toUpperCase()}_DATABASE_URL`)))
      throw missing('DATABASE_URL', 'a PostgreSQL server that all of them share');
    if (!has(...BUSES, 'KAFKA_BROKERS'))
      throw missing('KAFKA_BOOTSTRAP_SERVERS', 'a bus that all of them share (or NATS_URL, or REDIS_STREAMS_URL)');
    if (role !== 'relay' && !has('REDIS_URL', 'REDIS_ADDR'))
      throw missing('REDIS_URL', 'Redis, for live push to subscribers of other replicas');
    if (role !== 'relay' && !has('BLOBS_URL'))
      throw missing('BLOBS_URL', 'a place for blobs that all of them share: file:///a/folder, or s3://bucket');
  }
  if (role !== 'relay' && !has('JWT_SECRET'))
    throw missing('JWT_SECRET', 'the same secret in all of them, of at least 32 characters');
  if (role !== 'relay' && role !== 'router' && !has('MASTER_KEY'))
    throw missing('MASTER_KEY', 'the same key in all of them, of 64 hexadecimal digits');
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
  KAFKA_BOOTSTRAP_SERVERS: ['KAFKA_BROKERS'],
  REDIS_URL: ['REDIS_ADDR'],
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
    KAFKA_BOOTSTRAP_SERVERS: env.KAFKA_BROKERS,
    REDIS_URL: env.REDIS_ADDR && `redis://${env.REDIS_ADDR}`,
    ...env,
  });
};
