import type { TestProject } from 'vitest/node';
import { addresses, kafkaWithPassword, otherBuses } from '../ops/servers/environment.ts';
import { allServers, server, startServers } from '../ops/servers/servers.ts';
import { readSettings, SERVER_NAMES } from '../ops/servers/settings.ts';

/** Vitest's global setup of the projects that need real servers: starts those that don't run, and ends them afterwards. */
export default async ({ provide }: TestProject) => {
  const servers = allServers();
  const ours = servers.filter((one) => one.pid() === undefined);
  await startServers(servers);
  provide('databaseUrl', serversForTests().databaseUrl);
  return () => Promise.all(ours.map((one) => one.stop()));
};

/** Where the servers of `npm run servers` are. Throws when one of them doesn't run. */
export const serversForTests = () => {
  const settings = readSettings(process.env);
  const missing = SERVER_NAMES.filter((name) => server(name, settings).pid() === undefined);
  if (missing.length > 0)
    throw new Error(`This test needs real servers, and ${missing.join(', ')} can't be found: npm run servers -- start`);
  const at = addresses(settings);
  const sasl = kafkaWithPassword(settings);
  return {
    databaseUrl: at.DATABASE_URL,
    kafkaBrokers: [at.KAFKA_BOOTSTRAP_SERVERS],
    /** The same Kafka, by SASL_PLAINTEXT and PLAIN. */
    kafkaSasl: {
      brokers: [sasl.KAFKA_BOOTSTRAP_SERVERS],
      username: sasl.KAFKA_SASL_USERNAME,
      password: sasl.KAFKA_SASL_PASSWORD,
    },
    cassandraHosts: [at.CASSANDRA_HOSTS],
    cassandraDatacenter: at.CASSANDRA_DATACENTER,
    redisUrl: at.REDIS_URL,
    natsUrl: otherBuses(settings).NATS_URL,
  };
};
