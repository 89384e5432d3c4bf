import type { IncomingMessage, RequestListener, Server, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { setTimeout } from 'node:timers/promises';
import { ApolloServer, type ApolloServerPlugin, HeaderMap } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginInlineTraceDisabled,
  ApolloServerPluginLandingPageDisabled,
} from '@apollo/server/plugin/disabled';
import { type ExecutionResult, GraphQLError, type GraphQLSchema } from 'graphql';
import type { DataSource, OperationContext } from '#platform/data-source';
import { DomainError, type ErrorCode } from '#platform/domain/errors';
import { contextHeaders, NOT_BEGUN, SUBGRAPH_PATH } from '#platform/remote/headers';
import { subscriptionServer } from '#platform/remote/sockets';

export interface SubgraphServerOptions {
  readonly schema: GraphQLSchema;
  /** Answers what comes; verifies the viewer's token. */
  readonly dataSource: DataSource;
  /** Shared with the router: signs the client's address. */
  readonly secret: Uint8Array;
  /** Takes the faults of the transport itself; those of operations go to the data source's own hook. */
  readonly onError: (error: unknown) => void;
}

/** A subgraph on the network, to be mounted: `createServer(listener)`, `server.on('upgrade', upgrade)`. */
export interface SubgraphServer {
  readonly listener: RequestListener;
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  /**
   * Closes the server it is mounted on, so that no router notices: refuses what comes from now on and closes the sockets
   * of subscriptions with 1001, stops listening once no router asks any more, and finishes what is running, for ten
   * seconds at most.
   */
  close(server: Server): Promise<void>;
}

/** More than the router takes of a client, which it may spread over fewer fetches than it came in. */
const MAX_BODY_BYTES = 9 * 1_048_576;
const MAX_TOKENS = 20_000;
const FINISHING_MS = 10_000;
/**
 * Connections are closed when no router has asked for so long: a mutation that meets a closing connection can't be sent
 * again. Less than a router leaves a replica alone that has refused it, so that none comes back just then.
 */
const QUIET_MS = 500;
const QUIET_AT_MOST_MS = 5_000;

interface SubgraphContext {
  readonly operation: OperationContext;
}

