import type { Benchmark } from './report.ts';
import { deliveries } from './router/deliveries.ts';
import { inProcess } from './router/in-process.ts';
import { overHttp } from './router/over-http.ts';

/** The router in one process with its subgraphs, beside others over HTTP, and to many subscribers. */
export const router: Benchmark = {
  name: 'router',
  async run() {
    const { figures, speeds } = await inProcess();
    return [...figures, ...(await overHttp(speeds)), ...(await deliveries())];
  },
};
