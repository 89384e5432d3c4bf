import { join } from 'node:path';
import { Client } from 'cassandra-driver';
import { beforeAll, expect, it } from 'vitest';
import { tokens } from '#platform/auth';
import { newId } from '#platform/domain/ids';
import { CASSANDRA_DATACENTER, nodetool } from '../../ops/servers/cassandra.ts';
import { server } from '../../ops/servers/servers.ts';
import { folderOf, readSettings } from '../../ops/servers/settings.ts';
import { serversForTests } from '../real-servers.ts';
import { erase, grep, leaveTraces, residue, type Traces } from './erasure/traces.ts';
import { clusterForTests } from './own-cluster.ts';

const cluster = clusterForTests('erasure');
const settings = readSettings(process.env);
const FOLDERS = (['postgres', 'kafka', 'cassandra', 'redis'] as const).map((name) => folderOf(settings, name));
let traces: Traces;
let before: Map<string, string[]>;
let seconds: number;

beforeAll(async () => {
  traces = await leaveTraces(cluster.signUp);
  before = await grep(traces.words, FOLDERS);
  seconds = await erase(traces);
}, 600_000);

const admin = async () => {
  const secret = Buffer.from(cluster.environment.JWT_SECRET!);
  const { issue } = tokens({ secret, expiresInSeconds: 900 });
  const { token } = await issue({ id: newId(), tenant: 'default', sessionId: newId(), scopes: ['admin'] });
  return cluster.nobody.as(token);
};

it('somebody with a thousand entries and a thousand messages is erased within a minute, on many processes', async () => {
  expect(seconds).toBeLessThan(60);
  expect(await residue(await admin(), traces)).toEqual([]);
});

it('and nothing of theirs lies readable in the files of any server, once Cassandra has compacted', {
  // it compacts, and starts anew
  timeout: 300_000,
}, async () => {
  const [firstName, lastName] = traces.words;
  // in clear stood, until then, what others found them by
  expect([...before.keys()].sort()).toEqual([firstName, lastName].sort());
  expect([...before.values()].flat().every((path) => path.startsWith(join(folderOf(settings, 'cassandra'), '')))).toBe(
    true,
  );
  // Cassandra keeps the key of a deleted row for gc_grace_seconds, ten days, until all replicas have heard of it; after
  // that the next compaction lets go of it, as one does here that need not wait. Its log it empties when it flushes.
  const client = new Client({
    ...{ contactPoints: serversForTests().cassandraHosts, localDataCenter: CASSANDRA_DATACENTER },
    keyspace: cluster.environment.CASSANDRA_KEYSPACE!,
  });
  await client.execute('ALTER TABLE users_name_word_1 WITH gc_grace_seconds = 0');
  await client.shutdown();
  await nodetool(settings, 'flush');
  await nodetool(settings, 'compact', cluster.environment.CASSANDRA_KEYSPACE!);
  await server('cassandra', settings).restart();
  expect(await grep(traces.words, FOLDERS)).toEqual(new Map());
});
