import type { Config } from '#platform/config';
import type { Logger } from '#platform/log';
import { wire } from '#platform/wiring';
import { closeServer, mount, type Process } from './process.ts';
import { subgraphsOf } from './subgraphs.ts';

/** Reads moods, beside the diary's own processes or in their place. Answers nothing but how it is. */
export const startMoods = async (config: Config, log: Logger): Promise<Process> => {
  const wired = await wire(config, subgraphsOf(config), log);
  try {
    const nothing = { close: async () => {} };
    const mounted = await mount(config, {
      observed: wired.observed,
      graphql: (_, response) => void response.writeHead(404).end(),
      close: (server) => closeServer(server, nothing),
    });
    return {
      ...{ url: mounted.url, failed: wired.failed },
      async stop() {
        await mounted.close();
        await wired.stop();
      },
    };
  } catch (error) {
    await wired.stop();
    throw error;
  }
};
