import type { Verifier } from '#platform/auth';
import type { Config } from '#platform/config';
import type { Logger } from '#platform/log';
import type { Metrics } from '#platform/metrics';
import { tenantOf } from '#platform/tenant';
import { type Endpoint, serveRouter } from '../router/http.ts';
import type { Router } from '../router/router.ts';

/** The public endpoint over a router, measured and logged. */
export const serveEndpoint = (parts: {
  readonly router: Router;
  readonly config: Config;
  readonly tokens: Verifier;
  readonly metrics: Metrics;
  readonly log: Logger;
}): Promise<Endpoint> => {
  const { router, config, tokens, metrics, log } = parts;
  return serveRouter({
    router,
    authenticate: tokens.verify,
    tenantOf: tenantOf(config.tenants),
    onError: (error) => log.error({ error }, 'a request failed'),
    onOperation(operation) {
      metrics.operation(operation);
      const { name, type, status, seconds, correlationId } = operation;
      log.info({ operation: name, type, status, ms: Math.round(seconds * 1e5) / 100, correlationId }, 'operation');
    },
    onConnections: metrics.connections,
  });
};
