import type { IncomingMessage, ServerResponse } from 'node:http';

const PREFLIGHT_SECONDS = 86_400;

/** Which pages of other origins may ask, and read the answer. They have no right by that: tokens are in no cookie. */
export interface Cors {
  headers(request: IncomingMessage): Record<string, string>;
  preflight(request: IncomingMessage, response: ServerResponse): void;
}

export const createCors = (origins: readonly string[]): Cors => {
  const headers: Cors['headers'] = ({ headers: { origin } }) =>
    origin !== undefined && origins.includes(origin)
      ? {
          'access-control-allow-origin': origin,
          'access-control-expose-headers': 'x-correlation-id, retry-after',
          vary: 'origin',
        }
      : { vary: 'origin' };

  return {
    headers,
    preflight(request, response) {
      const cors = headers(request);
      const asked = request.headers['access-control-request-headers'];
      const allowed = 'access-control-allow-origin' in cors && {
        'access-control-allow-methods': 'GET, POST',
        'access-control-allow-headers': String(asked ?? ''),
        // the Sandbox is on the internet, and asks a server on the developer's own machine
        'access-control-allow-private-network': 'true',
        'access-control-max-age': String(PREFLIGHT_SECONDS),
      };
      request.resume();
      response.writeHead(204, { ...cors, ...allowed }).end();
    },
  };
};
