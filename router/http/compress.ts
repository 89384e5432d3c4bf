import type { IncomingMessage, ServerResponse } from 'node:http';
import compression from 'compression';

/** What is smaller fits in one packet as it is. */
const THRESHOLD_BYTES = 1_400;

// what is looked at here has been found long enough
const compressing = compression({ threshold: 0 }) as unknown as (
  request: IncomingMessage,
  response: ServerResponse,
  next: () => void,
) => void;

/** Sends an answer, packed as its client likes it (brotli, gzip or deflate) where that is worth it. */
export const sendCompressed = (
  request: IncomingMessage,
  response: ServerResponse,
  { status, headers, body }: { status: number; headers: Record<string, string>; body: string | Buffer },
): void => {
  const length = Buffer.byteLength(body);
  headers['content-length'] = String(length);
  if (length < THRESHOLD_BYTES) response.writeHead(status, headers).end(body);
  else compressing(request, response, () => response.writeHead(status, headers).end(body));
};
