import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { BlobExistsError, type BlobKey, type Blobs } from '#platform/blobs/blobs';
import { BLOBS_PATH, type Granted, type SignedUrls } from '#platform/blobs/signed-urls';
import { KeyDestroyedError } from '#platform/vault/vault';

/** A subgraph's blobs, and what grants access to them. */
export interface ServedBlobs {
  readonly blobs: Blobs;
  readonly blobUrls: SignedUrls;
  /** Whether an upload may be put there, besides that its address allows it: asked before it comes, and once it is there. */
  readonly takes?: ((key: BlobKey) => Promise<boolean>) | undefined;
}

/** What a browser may show in a page of ours. SVG is not among them: it runs scripts. */
const SHOWN: readonly string[] = ['image/png', 'image/jpeg', 'image/webp', 'image/gif'];

/**
 * GET and PUT below /blobs/<subgraph>/, by signed address alone. A refusal has no body: 403 for what was not granted or
 * is over, 404 for what is gone, 409 for an upload where there is one or nothing more may come, 413 for too large a one.
 */
export const serveBlobs = (
  served: ReadonlyMap<string, ServedBlobs>,
  onError: (error: unknown) => void,
): RequestListener => {
  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const url = request.url!;
    const of = served.get(subgraphOf(url)!);
    const contentType = request.headers['content-type'];
    const granted = of?.blobUrls.verify({ method: request.method, url, contentType });
    if (!of || !granted) return end(request, response, 403);
    if (granted.method === 'GET') return send(of.blobs, granted, request, response);
    return end(request, response, await store(of, granted, request));
  };

  return answering(serve, onError);
};

/** 503 for what fails before it is answered; what fails after that breaks off. */
export const answering =
  (
    answer: (request: IncomingMessage, response: ServerResponse) => Promise<void>,
    onError: (error: unknown) => void,
  ): RequestListener =>
  (request, response) => {
    answer(request, response).catch((error: NodeJS.ErrnoException) => {
      // who leaves in the midst is no fault of ours
      if (!BROKEN_OFF.includes(error.code)) onError(error);
      if (response.headersSent) response.destroy();
      else end(request, response, 503);
    });
  };

/** Which subgraph's blob an address is of. */
export const subgraphOf = (url: string): string | undefined => url.slice(BLOBS_PATH.length).split('/', 1)[0];

const BROKEN_OFF: readonly unknown[] = ['ERR_STREAM_PREMATURE_CLOSE', 'ECONNRESET', 'EPIPE'];

const send = async (
  blobs: Blobs,
  { key, expires, attached }: Granted,
  request: IncomingMessage,
  response: ServerResponse,
) => {
  const blob = await blobs.get(key);
  if (!blob) return end(request, response, 404);
  const { contentType, size, content } = blob;
  request.resume();
  response.writeHead(200, {
    ...{ 'content-type': contentType, 'content-length': size },
    'content-disposition': !attached && SHOWN.includes(contentType) ? 'inline' : 'attachment',
    // whatever somebody has uploaded, it is no page of this site
    ...{ 'x-content-type-options': 'nosniff', 'content-security-policy': "default-src 'none'; sandbox" },
    'cache-control': `private, max-age=${Math.max(0, Math.floor(expires - Date.now() / 1_000))}`,
  });
  try {
    await pipeline(content, response);
  } finally {
    content.destroy();
  }
};

/** Answers with the status. */
const store = async (
  { blobs, takes = async () => true }: ServedBlobs,
  { key, maxBytes }: Granted,
  request: IncomingMessage,
): Promise<number> => {
  const { 'content-type': contentType = '', 'content-length': length } = request.headers;
  if (Number(length) > maxBytes) return 413;
  try {
    if (!(await takes(key))) return 409;
    await blobs.create(key, contentType, limited(request, maxBytes));
    if (await takes(key)) return 204;
    // what it belonged to was over before it had come
    await blobs.delete(key);
    return 409;
  } catch (error) {
    if (error instanceof TooLargeError) return 413;
    if (error instanceof BlobExistsError) return 409;
    if (error instanceof KeyDestroyedError) return 404;
    throw error;
  }
};

class TooLargeError extends Error {
  override readonly name = 'TooLargeError';
}

const limited = async function* (request: IncomingMessage, maxBytes: number): AsyncGenerator<Buffer> {
  let bytes = 0;
  // leaving the loop must not close the connection: the refusal is still to be sent over it
  for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > maxBytes) throw new TooLargeError();
    yield chunk;
  }
};

/** An answer without a body. */
export const end = (request: IncomingMessage, response: ServerResponse, status: number): void => {
  // what was not read of a body is thrown away, so that the connection can be used again
  request.resume();
  response.writeHead(status, { 'cache-control': 'no-store' }).end();
};
