import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type ExecutionArgs, type GraphQLError, OperationTypeNode } from 'graphql';
import { handleProtocols, makeServer } from 'graphql-ws';
import { type WebSocket, WebSocketServer } from 'ws';
import type { OperationContext } from '#platform/data-source';
import { DomainError } from '#platform/domain/errors';
import { type Authenticate, addressOf, bearerToken, correlationIdOf, unauthenticated } from './admission.ts';
import { refusal, unavailable } from './errors.ts';
import type { Measured } from './operations.ts';
import { isRefused, type Prepared } from './prepare.ts';
import type { Router } from './router.ts';
import { socketWrites } from './socket-writes.ts';

/** Of one socket at a time. */
const MAX_OPERATIONS = 100;
/** Of one message from a client. */
const MAX_MESSAGE_BYTES = 1_048_576;
/** A client that does not answer a ping until the next one is gone. */
const PING_INTERVAL_MS = 12_000;
/** How long a session that has ended goes on listening, should it hear nothing meanwhile. */
const RECHECK_INTERVAL_MS = 5_000;
/** How long a client has to answer the closing of its socket. */
const CLOSING_MS = 1_000;
/** setTimeout takes no more; a socket is closed after 24 days then, which the client's next connection mends. */
const MAX_TIMEOUT_MS = 2 ** 31 - 1;

/** Close codes of graphql-transport-ws and of WebSocket itself. */
const FORBIDDEN = 4403;
const SESSION_ENDED = 'UNAUTHENTICATED: the session has ended';
const INTERNAL_ERROR = 4500;
const GOING_AWAY = 1001;
const TRY_AGAIN_LATER = 1013;

export interface SocketServer {
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  /** Starts nothing more; once `finished` resolves, ends the subscriptions and closes every socket with 1001. */
  close(finished: Promise<unknown>): Promise<void>;
}

/** What is known of a socket beside the protocol's own state. */
interface Connection {
  readonly socket: WebSocket;
  readonly request: IncomingMessage;
  /** Of the connection as a whole; an operation may bring its own. */
  token: string | undefined;
  /** Timers of the tokens that were let in. */
  readonly expiries: Map<string, NodeJS.Timeout>;
}

/** What an operation carries from its preparation to its execution. */
interface Admitted {
  readonly prepared: Prepared;
  readonly context: OperationContext;
}

