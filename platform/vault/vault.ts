import { createCipheriv, createDecipheriv, createHmac, randomBytes } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { DomainError } from '#platform/domain/errors';
import type { Sealed } from '#platform/domain/events';

/**
 * Seals what is personal under the subject's own key before it is stored or published. Destroying that key is what makes
 * an erasure true in a log that never forgets.
 */
export interface Vault {
  /** Seals each field of `personal`. Throws `KeyDestroyedError` for a subject that was erased. */
  seal(place: Place, personal: object): Promise<Record<string, Sealed>>;
  /**
   * Opens sealed values, in their order; undefined where the key is destroyed, an Error where the value is not what was
   * sealed there. One look-up of keys for all of them.
   */
  open(values: readonly SealedValue[]): Promise<unknown[]>;
  /** The same for one, at once, while its subject's key is at hand; null when that has to be looked up. */
  openNow(value: SealedValue): { readonly opened: unknown } | null;
  /**
   * A keyed hash under a subject's key (made when there is none): equal texts give equal hashes for one subject and
   * purpose, and nothing without the key. For fingerprints and look-ups.
   */
  hash(tenant: string, subject: string, purpose: string, text: string): Promise<string>;
  /** Destroys the subject's key for good and leaves a tombstone. */
  destroy(tenant: string, subject: string): Promise<void>;
  /** Whether anything sealed for the subject can still be opened, as the store has it at this moment. */
  holds(tenant: string, subject: string): Promise<boolean>;
}

/** Where a sealed value belongs. It opens nowhere else: moved to another row or stream, it fails. */
export interface Place {
  readonly tenant: string;
  readonly subject: string;
  readonly stream: string;
}

export interface SealedValue extends Place {
  readonly field: string;
  readonly sealed: Sealed;
}

/** The keys themselves, unwrapped. Adapters wrap them with the master key before they store them. */
export interface KeyStore {
  /** Keys of those subjects that have one; `destroyed` for those that had. */
  load(tenant: string, subjects: readonly string[]): Promise<Map<string, Buffer | 'destroyed'>>;
  /** Stores a key unless there is one or a tombstone, and answers with what stands there now. */
  create(tenant: string, subject: string, key: Buffer): Promise<Buffer | 'destroyed'>;
  destroy(tenant: string, subject: string): Promise<void>;
  /** Rejects with `MasterKeyError` when the keys that are there can't be unwrapped: better at the start than in a request. */
  check(): Promise<void>;
}

/** Whoever still holds a token of somebody erased is told so. */
export class KeyDestroyedError extends DomainError {
  constructor() {
    super('UNAUTHENTICATED', 'This account has been erased.');
  }
}

/** The master key is another one than those that wrapped the keys in the vault. */
export class MasterKeyError extends Error {
  override readonly name = 'MasterKeyError';
  constructor() {
    super('MASTER_KEY does not open the keys in the vault: it is not the one that wrapped them.');
  }
}

/** How long a key may be used after it was read: a destroyed one stops working everywhere within this time. */
export const KEY_TTL_MS = 5_000;
const KEYS_CACHED = 50_000;
/** AES-256-GCM with a random 96-bit nonce (NIST SP 800-38D): far below 2^32 values under one person's key. */
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

