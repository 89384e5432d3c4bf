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
  { status, headers, body }: { status: number; headers: Readonly<Record<string, string>>; body: string },
): void => {
  const length = Buffer.byteLength(body);
  const write = () => {
    response.writeHead(status, { ...headers, 'content-length': length });
    response.end(body);
  };
  if (length < THRESHOLD_BYTES) write();
  else compressing(request, response, write);
};
