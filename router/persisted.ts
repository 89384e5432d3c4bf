import { createHash } from 'node:crypto';
import type { GraphQLError } from 'graphql';
import { LRUCache } from 'lru-cache';
import type { Cache } from '#platform/cache/cache';
import { refusal } from './errors.ts';

/** What a request says of its document. */
export interface DocumentRequest {
  readonly query?: string | undefined;
  readonly extensions?: Readonly<Record<string, unknown>> | undefined;
}

/** Finds the text of the document that a request means. Never rejects. */
export interface Documents {
  textOf(request: DocumentRequest): Promise<string | GraphQLError>;
  /** Told once a document has proved to be good: what is not isn't kept. */
  keep(text: string, request: DocumentRequest): void;
}

/** Of one document: the app's largest has a tenth of it. */
const MAX_CHARACTERS = 32_768;
/** Of the documents that this process need not ask the cache for. */
const CHARACTERS_HERE = 4_000_000;
/** Who sends a hash that is forgotten sends the document again. */
const KEPT_MS = 24 * 3_600_000;

const cacheKey = (hash: string) => `persisted:${hash}`;

/**
 * Automatic persisted queries, by Apollo's protocol: a client sends the SHA-256 of its document; when it is told
 * PERSISTED_QUERY_NOT_FOUND, document and hash; from then on, whatever replica it asks, the hash alone.
 */
export const automaticDocuments = (cache: Pick<Cache, 'get' | 'set'>): Documents => {
  const here = new LRUCache<string, string>({ maxSize: CHARACTERS_HERE, sizeCalculation: ({ length }) => length });

  return {
    async textOf({ query, extensions }) {
      const hash = hashOf(extensions);
      if (typeof hash !== 'string') return hash ?? query ?? noDocument();
      if (query) return sha256(query) === hash ? query : hashMismatch();
      const known = here.get(hash);
      if (known !== undefined) return known;
      const shared = await cache.get(cacheKey(hash));
      if (shared === null) return notFound();
      here.set(hash, shared);
      return shared;
    },

    keep(text, { query, extensions }) {
      if (!query || text.length > MAX_CHARACTERS) return;
      const hash = hashOf(extensions);
      if (typeof hash !== 'string' || here.has(hash)) return;
      here.set(hash, text);
      // the port never rejects: what could not be kept is asked for again
      void cache.set(cacheKey(hash), text, KEPT_MS);
    },
  };
};

/** Only these documents, whether they are sent whole or by their hash. Anything else is QUERY_NOT_IN_SAFELIST. */
export const listedDocuments = (listed: ReadonlyMap<string, string>): Documents => ({
  async textOf({ query, extensions }) {
    const hash = hashOf(extensions);
    if (hash !== undefined && typeof hash !== 'string') return hash;
    if (!query && hash === undefined) return noDocument();
    const actual = query ? sha256(query) : hash!;
    if (query && hash !== undefined && hash !== actual) return hashMismatch();
    return listed.get(actual) ?? notListed();
  },
  keep() {},
});

/**
 * The documents of a manifest as Apollo's tools write one for their clients (`apollo-persisted-query-manifest`), by hash.
 * Throws when it is none, or when an id is not its document's hash.
 */
export const readManifest = (json: string): Map<string, string> => {
  const { format, version, operations } = JSON.parse(json) as Partial<Manifest>;
  if (format !== MANIFEST.format || version !== MANIFEST.version || !Array.isArray(operations))
    throw new Error(`not a manifest of the format ${MANIFEST.format}, version ${MANIFEST.version}`);
  for (const { id, name, body } of operations)
    if (sha256(body) !== id) throw new Error(`the id of ${name} is not the SHA-256 of its body`);
  return new Map(operations.map(({ id, body }) => [id, body]));
};

const MANIFEST = { format: 'apollo-persisted-query-manifest', version: 1 } as const;

interface Manifest {
  readonly format: string;
  readonly version: number;
  readonly operations: readonly ManifestOperation[];
}

export interface ManifestOperation {
  /** The SHA-256 of `body`, in hexadecimal. */
  readonly id: string;
  readonly name: string;
  readonly type: 'query' | 'mutation' | 'subscription';
  readonly body: string;
}

export const writeManifest = (operations: readonly Omit<ManifestOperation, 'id'>[]): string => {
  const withIds = operations.map((operation) => ({ id: sha256(operation.body), ...operation }));
  return `${JSON.stringify({ ...MANIFEST, operations: withIds }, null, 2)}\n`;
};

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** Undefined: the request has none. */
const hashOf = (extensions: DocumentRequest['extensions']): string | GraphQLError | undefined => {
  const persisted = extensions?.persistedQuery as { version?: unknown; sha256Hash?: unknown } | null | undefined;
  if (persisted === undefined || persisted === null) return undefined;
  const { version, sha256Hash } = persisted;
  if (version === 1 && typeof sha256Hash === 'string' && /^[0-9a-f]{64}$/.test(sha256Hash)) return sha256Hash;
  return refusal('BAD_USER_INPUT', 'A persisted query needs version 1 and sha256Hash, 64 hexadecimal digits.', {
    field: 'extensions.persistedQuery',
  });
};

const noDocument = () =>
  refusal('BAD_USER_INPUT', 'There must be a `query`: the text of a document.', { field: 'query' });

// clients of Apollo's protocol know this message, and that one beside its code
const notFound = () => refusal('PERSISTED_QUERY_NOT_FOUND', 'PersistedQueryNotFound');
const hashMismatch = () => refusal('PERSISTED_QUERY_HASH_MISMATCH', 'provided sha does not match query');
const notListed = () =>
  refusal('QUERY_NOT_IN_SAFELIST', 'Only documents that are registered here are answered; this is none of them.');
