import { live } from './chat/live.ts';
import { service } from './chat/service.ts';
import { withStore } from './chat/store.ts';
import type { Benchmark } from './report.ts';
import { withSupergraph } from './supergraph.ts';

/** Messages in a conversation of few and in one of many. */
const SIZES = [10, 1_000_000];

/** The chat of one process on an embedded server: what one client waits for, and what many at once are given. */
export const chat: Benchmark = {
  name: 'chat',
  run: (_, [few, many] = SIZES) =>
    withSupergraph(
      (supergraph) =>
        withStore(supergraph, async (store) => [
          ...(await service(supergraph, store, few!, many ?? few!)),
          ...(await live(supergraph, store)),
        ]),
      // a million messages are projected in a third of the time
      { OUTBOX_BATCH_SIZE: '1000' },
    ),
};
