import { Kafka, logLevel } from 'kafkajs';
import { afterEach, expect, it } from 'vitest';
import { newId } from '#platform/domain/ids';
import { server } from '../../ops/servers/servers.ts';
import * as app from '../../schema/operations.ts';
import { metricsAt, standing } from './metrics.ts';
import { clusterForTests } from './own-cluster.ts';
import { eventually, type Person } from './supergraph.ts';

// one after another on the same processes: what a test ended is started before the next
const cluster = clusterForTests('processes');

const groupOf = async (owner: Person, other: Person): Promise<string> => {
  const input = { kind: 'GROUP' as const, participantIds: [other.id] };
  return (await owner.ask(app.OpenConversationDocument, { input })).openConversation.id;
};
/** Through the router, or at a process of the chat's own. */
const send = async (who: Pick<Person, 'ask'>, conversationId: string): Promise<string> => {
  const mutation = 'mutation ($input: SendMessageInput!) { sendMessage(input: $input) { message { id } } }';
  const input = { conversationId, text: 'Hello.', idempotencyKey: newId() };
  return (await who.ask<{ sendMessage: { message: { id: string } } }, object>(mutation, { input })).sendMessage.message
    .id;
};
const subgraphs = () => cluster.members.filter(({ role }) => role !== 'relay' && role !== 'router');

afterEach(() => cluster.startMissing());

it('processes that are all started at the same moment on empty databases come up, and serve', async () => {
  for (const { name, url } of cluster.members) {
    const response = await fetch(`${url}/health/ready`);
    expect([name, response.status, await response.json()]).toMatchObject([name, 200, { status: 'ready' }]);
  }
  const [ann, bob] = [await cluster.signUp('ann'), await cluster.signUp('bob')];
  await send(ann, await groupOf(ann, bob));
});

it('when one of two dies the other projects everything', { timeout: 180_000 }, async () => {
  const [ann, bob] = [await cluster.signUp('ann'), await cluster.signUp('bob')];
  // more than there are partitions
  const conversations: string[] = [];
  for (let nth = 0; nth < 30; nth++) conversations.push(await groupOf(ann, bob));

  await cluster.member('chat-1').kill();
  const survivor = cluster.replica('chat-2').as(ann.token);
  for (const conversationId of conversations) await send(survivor, conversationId);
  const lastSeqs = '{ ... on Conversation { lastMessage { seq } } }';
  const query = `query ($of: [_Any!]!) { _entities(representations: $of) ${lastSeqs} }`;
  const of = conversations.map((id) => ({ __typename: 'Conversation', id }));
  await eventually(
    async () =>
      expect(await survivor.ask(query, { of })).toEqual({
        _entities: conversations.map(() => ({ lastMessage: { seq: 1 } })),
      }),
    30_000,
  );
});

it('when the process dies whose relay publishes, another one takes over', { timeout: 180_000 }, async () => {
  const [ann, bob] = [await cluster.signUp('ann'), await cluster.signUp('bob')];
  const conversationId = await groupOf(ann, bob);
  const [leader, ...further] = await eventually(async () => {
    const leaders = await cluster.relayLeaders('chat');
    expect(leaders).not.toEqual([]);
    return leaders;
  });
  expect(further).toEqual([]);
  const other = leader === 'chat-2' ? 'chat-1' : 'chat-2';
  const heard = await cluster
    .replica(other)
    .as(bob.token)
    .listen<{ messageReceived: { id: string } }>('subscription { messageReceived { id } }');

  await cluster.member(leader!).kill();
  const sent = await send(cluster.replica(other).as(ann.token), conversationId);
  await eventually(async () => expect(await cluster.relayLeaders('chat')).toHaveLength(1), 20_000);
  expect(await cluster.relayLeaders('chat')).not.toContain(leader);
  expect((await heard.next()).messageReceived.id).toBe(sent);
  await heard.stop();
});

it('the relay publishes what was stored while every process of the subgraphs is down', {
  timeout: 240_000,
}, async () => {
  const [ann, bob] = [await cluster.signUp('ann'), await cluster.signUp('bob')];
  const conversationId = await groupOf(ann, bob);
  const kafka = server('kafka');
  const backlog = async () => (await metricsAt(cluster.member('relay').url)).get('outbox_pending_count{topic="chat"}');
  const sent: string[] = [];
  // what nobody can publish now is left to the relay
  kafka.pause();
  try {
    for (let nth = 0; nth < 20; nth++) sent.push(await send(ann, conversationId));
    await Promise.all(subgraphs().map((member) => member.kill()));
    expect(await backlog()).toBe(sent.length);
  } finally {
    kafka.resume();
  }
  await eventually(async () => expect(await backlog()).toBe(0), 60_000);
  const { KAFKA_CHAT_EVENTS_TOPIC: topic } = cluster.environment;
  await eventually(async () => expect(await messagesIn(topic!)).toEqual(expect.arrayContaining(sent)), 20_000);

  await cluster.startMissing();
  const { conversation } = await eventually(() => ann.ask(app.ConversationDocument, { id: conversationId, last: 50 }));
  expect(conversation!.messages.edges.map(({ node }) => node.id)).toEqual(sent);
});

