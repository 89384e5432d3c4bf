import { setTimeout as delay } from 'node:timers/promises';
import { beforeAll, expect, it } from 'vitest';
import * as app from '../../schema/operations.ts';
import type { Client, Listener } from './client.ts';
import { databasePid, dataDirForTests, type Server, serve, start } from './process.ts';
import { eventually, signUp } from './supergraph.ts';

// one after another on the same data: each test goes on where the one before it ended
let environment: { DATA_DIR: string };
let server: Server;
beforeAll(async () => {
  environment = { DATA_DIR: await dataDirForTests() };
  server = await serve(environment);
});

interface Sent {
  readonly id: string;
  readonly seq: number;
  readonly text: string;
}
interface Heard {
  readonly chatEvents: { readonly cursor: string; readonly message: Sent };
}
const EVENTS = `subscription ($after: String) {
  chatEvents(after: $after) { cursor ... on MessageSent { message { id seq text } } }
}`;

/** Keeps what a subscriber hears until its connection ends. */
const hear = async (listener: Listener<Heard>, heard: Heard['chatEvents'][]): Promise<void> => {
  try {
    for (;;) heard.push((await listener.next()).chatEvents);
  } catch {}
};

const messagesOf = async (who: Client, conversationId: string): Promise<Sent[]> => {
  const query = `query ($id: ID!, $after: String) { conversation(id: $id) {
    messages(first: 100, after: $after) { edges { cursor node { id seq text } } } } }`;
  const read: Sent[] = [];
  for (let after: string | undefined; ; ) {
    const { edges } = (
      await who.ask<{ conversation: { messages: { edges: { cursor: string; node: Sent }[] } } }, object>(query, {
        ...{ id: conversationId, after },
      })
    ).conversation.messages;
    if (edges.length === 0) return read;
    read.push(...edges.map(({ node }) => node));
    after = edges.at(-1)!.cursor;
  }
};

it('killed while messages are sent, it has each that it acknowledged once and in order, and subscribers miss none', async () => {
  const [ann, bob] = [await signUp(server.nobody, 'ann'), await signUp(server.nobody, 'bob')];
  const input = { kind: 'GROUP' as const, participantIds: [bob.id] };
  const conversationId = (await ann.ask(app.OpenConversationDocument, { input })).openConversation.id;
  const send = async (who: Client, key: string) =>
    (await who.ask(app.SendMessageDocument, { input: { conversationId, text: `text ${key}`, idempotencyKey: key } }))
      .sendMessage;

  const heard: Heard['chatEvents'][] = [];
  const hearing = hear(bob.listen<Heard>(EVENTS), heard);
  // the protocol does not tell when a subscription stands, and without `after` it begins then
  await delay(500);
  const acknowledged = new Map<string, Sent>();
  const tried: string[] = [];
  const sending = Array.from({ length: 8 }, async (_, sender) => {
    for (let nth = 0; ; nth++) {
      const key = `${sender}-${nth}`;
      tried.push(key);
      const { message } = await send(ann, key);
      acknowledged.set(key, { id: message.id, seq: message.seq, text: message.text! });
    }
  });
  const broken = Promise.allSettled(sending);
  await eventually(async () => expect(acknowledged.size).toBeGreaterThan(300), 30_000);
  const { code, stderr } = await server.signal('SIGKILL');
  expect([code, stderr]).toEqual([null, '']);
  expect((await broken).map(({ status }) => status)).toEqual(sending.map(() => 'rejected'));
  await hearing;

  server = await serve(environment);
  const [annAgain, bobAgain] = [server.nobody.as(ann.token), server.nobody.as(bob.token)];
  expect(heard.length).toBeGreaterThan(0);
  const resumed = bobAgain.listen<Heard>(EVENTS, { after: heard.at(-1)!.cursor });
  const hearingAgain = hear(resumed, heard);

  // a client tries again what it knows nothing of, and might as well all that it sent
  const retries = tried.map(async (key) => {
    const { status, message } = await send(annAgain, key);
    const before = acknowledged.get(key);
    if (before) expect([status, message]).toMatchObject(['ALREADY_EXISTS', before]);
    else acknowledged.set(key, { id: message.id, seq: message.seq, text: message.text! });
  });
  await Promise.all(retries);
  const inOrder = [...acknowledged.values()].sort((a, b) => a.seq - b.seq);
  expect(inOrder.map(({ seq }) => seq)).toEqual(inOrder.map((_, nth) => nth + 1));
  await eventually(async () => expect(await messagesOf(annAgain, conversationId)).toEqual(inOrder));
  await eventually(async () => expect(heard).toHaveLength(inOrder.length));
  expect(heard.map(({ message }) => message)).toEqual(inOrder);

  await resumed.stop();
  await hearingAgain;
});

it('asked to end, it answers what it is doing, and the next start has it', async () => {
  const signingUp = Array.from({ length: 12 }, (_, nth) => signUp(server.nobody, `guest${nth}`));
  // passwords take a while: the others are under way when the first is done
  await Promise.race(signingUp);
  const ended = server.signal('SIGTERM');
  const people = await Promise.all(signingUp);
  expect(await ended).toMatchObject({ code: 0, stderr: '' });
  await expect(fetch(`${server.nobody.url}/health/live`)).rejects.toThrow();

  server = await serve(environment);
  const names = people.map(async ({ token }) => (await server.nobody.as(token).ask(app.MeDocument, {})).me!.username);
  expect(await Promise.all(names)).toEqual(people.map(({ username }) => username));
});

it('an operator gets a token beside it, by which everything is projected anew and is the same', async () => {
  const { code, stdout: token } = await start(['token', '--scope', 'admin'], environment).ended;
  expect(code).toBe(0);
  const rebuilt = await fetch(`${server.nobody.url}/operations/rebuild`, {
    ...{ method: 'POST', headers: { authorization: `Bearer ${token.trim()}` } },
  });
  expect([rebuilt.status, await rebuilt.json()]).toMatchObject([200, { equal: true }]);
});

it('when its database dies it says so and ends', async () => {
  process.kill(await databasePid(environment.DATA_DIR), 'SIGKILL');
  const ended = await server.ended;
  const fatal = ended.stdout.split('\n').filter((line) => line.includes('"level":"fatal"'));
  expect(fatal).toHaveLength(1);
  expect(JSON.parse(fatal[0]!)).toMatchObject({ message: 'the database server ended; this process ends with it' });
  expect(ended).toMatchObject({ code: 1, stderr: '' });
});
