import { readFileSync } from 'node:fs';
import type { Cache } from '#platform/cache/cache';
import { type Config, ConfigError } from '#platform/config';
import type { Logger } from '#platform/log';
import type { Metrics } from '#platform/metrics';
import { tenantOf } from '#platform/tenant';
import { traceIdOf } from '#platform/tracing/trace-context';
import type { Tracing } from '#platform/tracing/tracing';
import type { Authenticate } from '../router/admission.ts';
import { type Endpoint, serveRouter } from '../router/http.ts';
import { readManifest } from '../router/persisted.ts';
import type { Router } from '../router/router.ts';

/** The public endpoint over a router, measured and logged. */
export const serveEndpoint = (parts: {
  readonly router: Router;
  readonly config: Config;
  readonly authenticate: Authenticate;
  readonly cache: Cache;
  readonly metrics: Metrics;
  readonly tracing: Tracing | undefined;
  readonly log: Logger;
}): Endpoint => {
  const { router, config, authenticate, cache, metrics, tracing, log } = parts;
  return serveRouter({
    ...config.endpoint,
    ...{ router, cache, authenticate, tracing },
    safelist: readSafelist(config.endpoint.safelist),
    tenantOf: tenantOf(config.tenants),
    onError: (error) => log.error({ error }, 'a request failed'),
    onOperation(operation) {
      metrics.operation(operation);
      const { name, type, status, seconds, correlationId } = operation;
      const ms = Math.round(seconds * 1e5) / 100;
      log.info({ operation: name, type, status, ms, correlationId, ...traceIdOf(operation) }, 'operation');
    },
    onConnections: metrics.connections,
    onSubscriptions: metrics.subscriptions,
  });
};

const readSafelist = (path: string | undefined): Map<string, string> | undefined => {
  if (path === undefined) return undefined;
  try {
    return readManifest(readFileSync(path, 'utf8'));
  } catch (error) {
    const why = (error as NodeJS.ErrnoException).code ?? (error as Error).message;
    throw new ConfigError(`SAFELIST is ${JSON.stringify(path)}, but must be: a manifest of operations (${why}).`);
  }
};
