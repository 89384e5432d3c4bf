import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, inject, it } from 'vitest';
import { tokens } from '#platform/auth';
import { newId } from '#platform/domain/ids';
import * as app from '../../schema/operations.ts';
import { proxyTo } from '../proxy.ts';
import type { Client, Listener } from './client.ts';
import { settled } from './metrics.ts';
import { type Replica, replica } from './replica.ts';
import { type Person, supergraphForTests } from './supergraph.ts';

const supergraph = supergraphForTests();

const replicasOf = (subgraph: string): [Replica, Replica] => {
  const found = inject('processes').filter(({ name }) => name.startsWith(`${subgraph}-`));
  expect(found).toHaveLength(2);
  return found.map(({ url }) => replica(url)) as [Replica, Replica];
};

const groupOf = async (owner: Person, ...others: Person[]): Promise<string> => {
  const input = { kind: 'GROUP' as const, title: 'All', participantIds: others.map(({ id }) => id) };
  return (await owner.ask(app.OpenConversationDocument, { input })).openConversation.id;
};

const SEND = 'mutation ($input: SendMessageInput!) { sendMessage(input: $input) { message { id seq } } }';
const HEAR = 'subscription { messageReceived { id seq } }';

interface Message {
  readonly id: string;
  readonly seq: number;
}

describe('a subscriber', () => {
  it('hears once and in order what any process took, whichever it listens at', async () => {
    const [ann, bob] = [await supergraph.signUp('ann'), await supergraph.signUp('bob')];
    const conversationId = await groupOf(ann, bob);
    const [first, second] = replicasOf('chat');
    const listeners = [
      await first.as(bob.token).listen<{ messageReceived: Message }>(HEAR),
      await second.as(bob.token).listen<{ messageReceived: Message }>(HEAR),
      bob.listen<{ messageReceived: Message }>(HEAR),
    ];
    const hearing = listeners.map((listener) => listener.next());
    // through the router nobody is told when a subscription stands
    await new Promise((resolve) => setTimeout(resolve, 2_000));

    const doors: Pick<Client, 'ask'>[] = [first.as(ann.token), second.as(ann.token), ann];
    const sent: Message[] = [];
    for (let nth = 0; nth < 150; nth++) {
      const input = { conversationId, text: `${nth}`, idempotencyKey: `${nth}` };
      const answer = await doors[nth % 3]!.ask<{ sendMessage: { message: Message } }, object>(SEND, { input });
      sent.push(answer.sendMessage.message);
    }
    expect(sent.map(({ seq }) => seq)).toEqual(sent.map((_, nth) => nth + 1));
    for (const [nth, listener] of listeners.entries()) {
      const heard = [(await hearing[nth]!).messageReceived, ...(await next(listener, sent.length - 1))];
      expect(heard).toEqual(sent);
    }
    await Promise.all(listeners.map((listener) => listener.stop()));
  });
});

const next = async (listener: Listener<{ messageReceived: Message }>, count: number): Promise<Message[]> => {
  const heard: Message[] = [];
  while (heard.length < count) heard.push((await listener.next()).messageReceived);
  return heard;
};

