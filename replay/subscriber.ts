import { setTimeout as sleep } from 'node:timers/promises';
import type { Person } from './person.ts';
import { openSocket, subscriptionsStand } from './socket.ts';

/** A message as it reached the application, with the time of `performance.now()`. */
export interface Delivery {
  readonly id: string;
  readonly seq: number;
  readonly at: number;
}

/** Somebody who listens to one conversation, on a socket of their own. */
export interface Subscriber {
  readonly name: string;
  /** Everything that arrived, in order, with whatever came twice. */
  readonly deliveries: readonly Delivery[];
  /** How often it had to subscribe again, and why the last time. */
  readonly interruptions: { readonly count: number; readonly last: string | undefined };
  /** Returns once the server listens for this subscriber. */
  ready(): Promise<void>;
  close(): Promise<void>;
}

interface ChatEvent {
  readonly __typename: string;
  readonly cursor: string;
  readonly message?: { readonly id: string; readonly seq: number };
}

const CHAT_EVENTS = `subscription Listen($conversationId: ID!, $after: String) {
  chatEvents(conversationId: $conversationId, after: $after) {
    __typename
    cursor
    ... on MessageSent { message { id seq } }
  }
}`;
const PAUSE_MS = 100;

/** Subscribes to a conversation and, whenever the stream breaks, again from the last cursor that arrived. */
export function subscriber(endpoint: URL, person: Person, conversationId: string): Subscriber {
  const socket = openSocket(endpoint, person);
  const deliveries: Delivery[] = [];
  const interruptions = { count: 0, last: undefined as string | undefined };
  let cursor: string | undefined;
  let closed = false;
  let stream = openStream();
  const listening = listen();

  return {
    name: person.username,
    deliveries,
    interruptions,

    ready: () => subscriptionsStand(socket, conversationId),

    async close() {
      closed = true;
      await stream.return?.();
      await socket.dispose();
      await listening;
    },
  };

  function openStream() {
    return socket.iterate<{ chatEvents: ChatEvent }>({
      query: CHAT_EVENTS,
      variables: { conversationId, after: cursor },
    });
  }

  async function listen(): Promise<void> {
    while (!closed) {
      try {
        for await (const { data, errors } of stream) {
          if (!data) throw new Error(errors?.[0]?.message ?? 'an event without data');
          take(data.chatEvents);
        }
        interruptions.last = 'the server ended the stream';
      } catch (error) {
        interruptions.last = describe(error);
      }
      if (closed) return;
      interruptions.count += 1;
      await sleep(PAUSE_MS);
      stream = openStream();
    }
  }

  function take(event: ChatEvent): void {
    cursor = event.cursor;
    if (event.__typename === 'MessageSent' && event.message) {
      deliveries.push({ ...event.message, at: performance.now() });
    }
    // What is read again was not delivered: the verdict then misses it, and this says why.
    if (event.__typename === 'ResyncRequired') interruptions.last = 'the server asked to read again';
  }
}

/** The reason in an error, in the close event of a socket, or in the GraphQL errors that ended a stream. */
function describe(reason: unknown): string {
  if (Array.isArray(reason)) return reason.map(describe).join('; ');
  if (reason instanceof Error) return reason.message;
  const { code, reason: text, message } = reason as { code?: number; reason?: string; message?: string };
  return message ?? `socket closed: ${[code, text].filter(Boolean).join(' ')}`;
}
