import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { type Cluster, cluster } from '../../ops/cluster/cluster.ts';
import { type Installation, newInstallation } from '../../ops/cluster/installation.ts';
import { readSettings } from '../../ops/servers/settings.ts';
import { type Client, client } from './client.ts';
import { metricsAt } from './metrics.ts';
import { type Replica, replica } from './replica.ts';
import { type Person, signUp } from './supergraph.ts';

const START_MS = 240_000;

/** Processes that the tests of one file may end and start as they like. All of them are started at once, on nothing. */
export const clusterForTests = (name: string) => {
  let installation: Installation;
  let running: Cluster;
  beforeAll(async () => {
    const logDir = join(readSettings(process.env).folder, 'logs', name);
    rmSync(logDir, { recursive: true, force: true });
    installation = await newInstallation(name);
    const environment = { ...installation.environment, ENVIRONMENT: 'test', LOG_LEVEL: 'warn' };
    running = await cluster({ environment, replicas: 2, port: 0, logDir });
    await Promise.all(running.members.map((member) => member.start()));
  }, START_MS);
  afterAll(async () => {
    await running?.stop();
    await installation?.remove();
  });

  return {
    get members() {
      return running.members;
    },
    member: (of: string) => running.member(of),
    startMissing: () => Promise.all(running.members.filter(({ pid }) => !pid).map((member) => member.start())),
    replica: (of: string): Replica => replica(running.member(of).url),
    get environment() {
      return installation.environment;
    },
    get nobody(): Client {
      return client(running.url);
    },
    signUp: (as: string): Promise<Person> => signUp(client(running.url), as),
    /** Names of those whose relay publishes a subgraph's events: of one, but for moments. */
    async relayLeaders(topic: string): Promise<string[]> {
      const candidates = running.members.filter(({ role, pid }) => pid && (role === topic || role === 'relay'));
      const leads = candidates.map(async ({ url }) =>
        (await metricsAt(url)).get(`metachat_relay_leader{topic="${topic}"}`),
      );
      const leading = await Promise.all(leads);
      return candidates.filter((_, nth) => leading[nth] === 1).map(({ name: leader }) => leader);
    },
  };
};
