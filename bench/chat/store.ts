import { setTimeout as delay } from 'node:timers/promises';
import { newId } from '#platform/domain/ids';
import { postgresEventStore } from '#platform/event-store/postgres';
import { openPool } from '#platform/postgres/pool';
import { postgresKeyStore } from '#platform/vault/postgres';
import { vault } from '#platform/vault/vault';
import { conversationStream } from '../../subgraphs/chat/events.ts';
import type { SupergraphForBench } from '../supergraph.ts';

/** Of one statement: while one is under way the feed stands still. */
const BATCH = 10_000;
const TEXT = 'The kettle is on, and so is the radio.';
/** About as many as the subgraph itself: the embedded server has 60 connections for all. */
const POOL_MAX = 8;

/** The chat's own store, for what would take too long by the public endpoint. */
export const withStore = async <T>(
  { databaseUrl, masterKey }: SupergraphForBench,
  work: (store: ChatStore) => Promise<T>,
): Promise<T> => {
  const [chat, keys] = [openPool(databaseUrl('chat'), { max: POOL_MAX }), openPool(databaseUrl('vault'), { max: 1 })];
  const store = postgresEventStore(chat);
  const { seal } = vault(postgresKeyStore(keys, [Buffer.from(masterKey, 'hex')]));

  const append = (
    stream: string,
    version: number,
    events: readonly { type: string; subject: string; data: object }[],
  ) =>
    Promise.all(
      events.map(async ({ subject, ...event }) => ({
        ...{ id: newId(), schemaVersion: event.type === 'ConversationOpened' ? 2 : 1, subject, actor: subject },
        ...{ at: new Date().toISOString(), correlationId: 'bench', causationId: null, ...event },
        personal: await seal({ tenant: 'default', subject, stream }, { text: TEXT }),
      })),
    ).then((events) => store.append({ tenant: 'default', stream, expectedVersion: version, events }));
  const message = (conversationId: string, senderId: string, seq: number) => ({
    ...{ type: 'MessageSent', subject: senderId },
    data: { conversationId, messageId: newId(), seq, senderId, replyToId: null },
  });

  try {
    return await work({
      async open(participantIds) {
        const [conversationId, ownerId] = [newId(), participantIds[0]!];
        const data = { conversationId, kind: 'GROUP', ownerId, participantIds, newMembersSeeHistory: false };
        await append(conversationStream(conversationId), 0, [{ type: 'ConversationOpened', subject: ownerId, data }]);
        return conversationId;
      },
      async fill(conversationId, senderId, count) {
        const stream = conversationStream(conversationId);
        // of one person, stream and field: the same text may be the same sealed value, too
        const personal = JSON.stringify(await seal({ tenant: 'default', subject: senderId, stream }, { text: TEXT }));
        for (let seq = 1; seq <= count; seq += BATCH)
          await chat.query({
            name: 'fill',
            text: `INSERT INTO event (tenant, stream, version, id, type, schema_version, subject, actor, at, data, personal,
                     correlation_id)
                   SELECT 'default', $1, seq + 1, gen_random_uuid(), 'MessageSent', 1, $2::text, $2, date_trunc('milliseconds', now()),
                     jsonb_build_object('conversationId', $3::text, 'messageId', gen_random_uuid()::text, 'seq', seq,
                       'senderId', $2::text, 'replyToId', null), $4::jsonb, 'bench'
                   FROM generate_series($5::int, $6::int) AS seq ORDER BY seq`,
            values: [stream, senderId, conversationId, personal, seq, Math.min(count, seq + BATCH - 1)],
          });
      },
      send: (conversationId, senderId, seq) =>
        append(conversationStream(conversationId), seq, [message(conversationId, senderId, seq)]),
      page: (conversationId) =>
        chat.query({
          name: 'raw-page',
          text: `SELECT * FROM read_model.message WHERE tenant = 'default' AND "conversationId" = $1
                 ORDER BY seq DESC LIMIT 50`,
          values: [conversationId],
        }),
    });
  } finally {
    await Promise.all([chat.end(), keys.end()]);
  }
};

export interface ChatStore {
  /** A group, as if its first participant had opened it. */
  open(participantIds: readonly string[]): Promise<string>;
  /** So many messages, as if they had been sent. */
  fill(conversationId: string, senderId: string, count: number): Promise<void>;
  /** One, sealed and appended: a send without all that is around it. */
  send(conversationId: string, senderId: string, seq: number): Promise<unknown>;
  /** The last 50 rows. */
  page(conversationId: string): Promise<unknown>;
}

/** For a million messages on a machine that has nothing else to do, and some more. */
const READ_MS = 30 * 60_000;

/** Waits until so many messages of a conversation can be read. */
export const untilRead = async ({ ask }: SupergraphForBench, token: string, id: string, count: number) => {
  const query = 'query ($id: ID!) { conversation(id: $id) { lastMessage { seq } } }';
  type Answer = { conversation: { lastMessage: { seq: number } | null } };
  const seq = () =>
    ask<Answer>(token, query, { id }).then(
      ({ conversation }) => conversation.lastMessage?.seq ?? 0,
      () => 0,
    );
  for (const deadline = performance.now() + READ_MS; ; await delay(200)) {
    const read = await seq();
    if (read >= count) return;
    if (performance.now() > deadline) throw new Error(`Of ${count} messages ${read} can be read after half an hour.`);
  }
};
