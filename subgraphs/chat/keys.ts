import { z } from 'zod';
import { badInput, DomainError } from '#platform/domain/errors';
import { isId } from '#platform/domain/ids';
import { parseInput } from '#platform/input';
import { rateLimit } from '#platform/rate-limit';
import type { Request } from '#platform/request';
import type { SubgraphParts } from '#platform/subgraph';
import { keysAggregate } from './aggregates.ts';
import { chatEvents, keysStream } from './events.ts';
import { requirePeople } from './people.ts';
import type { KeyBundle, MutationResolvers } from './schema.types.ts';

/** Curve25519 keys, and signatures made with them: 32 and 64 bytes, without the byte for a type that some put before. */
const KEY_BYTES = 32;
const SIGNATURE_BYTES = 64;
const MAX_ONE_TIME_PREKEYS = 100;

/** Standard base64, in the one spelling that a value has: two would be two keys. */
const base64 = (bytes: number) =>
  z
    .string()
    .refine(
      (value) => value.length === 4 * Math.ceil(bytes / 3) && isBase64Of(value, bytes),
      `Must be ${bytes} bytes in base64`,
    );
const isBase64Of = (value: string, bytes: number): boolean => {
  const decoded = Buffer.from(value, 'base64');
  return decoded.length === bytes && decoded.toString('base64') === value;
};
const key = base64(KEY_BYTES);
const bundleInput = z.object({
  identityKey: key,
  signedPrekey: key,
  signature: base64(SIGNATURE_BYTES),
  oneTimePrekeys: z
    .array(key)
    .max(MAX_ONE_TIME_PREKEYS, `Must have at most ${MAX_ONE_TIME_PREKEYS}`)
    .refine((keys) => new Set(keys).size === keys.length, 'Must not name one twice'),
});

const HOUR_MS = 3_600_000;
/** Of one person in an hour, as somebody needs with several devices; and of all people. */
const CLAIMS_OF_ONE = 5;
const CLAIMS_OF_ALL = 100;

/**
 * The server's part in X3DH (Marlinspike and Perrin, "The X3DH Key Agreement Protocol", Signal, 2016): it keeps public keys
 * of people, and gives each one-time prekey to one of those who want to begin a conversation. It sees no secret key, and
 * verifies no signature: whoever claims a bundle has to, for they must not trust this server.
 */
export const keyMutations = (parts: SubgraphParts): Pick<MutationResolvers, 'publishKeyBundle' | 'claimKeyBundle'> => {
  const { handler, vault } = parts;
  const countClaim = claimLimit(parts);

  /** What was published at a version of somebody's stream; null when they were erased. */
  const publishedAt = async (request: Request, userId: string, version: number) => {
    const stream = keysStream(userId);
    const [event] = await handler.read(chatEvents, request.tenant, stream, { from: version, to: version });
    if (event?.type !== 'KeyBundlePublished' || !event.personal) return null;
    const { personal } = event;
    const open = <T>(field: keyof typeof personal) =>
      request.open<T>({ subject: userId, stream }, field, personal[field]);
    const [identityKey, signedPrekey, signature, oneTimePrekeys] = await Promise.all([
      ...[open<string>('identityKey'), open<string>('signedPrekey'), open<string>('signature')],
      open<readonly string[]>('oneTimePrekeys'),
    ] as const);
    if (!identityKey || !signedPrekey || !signature || !oneTimePrekeys) return null;
    return { identityKey, signedPrekey, signature, oneTimePrekeys };
  };

  return {
    async publishKeyBundle(_, { input }, request) {
      const bundle = parseInput(bundleInput, input, 'input');
      const { tenant, viewer } = request;
      const hash = (purpose: string, text: string) => vault.hash(tenant, viewer.id, purpose, text);
      const [fingerprint, identity, prekeys] = await Promise.all([
        hash('key bundle', JSON.stringify(bundle)),
        hash('identity key', bundle.identityKey),
        Promise.all(bundle.oneTimePrekeys.map((prekey) => hash('one-time prekey', prekey))),
      ]);
      const { status } = await request.handle(
        keysAggregate,
        keysStream(viewer.id),
        { type: 'PublishKeyBundle', userId: viewer.id, fingerprint, identity, bundle },
        { spends: prekeys.map((value) => ({ name: 'one-time-prekey', value })) },
      );
      if (status === 'claimed') throw badInput('input.oneTimePrekeys', 'One of these was published before.');
      return true;
    },

    async claimKeyBundle(_, { userId }, request): Promise<KeyBundle | null> {
      await countClaim(request, userId);
      if (!(await isThere(parts, request, userId))) return null;
      const stream = keysStream(userId);
      const { events } = await request.handle(keysAggregate, stream, { type: 'ClaimKeyBundle', userId });
      const claimed = events[0]?.type === 'KeyBundleClaimed' ? events[0].data : null;
      const bundle = claimed?.bundle ?? (await handler.load(keysAggregate, request.tenant, stream)).state.bundle;
      const [published, withPrekey] = await Promise.all([
        publishedAt(request, userId, bundle),
        claimed && publishedAt(request, userId, claimed.prekeyOf),
      ]);
      if (!published) return null;
      const { identityKey, signedPrekey, signature } = published;
      const oneTimePrekey = (claimed && withPrekey?.oneTimePrekeys[claimed.nth]) ?? null;
      return { userId, identityKey, signedPrekey, signature, oneTimePrekey };
    },
  };
};

/** Somebody who blocks the viewer, or is blocked by them, is as little there as somebody who never was. */
const isThere = async (parts: SubgraphParts, request: Request, userId: string): Promise<boolean> => {
  if (!isId(userId)) return false;
  try {
    await requirePeople(parts, request, [userId], 'userId');
    return true;
  } catch (error) {
    if (error instanceof DomainError && error.code === 'NOT_FOUND') return false;
    throw error;
  }
};

/** Limits how many bundles one person may claim: else they could leave nobody a one-time prekey. */
const claimLimit = ({ cache }: Pick<SubgraphParts, 'cache'>) => {
  const upTo = (max: number) =>
    rateLimit({
      ...{ cache, max, windowMs: HOUR_MS },
      message: 'Too many key bundles claimed within an hour. Try again later.',
    });
  const [ofAll, ofOne] = [upTo(CLAIMS_OF_ALL), upTo(CLAIMS_OF_ONE)];
  return async ({ tenant, viewer }: Pick<Request, 'tenant' | 'viewer'>, userId: string): Promise<void> => {
    const key = `key bundles ${tenant}\n${viewer.id}`;
    await Promise.all([ofAll(key), isId(userId) && ofOne(`${key}\n${userId}`)]);
  };
};
