import { once } from 'node:events';
import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http';
import type { Verifier } from '#platform/auth';
import { BLOBS_PATH } from '#platform/blobs/signed-urls';
import { type Config, ConfigError } from '#platform/config';
import { within } from '#platform/deadline';
import type { Metrics } from '#platform/metrics';
import type { RebuildReport } from '#platform/projection';

/** What a process tells of itself. */
export interface Observed {
  readonly metrics: Metrics;
  /** Servers and processes that it needs, by name; each rejects while it is away. */
  readonly dependencies: ReadonlyMap<string, () => Promise<unknown>>;
  /** Those of them without which it can serve nobody. */
  readonly essential: readonly string[];
  /** Names of what can't go on by itself: a projection or a policy that fails on an event. */
  readonly stuck: () => readonly string[];
}

/** What an operator can have done. */
export interface Operations {
  readonly tokens: Verifier;
  /** Rebuilds every projection from its event store, one after another. */
  readonly rebuild: (token: string) => Promise<readonly SubgraphRebuild[]>;
}

export type SubgraphRebuild = RebuildReport & { readonly subgraph: string };

/** What the process answers beside GraphQL. */
export interface ServerOptions {
  readonly observed: Observed;
  readonly operations?: Operations;
  /** What is below /blobs/, where there is anything. */
  readonly blobs?: RequestListener;
  /** Everything that isn't ours. */
  readonly graphql: RequestListener;
  /** Turns false when the process is about to stop: load balancers look elsewhere then. */
  readonly accepting: () => boolean;
}

type Route = (request: IncomingMessage) => Promise<Answer>;

interface Answer {
  readonly status: number;
  readonly body: unknown;
  readonly contentType?: string;
}

/** Of a request's head, and of all of it: a connection that drips is ended by 408. A slow phone uploads for a while. */
const PATIENCE = { headersTimeout: 5_000, requestTimeout: 120_000, connectionsCheckingInterval: 1_000 };

/** /health, /metrics, /operations and /blobs on the port of the graph. */
export const createHttpServer = ({ observed, operations, blobs, graphql, accepting }: ServerOptions): Server => {
  const { registry } = observed.metrics;
  const routes: Readonly<Record<string, Route>> = {
    'GET /health': async () => ready(observed, accepting),
    'GET /health/live': async () => ({ status: 200, body: { status: 'live' } }),
    'GET /health/ready': async () => ready(observed, accepting),
    'GET /ready': async () => ready(observed, accepting),
    'GET /metrics': async () => ({
      ...{ status: 200, body: await registry.metrics() },
      contentType: registry.contentType,
    }),
    ...(operations && { 'POST /operations/rebuild': (request) => rebuild(operations, request) }),
  };

  return createServer(PATIENCE, (request, response) => {
    const [path] = request.url!.split('?');
    const route = routes[`${request.method} ${path}`];
    if (!route) return (blobs && path!.startsWith(BLOBS_PATH) ? blobs : graphql)(request, response);
    request.resume();
    route(request)
      .catch((): Answer => ({ status: 503, body: { error: { code: 'UNAVAILABLE' } } }))
      .then((answer) => send(response, answer))
      .catch(() => response.destroy());
  });
};

/** Resolves with the address that it listens on; a ConfigError when it can't. */
export const listen = async (server: Server, { port, host }: Config): Promise<string> => {
  server.listen(port, host);
  try {
    await once(server, 'listening');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EADDRINUSE') throw new ConfigError(`PORT ${port} is taken: another program listens on ${host}.`);
    throw new ConfigError(`HOST ${host} and PORT ${port} can't be listened on (${code}).`);
  }
  const address = server.address();
  const actual = typeof address === 'object' && address ? address.port : port;
  return `http://${host.includes(':') ? `[${host}]` : host}:${actual}`;
};

const send = (response: ServerResponse, { status, body, contentType = 'application/json; charset=utf-8' }: Answer) => {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  response.writeHead(status, { 'content-type': contentType, 'cache-control': 'no-store' }).end(text);
};

/** A server that is paused answers nothing; whoever asks for health waits for a few seconds at most. */
const PING_MS = 2_000;

/**
 * Ready is who can serve: what is essential is there, and nothing is stuck. While another part is away this process is
 * `degraded`: it serves what doesn't need that part, and taking it out of rotation would help nobody.
 */
const ready = async (observed: Observed, accepting: () => boolean): Promise<Answer> => {
  const { dependencies, essential } = observed;
  const states = await Promise.all(
    Array.from(dependencies, async ([name, ping]) => {
      const state = await within(PING_MS, ping()).then(
        () => 'up',
        () => 'down',
      );
      return [name, state] as const;
    }),
  );
  const away = states.filter(([, state]) => state === 'down').map(([name]) => name);
  const stuck = observed.stuck();
  const status =
    !accepting() || away.some((name) => essential.includes(name)) || (stuck.length > 0 && away.length === 0)
      ? 'not ready'
      : away.length > 0
        ? 'degraded'
        : 'ready';
  return { status: status === 'not ready' ? 503 : 200, body: { status, ...Object.fromEntries(states), stuck } };
};

const rebuild = async ({ tokens, rebuild }: Operations, request: IncomingMessage): Promise<Answer> => {
  const token = /^Bearer (.+)$/i.exec(request.headers.authorization ?? '')?.[1];
  const viewer = token === undefined ? null : await tokens.verify(token).catch(() => null);
  if (token === undefined || !viewer) return { status: 401, body: { error: { code: 'UNAUTHENTICATED' } } };
  if (!viewer.scopes.has('admin')) return { status: 403, body: { error: { code: 'FORBIDDEN' } } };
  const projections = await rebuild(token);
  return { status: 200, body: { equal: projections.every(({ differing }) => differing === 0), projections } };
};
