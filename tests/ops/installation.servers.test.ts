import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Client as CassandraClient } from 'cassandra-driver';
import { Kafka, logLevel } from 'kafkajs';
import pg from 'pg';
import { expect, it } from 'vitest';
import { ensureDatabase } from '#platform/postgres/pool';
import { newInstallation } from '../../ops/cluster/installation.ts';
import { readSettings } from '../../ops/servers/settings.ts';
import { serversForTests } from '../real-servers.ts';

const HOUR_MS = 3_600_000;
const madeHoursAgo = (hours: number) => `sweep_${(Date.now() - hours * HOUR_MS).toString(36)}_0000`;

it('deletes what runs of more than a day ago have left behind, and nothing else', async () => {
  const servers = serversForTests();
  const blobs = join(readSettings(process.env).folder, 'blobs');
  const postgres = new pg.Client(servers.databaseUrl);
  await postgres.connect();
  const cassandra = new CassandraClient({
    ...{ contactPoints: servers.cassandraHosts, localDataCenter: servers.cassandraDatacenter },
  });
  const kafka = new Kafka({ brokers: servers.kafkaBrokers, logLevel: logLevel.NOTHING }).admin();
  await kafka.connect();
  const left = async () => {
    const { rows: databases } = await postgres.query("SELECT datname FROM pg_database WHERE datname LIKE 'sweep_%'");
    const { rows: keyspaces } = await cassandra.execute('SELECT keyspace_name AS name FROM system_schema.keyspaces');
    const topics = await kafka.listTopics();
    return [old, recent].map((name) => [
      databases.some(({ datname }) => datname === `${name}_chat`),
      keyspaces.some((keyspace) => keyspace.name === name),
      topics.includes(`${name}.chat.events`),
      existsSync(join(blobs, name)),
    ]);
  };

  const [old, recent] = [madeHoursAgo(25), madeHoursAgo(23)];
  for (const name of [old, recent]) {
    await ensureDatabase(servers.databaseUrl, `${name}_chat`);
    await cassandra.execute(
      `CREATE KEYSPACE ${name} WITH replication = {'class': 'SimpleStrategy', 'replication_factor': 1}`,
    );
    await kafka.createTopics({ topics: [{ topic: `${name}.chat.events` }] });
    await mkdir(join(blobs, name), { recursive: true });
  }
  expect(await left()).toEqual([Array(4).fill(true), Array(4).fill(true)]);
  const installation = await newInstallation('sweep');
  try {
    expect(await left()).toEqual([Array(4).fill(false), Array(4).fill(true)]);
  } finally {
    await installation.remove();
    await postgres.query(`DROP DATABASE "${recent}_chat"`);
    await cassandra.execute(`DROP KEYSPACE ${recent}`);
    await kafka.deleteTopics({ topics: [`${recent}.chat.events`] });
    await Promise.all([postgres.end(), cassandra.shutdown(), kafka.disconnect()]);
  }
});
