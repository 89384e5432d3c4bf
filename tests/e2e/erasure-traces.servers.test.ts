import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { tokens } from '#platform/auth';
import { newId } from '#platform/domain/ids';
import { server } from '../../ops/servers/servers.ts';
import { folderOf, readSettings } from '../../ops/servers/settings.ts';
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
}, 300_000);

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

it('and nothing of theirs lies readable in the files of any server, once Cassandra has flushed', async () => {
  const [firstName, lastName] = traces.words;
  // in clear stood, until then, what others found them by
  expect([...before.keys()].sort()).toEqual([firstName, lastName].sort());
  expect([...before.values()].flat().every((path) => path.startsWith(join(folderOf(settings, 'cassandra'), '')))).toBe(
    true,
  );
  // stopping in order, it writes its tables down without what is overwritten, and empties its log
  await server('cassandra', settings).restart();
  expect(await grep(traces.words, FOLDERS)).toEqual(new Map());
});
