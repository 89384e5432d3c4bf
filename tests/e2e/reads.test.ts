import { expect, it } from 'vitest';
import * as app from '../../schema/operations.ts';
import { embeddedForTests } from './supergraph.ts';

// appends wake the followers: polling is only the fallback, and would disturb the counting of reads
const supergraph = embeddedForTests({ OUTBOX_POLL_INTERVAL_MS: '60000' });

it('a page of 50 messages with their senders is a handful of reads, whatever its size', async () => {
  const ann = await supergraph.signUp('ann');
  const others = await Promise.all(Array.from({ length: 10 }, (_, nth) => supergraph.signUp(`friend${nth}`)));
  const participantIds = others.map(({ id }) => id);
  const { openConversation } = await ann.ask(app.OpenConversationDocument, {
    input: { kind: 'GROUP', title: 'All', participantIds },
  });
  for (let nth = 0; nth < 50; nth++)
    await others[nth % 10]!.ask(app.SendMessageDocument, {
      input: { conversationId: openConversation.id, text: `text ${nth}`, idempotencyKey: `${nth}` },
    });

  const reads = async (last: number) => {
    const page = () =>
      ann.ask(
        `{ conversation(id: "${openConversation.id}") { messages(last: ${last}) { edges { node {
           text conversation { unreadCount } sender { username archetype { name } } } } } } }`,
      );
    await page();
    const before = await databaseOperations();
    const counting = (await databaseOperations()) - before;
    await page();
    return (await databaseOperations()) - before - 2 * counting;
  };
  const databaseOperations = async () => {
    const text = await (await fetch(`${supergraph.nobody.url}/metrics`)).text();
    const counts = [...text.matchAll(/^metachat_database_operations_total\{database="(users|chat)"\} (\d+)/gm)];
    return counts.reduce((sum, [, , count]) => sum + Number(count), 0);
  };
  // membership and place, conversation, page of messages; their senders in one, with what these show and how they stand
  // to the reader; keys. Without what reading /metrics takes, which asks for each consumer's backlog.
  await reads(2); // the projections come to rest meanwhile
  const few = await reads(2);
  const many = await reads(50);
  expect(many).toBe(few);
  expect(many).toBeLessThanOrEqual(10);
});
