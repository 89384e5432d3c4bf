import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { environment } from '../servers/environment.ts';
import { allServers, startServers } from '../servers/servers.ts';
import { readSettings, ServerError } from '../servers/settings.ts';
import { cluster } from './cluster.ts';

const HELP = `npm run cluster

The supergraph as it runs on many machines, on this one: a router, a relay, and two processes of each subgraph, on the
servers of "npm run servers", which are started where they don't run. Ctrl-C ends the processes; the servers stay.

Environment: PORT of the router (4000), and whatever main.ts takes; what is not set is taken from "npm run servers -- env".
`;

const given = process.argv.slice(2);
if (given.length === 0) await start();
else {
  process.stdout.write(HELP);
  process.exitCode = given[0] === '--help' ? 0 : 1;
}

async function start(): Promise<void> {
  const settings = readSettings(process.env);
  const logDir = join(settings.folder, 'logs', 'cluster');
  rmSync(logDir, { recursive: true, force: true });
  const began = performance.now();
  try {
    await startServers(allServers(settings));
  } catch (error) {
    if (!(error instanceof ServerError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
    return;
  }
  const { PORT = '4000', ...ours } = process.env;
  const running = await cluster({
    ...{ environment: { ...environment(settings), ...ours }, replicas: 2, port: Number(PORT), logDir },
  });
  let ending = false;
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.on(signal, () => {
      // whoever asks twice does not want to wait
      if (ending) process.exit(1);
      ending = true;
      void running.stop();
    });

  try {
    await running.start();
  } catch (error) {
    await running.stop();
    if (!ending) throw error;
    return;
  }
  const seconds = ((performance.now() - began) / 1_000).toFixed(1);
  const members = running.members.map(({ name, url, pid }) => `  ${name.padEnd(10)} ${url}   process ${pid}\n`);
  process.stdout.write(`${running.url}/graphql   ready after ${seconds} s\n${members.join('')}Logs: ${logDir}\n`);
}
