import type { IncomingHttpHeaders, IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { setImmediate, setTimeout } from 'node:timers/promises';
import { OperationTypeNode } from 'graphql';
import type { Cache } from '#platform/cache/cache';
import { badInput, DomainError } from '#platform/domain/errors';
import { type TraceContext, traceContextIn } from '#platform/tracing/trace-context';
import type { Tracing } from '#platform/tracing/tracing';
import { addressesBehind } from './addresses.ts';
import { type Authenticate, bearerToken, type Caller, callersBy, correlationIdOf } from './admission.ts';
import { createExplorer } from './explorer.ts';
import { sendCompressed } from './http/compress.ts';
import { createCors } from './http/cors.ts';
import { discard } from './http/discard.ts';
import { createEventStreams } from './http/events.ts';
import { acceptedTypes, JSON_TYPE } from './http/media-types.ts';
import { readParams } from './http/params.ts';
import { type Answer, HttpRefusal, refusalAnswer, resultAnswer, resultStatus } from './http/refusals.ts';
import { createSandbox } from './http/sandbox.ts';
import { requestSpan } from './http/span.ts';
import { createWork } from './http/work.ts';
import { createIntake, isAdmitted, isSubscription, type OnSubscriptions } from './intake.ts';
import { createRates, type RateLimits } from './limits/rates.ts';
import { createSubscriptionPlaces } from './limits/subscriptions.ts';
import { type Measured, measuredOperations, type OnOperation } from './operations.ts';
import { automaticDocuments, listedDocuments } from './persisted.ts';
import type { Router } from './router.ts';
import { createSessions } from './sessions.ts';
import { createSocketServer } from './websocket.ts';

export const GRAPHQL_PATH = '/graphql';
export const EXPLORER_PATH = '/explorer';

/** What is running when the process stops has this long to finish. */
const FINISHING_MS = 10_000;

export interface EndpointOptions {
  readonly router: Router;
  readonly authenticate: Authenticate;
  /** The tenant that a request came to; throws a DomainError where it names what can be none. */
  readonly tenantOf: (headers: IncomingHttpHeaders) => string | undefined;
  /** Shared by the replicas: persisted documents, and what was spent of the rates. */
  readonly cache: Cache;
  /** The only documents that are answered, by their SHA-256; undefined: any. */
  readonly safelist: ReadonlyMap<string, string> | undefined;
  readonly rates: RateLimits;
  /** Of one operation. */
  readonly maxCost: number;
  /** At a time, of one person. */
  readonly maxSubscriptions: number;
  /** Of other pages that may ask. */
  readonly corsOrigins: readonly string[];
  /** Addresses and networks of proxies that are believed about whom they ask for. */
  readonly trustedProxies: readonly string[];
  /** Takes the faults of the transport itself; those of operations go to the router's own hook. */
  readonly onError: (error: unknown) => void;
  readonly onOperation: OnOperation;
  /** Records requests and operations; undefined: nothing is traced here, and the client's own trace is passed on. */
  readonly tracing?: Tracing | undefined;
  /** WebSocket connections opened and closed. */
  readonly onConnections: (delta: 1 | -1) => void;
  readonly onSubscriptions: OnSubscriptions;
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

/** GraphQL over HTTP, server-sent events and WebSocket at /graphql; Apollo's Sandbox for browsers; an explorer of its own. */
export const serveRouter = (options: EndpointOptions): Endpoint => {
  const { router, authenticate, tenantOf, cache, safelist, onError, onOperation, onConnections, tracing } = options;
  let closing = false;
  const work = createWork();

  const measure = measuredOperations(onOperation, tracing);
  // those that come by a socket are no requests
  const measured: Measured = (prepared, context, run) => work.counted(() => measure(prepared, context, run));
  const intake = createIntake({
    ...{ router, measured, maxCost: options.maxCost, onSubscriptions: options.onSubscriptions },
    documents: safelist ? listedDocuments(safelist) : automaticDocuments(cache),
    charge: createRates(options.rates, cache, onError),
    takeSubscription: createSubscriptionPlaces(options.maxSubscriptions),
  });
  const callerOf = callersBy(tenantOf, addressesBehind(options.trustedProxies));
  const sessions = createSessions(authenticate, onError);
  const sockets = createSocketServer({ intake, sessions, callerOf, onConnections, onError });
  const streams = createEventStreams(sessions, onError);
  const cors = createCors(options.corsOrigins);
  const sandbox = createSandbox(EXPLORER_PATH);
  const explorer = createExplorer(GRAPHQL_PATH);

  const callerBy = async (request: IncomingMessage, correlationId: string, trace: TraceContext): Promise<Caller> => {
    const token = bearerToken(request.headers.authorization);
    const viewer = token === undefined ? undefined : await authenticate(token);
    const given = request.headers['x-consistency-token'];
    const consistencyToken = given === undefined ? undefined : String(given);
    return callerOf(request, { token, correlationId, consistencyToken, ...trace }, viewer);
  };

  /** Undefined: it is answered by a stream of events. */
  const answer = async (
    request: IncomingMessage,
    response: ServerResponse,
    correlationId: string,
    trace: TraceContext,
  ): Promise<Answer | undefined> => {
    if (closing) throw new DomainError('UNAVAILABLE', 'The server is about to stop. Try again.');
    const caller = await callerBy(request, correlationId, trace);
    const params = await readParams(request, caller.viewer !== undefined);
    const admitted = await intake.admit(params, caller);
    const { json, events } = acceptedTypes(request.headers.accept);
    const streaming = { request, response, correlationId, token: caller.context.token };
    if (!isAdmitted(admitted)) {
      // what has a status of its own has it here, too
      if (json === undefined && resultStatus(admitted, JSON_TYPE) === 200)
        return stream(streaming, async () => admitted);
      return resultAnswer(admitted, json ?? JSON_TYPE);
    }
    const { operation } = admitted.prepared.operation;
    if (request.method === 'GET' && operation === OperationTypeNode.MUTATION)
      throw new HttpRefusal(405, badInput('query', 'A mutation can not be sent by GET.'), { allow: 'POST' });
    if (isSubscription(admitted) && events) return stream(streaming, () => intake.subscribe(admitted));
    if (json === undefined) return stream(streaming, () => intake.execute(admitted));
    if (isSubscription(admitted))
      throw badInput(
        'query',
        'A subscription needs a WebSocket (subprotocol graphql-transport-ws), or events: accept text/event-stream.',
      );
    return resultAnswer(await intake.execute(admitted), json);
  };

  const stream = async (
    { request, response, correlationId, token }: Streaming,
    run: () => ReturnType<typeof intake.subscribe>,
  ): Promise<undefined> => {
    await streams.serve(response, commonHeaders(request, correlationId), token, run);
  };

  const commonHeaders = (request: IncomingMessage, correlationId: string): Record<string, string> => {
    const headers = cors.headers(request);
    headers['cache-control'] = 'no-store';
    headers['x-correlation-id'] = correlationId;
    if (closing) headers.connection = 'close';
    return headers;
  };

  const serveGraphql = async (request: IncomingMessage, response: ServerResponse) => {
    const correlationId = correlationIdOf(request);
    const given = traceContextIn(request.headers);
    const trace = tracing ? requestSpan(tracing, request, response, given) : given;
    let answered: Answer | undefined;
    try {
      answered = await answer(request, response, correlationId, trace);
    } catch (error) {
      answered = refusalAnswer(error, onError);
    }
    discard(request);
    if (!answered) return;
    const { status, headers, body } = answered;
    const sent = Object.assign(commonHeaders(request, correlationId), headers);
    sendCompressed(request, response, { status, headers: sent, body });
  };

  const refuse = (response: ServerResponse, error: HttpRefusal | DomainError) => {
    const { status, headers, body } = refusalAnswer(error, onError);
    response.writeHead(status, headers).end(body);
  };

  return {
    listener(request, response) {
      const { method } = request;
      const path = pathOf(request);
      if (path === GRAPHQL_PATH) {
        if (method === 'OPTIONS') return cors.preflight(request, response);
        if (method === 'GET' && isPage(request)) return sandbox(request, response);
        if (method === 'GET' || method === 'POST') {
          work
            .counted(() => serveGraphql(request, response))
            .catch((error) => {
              onError(error);
              response.destroy();
            });
          return undefined;
        }
      }
      if (path === EXPLORER_PATH && method === 'GET') return explorer(request, response);
      request.resume();
      if (path !== GRAPHQL_PATH) return refuse(response, new DomainError('NOT_FOUND', 'There is nothing here.'));
      const wrong = badInput('method', 'GraphQL is asked for by POST, or a query by GET.');
      return refuse(response, new HttpRefusal(405, wrong, { allow: 'GET, POST' }));
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
      const finished = Promise.race([work.done(), setTimeout(FINISHING_MS, undefined, { ref: false })]);
      // the answers of what has just finished are sent before the sockets are closed
      await sockets.close(finished.then(() => setImmediate()));
      streams.close();
      sessions.close();
    },
  };
};

/** What a stream of events is sent by. */
interface Streaming {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly correlationId: string;
  readonly token: string | undefined;
}

const pathOf = ({ url = '/' }: IncomingMessage): string => url.split('?', 1)[0]!;

/** A browser that was sent here by its address bar: it has no query, and would show a page. */
const isPage = ({ url = '', headers: { accept = '' } }: IncomingMessage): boolean =>
  accept.includes('text/html') && !/[?&]query=/.test(url);
