import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type DocumentNode, type ExecutionResult, GraphQLError, type GraphQLSchema, parse, validate } from 'graphql';
import { handleProtocols, makeServer } from 'graphql-ws';
import { LRUCache } from 'lru-cache';
import { type WebSocket, WebSocketServer } from 'ws';
import type { DataSource, EventResults, Fetch, OperationContext } from '#platform/data-source';
import { DomainError } from '#platform/domain/errors';
import type { Acknowledgement, ContextHeaders, Opening } from './headers.ts';

export interface SubscriptionServer {
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  /** Closes every socket with 1001: whoever subscribed goes on elsewhere. */
  close(): Promise<void>;
}

/** Of one message. */
const MAX_PAYLOAD_BYTES = 2 * 1_048_576;
/** What a router may leave unread, which is no more than a message for each of its subscriptions. */
const MAX_BUFFERED_BYTES = 64 * 1_048_576;
/** A router that does not answer a ping until the next one is gone. */
const PING_INTERVAL_MS = 12_000;
/** How long the other end has to answer the closing of its socket. */
const CLOSING_MS = 1_000;
const DOCUMENTS_CACHED = 1_000;

const GOING_AWAY = 1001;
const INTERNAL_ERROR = 4500;

interface Subscription {
  readonly fetch: Fetch;
  readonly context: OperationContext;
  /** Whether the subscriber wants to be told that it stands. */
  readonly opening: boolean;
}

/** A subgraph's subscriptions by graphql-transport-ws. Of many viewers over one socket: each says in its `extensions.headers` whose it is. */
export const subscriptionServer = (options: {
  readonly schema: GraphQLSchema;
  readonly dataSource: DataSource;
  readonly headers: ContextHeaders;
  readonly onError: (error: unknown) => void;
}): SubscriptionServer => {
  const { schema, dataSource, headers, onError } = options;
  const sockets = new WebSocketServer({
    ...{ noServer: true, maxPayload: MAX_PAYLOAD_BYTES, perMessageDeflate: false, handleProtocols },
  });
  const documents = documentsOf(schema);
  const alive = new WeakSet<WebSocket>();

  const protocol = makeServer<never, { readonly peer: string }>({
    onConnect: () => ({ tellsOpening: true }) satisfies Acknowledgement,

    onSubscribe({ extra }, _id, { query, operationName = null, variables = null, extensions }) {
      const { document, errors } = documents(query);
      if (errors) return errors;
      const given = extensions?.headers;
      const context = headers.read(typeof given === 'object' ? { ...given } : {}, extra.peer);
      const fetch = { query, document, operationName: operationName ?? undefined, variables: variables ?? {} };
      return {
        ...{ schema, document, operationName, variableValues: variables },
        contextValue: { fetch, context, opening: extensions?.opening === true } satisfies Subscription,
      };
    },

    async execute() {
      return { errors: [refusal(new DomainError('BAD_USER_INPUT', 'Queries and mutations are sent by POST.'))] };
    },

    async subscribe({ contextValue }) {
      const { fetch, context, opening } = contextValue as Subscription;
      try {
        const source = await dataSource.subscribe(fetch, context);
        return Symbol.asyncIterator in source ? servedEvents(source, opening, onError) : source;
      } catch (error) {
        onError(error);
        return { errors: [refusal(away())] };
      }
    },
  });

  const connect = (socket: WebSocket, request: IncomingMessage) => {
    alive.add(socket);
    socket.on('pong', () => alive.add(socket));
    // a message that is too large, or no WebSocket frame at all: `ws` closes the socket by itself
    socket.on('error', () => {});
    const closed = protocol.opened(
      {
        protocol: socket.protocol,
        send: (data) => send(socket, data),
        close: (code, reason) => socket.close(code, reason),
        onMessage: (handle) =>
          socket.on('message', (data) => {
            handle(String(data)).catch((error) => {
              onError(error);
              socket.close(INTERNAL_ERROR, 'Internal server error');
            });
          }),
      },
      { peer: request.socket.remoteAddress ?? '' },
    );
    socket.once('close', (code, reason) => void closed(code, String(reason)).catch(onError));
  };

  const pinging = setInterval(() => {
    for (const socket of sockets.clients) {
      if (!alive.delete(socket)) socket.terminate();
      else socket.ping();
    }
  }, PING_INTERVAL_MS).unref();

  return {
    upgrade: (request, socket, head) => sockets.handleUpgrade(request, socket, head, connect),

    async close() {
      clearInterval(pinging);
      await Promise.all([...sockets.clients].map(closeSocket));
    },
  };
};

type Read =
  | { readonly document: DocumentNode; readonly errors?: never }
  | { readonly errors: readonly GraphQLError[]; readonly document?: never };

/** Parses and validates, each text once. */
const documentsOf = (schema: GraphQLSchema) => {
  const known = new LRUCache<string, Read>({ max: DOCUMENTS_CACHED });
  const read = (query: string): Read => {
    try {
      const document = parse(query, { noLocation: true });
      const errors = validate(schema, document);
      return errors.length > 0 ? { errors } : { document };
    } catch (error) {
      return { errors: [error as GraphQLError] };
    }
  };
  return (query: string): Read => {
    const done = known.get(query) ?? read(query);
    known.set(query, done);
    return done;
  };
};

/** A generator would end only with its next event, which may never come. */
const servedEvents = (
  source: EventResults,
  opening: boolean,
  onError: (error: unknown) => void,
): AsyncIterableIterator<ExecutionResult> => {
  const events = source[Symbol.asyncIterator]();
  let toOpen = opening;
  return {
    async next() {
      if (toOpen) {
        toOpen = false;
        return { done: false, value: { extensions: { opened: true, cursor: source.cursor } satisfies Opening } };
      }
      try {
        return await events.next();
      } catch (error) {
        onError(error);
        throw away();
      }
    },
    async return() {
      await events.return?.();
      return { done: true, value: undefined };
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
};

const refusal = (cause: DomainError) => new GraphQLError(cause.message, { originalError: cause });

const away = () => new DomainError('UNAVAILABLE', 'A part of the service is away. Try again.');

/** Resolves when more may be sent: each subscription waits for it before it takes its next event. */
const send = (socket: WebSocket, data: string): Promise<void> =>
  new Promise((resolve) => {
    if (socket.bufferedAmount > MAX_BUFFERED_BYTES) socket.terminate();
    // one that fails has no reader any more; that the socket closes says the rest
    if (socket.readyState === socket.OPEN) socket.send(data, () => resolve());
    else resolve();
  });

const closeSocket = (socket: WebSocket): Promise<void> =>
  new Promise((resolve) => {
    const timer = setTimeout(() => socket.terminate(), CLOSING_MS);
    socket.once('close', () => {
      clearTimeout(timer);
      resolve();
    });
    socket.close(GOING_AWAY, 'Going away');
  });
