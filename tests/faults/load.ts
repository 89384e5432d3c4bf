import { setTimeout as sleep } from 'node:timers/promises';
import { newId } from '#platform/domain/ids';
import { pace, taskWindow } from '../../replay/concurrency.ts';
import { enter, type Person } from '../../replay/person.ts';
import { recordingClient } from './client.ts';
import type { Delivery, Entry, History, Pair, Send } from './history.ts';
import { type Listener, listener } from './listener.ts';

/** Of each kind a second. */
export interface Rates {
  readonly sends: number;
  readonly entries: number;
  readonly reads: number;
  /** Two people who sign up and match. */
  readonly pairs: number;
}

/** People who go on talking, writing, reading and listening, whatever happens to the servers. */
export interface Load {
  readonly history: History;
  readonly people: readonly Person[];
  readonly pairs: readonly (Pair & { readonly first: Person })[];
  /**
   * How long it takes from this call until messages flow to all subscribers. Rejects after a minute. Each time counts for
   * every conversation that somebody listens to.
   */
  flowing(): Promise<Flow>;
  /** Begins nothing more. Resolves when all is acknowledged, or given up, and every subscriber has it, or gets no more. */
  finish(): Promise<void>;
  close(): Promise<void>;
}

/** Milliseconds until the last of the subscribers … */
export interface Flow {
  /** … got a message. */
  readonly flowingMs: number;
  /** … got one that was only sent now, with all that had to wait before it. */
  readonly caughtUpMs: number;
}

type Growing<T> = { -readonly [K in keyof T]: T[K] extends readonly (infer Item)[] ? Item[] : T[K] };

const PEOPLE = 6;
const PASSWORD = 'Whatever happens, 1660';
/** Of one kind, begun and not answered: what comes on top waits, as people do. */
const IN_FLIGHT = 200;
/** One in so many keys is sent again after it was acknowledged. */
const REPEATED = 10;
const FLOWING_MS = 60_000;
/** How long subscribers may receive nothing before what is missing counts as lost. */
const SILENCE_MS = 15_000;

const OPEN = `mutation Open($input: OpenConversationInput!) { openConversation(input: $input) { id } }`;
const SEND = `mutation Send($input: SendMessageInput!) { sendMessage(input: $input) { message { id seq } } }`;
const WRITE = `mutation Write($input: CreateDiaryEntryInput!) { createDiaryEntry(input: $input) { id } }`;
const MATCH = `mutation Match($userId: ID!) { requestMatch(userId: $userId) { id } }`;
const READ_TALK = `query ReadTalk($id: ID!) {
  conversation(id: $id) { messages(last: 20) { edges { node { id text sender { username } } } } }
}`;
const READ_DIARY = `query ReadDiary { diaryEntries(first: 20) { edges { node { id content } } } }`;
const READ_ME = `query ReadMe { me { username } }`;

