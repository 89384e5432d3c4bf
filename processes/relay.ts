import type { Config } from '#platform/config';
import type { Logger } from '#platform/log';
import { wireRelays } from '#platform/wiring';
import { closeServer, mount, type Process } from './process.ts';
import { SUBGRAPHS } from './subgraphs.ts';

/** Relays of all subgraphs: they publish what is stored also while every subgraph is down. */
export const startRelays = async (config: Config, log: Logger): Promise<Process> => {
  const relays = await wireRelays(config, SUBGRAPHS, log);
  try {
    const nothing = { close: async () => {} };
    const mounted = await mount(config, {
      observed: relays.observed,
      graphql: (_, response) => void response.writeHead(404).end(),
      close: (server) => closeServer(server, nothing),
    });
    return {
      ...{ url: mounted.url, failed: new Promise(() => {}) },
      async stop() {
        await mounted.close();
        await relays.stop();
      },
    };
  } catch (error) {
    await relays.stop();
    throw error;
  }
};
