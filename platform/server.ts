import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http';
import type { Tokens } from '#platform/auth';
import type { Wired } from '#platform/wiring';

/** What the process answers beside GraphQL. */
export interface ServerOptions {
  readonly wired: Wired;
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

/** /health, /metrics and /operations on the port of the graph. */
export const createHttpServer = ({ wired, graphql, accepting }: ServerOptions): Server => {
  const routes: Readonly<Record<string, Route>> = {
    'GET /health': async () => ready(wired, accepting),
    'GET /health/live': async () => ({ status: 200, body: { status: 'live' } }),
    'GET /health/ready': async () => ready(wired, accepting),
    'GET /ready': async () => ready(wired, accepting),
    'GET /metrics': async () => ({
      ...{ status: 200, body: await wired.metrics.registry.metrics() },
      contentType: wired.metrics.registry.contentType,
    }),
    'POST /operations/rebuild': (request) => asAdmin(wired.tokens, request, () => rebuildAll(wired)),
  };

  return createServer((request, response) => {
    const [path] = request.url!.split('?');
    const route = routes[`${request.method} ${path}`];
    if (!route) return graphql(request, response);
    request.resume();
    route(request)
      .catch((): Answer => ({ status: 503, body: { error: { code: 'UNAVAILABLE' } } }))
      .then((answer) => send(response, answer))
      .catch(() => response.destroy());
  });
};

const send = (response: ServerResponse, { status, body, contentType = 'application/json; charset=utf-8' }: Answer) => {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  response.writeHead(status, { 'content-type': contentType, 'cache-control': 'no-store' }).end(text);
};

/** Ready is who can answer: the database is there, and no projection or policy is stuck. */
const ready = async ({ subgraphs, ping }: Wired, accepting: () => boolean): Promise<Answer> => {
  const database = await ping().then(
    () => 'up',
    () => 'down',
  );
  const stuck = subgraphs.flatMap(({ consumers }) =>
    [...consumers].filter(([, { consumer }]) => consumer.failure() !== null).map(([name]) => name),
  );
  const isReady = accepting() && database === 'up' && stuck.length === 0;
  return { status: isReady ? 200 : 503, body: { status: isReady ? 'ready' : 'not ready', database, stuck } };
};

const asAdmin = async (tokens: Tokens, request: IncomingMessage, work: () => Promise<Answer>): Promise<Answer> => {
  const token = /^Bearer (.+)$/i.exec(request.headers.authorization ?? '')?.[1];
  const viewer = token === undefined ? null : await tokens.verify(token).catch(() => null);
  if (!viewer) return { status: 401, body: { error: { code: 'UNAUTHENTICATED' } } };
  if (!viewer.scopes.has('admin')) return { status: 403, body: { error: { code: 'FORBIDDEN' } } };
  return work();
};

/** Rebuilds every projection from its event store, one after another, and says what differed. */
const rebuildAll = async ({ subgraphs }: Wired): Promise<Answer> => {
  const projections = [];
  for (const { name: subgraph, projections: running } of subgraphs)
    for (const projection of running) projections.push({ subgraph, ...(await projection.rebuild()) });
  return { status: 200, body: { equal: projections.every(({ differing }) => differing === 0), projections } };
};