/** A subgraph that runs alone: GraphQL over HTTP by Apollo Server, subscriptions by graphql-transport-ws, both at /graphql. */
export const serveSubgraph = async (options: SubgraphServerOptions): Promise<SubgraphServer> => {
  const { schema, dataSource, secret, onError } = options;
  const headers = contextHeaders(secret);
  const sockets = subscriptionServer({ schema, dataSource, headers, onError });
  let closing = false;
  let refusedAt = 0;

  const apollo = new ApolloServer<SubgraphContext>({
    schema,
    parseOptions: { maxTokens: MAX_TOKENS },
    csrfPrevention: true,
    allowBatchedHttpRequests: false,
    persistedQueries: false,
    introspection: true,
    includeStacktraceInErrorResponses: false,
    stopOnTerminationSignals: false,
    logger: { debug() {}, info() {}, warn: onError, error: onError },
    plugins: [
      answeredBy(dataSource, onError),
      ApolloServerPluginLandingPageDisabled(),
      ApolloServerPluginCacheControlDisabled(),
      ApolloServerPluginInlineTraceDisabled(),
    ],
  });
  await apollo.start();

  const answer = async (request: IncomingMessage): Promise<Answer> => {
    if (closing) {
      refusedAt = performance.now();
      return refused(503, 'UNAVAILABLE', 'This process is about to stop. Ask another.', { [NOT_BEGUN]: 'stopping' });
    }
    const body = await readBody(request);
    if (body === undefined)
      return refused(413, 'LIMIT_EXCEEDED', `The body must have at most ${MAX_BODY_BYTES} bytes.`);
    const answered = await apollo.executeHTTPGraphQLRequest({
      httpGraphQLRequest: { method: 'POST', headers: headerMap(request), search: '', body: parsed(body) },
      context: async () => ({ operation: headers.read(request.headers, request.socket.remoteAddress ?? '') }),
    });
    if (answered.body.kind !== 'complete') throw new Error('Apollo Server answered in parts, which nobody asked for.');
    return {
      ...{ status: answered.status ?? 200, headers: Object.fromEntries(answered.headers) },
      body: answered.body.string,
    };
  };

  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { status, headers: ours, body } = await answer(request);
    // what was not read of a body is thrown away, so that the connection can be used again
    request.resume();
    response.writeHead(status, { ...ours, ...(closing ? { connection: 'close' } : {}) }).end(body);
  };

  return {
    listener(request, response) {
      if (pathOf(request) !== SUBGRAPH_PATH || request.method !== 'POST') {
        request.resume();
        response.writeHead(404).end();
        return;
      }
      serve(request, response).catch((error) => {
        onError(error);
        response.destroy();
      });
    },

    upgrade(request, socket, head) {
      if (pathOf(request) === SUBGRAPH_PATH && !closing) return sockets.upgrade(request, socket, head);
      // an upgraded socket has no listener but ours, and an error without one ends the process
      socket.on('error', () => socket.destroy());
      socket.end(`HTTP/1.1 ${closing ? '503 Service Unavailable' : '404 Not Found'}\r\nConnection: close\r\n\r\n`);
    },

    async close(server) {
      closing = true;
      refusedAt = performance.now();
      const noLongerThan = refusedAt + QUIET_AT_MOST_MS;
      await sockets.close();
      while (performance.now() < Math.min(refusedAt + QUIET_MS, noLongerThan)) await setTimeout(QUIET_MS / 10);
      const closed = new Promise((resolve) => server.close(resolve));
      await Promise.race([closed, setTimeout(FINISHING_MS, undefined, { ref: false })]);
      server.closeAllConnections();
      await apollo.stop();
    },
  };
};

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Apollo Server parses and validates; the data source answers, with its own words on errors. */
const answeredBy = (
  dataSource: DataSource,
  onError: (error: unknown) => void,
): ApolloServerPlugin<SubgraphContext> => ({
  async requestDidStart() {
    return {
      async responseForOperation({ source, document, request, contextValue: { operation } }) {
        const { operationName, variables } = request;
        const fetch = { query: source, document, operationName, variables };
        const { errors, ...result } = await dataSource.execute(fetch, operation).catch((error): ExecutionResult => {
          onError(error);
          const cause = new DomainError('INTERNAL_SERVER_ERROR', 'Something went wrong on our side.');
          return { errors: [new GraphQLError(cause.message, { originalError: cause })], data: null };
        });
        const singleResult = {
          ...result,
          ...(errors ? { errors: errors.map((error) => error.toJSON()) } : {}),
          ...(operation.written.length > 0 ? { extensions: { consistency: operation.written.join(',') } } : {}),
        };
        return { http: { headers: new HeaderMap() }, body: { kind: 'single', singleResult } };
      },
    };
  },
});

/** A request that did not come to GraphQL. */
const refused = (status: number, code: ErrorCode, message: string, headers: Answer['headers'] = {}): Answer => ({
  ...{ status, headers: { 'content-type': 'application/json; charset=utf-8', ...headers } },
  body: JSON.stringify({ errors: [{ message, extensions: { code } }] }),
});

const pathOf = ({ url = '/' }: IncomingMessage): string => url.split('?', 1)[0]!;

/** Undefined when it is too large. */
const readBody = async (request: IncomingMessage): Promise<string | undefined> => {
  const chunks: Buffer[] = [];
  let bytes = 0;
  // leaving the loop must not close the connection: the refusal is still to be sent over it
  for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > MAX_BODY_BYTES) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
};

/** Undefined, which Apollo Server refuses, when it is no JSON. */
const parsed = (body: string): unknown => {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
};

const headerMap = ({ headers }: IncomingMessage): HeaderMap => {
  const map = new HeaderMap();
  for (const [name, value] of Object.entries(headers)) if (typeof value === 'string') map.set(name, value);
  return map;
};
