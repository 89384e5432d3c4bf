import { setTimeout as delay } from 'node:timers/promises';
import { newId } from '#platform/domain/ids';
import { type Figure, latencies, median } from '../report.ts';
import { type Ask, type SupergraphForBench, timed } from '../supergraph.ts';
import { type ChatStore, untilRead } from './store.ts';

const CONVERSATIONS = 50;
const ROUNDS = 400;
const WARM_UP = 100;
/** What counts as equally fast: the noise of two runs of the same on a busy machine. */
const ALIKE = 1.3;

const SEND = 'mutation ($i: SendMessageInput!) { sendMessage(input: $i) { status message { id seq text } } }';
const MESSAGES = `query ($id: ID!) {
  conversation(id: $id) { messages(last: 50) { edges { node { id seq text sentAt sender { id } reactions { emoji count } } } } }
}`;
const LIST = `{ conversations(first: 50) { edges { node { id title unreadCount updatedAt lastMessage { seq text sentAt } } } } }`;
const READ = 'mutation ($id: ID!, $seq: Int) { markAsRead(conversationId: $id, throughSeq: $seq) { id unreadCount } }';

/**
 * What one client waits for, in a conversation of few messages and in one of many. `sendMessage` by the public endpoint;
 * the others by the router alone. Each round lets the projections come to rest: reading waits for one's own writes.
 */
export const service = async (
  supergraph: SupergraphForBench,
  store: ChatStore,
  fewest: number,
  most: number,
): Promise<Figure[]> => {
  const { ask, execute, signUp } = supergraph;
  const [ann, bob] = [await signUp('ann'), await signUp('bob')];
  const ids = await Promise.all(Array.from({ length: CONVERSATIONS }, () => store.open([ann.id, bob.id])));
  const [few, many] = ids as [string, string];
  for (const id of ids.slice(2)) await store.fill(id, bob.id, 1);
  await store.fill(few, bob.id, fewest);
  await store.fill(many, bob.id, most);
  await untilRead(supergraph, ann.token, few, fewest);
  await untilRead(supergraph, ann.token, many, most);

  const raw = await store.open([ann.id]);
  let rawSent = 0;

  const times = new Map<string, number[]>();
  const time = (name: string, round: number, work: () => Promise<unknown>) => {
    const into = times.get(name) ?? [];
    times.set(name, into);
    return timed(round < 0 ? [] : into, work);
  };
  const send = (by: Ask, conversationId: string) =>
    by(ann.token, SEND, { i: { conversationId, text: 'The kettle is on.', idempotencyKey: newId() } });
  for (let round = -WARM_UP; round < ROUNDS; round++) {
    for (const [size, id, before] of [
      ['few', few, fewest],
      ['many', many, most],
    ] as const) {
      await time(`send ${size}`, round, () => send(ask, id));
      await delay(25);
      await time(`messages ${size}`, round, () => execute(ann.token, MESSAGES, { id }));
      // bob reads what was there before, and then each of ann's
      const seq = before + round + WARM_UP + 1;
      await time(`read ${size}`, round, () => execute(bob.token, READ, { id, seq }));
      await time(`raw page ${size}`, round, () => store.page(id));
      await time('raw send', round, () => store.send(raw, ann.id, ++rawSent));
    }
    await delay(25);
    await time('list', round, () => execute(ann.token, LIST, {}));
  }

  const of = (name: string) => times.get(name)!;
  const figure = (what: string, name: string, wanted: number): Figure => ({
    ...{ what, value: latencies(of(name)), wanted: `p50 under ${wanted} ms`, met: median(of(name)) < wanted },
  });
  const alike = (what: string, name: string): Figure => {
    const ratio = median(of(`${name} many`)) / median(of(`${name} few`));
    return { what: `${what}, many : few`, value: ratio.toFixed(2), wanted: `at most ${ALIKE}`, met: ratio <= ALIKE };
  };
  const inBoth = (what: string, name: string, wanted: number): Figure[] => [
    figure(`${what}, ${fewest.toLocaleString('en')} messages`, `${name} few`, wanted),
    figure(`${what}, ${most.toLocaleString('en')} messages`, `${name} many`, wanted),
    alike(what, name),
  ];
  return [
    ...inBoth('sendMessage', 'send', 2),
    { what: 'a message sealed and appended', value: latencies(of('raw send')) },
    ...inBoth('messages(50)', 'messages', 1),
    { what: 'raw read of the 50 rows', value: latencies(of('raw page many')) },
    ...inBoth('markAsRead', 'read', 1),
    figure('conversations(50)', 'list', 1.5),
  ];
};