export const startLoad = async (endpoint: URL, rates: Rates): Promise<Load> => {
  const client = recordingClient(endpoint);
  const run = newId().slice(-12);
  const signUp = (name: string) => {
    const username = `${name}-${run}`;
    return enter(client, { username, email: `${username}@example.org`, password: PASSWORD });
  };

  const people = await Promise.all(Array.from({ length: PEOPLE }, (_, nth) => signUp(`person-${nth + 1}`)));
  const open = async (kind: 'DIRECT' | 'GROUP', members: readonly Person[]) => {
    const [owner, ...others] = members;
    const input = { kind, participantIds: others.map(({ id }) => id) };
    const { data } = await owner!.execute<{ openConversation: { id: string } }>(OPEN, { input });
    return { id: data.openConversation.id, members, memberIds: members.map(({ id }) => id) };
  };
  const conversations = await Promise.all([
    ...[open('DIRECT', people.slice(0, 2)), open('DIRECT', people.slice(2, 4))],
    ...[open('GROUP', people.slice(0, 4)), open('GROUP', people)],
  ]);

  const sends: Growing<Send>[] = [];
  const sent = new Map<string, Send>();
  const entries: Growing<Entry>[] = [];
  const pairs: Growing<Load['pairs'][number]>[] = [];
  const shown = new Map<string, Set<string | null>>();
  const show = ({ id, text }: Pick<Delivery, 'id' | 'text'>) => {
    if (!shown.has(id)) shown.set(id, new Set());
    shown.get(id)!.add(text);
  };

  const idsOf = (person: Person) => conversations.filter(({ members }) => members.includes(person)).map(({ id }) => id);
  const listeners: Listener[] = [
    ...conversations.flatMap(({ id, members }) =>
      members.slice(0, 2).map((person) => listener(endpoint, person, id, [id])),
    ),
    ...people.slice(0, 2).map((person) => listener(endpoint, person, null, idsOf(person))),
  ];

  const send = async () => {
    const { id: conversationId, members } = any(conversations);
    const sender = any(members);
    const key = `${run} ${sends.length + 1}`;
    const message: Growing<Send> = {
      ...{ conversationId, senderId: sender.id, key, at: performance.now(), acknowledged: [] },
    };
    sends.push(message);
    sent.set(key, message);
    const input = { conversationId, text: key, idempotencyKey: key };
    for (let times = sends.length % REPEATED === 0 ? 2 : 1; times > 0; times -= 1) {
      const { data } = await sender.execute<{ sendMessage: { message: { id: string; seq: number } } }>(SEND, { input });
      message.acknowledged.push({ ...data.sendMessage.message, at: performance.now() });
    }
  };

  const write = async () => {
    const [diarist] = people;
    const texts = { title: `Entry ${entries.length + 1}`, content: `Of ${run}: ${newId()}` };
    const entry: Growing<Entry> = {
      ...{ id: newId(), occurredAt: new Date().toISOString(), ...texts, acknowledged: false },
    };
    entries.push(entry);
    const { acknowledged: _, ...input } = entry;
    await diarist!.execute(WRITE, { input });
    entry.acknowledged = true;
  };

  const read = async () => {
    const person = any(people);
    const token = await person.accessToken();
    switch (Math.floor(Math.random() * 4)) {
      case 0:
        return void (await client.attempt({ query: READ_ME, token }));
      case 1:
        return void (await client.attempt({ query: READ_DIARY, token: await people[0]!.accessToken() }));
      default: {
        const { conversation } = await client.attempt<{
          conversation: { messages: { edges: { node: Pick<Delivery, 'id' | 'text'> }[] } };
        }>({ query: READ_TALK, variables: { id: any(idsOf(person)) }, token });
        for (const { node } of conversation.messages.edges) show(node);
      }
    }
  };

  const match = async () => {
    const name = `pair-${pairs.length + 1}`;
    const [first, second] = [await signUp(`${name}-a`), await signUp(`${name}-b`)];
    const pair: Growing<Load['pairs'][number]> = { name, first, acknowledged: false };
    pairs.push(pair);
    const ask = (asking: Person, asked: Person) =>
      // it may have been heard already, by an attempt whose answer was not
      asking.execute(MATCH, { userId: asked.id }).catch((error) => {
        if (error.code !== 'CONFLICT') throw error;
      });
    await ask(first, second);
    await ask(second, first);
    pair.acknowledged = true;
  };

  let finishing = false;
  const steadily = async (perSecond: number, act: () => Promise<void>) => {
    const [next, window] = [pace(perSecond), taskWindow(IN_FLIGHT)];
    while (!finishing) {
      await next();
      // what fails stands in the history: as an attempt, and as something that was never acknowledged
      await window.start(() => act().catch(() => {}));
    }
    await window.drained();
  };

  await Promise.all(listeners.map((each) => each.ready()));
  const going = Promise.all([
    ...[steadily(rates.sends, send), steadily(rates.entries, write)],
    ...[steadily(rates.reads, read), steadily(rates.pairs, match)],
  ]);

  return {
    history: { conversations, sends, entries, pairs, listeners, shown, attempts: client.attempts },
    ...{ people, pairs },

    async flowing() {
      const since = performance.now();
      const waiting = listeners.flatMap(({ conversationIds, deliveries }) =>
        conversationIds.map((id) => ({ id, deliveries, next: deliveries.length, heardAny: false })),
      );
      const isCaughtUp = (each: (typeof waiting)[number]) => {
        for (; each.next < each.deliveries.length; each.next += 1) {
          const { conversationId, text } = each.deliveries[each.next]!;
          if (conversationId !== each.id) continue;
          each.heardAny = true;
          if ((sent.get(text ?? '')?.at ?? 0) >= since) return true;
        }
        return false;
      };
      const missing = new Set(waiting);
      let flowingMs: number | undefined;
      for (;;) {
        for (const each of missing) if (isCaughtUp(each)) missing.delete(each);
        const elapsedMs = performance.now() - since;
        if (waiting.every(({ heardAny }) => heardAny)) flowingMs ??= elapsedMs;
        if (flowingMs !== undefined && missing.size === 0) return { flowingMs, caughtUpMs: elapsedMs };
        if (elapsedMs > FLOWING_MS)
          throw new Error(`${missing.size} of ${waiting.length} subscriptions get nothing new for ${FLOWING_MS} ms.`);
        await sleep(10);
      }
    },

    async finish() {
      finishing = true;
      await going;
      const owed = new Map(conversations.map(({ id }) => [id, 0]));
      for (const { conversationId, acknowledged } of sends)
        if (acknowledged.length > 0) owed.set(conversationId, owed.get(conversationId)! + 1);
      const isComplete = ({ conversationIds, deliveries }: Listener) =>
        deliveries.length >= conversationIds.reduce((sum, id) => sum + owed.get(id)!, 0);
      let before = -1;
      for (let silence = 0; silence < SILENCE_MS && !listeners.every(isComplete); silence += 100) {
        const received = listeners.reduce((sum, { deliveries }) => sum + deliveries.length, 0);
        if (received !== before) silence = 0;
        before = received;
        await sleep(100);
      }
      // whatever comes a second time comes now
      await sleep(500);
      for (const { deliveries } of listeners) deliveries.forEach(show);
    },

    async close() {
      finishing = true;
      await Promise.all(listeners.map((each) => each.close()));
    },
  };
};

const any = <T>(things: readonly T[]): T => things[Math.floor(Math.random() * things.length)]!;
