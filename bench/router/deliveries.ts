import { fork } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setImmediate } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { memoryCache } from '#platform/cache/memory';
import { serveRouter } from '../../router/http.ts';
import { type Figure, perSecond } from '../report.ts';
import { OF_BOTH_SUBGRAPHS, OF_ONE_SUBGRAPH } from './graph.ts';
import { routerInProcess } from './in-process.ts';
import type { Job } from './subscribers.ts';

const EVENTS = 100;
const WARM_EVENTS = 20;
const WANTED = 20_000;

/** One message to many sockets, in one process with its subgraphs. */
export const deliveries = async (): Promise<Figure[]> => {
  const topic = fanOut();
  const endpoint = serveRouter({
    ...{
      router: routerInProcess(undefined, topic.listen),
      authenticate: async () => ({ id: 'ada', tenant: 'default' }),
      tenantOf: () => undefined,
    },
    ...{ cache: memoryCache(), safelist: undefined, rates: { perPerson: undefined, perAddress: undefined } },
    ...{ maxCost: 10_000, maxSubscriptions: Number.POSITIVE_INFINITY, corsOrigins: [], trustedProxies: [] },
    onError(error) {
      throw error;
    },
    ...{ onOperation() {}, onConnections() {}, onSubscriptions() {} },
  });
  const server = createServer(endpoint.listener).on('upgrade', endpoint.upgrade);
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  const clients = fork(fileURLToPath(new URL('subscribers.ts', import.meta.url)), { execArgv: ['--import', 'tsx'] });

  const measure = async (what: string, job: Job): Promise<Figure> => {
    clients.send(job);
    await said(clients, 'standing');
    const [before, began] = [process.cpuUsage(), performance.now()];
    const delivered = said(clients, 'delivered');
    for (let nth = 0; nth < job.events; nth++) {
      topic.publish({
        id: `m${nth}`,
        text: 'The kettle is on, and so is the radio.',
        seq: nth,
        sender: { id: `${nth % 7}` },
      });
      await setImmediate();
    }
    await delivered;
    const deliveries = job.sockets * job.events;
    const { user, system } = process.cpuUsage(before);
    const rate = deliveries / ((performance.now() - began) / 1_000);
    return {
      ...{ what, value: `${perSecond(rate)}, ${((user + system) / deliveries).toFixed(1)} µs of CPU each` },
      ...{ wanted: `at least ${perSecond(WANTED)}`, met: rate >= WANTED },
    };
  };
  try {
    const completed = { port, sockets: 500, query: OF_BOTH_SUBGRAPHS, events: EVENTS };
    await measure('warm-up', { ...completed, events: WARM_EVENTS });
    return [
      await measure('deliveries to 500, completed by another subgraph', completed),
      await measure('deliveries to 1,000', { ...completed, sockets: 1_000, query: OF_ONE_SUBGRAPH }),
    ];
  } finally {
    clients.kill();
    server.close();
    await endpoint.close();
    server.closeAllConnections();
  }
};

const said = async (clients: ReturnType<typeof fork>, wanted: string): Promise<void> => {
  const [message] = await once(clients, 'message');
  if (message !== wanted) throw new Error(`A subscriber was told ${JSON.stringify(message)}.`);
};

/** Announces to all who listen, as the pubsub of one process does. */
const fanOut = () => {
  const listeners = new Set<(message: object) => void>();
  return {
    publish(message: object) {
      for (const hear of listeners) hear(message);
    },
    listen(): AsyncIterableIterator<object> {
      const waiting: object[] = [];
      let wake: ((result: IteratorResult<object>) => void) | undefined;
      const hear = (message: object) => {
        const value = { ...message, announced: message };
        if (wake) wake({ done: false, value });
        else waiting.push(value);
        wake = undefined;
      };
      listeners.add(hear);
      return {
        async next() {
          const value = waiting.shift();
          if (value) return { done: false, value };
          return new Promise((resolve) => {
            wake = resolve;
          });
        },
        async return() {
          listeners.delete(hear);
          wake?.({ done: true, value: undefined });
          return { done: true, value: undefined };
        },
        [Symbol.asyncIterator]() {
          return this;
        },
      };
    },
  };
};
