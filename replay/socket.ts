import { setTimeout as sleep } from 'node:timers/promises';
import { type Client, createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import type { Person } from './person.ts';

const CONVERSATION = 'query Ready($id: ID!) { conversation(id: $id) { id } }';
const SETTLING_MS = 300;

/** GraphQL over WebSocket, as somebody. What breaks is not opened again by itself. */
export function openSocket(endpoint: URL, person: Person): Client {
  const url = new URL(endpoint);
  url.protocol = endpoint.protocol === 'https:' ? 'wss:' : 'ws:';
  return createClient({
    url: url.href,
    webSocketImpl: WebSocket,
    connectionParams: async () => ({ authorization: `Bearer ${await person.accessToken()}` }),
    // Its own retry would subscribe with the cursor of the first time, and receive again what came since.
    retryAttempts: 0,
  });
}

/**
 * Returns once the server listens for the subscriptions that were sent on a socket before. The protocol acknowledges
 * none, so this takes the answer to a query of the same conversation, and a moment, for it.
 */
export async function subscriptionsStand(socket: Client, conversationId: string): Promise<void> {
  const answer = await socket.iterate({ query: CONVERSATION, variables: { id: conversationId } }).next();
  if (!answer.value?.data?.conversation) {
    throw new Error(`The conversation cannot be read: ${answer.value?.errors?.[0]?.message ?? 'not found'}`);
  }
  await sleep(SETTLING_MS);
}
