import { setTimeout as sleep } from 'node:timers/promises';
import type { Person } from '../../replay/person.ts';
import { openSocket, subscriptionsStand } from '../../replay/socket.ts';
import type { Delivery, Heard } from './history.ts';

/** Somebody who listens to one conversation, or to all that they are in, and comes back after every break. */
export interface Listener extends Heard {
  /** Resolves once the server listens for this subscriber. */
  ready(): Promise<void>;
  close(): Promise<void>;
}

interface ChatEvent {
  readonly cursor: string;
  readonly message?: Omit<Delivery, 'conversationId' | 'at'> & { readonly conversation: { readonly id: string } };
}

const CHAT_EVENTS = `subscription Listen($conversationId: ID, $after: String) {
  chatEvents(conversationId: $conversationId, after: $after) {
    cursor
    ... on MessageSent { message { id seq text conversation { id } } }
  }
}`;
const PAUSE_MS = 100;

/** `conversationId` null listens to the whole inbox, which `conversationIds` names. */
export const listener = (
  endpoint: URL,
  person: Person,
  conversationId: string | null,
  conversationIds: readonly string[],
): Listener => {
  const socket = openSocket(endpoint, person);
  const deliveries: Delivery[] = [];
  const breaks: { at: number; reason: string }[] = [];
  let cursor: string | undefined;
  let closed = false;

  const open = () =>
    socket.iterate<{ chatEvents: ChatEvent }>({ query: CHAT_EVENTS, variables: { conversationId, after: cursor } });
  let stream = open();

  const listen = async () => {
    while (!closed) {
      let reason = 'the server ended the stream';
      try {
        for await (const { data, errors } of stream) {
          if (!data) throw new Error(errors?.[0]?.message ?? 'an event without data');
          const { cursor: behind, message } = data.chatEvents;
          cursor = behind;
          if (!message) continue;
          const { conversation, ...rest } = message;
          deliveries.push({ ...rest, conversationId: conversation.id, at: performance.now() });
        }
      } catch (error) {
        reason = reasonOf(error);
      }
      if (closed) return;
      breaks.push({ at: performance.now(), reason });
      await sleep(PAUSE_MS);
      stream = open();
    }
  };
  const listening = listen();

  return {
    subscriber: `${person.username}, ${conversationId ?? 'all conversations'}`,
    ...{ conversationIds, deliveries, breaks },
    ready: () => subscriptionsStand(socket, conversationIds[0]!),
    async close() {
      closed = true;
      await stream.return?.();
      await socket.dispose();
      await listening;
    },
  };
};

/** Of an error, of GraphQL errors, or of the event with which a socket closes. */
const reasonOf = (thrown: unknown): string => {
  if (Array.isArray(thrown)) return thrown.map(reasonOf).join('; ');
  const { message, code, reason } = thrown as { message?: string; code?: number; reason?: string };
  return message || `socket closed: ${code} ${reason}`;
};
