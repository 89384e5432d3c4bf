import { feedBus } from '#platform/bus/feed';
import { postgresEventStore } from '#platform/event-store/postgres';
import { testDatabase } from '../database.ts';
import { testBus } from './bus.ts';
import { newEvent } from './event-store.ts';

testBus("the event store's own feed", async () => {
  const store = postgresEventStore(await testDatabase());
  const topic = 'notes';
  return {
    topic,
    bus: feedBus({
      ...{ topics: { [topic]: store }, checkpoints: store },
      ...{ batchSize: 3, pollIntervalMs: 20, onFailure: () => {} },
    }),
    async send(stream, events) {
      const expectedVersion = (await store.readStream('default', stream)).length;
      const result = await store.append({
        ...{ tenant: 'default', stream, expectedVersion },
        events: Array.from({ length: events }, () => newEvent()),
      });
      return result.status === 'appended' ? result.events : [];
    },
  };
});