/** Queries, mutations and subscriptions by the protocol graphql-transport-ws. */
export const createSocketServer = (options: {
  readonly router: Router;
  readonly authenticate: Authenticate;
  readonly tenantOf: (headers: IncomingHttpHeaders) => string | undefined;
  readonly measured: Measured;
  readonly onConnections: (delta: 1 | -1) => void;
  readonly onError: (error: unknown) => void;
}): SocketServer => {
  const { router, authenticate, tenantOf, measured, onConnections, onError } = options;
  const sockets = new WebSocketServer({
    ...{ noServer: true, maxPayload: MAX_MESSAGE_BYTES, perMessageDeflate: false, handleProtocols },
  });
  const sendTo = socketWrites();
  let closing = false;

  /** Lets a token in, and closes the socket when it expires. */
  const admit = async (token: string, { socket, expiries }: Connection): Promise<void> => {
    if (expiries.has(token)) return;
    const { expiresAt } = await authenticate(token);
    if (!expiresAt || socket.readyState !== socket.OPEN) return;
    const expire = () => socket.close(FORBIDDEN, 'UNAUTHENTICATED: the token expired');
    expiries.set(token, setTimeout(expire, Math.min(expiresAt.getTime() - Date.now(), MAX_TIMEOUT_MS)));
  };

  /** A session may end before its tokens do, and while nothing is sent to it. */
  const recheck = async ({ socket, expiries }: Connection): Promise<void> => {
    for (const token of expiries.keys())
      await authenticate(token).catch((error) => {
        if (isUnauthenticated(error)) socket.close(FORBIDDEN, SESSION_ENDED);
      });
  };

  const protocol = makeServer<Record<string, unknown>, Connection>({
    async onConnect({ connectionParams = {}, extra }) {
      const { socket, request } = extra;
      try {
        const token = bearerToken(authorizationOf(connectionParams) ?? request.headers.authorization);
        if (token !== undefined) await admit(token, extra);
        extra.token = token;
        return true;
      } catch (error) {
        if (isUnauthenticated(error)) socket.close(FORBIDDEN, closeReason(`UNAUTHENTICATED: ${error.message}`));
        else {
          onError(error);
          socket.close(TRY_AGAIN_LATER, 'UNAVAILABLE: the token can not be verified now');
        }
        return false;
      }
    },

    async onSubscribe({ subscriptions, extra }, _id, payload): Promise<ExecutionArgs | readonly GraphQLError[]> {
      if (closing) return [refusal('UNAVAILABLE', 'The server is about to stop. Connect again.')];
      const running = Object.keys(subscriptions).length;
      if (running > MAX_OPERATIONS) return [tooManyOperations(running)];
      const { query, operationName, variables, extensions } = payload;
      const prepared = router.prepare(query, operationName);
      if (isRefused(prepared)) return prepared.errors;
      let { token } = extra;
      let tenant: string | undefined;
      try {
        tenant = tenantOf(extra.request.headers);
        // explorers send their headers with each operation
        const given = bearerToken(authorizationOf(extensions?.headers));
        if (given !== undefined) await admit(given, extra);
        token = given ?? token;
      } catch (error) {
        return [asRefusal(error, onError)];
      }
      const consistencyToken = extensions?.consistencyToken;
      const context: OperationContext = {
        token,
        correlationId: correlationIdOf(extra.request),
        consistencyToken: typeof consistencyToken === 'string' ? consistencyToken : undefined,
        ...{ address: addressOf(extra.request), tenant, written: [] },
      };
      return {
        ...{ schema: router.apiSchema, document: prepared.document },
        ...{ operationName: operationName ?? null, variableValues: variables ?? null },
        contextValue: { prepared, context } satisfies Admitted,
      };
    },

    // a session may end before its tokens do: then, at the latest, the first event that is not for it any more closes the socket
    onNext({ extra }, _id, _payload, { contextValue }, { errors }) {
      const { prepared, context } = contextValue as Admitted;
      const { operation } = prepared.operation;
      if (operation !== OperationTypeNode.SUBSCRIPTION || context.token === undefined) return;
      if (errors?.some(({ extensions }) => extensions.code === 'UNAUTHENTICATED'))
        extra.socket.close(FORBIDDEN, SESSION_ENDED);
    },

    execute({ contextValue, variableValues }) {
      const { prepared, context } = contextValue as Admitted;
      return measured(prepared, context, () => router.execute(prepared, variableValues, context));
    },

    subscribe({ contextValue, variableValues }) {
      const { prepared, context } = contextValue as Admitted;
      return measured(prepared, context, () => router.subscribe(prepared, variableValues, context));
    },
  });

  const connect = (socket: WebSocket, request: IncomingMessage) => {
    onConnections(1);
    alive.add(socket);
    socket.on('pong', () => alive.add(socket));
    // a message that is too large, or no WebSocket frame at all: `ws` closes the socket by itself
    socket.on('error', () => {});

    const connection: Connection = { socket, request, token: undefined, expiries: new Map() };
    connections.add(connection);
    const closed = protocol.opened(
      {
        protocol: socket.protocol,
        send: sendTo(socket, request.socket),
        close: (code, reason) => socket.close(code, reason),
        onMessage: (handle) =>
          socket.on('message', (data) => {
            handle(String(data)).catch((error) => {
              onError(error);
              socket.close(INTERNAL_ERROR, 'Internal server error');
            });
          }),
      },
      connection,
    );
    socket.once('close', (code, reason) => {
      onConnections(-1);
      connections.delete(connection);
      for (const timer of connection.expiries.values()) clearTimeout(timer);
      closed(code, String(reason)).catch(onError);
    });
  };

  const connections = new Set<Connection>();
  const rechecking = setInterval(() => {
    for (const connection of connections) recheck(connection).catch(onError);
  }, RECHECK_INTERVAL_MS).unref();

  const alive = new WeakSet<WebSocket>();
  const pinging = setInterval(() => {
    for (const socket of sockets.clients) {
      if (!alive.delete(socket)) socket.terminate();
      else socket.ping();
    }
  }, PING_INTERVAL_MS).unref();

  return {
    upgrade: (request, socket, head) => sockets.handleUpgrade(request, socket, head, connect),

    async close(finished) {
      closing = true;
      await finished;
      clearInterval(pinging);
      clearInterval(rechecking);
      const closed = [...sockets.clients].map((socket) => closeSocket(socket));
      await Promise.all(closed);
    },
  };
};

const closeSocket = (socket: WebSocket): Promise<void> =>
  new Promise((resolve) => {
    const timer = setTimeout(() => socket.terminate(), CLOSING_MS);
    socket.once('close', () => {
      clearTimeout(timer);
      resolve();
    });
    socket.close(GOING_AWAY, 'Going away');
  });

/** Of connection parameters or an explorer's headers, in either case of writing, with or without "Bearer". */
const authorizationOf = (given: unknown): string | undefined => {
  const [, value] = Object.entries(given ?? {}).find(([name]) => name.toLowerCase() === 'authorization') ?? [];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'string') throw unauthenticated('The authorization must be text.');
  return /^(bearer\b.*|\s*)$/i.test(value) || /\s/.test(value) ? value : `Bearer ${value}`;
};

const isUnauthenticated = (error: unknown): error is DomainError =>
  error instanceof DomainError && error.code === 'UNAUTHENTICATED';

const asRefusal = (error: unknown, onError: (error: unknown) => void): GraphQLError => {
  if (error instanceof DomainError) return refusal(error.code, error.message);
  onError(error);
  return unavailable();
};

const tooManyOperations = (value: number): GraphQLError =>
  refusal('LIMIT_EXCEEDED', `The socket has ${value} operations at a time; at most ${MAX_OPERATIONS} are allowed.`, {
    ...{ limit: 'operationsPerSocket', value, maximum: MAX_OPERATIONS },
  });

/** A close frame has room for 123 bytes. */
const closeReason = (reason: string): string =>
  Buffer.from(reason)
    .subarray(0, 123)
    .toString()
    .replace(/\ufffd+$/, '');
