import type { Config } from '#platform/config';
import type { Logger } from '#platform/log';
import { createHttpServer, listen } from '#platform/server';
import { wireRelays } from '#platform/wiring';
import { closeServer, type Process } from './process.ts';
import { SUBGRAPHS } from './subgraphs.ts';

/** Relays of all subgraphs: they publish what is stored also while every subgraph is down. */
export const startRelays = async (config: Config, log: Logger): Promise<Process> => {
  const relays = await wireRelays(config, SUBGRAPHS, log);
  try {
    let accepting = true;
    const nothing = { close: async () => {} };
    const server = createHttpServer({
      ...{ observed: relays.observed, accepting: () => accepting },
      graphql: (_, response) => void response.writeHead(404).end(),
    });
    const url = await listen(server, config);
    return {
      ...{ url, failed: new Promise(() => {}) },
      async stop() {
        accepting = false;
        await closeServer(server, nothing);
        await relays.stop();
      },
    };
  } catch (error) {
    await relays.stop();
    throw error;
  }
};
