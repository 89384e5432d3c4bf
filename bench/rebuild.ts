import { randomBytes } from 'node:crypto';
import { feedBus } from '#platform/bus/feed';
import type { Sealed } from '#platform/domain/events';
import { newId } from '#platform/domain/ids';
import type { EventStore, NewEvent } from '#platform/event-store/event-store';
import { postgresEventStore } from '#platform/event-store/postgres';
import { memoryLocks } from '#platform/locks/memory';
import { runProjection } from '#platform/projection';
import { memoryPubSub } from '#platform/pubsub/memory';
import { postgresReadModel } from '#platform/read-model/postgres';
import { postgresKeyStore } from '#platform/vault/postgres';
import { vault } from '#platform/vault/vault';
import { chatEvents, conversationStream } from '../subgraphs/chat/events.ts';
import { chats } from '../subgraphs/chat/projections/conversations.ts';
import { withDatabase } from './database.ts';
import { type Benchmark, type Figure, perSecond } from './report.ts';

const SIZES = [10_000, 50_000, 200_000];
const CONVERSATIONS = 20;
const SPEAKERS = 50;
const WANTED = 10_000;

/** Rebuilding the chat's read model (counts among its rows) from stores of growing size. */
export const rebuild: Benchmark = {
  name: 'rebuild',
  async run() {
    const figures: Figure[] = [];
    const rates: number[] = [];
    for (const size of SIZES)
      await withDatabase(async (pool) => {
        const store = postgresEventStore(pool);
        await fill(store, size);
        const bus = feedBus({
          ...{ topics: { chat: store }, checkpoints: store, batchSize: 1_000, pollIntervalMs: 100 },
          onFailure: (_, error) => {
            throw error;
          },
        });
        const readModel = postgresReadModel(pool);
        const published = () => store.head();
        const parts = {
          topic: 'chat',
          bus,
          store,
          readModel,
          vault: vault(postgresKeyStore(pool, [randomBytes(32)])),
          pubsub: memoryPubSub(),
          locks: memoryLocks(),
          published,
          onProjected: () => {},
        };
        const projection = await runProjection(chats, chatEvents, parts);
        await projection.consumer.caughtUp(600_000);
        const { eventsPerSecond, rows, differing } = await projection.rebuild();
        await projection.stop();
        rates.push(eventsPerSecond);
        figures.push({
          what: `rebuild of ${size.toLocaleString('en')} events, ${rows.toLocaleString('en')} rows, ${differing} differing`,
          ...{ value: perSecond(eventsPerSecond), wanted: `at least ${WANTED.toLocaleString('en')}/s` },
          met: eventsPerSecond >= WANTED && differing === 0,
        });
      });
    const slowdown = rates[0]! / rates.at(-1)!;
    figures.push({
      what: 'events/s at the smallest against the largest',
      ...{ value: slowdown.toFixed(2), wanted: 'linear: at most 1.3', met: slowdown <= 1.3 },
    });
    return figures;
  },
};

/** Conversations of fifty people each, with so many events in all. */
export const fill = async (store: EventStore, size: number): Promise<void> => {
  const people = Array.from({ length: SPEAKERS }, newId);
  const text = Buffer.alloc(120).toString('base64url') as Sealed;
  const envelope = (subject: string) => ({
    ...{ id: newId(), schemaVersion: 1, subject, actor: subject, at: new Date().toISOString() },
    ...{ correlationId: 'bench', causationId: null },
  });
  for (let c = 0; c < CONVERSATIONS; c++) {
    const conversationId = newId();
    const ownerId = people[0]!;
    const opened: NewEvent = {
      ...{ ...envelope(ownerId), type: 'ConversationOpened', personal: { title: text } },
      data: { conversationId, kind: 'GROUP', ownerId, participantIds: people },
    };
    const messages = Array.from({ length: size / CONVERSATIONS - 1 }, (_, nth): NewEvent => {
      const senderId = people[nth % SPEAKERS]!;
      const data = { conversationId, messageId: newId(), seq: nth + 1, senderId, replyToId: null };
      return { ...envelope(senderId), type: 'MessageSent', data, personal: { text } };
    });
    const events = [opened, ...messages];
    for (let at = 0; at < events.length; at += 1_000)
      await store.append({
        ...{ tenant: 'default', stream: conversationStream(conversationId), expectedVersion: at },
        events: events.slice(at, at + 1_000),
      });
  }
};
