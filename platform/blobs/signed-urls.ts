import { hkdfSync } from 'node:crypto';
import type { BlobKey } from '#platform/blobs/blobs';
import { isSignatureOf, sign } from '#platform/signature';

/** Before the subgraph's name in every address. */
export const BLOBS_PATH = '/blobs/';

/**
 * Addresses that grant one thing with one blob for some time, to whoever has them: `/blobs/<subgraph>/…`, on the host of
 * the graph. Nothing is kept of them; they end with their time, or with the blob.
 */
export interface SignedUrls {
  /**
   * Good for `expiresInSeconds` at least, and for twice as long at most: all that is asked for within such a time is the
   * same address, so that clients keep what they have loaded.
   */
  download(key: BlobKey, expiresInSeconds: number): string;
  /** The same for what a browser shall save and never show, whatever it is. */
  attachment(key: BlobKey, expiresInSeconds: number): string;
  /** For one PUT of this very content type and of at most so many bytes. */
  upload(
    key: BlobKey,
    allowed: { readonly contentType: string; readonly maxBytes: number; readonly expiresInSeconds: number },
  ): string;
  /** Null for what was forged or changed, is over, or was granted for something else. */
  verify(request: SignedRequest): Granted | null;
}

/** What the signature must have been made for. */
export interface SignedRequest {
  readonly method: string | undefined;
  /** The path and the query, as they came. */
  readonly url: string;
  /** Of what is uploaded. */
  readonly contentType: string | undefined;
}

export interface Granted {
  readonly method: 'GET' | 'PUT';
  readonly key: BlobKey;
  /** Seconds since 1970. */
  readonly expires: number;
  /** Of an upload. */
  readonly maxBytes: number;
  /** Whether a download is to be saved, and not shown. */
  readonly attached: boolean;
}

/** Signed with a key of the subgraph's own, made of the secret that its replicas share. */
export const signedUrls = (secret: Uint8Array, subgraph: string): SignedUrls => {
  const signingKey = new Uint8Array(hkdfSync('sha256', secret, '', `metachat blobs of ${subgraph}`, 32));
  // no part can hold a line break: each is encoded, a number, or a header
  const signed = (...parts: readonly (string | number)[]) => parts.join('\n');
  const pathOf = ({ tenant, owner, name }: BlobKey) =>
    `${BLOBS_PATH}${[subgraph, tenant, owner, name].map(encodeURIComponent).join('/')}`;

  const download = (key: BlobKey, expiresInSeconds: number, ...as: readonly string[]): string => {
    const path = pathOf(key);
    const expires = (Math.floor(now() / expiresInSeconds) + 2) * expiresInSeconds;
    const signature = sign(signingKey, signed('GET', path, expires, ...as));
    return `${path}?expires=${expires}${as.map((word) => `&as=${word}`).join('')}&signature=${signature}`;
  };

  return {
    download: (key, expiresInSeconds) => download(key, expiresInSeconds),
    attachment: (key, expiresInSeconds) => download(key, expiresInSeconds, ATTACHMENT),

    upload(key, { contentType, maxBytes, expiresInSeconds }) {
      const path = pathOf(key);
      const expires = Math.ceil(now()) + expiresInSeconds;
      const signature = sign(signingKey, signed('PUT', path, expires, maxBytes, contentType));
      return `${path}?expires=${expires}&maxBytes=${maxBytes}&signature=${signature}`;
    },

    verify({ method, url, contentType = '' }) {
      if (method !== 'GET' && method !== 'PUT') return null;
      const [path = '', query = ''] = url.split('?', 2);
      const parameters = new URLSearchParams(query);
      const [expires, maxBytes] = [Number(parameters.get('expires')), Number(parameters.get('maxBytes'))];
      const as = parameters.getAll('as');
      const text =
        method === 'GET' ? signed(method, path, expires, ...as) : signed(method, path, expires, maxBytes, contentType);
      if (!isSignatureOf(signingKey, text, parameters.get('signature') ?? '') || expires <= now()) return null;
      // what we have signed is a path of ours
      const [tenant, owner, name] = path.split('/').slice(3).map(decodeURIComponent) as [string, string, string];
      return { method, key: { tenant, owner, name }, expires, maxBytes, attached: as.includes(ATTACHMENT) };
    },
  };
};

const ATTACHMENT = 'attachment';

const now = (): number => Date.now() / 1_000;
