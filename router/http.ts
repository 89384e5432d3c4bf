import type { IncomingHttpHeaders, IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { setImmediate, setTimeout } from 'node:timers/promises';
import { HeaderMap } from '@apollo/server';
import type { OperationContext } from '#platform/data-source';
import { DomainError, type ErrorCode } from '#platform/domain/errors';
import { type Authenticate, addressOf, bearerToken, correlationIdOf } from './admission.ts';
import { createApolloServer } from './apollo.ts';
import { readJson } from './body.ts';
import { createExplorer } from './explorer.ts';
import { type Measured, measuredOperations, type OnOperation } from './operations.ts';
import type { Router } from './router.ts';
import { createSocketServer } from './websocket.ts';

export const GRAPHQL_PATH = '/graphql';
export const EXPLORER_PATH = '/explorer';

/** Where Apollo's hosted Sandbox lives. Everything else that runs in a browser is served from here. */
const ALLOWED_ORIGINS: readonly unknown[] = ['https://studio.apollographql.com'];
const PREFLIGHT_SECONDS = 86_400;
/** What is running when the process stops has this long to finish. */
const FINISHING_MS = 10_000;

export interface EndpointOptions {
  readonly router: Router;
  readonly authenticate: Authenticate;
  /** The tenant that a request came to; throws a DomainError where it names what can be none. */
  readonly tenantOf: (headers: IncomingHttpHeaders) => string | undefined;
  /** Takes the faults of the transport itself; those of operations go to the router's own hook. */
  readonly onError: (error: unknown) => void;
  readonly onOperation: OnOperation;
  /** WebSocket connections opened and closed. */
  readonly onConnections: (delta: 1 | -1) => void;
}

/** The public endpoint, to be mounted: `createServer(listener)`, `server.on('upgrade', upgrade)`. */
export interface Endpoint {
  readonly listener: RequestListener;
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  /**
   * Refuses what comes from now on, finishes what is running (for ten seconds at most), ends the subscriptions with 1001.
   * The server itself is its owner's to close.
   */
  close(): Promise<void>;
}

/** GraphQL over HTTP and WebSocket at /graphql, with Apollo's Sandbox for browsers, and an explorer of its own. */
export const serveRouter = async (options: EndpointOptions): Promise<Endpoint> => {
  const { router, authenticate, tenantOf, onError, onOperation, onConnections } = options;
  let closing = false;
  const running = new Set<Promise<unknown>>();
  const untilDone = <T>(work: Promise<T>): Promise<T> => {
    running.add(work);
    return work.finally(() => running.delete(work));
  };

  const measure = measuredOperations(onOperation);
  const measured: Measured = (prepared, context, run) => untilDone(measure(prepared, context, run));
  const apollo = createApolloServer({ router, measured, onError });
  await apollo.start();
  const sockets = createSocketServer({ router, authenticate, tenantOf, measured, onConnections, onError });
  const explorer = createExplorer(GRAPHQL_PATH);

  const answer = async (request: IncomingMessage, correlationId: string): Promise<Answer> => {
    if (closing) throw new DomainError('UNAVAILABLE', 'The server is about to stop. Try again.');
    const token = bearerToken(request.headers.authorization);
    if (token !== undefined) await authenticate(token);
    const operation: OperationContext = {
      ...{ token, correlationId, address: addressOf(request), tenant: tenantOf(request.headers), written: [] },
      consistencyToken: headerOf(request, 'x-consistency-token'),
    };
    const {
      status = 200,
      headers,
      body,
    } = await apollo.executeHTTPGraphQLRequest({
      httpGraphQLRequest: {
        method: request.method ?? 'GET',
        headers: headerMap(request),
        search: (request.url ?? '').slice(GRAPHQL_PATH.length),
        body: request.method === 'POST' ? await readJson(request) : undefined,
      },
      context: async () => ({ operation }),
    });
    if (body.kind !== 'complete') throw new Error('Apollo Server answered in parts, which nobody asked for.');
    return { status, headers: Object.fromEntries(headers), body: body.string };
  };

  const serveGraphql = async (request: IncomingMessage, response: ServerResponse) => {
    const correlationId = correlationIdOf(request);
    const { status, headers, body } = await answer(request, correlationId).catch((error) => refused(error, onError));
    // what was not read of a body is thrown away, so that the connection can be used again
    request.resume();
    response.writeHead(status, {
      ...{ 'cache-control': 'no-store', ...headers, ...corsHeaders(request) },
      ...{ 'x-correlation-id': correlationId, ...(closing ? { connection: 'close' } : {}) },
    });
    response.end(body);
  };

  return {
    listener(request, response) {
      const path = pathOf(request);
      if (path === GRAPHQL_PATH && request.method === 'OPTIONS') return preflight(request, response);
      if (path === GRAPHQL_PATH) {
        untilDone(serveGraphql(request, response)).catch((error) => {
          onError(error);
          response.destroy();
        });
        return undefined;
      }
      if (path === EXPLORER_PATH && request.method === 'GET') return explorer(request, response);
      request.resume();
      const { status, headers, body } = refused(new DomainError('NOT_FOUND', 'There is nothing here.'), onError);
      return response.writeHead(status, headers).end(body);
    },

    upgrade(request, socket, head) {
      if (pathOf(request) === GRAPHQL_PATH && !closing) return sockets.upgrade(request, socket, head);
      const status = closing ? '503 Service Unavailable' : '404 Not Found';
      // an upgraded socket has no listener but ours, and an error without one ends the process
      socket.on('error', () => socket.destroy());
      return socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
    },

    async close() {
      closing = true;
      const finished = Promise.race([Promise.allSettled(running), setTimeout(FINISHING_MS, undefined, { ref: false })]);
      // the answers of what has just finished are sent before the sockets are closed
      await sockets.close(finished.then(() => setImmediate()));
      await apollo.stop();
    },
  };
};

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const STATUS: Readonly<Partial<Record<ErrorCode, number>>> = {
  UNAUTHENTICATED: 401,
  NOT_FOUND: 404,
  BAD_USER_INPUT: 400,
  LIMIT_EXCEEDED: 413,
  UNAVAILABLE: 503,
};

/** A request that was refused before it came to GraphQL. */
const refused = (error: unknown, onError: (error: unknown) => void): Answer => {
  const known = error instanceof DomainError ? error : undefined;
  if (!known) onError(error);
  const { code, message, extensions } =
    known ?? new DomainError('UNAVAILABLE', 'A part of the service is away. Try again.');
  return {
    status: STATUS[code] ?? 500,
    headers: {
      'content-type': 'application/json; charset=utf-8',
      ...(code === 'UNAUTHENTICATED' ? { 'www-authenticate': 'Bearer error="invalid_token"' } : {}),
    },
    body: `${JSON.stringify({ errors: [{ message, extensions }] })}\n`,
  };
};

const pathOf = ({ url = '/' }: IncomingMessage): string => url.split('?', 1)[0]!;

const headerOf = ({ headers }: IncomingMessage, name: string): string | undefined => {
  const value = headers[name];
  return Array.isArray(value) ? value.join(', ') : value;
};

const headerMap = (request: IncomingMessage): HeaderMap => {
  const map = new HeaderMap();
  for (const name of Object.keys(request.headers)) {
    const value = headerOf(request, name);
    if (value !== undefined) map.set(name, value);
  }
  return map;
};

const corsHeaders = ({ headers }: IncomingMessage): Record<string, string> =>
  ALLOWED_ORIGINS.includes(headers.origin)
    ? {
        'access-control-allow-origin': headers.origin!,
        'access-control-expose-headers': 'x-correlation-id',
        vary: 'origin',
      }
    : { vary: 'origin' };

const preflight = (request: IncomingMessage, response: ServerResponse): void => {
  const cors = corsHeaders(request);
  const allowed = 'access-control-allow-origin' in cors && {
    'access-control-allow-methods': 'GET, POST',
    'access-control-allow-headers': headerOf(request, 'access-control-request-headers') ?? '',
    // the Sandbox is on the internet, and asks a server on the developer's own machine
    'access-control-allow-private-network': 'true',
    'access-control-max-age': String(PREFLIGHT_SECONDS),
  };
  request.resume();
  response.writeHead(204, { ...cors, ...allowed }).end();
};