export const vault = (store: KeyStore): Vault => {
  const cached = new LRUCache<string, Buffer | 'destroyed'>({ max: KEYS_CACHED, ttl: KEY_TTL_MS });
  const cacheKey = (tenant: string, subject: string) => `${tenant}\n${subject}`;

  /** Look-ups under way: who needs the same key meanwhile waits for the same one. */
  const loading = new Map<string, Promise<Map<string, Buffer | 'destroyed'>>>();

  const load = (tenant: string, subjects: readonly string[]) => {
    const found = store.load(tenant, subjects).then((keys) => {
      for (const [subject, key] of keys) cached.set(cacheKey(tenant, subject), key);
      return keys;
    });
    const look = found.finally(() => {
      for (const subject of subjects) loading.delete(cacheKey(tenant, subject));
    });
    for (const subject of subjects) loading.set(cacheKey(tenant, subject), look);
    return look;
  };

  const loadKeys = async (tenant: string, subjects: ReadonlySet<string>) => {
    const keys = new Map<string, Buffer | 'destroyed'>();
    const missing: string[] = [];
    const looks = new Set<Promise<Map<string, Buffer | 'destroyed'>>>();
    for (const subject of subjects) {
      const key = cached.get(cacheKey(tenant, subject));
      const underWay = loading.get(cacheKey(tenant, subject));
      if (key) keys.set(subject, key);
      else if (underWay !== undefined) looks.add(underWay);
      else missing.push(subject);
    }
    if (missing.length > 0) looks.add(load(tenant, missing));
    for (const found of await Promise.all(looks))
      for (const [subject, key] of found) if (subjects.has(subject)) keys.set(subject, key);
    return keys;
  };

  const keyFor = async (tenant: string, subject: string): Promise<Buffer> => {
    let key = (await loadKeys(tenant, new Set([subject]))).get(subject);
    if (!key) {
      key = await store.create(tenant, subject, randomBytes(32));
      cached.set(cacheKey(tenant, subject), key);
    }
    if (key === 'destroyed') throw new KeyDestroyedError();
    return key;
  };

  return {
    async seal(place, personal) {
      const key = await keyFor(place.tenant, place.subject);
      return Object.fromEntries(
        Object.entries(personal)
          .filter(([, value]) => value !== undefined)
          .map(([field, value]) => [field, encrypt(key, associatedData(place, field), JSON.stringify(value))]),
      );
    },

    async open(values) {
      const subjects = new Map<string, Set<string>>();
      for (const { tenant, subject } of values) {
        const ofTenant = subjects.get(tenant);
        if (ofTenant) ofTenant.add(subject);
        else subjects.set(tenant, new Set([subject]));
      }
      const keys = new Map<string, Map<string, Buffer | 'destroyed'>>();
      for (const [tenant, ofTenant] of subjects) keys.set(tenant, await loadKeys(tenant, ofTenant));

      return values.map((value) => openWith(keys.get(value.tenant)?.get(value.subject), value));
    },

    openNow(value) {
      const key = cached.get(cacheKey(value.tenant, value.subject));
      return key ? { opened: openWith(key, value) } : null;
    },

    async hash(tenant, subject, purpose, text) {
      const key = await keyFor(tenant, subject);
      return createHmac('sha256', key).update(`${purpose}\n${text}`).digest('base64url');
    },

    async holds(tenant, subject) {
      const key = (await store.load(tenant, [subject])).get(subject);
      return key !== undefined && key !== 'destroyed';
    },

    async destroy(tenant, subject) {
      await store.destroy(tenant, subject);
      cached.set(cacheKey(tenant, subject), 'destroyed');
    },
  };
};

const associatedData = ({ tenant, stream }: Place, field: string): Buffer =>
  Buffer.from(`${tenant}\n${stream}\n${field}`);

const openWith = (key: Buffer | 'destroyed' | undefined, value: SealedValue): unknown => {
  if (!key || key === 'destroyed') return undefined;
  try {
    return JSON.parse(decrypt(key, associatedData(value, value.field), value.sealed));
  } catch {
    return new Error(`A sealed ${value.field} of ${value.stream} is damaged, or belongs elsewhere.`);
  }
};

const encrypt = (key: Buffer, associated: Buffer, text: string): Sealed => {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(associated);
  const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), body]).toString('base64url') as Sealed;
};

const decrypt = (key: Buffer, associated: Buffer, sealed: Sealed): string => {
  const bytes = Buffer.from(sealed, 'base64url');
  const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, NONCE_BYTES))
    .setAAD(associated)
    .setAuthTag(bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
  return decipher.update(bytes.subarray(NONCE_BYTES + TAG_BYTES), undefined, 'utf8') + decipher.final('utf8');
};

/** AES-256-GCM of one key under another, for adapters: nonce, tag, wrapped key. */
export const wrapKey = (masterKey: Buffer, key: Buffer, place: string): Buffer =>
  Buffer.from(encrypt(masterKey, Buffer.from(place), key.toString('base64')), 'base64url');

/** Tries each master key, newest first: after a rotation the old ones still open what they wrapped. */
export const unwrapKey = (masterKeys: readonly Buffer[], wrapped: Buffer, place: string): Buffer => {
  for (const masterKey of masterKeys)
    try {
      return Buffer.from(decrypt(masterKey, Buffer.from(place), wrapped.toString('base64url') as Sealed), 'base64');
    } catch {
      // wrapped by another one of them
    }
  throw new MasterKeyError();
};
