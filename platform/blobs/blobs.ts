import { randomBytes } from 'node:crypto';
import { openedSize, openSegments, sealSegments } from '#platform/blobs/segments';
import type { Sealed } from '#platform/domain/events';
import type { Vault } from '#platform/vault/vault';

/** Where a blob lies, and whose it is. Any text will do for each part. */
export interface BlobKey {
  readonly tenant: string;
  /** The person whose key seals it, and whose erasure removes it. */
  readonly owner: string;
  readonly name: string;
}

export type Content = AsyncIterable<Buffer> | Iterable<Buffer>;

export interface Blob {
  readonly contentType: string;
  readonly content: OpenContent;
  /** Of the content, in bytes. */
  readonly size: number;
}

/** Fails in the midst when what lies there is damaged. Whoever doesn't read it to its end must destroy it, once or twice. */
export type OpenContent = AsyncIterable<Buffer> & { destroy(): void };

/**
 * What is too large for an event: images, attachments, exports. Each blob is sealed with a key of its own, and that with
 * its owner's: whoever holds the disk, or a backup of it, reads nothing, and destroying the owner's key destroys them all.
 */
export interface Blobs {
  /**
   * Stores it, in the place of what was there. Readers see all of it or what was there before. Throws `KeyDestroyedError`
   * for an owner who was erased.
   */
  put(key: BlobKey, contentType: string, content: Content): Promise<void>;
  /** Stores it where nothing was before, else throws `BlobExistsError`: of several at once the first to end stands. */
  create(key: BlobKey, contentType: string, content: Content): Promise<void>;
  /** Null when there is none, or its owner was erased. */
  get(key: BlobKey): Promise<Blob | null>;
  /** May be asked for twice. */
  delete(key: BlobKey): Promise<void>;
  deleteAllOf(tenant: string, owner: string): Promise<void>;
  /** How many are left, also those that nobody can open any more and uploads that broke off. */
  countOf(tenant: string, owner: string): Promise<number>;
}

/** Where sealed blobs lie: bytes, and a label that can be read without them. Adapters pass tests/contract/blobs.ts. */
export interface BlobStore {
  /** `label` is ASCII, of at most 1,000 characters. Readers see all of it or what was there before. */
  put(key: BlobKey, label: string, content: Content): Promise<void>;
  create(key: BlobKey, label: string, content: Content): Promise<void>;
  get(key: BlobKey): Promise<StoredBlob | null>;
  delete(key: BlobKey): Promise<void>;
  deleteAllOf(tenant: string, owner: string): Promise<void>;
  countOf(tenant: string, owner: string): Promise<number>;
}

/** Something lies there, and is to stay as it is. */
export class BlobExistsError extends Error {
  override readonly name = 'BlobExistsError';
}

export interface StoredBlob {
  readonly label: string;
  readonly content: OpenContent;
  /** Of the content, in bytes. */
  readonly size: number;
}

/** What the label says, sealed under the owner's key. */
interface Label {
  /** Of this blob alone, in base64. */
  readonly key: string;
  readonly contentType: string;
}

export const blobs = (store: BlobStore, vault: Vault): Blobs => ({
  put: sealing(vault, store.put),
  create: sealing(vault, store.create),

  async get(key) {
    const stored = await store.get(key);
    if (!stored) return null;
    const destroy = () => stored.content.destroy();
    try {
      const label = await open(vault, key, stored.label);
      if (!label) destroy();
      return (
        label && {
          contentType: label.contentType,
          content: Object.assign(openSegments(Buffer.from(label.key, 'base64'), stored.content), { destroy }),
          size: openedSize(stored.size),
        }
      );
    } catch (error) {
      destroy();
      throw error;
    }
  },

  delete: store.delete,
  deleteAllOf: store.deleteAllOf,
  countOf: store.countOf,
});

const sealing =
  (vault: Vault, write: BlobStore['put']): Blobs['put'] =>
  async (key, contentType, content) => {
    const dataKey = randomBytes(32);
    const label: Label = { key: dataKey.toString('base64'), contentType };
    const sealed = await vault.seal(placeOf(key), { label });
    await write(key, sealed.label!, sealSegments(dataKey, content));
  };

/** Null when the owner was erased. */
const open = async (vault: Vault, key: BlobKey, label: string): Promise<Label | null> => {
  const [opened] = await vault.open([{ ...placeOf(key), field: 'label', sealed: label as Sealed }]);
  if (opened instanceof Error) throw opened;
  return (opened as Label | undefined) ?? null;
};

/** A blob that was moved to another name does not open there. */
const placeOf = ({ tenant, owner, name }: BlobKey) => ({ tenant, subject: owner, stream: `blob-${name}` });
