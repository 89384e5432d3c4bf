import { setTimeout as sleep } from 'node:timers/promises';
import { type GraphQLClient, isRefusal } from './client.ts';
import { taskWindow } from './concurrency.ts';
import { derivedId } from './ids.ts';
import type { ChatLine, ChatLog } from './irc.ts';
import { type Page, readAtLeast } from './pages.ts';
import type { Person } from './person.ts';
import type { Sending } from './sending.ts';
import { type Subscriber, subscriber } from './subscriber.ts';
import type { SentMessage, StoredMessage } from './verdict.ts';

/** A conversation that is open, with everybody of its log in it, and its subscribers. */
export interface OpenedLog {
  readonly log: ChatLog;
  readonly conversationId: string;
  readonly speakers: ReadonlyMap<string, Person>;
  readonly subscribers: readonly Subscriber[];
}

/** A message with the time of `performance.now()` at which its acknowledgement came. */
export interface AcknowledgedMessage extends SentMessage {
  readonly acknowledgedAt: number;
}

/** Sends on their way at once in one conversation. */
const IN_FLIGHT = 16;
/** How long subscribers may receive nothing before what is missing counts as lost. */
const SILENCE_MS = 15_000;
const AFTERMATH_MS = 500;

const OPEN = `mutation Open($input: OpenConversationInput!) { openConversation(input: $input) { id } }`;
const SEND = `mutation Send($input: SendMessageInput!) { sendMessage(input: $input) { status message { id seq } } }`;
const MESSAGES = `query Messages($id: ID!, $after: String) {
  conversation(id: $id) {
    messages(first: 100, after: $after) {
      edges { node { id seq text sender { id } replyTo { id } } }
      pageInfo { hasNextPage endCursor }
    }
  }
}`;

/** Opens a log's group conversation and has its first speakers listen, each on a socket of their own. */
export async function openLog(
  client: GraphQLClient,
  log: ChatLog,
  speakers: ReadonlyMap<string, Person>,
  listeners: number,
): Promise<OpenedLog> {
  const members = [...new Set(log.lines.map((line) => line.speaker))].map((nick) => speakers.get(nick)!);
  const [opener, ...others] = members;
  if (!opener) throw new Error(`${log.name} holds no line to send`);
  const input = {
    // A run of another length is another conversation: the verdict is about all that one holds.
    id: derivedId(`${log.name}, ${log.lines.length} lines`),
    kind: 'GROUP',
    title: `#ubuntu, ${log.name}`,
    participantIds: others.map((person) => person.id),
  };
  const conversationId = await open(opener, input);
  const subscribers = members.slice(0, listeners).map((person) => subscriber(client.endpoint, person, conversationId));
  return { log, conversationId, speakers, subscribers };
}

async function open(opener: Person, input: { readonly id: string }): Promise<string> {
  try {
    const { data } = await opener.execute<{ openConversation: { id: string } }>(OPEN, { input });
    return data.openConversation.id;
  } catch (error) {
    if (isRefusal(error, 'ALREADY_EXISTS')) return input.id;
    throw error;
  }
}

/**
 * Sends every line of a log by its speaker: many at once, but what one speaker says in the order said, and an answer
 * after what it answers.
 */
export async function sendLines(opened: OpenedLog, sending: Sending): Promise<AcknowledgedMessage[]> {
  const window = taskWindow(IN_FLIGHT);
  const sends = new Map<number, Promise<AcknowledgedMessage | undefined>>();
  const lastOf = new Map<string, Promise<unknown>>();
  const acknowledged: AcknowledgedMessage[] = [];

  for (const line of opened.log.lines) {
    await window.start(async () => {
      const previous = lastOf.get(line.speaker);
      const answered = line.replyTo === undefined ? undefined : sends.get(line.replyTo);
      const sent = Promise.all([answered, previous]).then(([parent]) => sendLine(opened, line, parent?.id, sending));
      sends.set(line.index, sent);
      lastOf.set(line.speaker, sent);
      const message = await sent;
      if (message) acknowledged.push(message);
    });
  }
  await window.drained();
  return acknowledged;
}

async function sendLine(
  { log, conversationId, speakers }: OpenedLog,
  line: ChatLine,
  replyToId: string | undefined,
  { pace, settled, refused, sendLatency }: Sending,
): Promise<AcknowledgedMessage | undefined> {
  const speaker = speakers.get(line.speaker)!;
  const input = { conversationId, text: line.text, idempotencyKey: `${log.name}-${line.index}`, replyToId };
  await pace();
  const begin = performance.now();
  try {
    const { data, attempts } = await speaker.execute<{
      sendMessage: { status: 'SENT' | 'ALREADY_EXISTS'; message: { id: string; seq: number } };
    }>(SEND, { input });
    const acknowledgedAt = performance.now();
    sendLatency.record(acknowledgedAt - begin);
    const { status, message } = data.sendMessage;
    const owedToSubscribers = status === 'SENT' || attempts > 1;
    return { ...message, text: line.text, senderId: speaker.id, replyToId, owedToSubscribers, acknowledgedAt };
  } catch (error) {
    if (!isRefusal(error)) throw error;
    refused(`${log.name}, line ${line.index}: ${error.message}`);
    return undefined;
  } finally {
    settled();
  }
}

/** Waits until every subscriber has what it is owed, or nothing comes any more. */
export async function awaitDeliveries(subscribers: readonly Subscriber[], sent: readonly SentMessage[]): Promise<void> {
  const owed = sent.filter((message) => message.owedToSubscribers).length;
  const complete = () => subscribers.every(({ deliveries }) => deliveries.length >= owed);
  const received = () => subscribers.reduce((sum, { deliveries }) => sum + deliveries.length, 0);
  let before = -1;
  for (let silence = 0; !complete() && silence < SILENCE_MS; silence += 100) {
    if (received() !== before) silence = 0;
    before = received();
    await sleep(100);
  }
  // Whatever comes a second time comes now.
  await sleep(AFTERMATH_MS);
}

/** Reads a conversation back, from its first message to its last: as many as were sent, at least. */
export function readMessages({ conversationId, log, speakers }: OpenedLog, sent: number): Promise<StoredMessage[]> {
  const reader = speakers.get(log.lines[0]!.speaker)!;
  return readAtLeast(sent, async (after) => {
    const variables = { id: conversationId, after };
    const { data } = await reader.execute<{ conversation: { messages: Page<StoredMessage> } }>(MESSAGES, variables);
    return data.conversation.messages;
  });
}
