import type { Tokens } from '#platform/auth';
import type { Logger } from '#platform/log';
import type { Metrics } from '#platform/metrics';
import { type Endpoint, serveRouter } from '../router/http.ts';
import type { Router } from '../router/router.ts';

/** The public endpoint over a router, measured and logged. */
export const serveEndpoint = (parts: {
  readonly router: Router;
  readonly tokens: Tokens;
  readonly metrics: Metrics;
  readonly log: Logger;
}): Promise<Endpoint> => {
  const { router, tokens, metrics, log } = parts;
  return serveRouter({
    router,
    authenticate: tokens.verify,
    onError: (error) => log.error({ error }, 'a request failed'),
    onOperation(operation) {
      metrics.operation(operation);
      const { name, type, status, seconds, correlationId } = operation;
      log.info({ operation: name, type, status, ms: Math.round(seconds * 1e5) / 100, correlationId }, 'operation');
    },
    onConnections: metrics.connections,
  });
};
