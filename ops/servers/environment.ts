import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { CASSANDRA_DATACENTER, CASSANDRA_KEYSPACE } from './cassandra.ts';
import { certificatePaths } from './certificate.ts';
import { KAFKA_USER } from './kafka.ts';
import { postgresUrl } from './postgres.ts';
import { s3Config } from './s3.ts';
import { ServerError, type Settings } from './settings.ts';

/** Variables by name, as our programs read them. */
export type Environment = Readonly<Record<string, string>>;

/** Where the servers are. The bus is Kafka. */
export const addresses = (settings: Settings) => ({
  DATABASE_URL: postgresUrl(settings),
  KAFKA_BOOTSTRAP_SERVERS: `127.0.0.1:${settings.ports.kafka}`,
  CASSANDRA_HOSTS: `127.0.0.1:${settings.ports.cassandra}`,
  CASSANDRA_DATACENTER,
  CASSANDRA_KEYSPACE,
  REDIS_URL: `redis://127.0.0.1:${settings.ports.redis}`,
});

/** The other buses; only one may be set. Redis keeps its streams in a database of their own, which outlives an emptied cache. */
export const otherBuses = (settings: Settings) => ({
  NATS_URL: `nats://127.0.0.1:${settings.ports.nats}`,
  REDIS_STREAMS_URL: `redis://127.0.0.1:${settings.ports.redis}/1`,
});

/** The same Kafka, with a name and a password. */
export const kafkaWithPassword = (settings: Settings) => ({
  KAFKA_BOOTSTRAP_SERVERS: `127.0.0.1:${settings.ports.kafkaSasl}`,
  KAFKA_SECURITY_PROTOCOL: 'SASL_PLAINTEXT',
  KAFKA_SASL_USERNAME: KAFKA_USER.username,
  KAFKA_SASL_PASSWORD: KAFKA_USER.password,
});

/** The same servers by TLS. Node trusts their certificate where `NODE_EXTRA_CA_CERTS` names it as the process starts. */
export const byTls = (settings: Settings) => ({
  NODE_EXTRA_CA_CERTS: certificatePaths(settings).certificate,
  DATABASE_URL: `${postgresUrl(settings)}?sslmode=verify-full`,
  ...kafkaWithPassword(settings),
  KAFKA_BOOTSTRAP_SERVERS: `127.0.0.1:${settings.ports.kafkaSecure}`,
  KAFKA_SECURITY_PROTOCOL: 'SASL_SSL',
  CASSANDRA_TLS: 'true',
  REDIS_URL: `rediss://127.0.0.1:${settings.ports.redisTls}`,
});

/** Blobs by the S3 API, in the place of a folder. */
export const blobsInS3 = (settings: Settings) => {
  const { endpoint, bucket, accessKeyId, secretAccessKey } = s3Config(settings);
  return {
    BLOBS_URL: `s3://${bucket}`,
    AWS_ENDPOINT_URL_S3: endpoint,
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
  };
};

/** What points our programs at the servers, with the secrets that belong to the data in them: made once, then kept. */
export const environment = (settings: Settings): Environment => ({
  ...addresses(settings),
  BLOBS_URL: pathToFileURL(join(settings.folder, 'blobs')).href,
  ...secrets(settings.folder),
});

/** The same as a text that a shell can run and that can be an app.env, with what else is possible as comments. */
export const environmentFile = (settings: Settings): string =>
  [
    ...lines(environment(settings)),
    '# Another bus, instead of KAFKA_BOOTSTRAP_SERVERS:',
    ...lines(otherBuses(settings)).map((line) => `# ${line}`),
    '# Kafka with a name and a password:',
    ...lines(kafkaWithPassword(settings)).map((line) => `# ${line}`),
    '# Blobs by the S3 API, instead of the folder:',
    ...lines(blobsInS3(settings)).map((line) => `# ${line}`),
    '# All of them by TLS:',
    ...lines(byTls(settings)).map((line) => `# ${line}`),
  ]
    .map((line) => `${line}\n`)
    .join('');

const lines = (variables: Environment): string[] =>
  Object.entries(variables).map(([name, value]) => `${name}=${value}`);

const SECRETS = /^JWT_SECRET=([0-9a-f]{64})\nMASTER_KEY=([0-9a-f]{64})\n$/;

const secrets = (folder: string): Environment => {
  const file = join(folder, 'secrets.env');
  const [, jwtSecret, masterKey] = SECRETS.exec(readOrMake(file)) ?? [];
  if (!jwtSecret || !masterKey) throw new ServerError(`${file} is damaged. Delete it, and wipe the servers.`);
  return { JWT_SECRET: jwtSecret, MASTER_KEY: masterKey };
};

const readOrMake = (file: string): string => {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  const key = () => randomBytes(32).toString('hex');
  mkdirSync(join(file, '..'), { recursive: true });
  writeFileSync(`${file}.new`, `JWT_SECRET=${key()}\nMASTER_KEY=${key()}\n`, { mode: 0o600 });
  renameSync(`${file}.new`, file);
  return readFileSync(file, 'utf8');
};
