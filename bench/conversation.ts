import { setTimeout as delay } from 'node:timers/promises';
import { newId } from '#platform/domain/ids';
import { postgresEventStore } from '#platform/event-store/postgres';
import { openPool } from '#platform/postgres/pool';
import { postgresKeyStore } from '#platform/vault/postgres';
import { vault } from '#platform/vault/vault';
import { conversationStream } from '../subgraphs/chat/events.ts';
import { type Benchmark, type Figure, ms, percentile } from './report.ts';
import { type Ask, timed, withSupergraph } from './supergraph.ts';

const SHORT = 20;
const LONG = 200_000;
const ROUNDS = 500;
const WANTED_MS = 5;
/** What counts as equally fast: the noise of two runs of the same on a busy machine. */
const ALIKE = 1.3;

const SEND = `mutation ($i: SendMessageInput!) { sendMessage(input: $i) { status message { id seq text } } }`;
const LAST_PAGE = `query ($id: ID!) { conversation(id: $id) { messages(last: 50) { edges { node { seq text } } } } }`;
const OPEN = `mutation ($i: OpenConversationInput!) { openConversation(input: $i) { id } }`;

/** Sending and reading the last page through the public endpoint, by one client, in a short and in a long conversation. */
export const conversation: Benchmark = {
  name: 'conversation',
  run: () =>
    withSupergraph(async ({ ask, signUp, databaseUrl, masterKey }) => {
      const [ann, bob] = [await signUp('ann'), await signUp('bob')];
      const open = async (title: string) => {
        const input = { kind: 'GROUP', title, participantIds: [bob.id] };
        return (await ask<{ openConversation: { id: string } }>(ann.token, OPEN, { i: input })).openConversation.id;
      };
      const [short, long] = [await open('short'), await open('long')];
      await fill({ databaseUrl, masterKey }, long, ann.id);
      for (let nth = 0; nth < SHORT; nth++) await send(ask, ann.token, short);
      await untilProjected(ask, ann.token, long, LONG);

      const times = {
        sendShort: [] as number[],
        sendLong: [] as number[],
        pageShort: [] as number[],
        pageLong: [] as number[],
      };
      for (let round = 0; round < ROUNDS; round++) {
        await timed(times.sendShort, () => send(ask, ann.token, short));
        await timed(times.sendLong, () => send(ask, ann.token, long));
        await delay(25); // lets the projections come to rest: reading waits for one's own writes
        await timed(times.pageShort, () => ask(ann.token, LAST_PAGE, { id: short }));
        await timed(times.pageLong, () => ask(ann.token, LAST_PAGE, { id: long }));
      }
      const p50 = (values: number[]) => percentile(values, 0.5);
      const both = (values: number[]) => `p50 ${ms(p50(values))}, p99 ${ms(percentile(values, 0.99))}`;
      const alike = (what: string, of: number[], to: number[]): Figure => ({
        ...{ what, value: (p50(of) / p50(to)).toFixed(2), wanted: `at most ${ALIKE}` },
        met: p50(of) / p50(to) <= ALIKE,
      });
      return [
        {
          what: `sendMessage, ${SHORT} messages`,
          ...{
            value: both(times.sendShort),
            wanted: `p50 within ${WANTED_MS} ms`,
            met: p50(times.sendShort) <= WANTED_MS,
          },
        },
        { what: `sendMessage, ${LONG.toLocaleString('en')} messages`, value: both(times.sendLong) },
        alike('sendMessage, long : short', times.sendLong, times.sendShort),
        { what: `last 50 messages, of ${SHORT}+`, value: both(times.pageShort) },
        { what: `last 50 messages, of ${LONG.toLocaleString('en')}`, value: both(times.pageLong) },
        alike('last page, long : short', times.pageLong, times.pageShort),
      ];
    }),
};

const send = (ask: Ask, token: string, conversationId: string) => {
  const idempotencyKey = newId();
  return ask(token, SEND, { i: { conversationId, idempotencyKey, text: `The kettle is on, ${idempotencyKey}.` } });
};

/** So many messages as if they had been sent: appended to the store, which the running supergraph then projects. */
const fill = async (
  { databaseUrl, masterKey }: { databaseUrl: (name: string) => string; masterKey: string },
  conversationId: string,
  senderId: string,
) => {
  const [chat, keys] = [openPool(databaseUrl('chat'), { max: 2 }), openPool(databaseUrl('vault'), { max: 1 })];
  const store = postgresEventStore(chat);
  const { seal } = vault(postgresKeyStore(keys, [Buffer.from(masterKey, 'hex')]));
  const stream = conversationStream(conversationId);
  const place = { tenant: 'default', subject: senderId, stream };
  for (let seq = 1; seq <= LONG; ) {
    const expectedVersion = seq;
    const events = [];
    for (const end = Math.min(seq + 1_000, LONG + 1); seq < end; seq++)
      events.push({
        ...{ id: newId(), type: 'MessageSent', schemaVersion: 1, subject: senderId, actor: senderId },
        ...{ at: new Date().toISOString(), correlationId: 'bench', causationId: null },
        data: { conversationId, messageId: newId(), seq, senderId, replyToId: null },
        personal: await seal(place, { text: `Message ${seq}` }),
      });
    await store.append({ tenant: 'default', stream, expectedVersion, events });
  }
  await Promise.all([chat.end(), keys.end()]);
};

const untilProjected = async (ask: Ask, token: string, id: string, seq: number) => {
  const query = 'query ($id: ID!) { conversation(id: $id) { lastMessage { seq } } }';
  type Answer = { conversation: { lastMessage: { seq: number } | null } };
  while (((await ask<Answer>(token, query, { id })).conversation.lastMessage?.seq ?? 0) < seq) await delay(200);
};
