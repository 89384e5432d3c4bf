import { execFile } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { Redis } from 'ioredis';
import { type Cluster, cluster } from '../../ops/cluster/cluster.ts';
import { newInstallation } from '../../ops/cluster/installation.ts';
import type { Member } from '../../ops/cluster/member.ts';
import { type Server, server, startServers } from '../../ops/servers/servers.ts';
import { readSettings, type ServerName } from '../../ops/servers/settings.ts';

/** Real servers and processes for faults to happen to. */
export interface Testbed {
  readonly cluster: Cluster;
  /** The public one, of the router. */
  readonly endpoint: URL;
  server(name: ServerName): Server;
  /** Starts the processes. */
  start(): Promise<void>;
  /** What a process says of itself at /health/ready. */
  health(member: string): Promise<{ readonly status: number; readonly body: Readonly<Record<string, unknown>> }>;
  /** One sample of /metrics, named with its labels as it stands there; undefined when it isn't among them. */
  metric(member: string, sample: string): Promise<number | undefined>;
  /** Deletes all that Redis holds of ours. */
  emptyRedis(): Promise<void>;
  /** A token with the scope `admin`. */
  adminToken(): Promise<string>;
  /** Starts whatever does not run, and wakes whatever is paused. */
  mend(): Promise<void>;
  /** Ends the processes, also those that are just starting, and deletes what they have stored. */
  close(): Promise<void>;
}

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

export const testbed = async (): Promise<Testbed> => {
  const settings = readSettings(process.env);
  const servers = new Map(
    (['postgres', 'kafka', 'cassandra', 'redis'] as const).map((name) => [name as ServerName, server(name, settings)]),
  );
  await startServers([...servers.values()]);
  const installation = await newInstallation('faults');
  const environment = { ...installation.environment, ENVIRONMENT: 'test', LOG_LEVEL: 'warn' };
  const logDir = join(settings.folder, 'logs', 'faults');
  rmSync(logDir, { recursive: true, force: true });
  const ours = await cluster({ environment, replicas: 2, port: 0, logDir });

  const startServersAgain = async () => {
    for (const one of servers.values()) await one.start();
  };
  const get = (member: string, path: string) =>
    fetch(`${ours.member(member).url}${path}`, { signal: AbortSignal.timeout(10_000) });

  return {
    ...{ cluster: ours, endpoint: new URL('/graphql', ours.url), start: ours.start },
    server: (name) => servers.get(name)!,

    async health(member) {
      const response = await get(member, '/health/ready');
      return { status: response.status, body: (await response.json()) as Record<string, unknown> };
    },

    async metric(member, sample) {
      const lines = (await (await get(member, '/metrics')).text()).split('\n');
      const line = lines.find((one) => one.startsWith(`${sample} `));
      return line === undefined ? undefined : Number(line.slice(sample.length));
    },

    async emptyRedis() {
      const redis = new Redis(installation.environment.REDIS_URL!);
      await redis.flushdb();
      redis.disconnect();
    },

    async adminToken() {
      const { stdout } = await promisify(execFile)(
        process.execPath,
        ['--import', 'tsx', 'main.ts', 'token', '--scope', 'admin'],
        { cwd: ROOT, env: { PATH: process.env.PATH, ...environment } },
      );
      return stdout.trim();
    },

    async mend() {
      await startServersAgain();
      for (const member of ours.members) {
        member.resume();
        if (member.pid === undefined) await member.start();
      }
    },

    async close() {
      await ours.stop();
      await startServersAgain();
      await installation.remove();
    },
  };
};

/** Whoever leads the relay of a topic now. */
export const relayLeader = async (bed: Testbed, topic: string): Promise<Member | undefined> => {
  for (const { name, role } of bed.cluster.members)
    if (
      (role === topic || role === 'relay') &&
      (await bed.metric(name, `metachat_relay_leader{topic="${topic}"}`)) === 1
    )
      return bed.cluster.member(name);
  return undefined;
};
