import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { type Dispatcher, Pool } from 'undici';
import { answering, end, subgraphOf } from '#platform/blobs/http';
import { rotation } from '#platform/remote/replicas';

export interface BlobForwarder {
  readonly listener: RequestListener;
  close(): Promise<void>;
}

/** Of one process to one replica: transfers take long, and shall not keep operations waiting. */
const MAX_CONNECTIONS = 32;
const CONNECT_MS = 1_000;
/** Until the first byte of the answer; between any two of a transfer. */
const SILENCE_MS = 30_000;

/** What a signed address is checked against; nothing that says who asks. */
const SENT = ['content-type', 'content-length'];
const ANSWERED = [
  ...['content-type', 'content-length', 'content-disposition', 'cache-control'],
  ...['x-content-type-options', 'content-security-policy'],
];

/**
 * /blobs/<subgraph>/… goes to a process of that subgraph, as it stands: only there the signature is checked, and the blob
 * opened. A download is asked of the next replica when one is away; an upload is sent once, for it can be read once.
 */
export const forwardBlobs = (
  urls: Readonly<Record<string, readonly string[]>>,
  onError: (error: unknown) => void,
): BlobForwarder => {
  const pools = new Map(
    Object.entries(urls).map(([subgraph, addresses]) => [subgraph, addresses.map((url) => poolTo(url))]),
  );
  const replicas = new Map(Array.from(pools, ([subgraph, ofSubgraph]) => [subgraph, rotation(ofSubgraph)]));

  const answerTo = async (request: IncomingMessage, { inTurn, away, back }: Replicas) => {
    const { method, url: path = '', headers } = request;
    const sent = { path, method: method as Dispatcher.HttpMethod, headers: only(SENT, headers) };
    const body = method === 'GET' ? null : request;
    let failure: unknown;
    for (const replica of inTurn())
      try {
        const answer = await replica.request({ ...sent, body });
        back(replica);
        return answer;
      } catch (error) {
        away(replica);
        failure = error;
        if (body) break;
      }
    throw failure;
  };

  const forward = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const of = replicas.get(subgraphOf(request.url!)!);
    if (!of) return end(request, response, 403);
    const { statusCode, headers, body } = await answerTo(request, of);
    request.resume();
    response.writeHead(statusCode, only(ANSWERED, headers));
    await pipeline(body, response);
  };

  return {
    listener: answering(forward, onError),
    async close() {
      await Promise.all([...pools.values()].flat().map((pool) => pool.destroy()));
    },
  };
};

type Replicas = ReturnType<typeof rotation<Pool>>;

const poolTo = (url: string): Pool =>
  new Pool(new URL(url).origin, {
    ...{ connections: MAX_CONNECTIONS, pipelining: 1, connect: { timeout: CONNECT_MS } },
    ...{ headersTimeout: SILENCE_MS, bodyTimeout: SILENCE_MS },
  });

const only = (names: readonly string[], headers: Readonly<Record<string, string | string[] | undefined>>) =>
  Object.fromEntries(names.flatMap((name) => (headers[name] === undefined ? [] : [[name, headers[name]]])));
