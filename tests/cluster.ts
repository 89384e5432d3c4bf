import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { cluster } from '../ops/cluster/cluster.ts';
import { newInstallation } from '../ops/cluster/installation.ts';
import { readSettings } from '../ops/servers/settings.ts';
import { serversForTests } from './real-servers.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Of the router, before many processes on real servers. */
    routerUrl: string;
    /** All of those processes: `chat-1`, `relay`. */
    processes: { name: string; url: string }[];
    /** What they sign and verify access tokens with. */
    jwtSecret: string;
  }
}

/** Vitest's global setup of the end-to-end tests on many processes, which all of them share. Their logs stay there. */
export default async ({ provide }: TestProject) => {
  serversForTests();
  const logDir = join(readSettings(process.env).folder, 'logs', 'e2e');
  rmSync(logDir, { recursive: true, force: true });
  const { environment, remove } = await newInstallation('e2e');
  const { url, members, start, stop } = await cluster({
    ...{ environment: { ...environment, ENVIRONMENT: 'test', LOG_LEVEL: 'warn' }, replicas: 2, port: 0, logDir },
  });
  const end = async () => {
    await stop();
    await remove();
  };
  await start().catch(async (error) => {
    await end();
    throw error;
  });
  provide('routerUrl', url);
  provide(
    'processes',
    members.map((member) => ({ name: member.name, url: member.url })),
  );
  provide('jwtSecret', environment.JWT_SECRET!);
  return end;
};