describe('a client', () => {
  const FOLLOW = `subscription ($after: String) {
    chatEvents(after: $after) { cursor ... on MessageSent { message { id seq } } }
  }`;
  type Heard = { readonly chatEvents: { readonly cursor: string; readonly message?: Message } };
  const NETWORK_AWAY_MS = 60_000;
  const MESSAGES = 500;

  it('that loses its network for a minute catches up by its cursor, each message once and in order', async () => {
    const [ann, bob] = [await supergraph.signUp('ann'), await supergraph.signUp('bob')];
    const conversationId = await groupOf(ann, bob);
    const send = async (nth: number): Promise<Message> => {
      const input = { conversationId, text: `${nth}`, idempotencyKey: `${nth}` };
      return (await ann.ask<{ sendMessage: { message: Message } }, object>(SEND, { input })).sendMessage.message;
    };
    const [first, second] = replicasOf('chat');
    const network = await proxyTo(first.url);
    const theirs = replica(new URL(network.url).origin).as(bob.token);
    const [losing, steady] = [await theirs.listen<Heard>(FOLLOW), await second.as(ann.token).listen<Heard>(FOLLOW)];
    const sentOf = async (listener: Listener<Heard>, count: number) => {
      const heard: { cursor: string; message: Message }[] = [];
      while (heard.length < count) {
        const { cursor, message } = (await listener.next()).chatEvents;
        if (message) heard.push({ cursor, message });
      }
      return heard;
    };

    const before = await send(0);
    const [last] = await sentOf(losing, 1);
    expect(last!.message).toEqual(before);
    network.stall();
    const sent: Message[] = [];
    for (let nth = 1; nth <= MESSAGES; nth++) {
      const next = delay(NETWORK_AWAY_MS / MESSAGES);
      sent.push(await send(nth));
      await next;
    }
    network.cut();
    await losing.stop();
    network.mend();

    const back = await theirs.listen<Heard>(FOLLOW, { after: last!.cursor });
    const after = await send(MESSAGES + 1);
    const wanted = [...sent, after];
    expect((await sentOf(back, wanted.length)).map(({ message }) => message)).toEqual(wanted);
    // and the other one, who was there all the time
    expect((await sentOf(steady, 1 + wanted.length)).map(({ message }) => message)).toEqual([before, ...wanted]);
    await Promise.all([back.stop(), steady.stop()]);
    await network.close();
  }, 180_000);
});

describe('what somebody wrote', () => {
  const CREATE = 'mutation { createDiaryEntry(input: { content: "now" }) { id } }';
  const READ = 'query ($id: ID!) { diaryEntry(id: $id) { content } }';

  it('they read at once from another process, with the token of the answer', async () => {
    const ann = await supergraph.signUp('ann');
    const processes = replicasOf('diary').map((process) => process.as(ann.token));
    for (let nth = 0; nth < 50; nth++) {
      const { data, extensions } = await processes[nth % 2]!.answer(CREATE);
      const { id } = data.createDiaryEntry;
      const headers = { 'x-consistency-token': extensions.consistency };
      const read = await processes[(nth + 1) % 2]!.answer(READ, { id }, headers);
      expect([nth, read.data, read.errors]).toEqual([nth, { diaryEntry: { content: 'now' } }, undefined]);
    }
  });

  it('they read at once through the router, without a word of it', async () => {
    const ann = await supergraph.signUp('ann');
    for (let nth = 0; nth < 50; nth++) {
      const { id } = (await ann.ask<{ createDiaryEntry: { id: string } }, object>(CREATE)).createDiaryEntry;
      const read = await ann.answer(READ, { id });
      expect([nth, read.data, read.errors]).toEqual([nth, { diaryEntry: { content: 'now' } }, undefined]);
    }
  });
});

