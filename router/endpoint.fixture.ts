import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import { memoryCache } from '#platform/cache/memory';
import { DomainError } from '#platform/domain/errors';
import { testGraph } from './graph.fixture.ts';
import { type Endpoint, type EndpointOptions, serveRouter } from './http.ts';
import type { OperationMeasure } from './operations.ts';
import type { RouterOptions } from './router.ts';

/** Tokens: `good`; `short`, which expires at once; `as ann`; `down`, which can't be verified; all others are forged. */
const authenticate = async (token: string) => {
  if (token === 'down') throw new Error('connect ECONNREFUSED');
  const id = /^(?:good|short|as-(\w+))$/.exec(token);
  if (!id) throw new DomainError('UNAUTHENTICATED', 'The access token is not valid, or has expired.');
  const expiresAt = new Date(Date.now() + (token === 'short' ? 50 : 3_600_000));
  return { id: id[1] ?? 'ada', tenant: 'default', expiresAt };
};

/** A listening server over the test graph. */
export const listen = async (options: Partial<EndpointOptions> = {}, ofRouter: Partial<RouterOptions> = {}) => {
  const graph = testGraph(ofRouter);
  const measures: OperationMeasure[] = [];
  const faults: unknown[] = [];
  let connections = 0;
  const subscriptions = new Map<string, number>();
  const endpoint: Endpoint = serveRouter({
    ...{ router: graph.router, authenticate, tenantOf: ({ host }) => (host === 'acme.example' ? 'acme' : undefined) },
    ...{ cache: memoryCache(), safelist: undefined, rates: { perPerson: undefined, perAddress: undefined } },
    ...{
      maxCost: 10_000,
      maxSubscriptions: 200,
      corsOrigins: ['https://studio.apollographql.com'],
      trustedProxies: [],
    },
    onError: (error) => faults.push(error),
    onOperation: (measure) => measures.push(measure),
    onConnections: (delta) => {
      connections += delta;
    },
    onSubscriptions: (field, delta) => subscriptions.set(field, (subscriptions.get(field) ?? 0) + delta),
    ...options,
  });
  const server = createServer(endpoint.listener).on('upgrade', endpoint.upgrade).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const close = async () => {
    await endpoint.close();
    server.close();
    server.closeAllConnections();
  };
  const url = (path = '/graphql') => `http://127.0.0.1:${port}${path}`;
  const post = async (body: unknown, headers: Record<string, string> = {}) => {
    const response = await fetch(url(), {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: typeof body === 'string' || body instanceof Uint8Array ? (body as string) : JSON.stringify(body),
    });
    return { status: response.status, headers: response.headers, answer: (await response.json()) as Answer };
  };
  return {
    ...{ ...graph, endpoint, server, measures, faults, subscriptions, connections: () => connections },
    ...{ port, url, post, close },
  };
};

export type Served = Awaited<ReturnType<typeof listen>>;

export interface Answer {
  readonly data?: Record<string, unknown> | null;
  readonly errors?: readonly { readonly message: string; readonly extensions: Record<string, unknown> }[];
  readonly extensions?: Record<string, unknown>;
}

export const until = async (isSo: () => boolean) => {
  for (let waited = 0; !isSo(); waited += 5) {
    if (waited > 5_000) throw new Error('It did not come to pass.');
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
};

export const clientOf = (port: number, connectionParams?: Record<string, unknown>) =>
  createClient({
    ...{ url: `ws://127.0.0.1:${port}/graphql`, webSocketImpl: WebSocket, retryAttempts: 0 },
    ...(connectionParams && { connectionParams }),
  });

interface Message {
  readonly id: string;
  readonly type: string;
  readonly payload: unknown;
}

/** A socket on which nothing has been said yet. */
export const openSocket = async (port: number, protocol = 'graphql-transport-ws') => {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/graphql`, protocol);
  await once(socket, 'open');
  return socket;
};

/** A socket that has been acknowledged, and the messages that came on it. */
export const rawSocket = async (port: number, connectionParams = {}) => {
  const socket = await openSocket(port);
  const messages: Message[] = [];
  socket.on('message', (data) => messages.push(JSON.parse(String(data))));
  socket.send(JSON.stringify({ type: 'connection_init', payload: connectionParams }));
  await until(() => messages.length === 1);
  const subscribe = (id: string, query: string, rest: object = {}) =>
    socket.send(JSON.stringify({ id, type: 'subscribe', payload: { query, ...rest } }));
  return { socket, messages, subscribe };
};
