import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { newId } from '#platform/domain/ids';
import { type Figure, latencies, percentile, perSecond } from '../report.ts';
import type { SupergraphForBench } from '../supergraph.ts';
import type { Job } from './clients.ts';
import { type ChatStore, untilRead } from './store.ts';

const CLIENTS = 32;
const SEND_MS = 10_000;
const WANTED_SENDS = 1_500;
const RATE = 200;
const PACE_MS = 10_000;
const WANTED_DELIVERY_MS = 20;
const SUBSCRIBERS = 1_000;
const MESSAGES = 50;
const WANTED_DELIVERIES = 20_000;
const WANTED_MEMORY_KB = 30;

/** What many clients at once are given: sends, deliveries, and what each costs while nothing happens. */
export const live = async (supergraph: SupergraphForBench, store: ChatStore): Promise<Figure[]> => {
  const { url, signUp, issue } = supergraph;
  const clients = clientProcess();
  try {
    const { id: senderId, token } = await signUp('sender');
    // of people who are in a conversation nothing else is asked here
    const listeners = Array.from({ length: SUBSCRIBERS }, newId);
    const tokens = await Promise.all(listeners.map(issue));

    const ids = await Promise.all(Array.from({ length: CLIENTS }, () => store.open([senderId, listeners[0]!])));
    await clients.run<number>({ kind: 'send', url, token, ids, ms: SEND_MS / 5 });
    const sends = await clients.run<number>({ kind: 'send', url, token, ids, ms: SEND_MS });
    const one = Array<string>(CLIENTS).fill(await store.open([senderId, listeners[0]!]));
    await clients.run<number>({ kind: 'send', url, token, ids: one, ms: SEND_MS / 5 });
    const intoOne = await clients.run<number>({ kind: 'send', url, token, ids: one, ms: SEND_MS });
    const raw = await rawSends(store, senderId);

    const paced = await store.open([senderId, listeners[0]!]);
    await store.fill(paced, senderId, 1);
    await untilRead(supergraph, token, paced, 1);
    const pacing = { kind: 'pace' as const, url, token, listener: tokens[0]!, id: paced, rate: RATE, ms: PACE_MS };
    const later = await clients.run<number[]>(pacing);

    const id = await store.open([senderId, ...listeners.slice(1)]);
    await store.fill(id, senderId, 1);
    await untilRead(supergraph, token, id, 1);
    const before = memory();
    await clients.run({ kind: 'listen', url, tokens: tokens.slice(1), id });
    const perSubscriber = (memory() - before) / (SUBSCRIBERS - 1) / 1_024;
    await clients.run<number>({ kind: 'spread', url, token, id, messages: MESSAGES / 5 });
    const deliveries = await clients.run<number>({ kind: 'spread', url, token, id, messages: MESSAGES });

    const atLast = percentile(later, 0.99);
    return [
      ...[
        { what: `sendMessage, ${CLIENTS} clients`, rate: sends },
        { what: `sendMessage, ${CLIENTS} clients, one conversation`, rate: intoOne },
      ].map(({ what, rate }) => ({
        ...{ what, value: perSecond(rate), wanted: `at least ${perSecond(WANTED_SENDS)}`, met: rate >= WANTED_SENDS },
      })),
      { what: `the same sealed and appended, ${CLIENTS} writers`, value: perSecond(raw) },
      {
        what: `acknowledged → subscriber at ${RATE}/s`,
        value: latencies(later),
        ...{ wanted: `p99 under ${WANTED_DELIVERY_MS} ms`, met: atLast < WANTED_DELIVERY_MS },
      },
      {
        what: `deliveries to ${SUBSCRIBERS.toLocaleString('en')} subscribers`,
        value: perSecond(deliveries),
        ...{ wanted: `at least ${perSecond(WANTED_DELIVERIES)}`, met: deliveries >= WANTED_DELIVERIES },
      },
      {
        what: 'memory of an idle subscriber',
        value: `${perSubscriber.toFixed(1)} KB`,
        ...{ wanted: `under ${WANTED_MEMORY_KB} KB`, met: perSubscriber < WANTED_MEMORY_KB },
      },
    ];
  } finally {
    clients.stop();
  }
};

/** As many writers as clients, each to a conversation of its own. */
const rawSends = async (store: ChatStore, senderId: string): Promise<number> => {
  const began = performance.now();
  let sent = 0;
  await Promise.all(
    Array.from({ length: CLIENTS }, async () => {
      const id = await store.open([senderId]);
      for (let seq = 1; performance.now() < began + SEND_MS / 5; seq++, sent++) await store.send(id, senderId, seq);
    }),
  );
  return sent / ((performance.now() - began) / 1_000);
};

const clientProcess = () => {
  const path = fileURLToPath(new URL('clients.ts', import.meta.url));
  const child = fork(path, { execArgv: ['--import', 'tsx'] });
  return {
    async run<T>(job: Job): Promise<T> {
      child.send(job);
      const [{ answer, error }] = (await once(child, 'message')) as [{ answer: T; error?: string }];
      if (error !== undefined) throw new Error(error);
      return answer;
    },
    stop: () => child.kill(),
  };
};

setFlagsFromString('--expose-gc');
const collectGarbage: () => void = runInNewContext('gc');

/** What is in use of this process' memory, in bytes: its heap, and buffers beside it. */
const memory = (): number => {
  collectGarbage();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
};