describe("at a subgraph's own address", () => {
  const GUARDED: readonly [subgraph: string, query: string][] = [
    ['users', '{ me { id } }'],
    ['users', 'mutation { updateProfile(input: { bio: "x" }) { id } }'],
    ['diary', '{ diaryEntries { edges { cursor } } }'],
    ['diary', 'mutation { createDiaryEntry(input: { content: "x" }) { id } }'],
    ['chat', `{ conversation(id: "${newId()}") { id } }`],
    ['chat', `mutation { markAsRead(conversationId: "${newId()}") { id } }`],
    ['matching', '{ matches { edges { cursor } } }'],
    ['matching', `mutation { requestMatch(userId: "${newId()}") { id } }`],
  ];

  it.each<[what: string, token: () => Promise<string | undefined>]>([
    ['no token', async () => undefined],
    ['a token that others signed', () => signedWith(`${supergraph.jwtSecret}.`, 900)],
    ['a token that has expired', () => signedWith(supergraph.jwtSecret, -1)],
    ['what is no token', async () => 'soup'],
  ])('%s is UNAUTHENTICATED', async (_, make) => {
    const token = await make();
    for (const [subgraph, query] of GUARDED)
      for (const process of replicasOf(subgraph)) {
        const { data, errors } = await process.as(token).answer(query);
        expect([query, errors?.[0]?.extensions?.code]).toEqual([query, 'UNAUTHENTICATED']);
        expect(Object.values(data ?? {}).filter((value) => value !== null)).toEqual([]);
      }
    for (const process of replicasOf('chat'))
      await expect(process.as(token).listen(HEAR)).rejects.toThrow('UNAUTHENTICATED');
    const listening = replicasOf('diary')[0].as(token).listen('subscription { diarySessionEvents { cursor } }');
    await expect(listening).rejects.toThrow('UNAUTHENTICATED');
  });

  const signedWith = async (secret: string, expiresInSeconds: number) => {
    const viewer = { id: newId(), tenant: 'default', sessionId: newId(), scopes: ['admin'] };
    return (await tokens({ secret: Buffer.from(secret), expiresInSeconds }).issue(viewer)).token;
  };

  it("entities that are others' are null, whatever is said of them", async () => {
    const [ann, bob, eve] = [
      await supergraph.signUp('ann'),
      await supergraph.signUp('bob'),
      await supergraph.signUp('eve'),
    ];
    const conversationId = (
      await ann.ask(app.OpenConversationDocument, { input: { kind: 'DIRECT', participantIds: [bob.id] } })
    ).openConversation.id;
    const message = { conversationId, text: 'Between us.', idempotencyKey: 'one' };
    const messageId = (await ann.ask(app.SendMessageDocument, { input: message })).sendMessage.message.id;
    const sessionId = (await ann.ask(app.StartDiarySessionDocument, {})).startDiarySession.id;
    const entryId = (await ann.ask(app.CreateDiaryEntryDocument, { input: { content: 'Soup.' } })).createDiaryEntry.id;
    const matchId = (await ann.ask(app.RequestMatchDocument, { userId: bob.id })).requestMatch.id;
    await settled(ann.url);

    const claimed = { status: 'ACCEPTED', requester: { id: ann.id }, recipient: { id: bob.id } };
    const entities: readonly [subgraph: string, typename: string, fields: string, key: object, path: string][] = [
      ['chat', 'Conversation', 'title kind', { id: conversationId }, ''],
      ['chat', 'Message', 'text', { id: messageId }, ''],
      ['chat', 'Match', 'conversation { id }', { id: matchId, ...claimed }, 'conversation'],
      ['diary', 'DiaryEntry', 'content', { id: entryId }, ''],
      ['diary', 'DiarySession', 'status', { id: sessionId }, ''],
      ['diary', 'User', 'entries { edges { cursor } }', { id: ann.id }, 'entries'],
      ['matching', 'Match', 'status', { id: matchId }, ''],
      ['users', 'User', 'email', { id: ann.id }, 'email'],
    ];
    const asked = async (who: Person | undefined, nth: number) => {
      const [subgraph, __typename, fields, key, path] = entities[nth]!;
      const query = `query ($of: [_Any!]!) { _entities(representations: $of) { ... on ${__typename} { ${fields} } } }`;
      const { data } = await replicasOf(subgraph)[1]
        .as(who?.token)
        .answer(query, { of: [{ __typename, ...key }] });
      const found = data?._entities[0] ?? null;
      return [__typename, path === '' ? found : (found?.[path] ?? null)];
    };
    for (const [nth, [, typename]] of entities.entries()) {
      // what is refused to the others is there
      expect(await asked(ann, nth)).toEqual([typename, expect.anything()]);
      expect(await asked(eve, nth)).toEqual([typename, null]);
      expect(await asked(undefined, nth)).toEqual([typename, null]);
    }
  });
});
