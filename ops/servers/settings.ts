import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

export const SERVER_NAMES = ['postgres', 'kafka', 'cassandra', 'redis', 'nats', 's3'] as const;
export type ServerName = (typeof SERVER_NAMES)[number];

/** Where the servers of one set are. Two sets run side by side when neither folder nor ports are the same. */
export interface Settings {
  /** Everything they keep, and the jars of three of them. */
  readonly folder: string;
  readonly ports: {
    readonly postgres: number;
    readonly kafka: number;
    /** Kafka's own, for its votes and metadata. */
    readonly kafkaController: number;
    /** The same broker for clients with a name and a password. */
    readonly kafkaSasl: number;
    /** And for those who want TLS as well. */
    readonly kafkaSecure: number;
    readonly cassandra: number;
    /** Between the nodes of a Cassandra cluster; there is one, and it listens anyway. */
    readonly cassandraStorage: number;
    /** Where its operator's tool finds it. */
    readonly cassandraJmx: number;
    readonly redis: number;
    /** The same by TLS. */
    readonly redisTls: number;
    readonly nats: number;
    readonly s3: number;
  };
}

/** The servers can't be made to run. The message is for whoever asked, and says what to do where something can be done. */
export class ServerError extends Error {
  override readonly name = 'ServerError';
}

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/**
 * From `SERVERS_DIR` and `SERVERS_<NAME>_PORT`. Kafka also takes the three ports after its own, Cassandra two, Redis one.
 * The default ports are neither those that such servers usually have nor ones that the system gives to clients.
 */
export const readSettings = (environment: NodeJS.ProcessEnv): Settings => {
  const port = (name: ServerName, usual: number): number => {
    const variable = `SERVERS_${name.toUpperCase()}_PORT`;
    const given = environment[variable] || String(usual);
    if (/^\d{1,5}$/.test(given) && Number(given) >= 1 && Number(given) <= 65_532) return Number(given);
    throw new ServerError(`${variable} is ${JSON.stringify(given)}, but must be a port between 1 and 65532.`);
  };
  const kafka = port('kafka', 29_092);
  const cassandra = port('cassandra', 29_042);
  const redis = port('redis', 26_379);
  return {
    folder: resolve(ROOT, environment.SERVERS_DIR || '.servers'),
    ports: {
      postgres: port('postgres', 25_432),
      kafka,
      kafkaController: kafka + 1,
      kafkaSasl: kafka + 2,
      kafkaSecure: kafka + 3,
      cassandra,
      cassandraStorage: cassandra + 1,
      cassandraJmx: cassandra + 2,
      redis,
      redisTls: redis + 1,
      nats: port('nats', 24_222),
      s3: port('s3', 28_333),
    },
  };
};

/** One server's own folder. */
export const folderOf = (settings: Settings, name: ServerName): string => join(settings.folder, name);
