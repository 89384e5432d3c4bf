import { live } from './chat/live.ts';
import { service } from './chat/service.ts';
import { withStore } from './chat/store.ts';
import type { Benchmark } from './report.ts';
import { withSupergraph } from './supergraph.ts';

/** The chat of one process on an embedded server: what one client waits for, and what many at once are given. */
export const chat: Benchmark = {
  name: 'chat',
  run: () =>
    withSupergraph((supergraph) =>
      withStore(supergraph, async (store) => [
        ...(await service(supergraph, store)),
        ...(await live(supergraph, store)),
      ]),
    ),
};
