import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type ExecutionArgs, type GraphQLError, GraphQLSchema } from 'graphql';
import { handleProtocols, makeServer } from 'graphql-ws';
import { type WebSocket, WebSocketServer } from 'ws';
import { DomainError } from '#platform/domain/errors';
import { type TraceContext, traceContextIn } from '#platform/tracing/trace-context';
import {
  bearerToken,
  type Caller,
  type CallerOf,
  correlationIdOf,
  isUnauthenticated,
  unauthenticated,
} from './admission.ts';
import { refusal, unavailable } from './errors.ts';
import { type Admitted, type Intake, isAdmitted, isSubscription } from './intake.ts';
import { type ConnectionSession, SESSION_ENDED, type Sessions, saysSessionEnded } from './sessions.ts';
import { socketWrites } from './socket-writes.ts';

/** Of one socket at a time. */
const MAX_OPERATIONS = 100;
/** Of one message from a client. */
const MAX_MESSAGE_BYTES = 1_048_576;
/** A client that does not answer a ping until the next one is gone. */
const PING_INTERVAL_MS = 12_000;
/** How long a client has to answer the closing of its socket. */
const CLOSING_MS = 1_000;

/** Close codes of graphql-transport-ws and of WebSocket itself. */
const FORBIDDEN = 4403;
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
  /** Given with the connection; an operation may bring its own. */
  trace: TraceContext;
  readonly session: ConnectionSession;
}

type Extensions = Readonly<Record<string, unknown>> | null | undefined;

/** Executing is the intake's: the protocol's own way to it asks for a schema that nobody looks at. */
const NO_SCHEMA = new GraphQLSchema({});

/** Queries, mutations and subscriptions by the protocol graphql-transport-ws. */
export const createSocketServer = (options: {
  readonly intake: Intake;
  readonly sessions: Sessions;
  readonly callerOf: CallerOf;
  readonly onConnections: (delta: 1 | -1) => void;
  readonly onError: (error: unknown) => void;
}): SocketServer => {
  const { intake, sessions, callerOf, onConnections, onError } = options;
  const sockets = new WebSocketServer({
    ...{ noServer: true, maxPayload: MAX_MESSAGE_BYTES, perMessageDeflate: false, handleProtocols },
  });
  const sendTo = socketWrites();
  let closing = false;

  /** An operation's own token, as explorers send their headers with each, else the connection's. */
  const callerOn = async (connection: Connection, extensions: Extensions) => {
    const { request, session, token: ofConnection } = connection;
    const token = bearerToken(authorizationOf(extensions?.headers)) ?? ofConnection;
    const viewer = token === undefined ? undefined : await session.admit(token);
    const given = extensions?.consistencyToken;
    const consistencyToken = typeof given === 'string' ? given : undefined;
    const trace = traceOf(extensions, connection.trace);
    return callerOf(request, { token, correlationId: correlationIdOf(request), consistencyToken, ...trace }, viewer);
  };

  const protocol = makeServer<Record<string, unknown>, Connection>({
    async onConnect({ connectionParams = {}, extra }) {
      const { socket, request } = extra;
      try {
        const token = bearerToken(authorizationOf(connectionParams) ?? request.headers.authorization);
        if (token !== undefined) await extra.session.admit(token);
        extra.token = token;
        extra.trace = traceContextIn(connectionParams);
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
      let caller: Caller;
      try {
        caller = await callerOn(extra, payload.extensions);
      } catch (error) {
        return [asRefusal(error, onError)];
      }
      const { query, operationName, variables, extensions } = payload;
      const admitted = await intake.admit(
        {
          ...{ query, operationName: operationName ?? undefined },
          ...{ variables: variables ?? undefined, extensions: extensions ?? undefined },
        },
        caller,
      );
      if (!isAdmitted(admitted)) return admitted.errors;
      const { prepared } = admitted;
      return {
        // both are there already: the protocol only tells a subscription by the document
        ...{ schema: NO_SCHEMA, document: prepared.document, operationName: operationName ?? null },
        contextValue: admitted,
      };
    },

    // a session may end before its tokens do: then, at the latest, the first event that is not for it any more closes the socket
    onNext({ extra }, _id, _payload, { contextValue }, result) {
      const admitted = contextValue as Admitted;
      if (!isSubscription(admitted) || admitted.caller.context.token === undefined) return;
      if (saysSessionEnded(result)) extra.socket.close(FORBIDDEN, `UNAUTHENTICATED: ${SESSION_ENDED}`);
    },

    execute: ({ contextValue }) => intake.execute(contextValue as Admitted),
    subscribe: ({ contextValue }) => intake.subscribe(contextValue as Admitted),
  });

  const connect = (socket: WebSocket, request: IncomingMessage) => {
    onConnections(1);
    alive.add(socket);
    socket.on('pong', () => alive.add(socket));
    // a message that is too large, or no WebSocket frame at all: `ws` closes the socket by itself
    socket.on('error', () => {});

    const session = sessions.open((reason) => socket.close(FORBIDDEN, `UNAUTHENTICATED: ${reason}`));
    const connection: Connection = { socket, request, token: undefined, trace: {}, session };
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
      session.close();
      closed(code, String(reason)).catch(onError);
    });
  };

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

/** An operation's own, among its extensions or the headers that an explorer sends there, else the connection's. */
const traceOf = (extensions: Extensions, ofConnection: TraceContext): TraceContext => {
  const places = [extensions ?? {}, Object(extensions?.headers)];
  return places.map(traceContextIn).find(({ traceparent }) => traceparent !== undefined) ?? ofConnection;
};

/** Of connection parameters or an explorer's headers, in either case of writing, with or without "Bearer". */
const authorizationOf = (given: unknown): string | undefined => {
  const [, value] = Object.entries(given ?? {}).find(([name]) => name.toLowerCase() === 'authorization') ?? [];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'string') throw unauthenticated('The authorization must be text.');
  return /^(bearer\b.*|\s*)$/i.test(value) || /\s/.test(value) ? value : `Bearer ${value}`;
};

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