/** Ids of the messages that a topic holds, as far as they are read within two seconds. */
const messagesIn = async (topic: string): Promise<string[]> => {
  const kafka = new Kafka({ brokers: [cluster.environment.KAFKA_BOOTSTRAP_SERVERS!], logLevel: logLevel.NOTHING });
  const consumer = kafka.consumer({ groupId: newId() });
  const ids: string[] = [];
  await consumer.connect();
  await consumer.subscribe({ topic, fromBeginning: true });
  await consumer.run({
    async eachMessage({ message }) {
      const { type, data } = JSON.parse(String(message.value));
      if (type === 'MessageSent') ids.push(data.messageId);
    },
  });
  await new Promise((resolve) => setTimeout(resolve, 2_000));
  await consumer.disconnect();
  return ids;
};

it('a rolling restart of all subgraphs gives no client an error, and no subscriber a gap', {
  timeout: 600_000,
}, async () => {
  const [ann, bob] = [await cluster.signUp('ann'), await cluster.signUp('bob')];
  const conversationId = await groupOf(ann, bob);
  const listener = bob.listen<{ messageReceived: { id: string } }>('subscription { messageReceived { id } }');
  const heard: string[] = [];
  const hearing = (async () => {
    for (;;) heard.push((await listener.next()).messageReceived.id);
  })();
  let broken: unknown;
  hearing.catch((error) => {
    broken = error;
  });
  await standing(bob.url, { messageReceived: 1 });

  let restarting = true;
  const sent: string[] = [];
  let reads = 0;
  const READS = [
    '{ me { username entries(first: 5) { edges { cursor } } } }',
    `{ conversation(id: "${conversationId}") { unreadCount messages(last: 5) { edges { node { text sender { username } } } } } }`,
    '{ matches(first: 5) { edges { cursor } } }',
  ];
  const writing = (async () => {
    while (restarting) {
      sent.push(await send(ann, conversationId));
      await ann.ask('mutation { createDiaryEntry(input: { content: "x" }) { id } }');
      await ann.ask(app.UpdateProfileDocument, { input: { bio: `${sent.length}` } });
      await new Promise((resolve) => setTimeout(resolve, 250));
    }
  })();
  const reading = [bob, ann].map(async (who) => {
    for (; restarting; reads++) {
      await who.ask(READS[reads % READS.length]!);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  });
  const restarts = (async () => {
    for (const member of subgraphs()) {
      expect([member.name, await member.stop()]).toEqual([member.name, 0]);
      await member.start();
    }
  })();
  await Promise.all([restarts.finally(() => (restarting = false)), writing, ...reading]);

  expect(sent.length).toBeGreaterThan(50);
  expect(reads).toBeGreaterThan(100);
  await eventually(async () => expect(heard.length).toBeGreaterThanOrEqual(sent.length), 15_000);
  expect(heard).toEqual(sent);
  expect(broken).toBeUndefined();
  await listener.stop();
});

it('whoever names another address as their own has only so many attempts', { timeout: 180_000 }, async () => {
  const query = 'mutation ($input: SignInInput!) { signIn(input: $input) { user { id } } }';
  const processes = [cluster.replica('users-1'), cluster.replica('users-2')];
  const codes: unknown[] = [];
  const attempts = async () => {
    while (codes.length < 210) {
      const nth = codes.push(undefined) - 1;
      const address = `203.0.113.${nth}`;
      const { errors } = await processes[nth % 2]!.answer(
        query,
        { input: { login: `nobody-${nth}`, password: 'wrong' } },
        { 'x-client-address': `${address};${Buffer.from(address).toString('base64url')}`, 'x-forwarded-for': address },
      );
      codes[nth] = errors?.[0]?.extensions?.code;
    }
  };
  await Promise.all([attempts(), attempts(), attempts(), attempts()]);
  expect(codes.slice(0, 190)).toEqual(codes.slice(0, 190).map(() => 'UNAUTHENTICATED'));
  expect(codes.slice(-5)).toEqual(codes.slice(-5).map(() => 'RATE_LIMITED'));
});
