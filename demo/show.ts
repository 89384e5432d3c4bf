import type { FormattedExecutionResult } from 'graphql-ws';
import type { Person } from '../replay/person.ts';
import { openSocket, subscriptionsStand } from '../replay/socket.ts';

/** A query that goes through all four subgraphs: people, their diaries, what they talk about, whom they met. */
export const FIRST_QUERY = `query FirstLook($conversationId: ID!) {
  me { firstName bio archetype { name confidence } }
  diaryEntries(first: 2) { edges { node { title content tags occurredAt } } }
  conversation(id: $conversationId) {
    title
    messages(last: 3) {
      edges { node { seq text sender { firstName archetype { name } } replyTo { text } } }
    }
  }
  matches(first: 3) { edges { node { status message requester { firstName } recipient { firstName } } } }
}`;

/** What a subscriber asks of each message: the sender comes from another subgraph. */
export const LIVE_QUERY = `subscription Live($conversationId: ID!) {
  chatEvents(conversationId: $conversationId) {
    __typename
    cursor
    ... on MessageSent { message { seq text sender { firstName archetype { name } } } }
  }
}`;

const SEND = `mutation Say($input: SendMessageInput!) { sendMessage(input: $input) { status message { id seq } } }`;
const STATE = `query State($conversationId: ID!) {
  conversation(id: $conversationId) { unreadCount lastMessage { seq text sender { firstName } } }
}`;

/** Runs the first query as somebody. */
export async function firstLook(person: Person, conversationId: string): Promise<unknown> {
  return (await person.execute(FIRST_QUERY, { conversationId })).data;
}

/** What a live subscription received of a message, how long after it was sent, and what a query says afterwards. */
export interface LiveMessage {
  readonly event: unknown;
  readonly milliseconds: number;
  readonly state: unknown;
}

/** Has one person send a message while another one listens. */
export async function sendLive(
  endpoint: URL,
  { from, to, conversationId, text }: { from: Person; to: Person; conversationId: string; text: string },
): Promise<LiveMessage> {
  const socket = openSocket(endpoint, to);
  try {
    const events = socket.iterate<LiveAnswer>({ query: LIVE_QUERY, variables: { conversationId } });
    await subscriptionsStand(socket, conversationId);
    const begin = performance.now();
    const input = { conversationId, text, idempotencyKey: crypto.randomUUID() };
    const [event] = await Promise.all([firstMessage(events), from.execute(SEND, { input })]);
    const milliseconds = performance.now() - begin;
    const { data: state } = await to.execute(STATE, { conversationId });
    return { event, milliseconds, state };
  } finally {
    await socket.dispose();
  }
}

interface LiveAnswer {
  readonly chatEvents: { readonly message?: unknown };
}

async function firstMessage(events: AsyncIterable<FormattedExecutionResult<LiveAnswer, unknown>>): Promise<LiveAnswer> {
  for await (const { data, errors } of events) {
    if (!data) throw new Error(`The subscription failed: ${JSON.stringify(errors)}`);
    if (data.chatEvents.message) return data;
  }
  throw new Error('The subscription ended before the message came');
}
