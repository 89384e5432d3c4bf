import { expect, it } from 'vitest';
import { feedBus } from '#platform/bus/feed';
import { postgresEventStore } from '#platform/event-store/postgres';
import { testDatabase } from '../database.ts';
import { testBus } from './bus.ts';
import { newEvent } from './event-store.ts';

const open = async () => {
  const store = postgresEventStore(await testDatabase());
  const topic = 'notes';
  const bus = feedBus({
    ...{ topics: { [topic]: store }, checkpoints: store },
    ...{ batchSize: 3, pollIntervalMs: 20, onFailure: () => {} },
  });
  return { store, topic, bus };
};

testBus("the event store's own feed", async () => {
  const { store, topic, bus } = await open();
  return {
    topic,
    bus,
    async send(stream, data, given) {
      const expectedVersion = (await store.readStream('default', stream)).length;
      const events = data.map((of) => newEvent({ data: of, ...given }));
      const result = await store.append({ tenant: 'default', stream, expectedVersion, events });
      return result.status === 'appended' ? result.events : [];
    },
  };
});

it('a feed bus knows the topics of this process only', async () => {
  const { bus } = await open();
  const elsewhere = bus.subscribe({ topic: 'elsewhere', group: 'any', handle: async () => {} });
  await expect(elsewhere).rejects.toThrow('no topic elsewhere');
});
