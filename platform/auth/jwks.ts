import { createHash } from 'node:crypto';
import { createRemoteJWKSet, decodeJwt, errors, type JWTVerifyGetKey, jwtVerify } from 'jose';
import { stringify } from 'uuid';
import { z } from 'zod';
import {
  grantsOf,
  grantsSchema,
  invalidToken,
  type OutsideIdentity,
  remembering,
  type Tokens,
  tokens,
  type Verifier,
} from '#platform/auth';
import type { Config, IssuerConfig } from '#platform/config';
import { DomainError } from '#platform/domain/errors';
import { isId } from '#platform/domain/ids';

/** What a public key can verify: with these, a key that everybody knows signs nothing. */
const ALGORITHMS = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
  'Ed25519',
];
/** By how much the issuer's clock may be off. */
const CLOCK_SKEW_SECONDS = 5;
/** A new key is asked for as soon as a token names it, but not more often than this, whatever tokens name. */
const COOLDOWN_MS = 30_000;
/** A withdrawn key is good for no longer than this. */
const KEYS_MS = 10 * 60_000;
const TIMEOUT_MS = 5_000;

const claimsSchema = grantsSchema.extend({
  sid: z.string().min(1).optional().catch(undefined),
  preferred_username: z.string().optional().catch(undefined),
  email: z.string().optional().catch(undefined),
  email_verified: z.boolean().catch(false),
  auth_time: z.number().optional().catch(undefined),
  iat: z.number().optional().catch(undefined),
});

/** Tokens of our own; and, where people sign in with an outside issuer, also its: which of the two, they say themselves. */
export const tokensOf = ({ expiresInSeconds, issuer }: Config['jwt'], secret: Uint8Array): Tokens => {
  const own = tokens({ secret, expiresInSeconds });
  if (!issuer) return own;
  const theirs = issuerTokens(issuer);
  return {
    issue: own.issue,
    // each is verified by its own algorithms and keys only: whoever lies about the issuer meets the wrong ones
    verify: (token) => (claimedIssuer(token) === issuer.issuer ? theirs : own).verify(token),
  };
};

/** Tokens of an outside issuer, by the keys that it publishes. */
const issuerTokens = ({ jwksUrl, issuer, audience, userClaim }: IssuerConfig): Verifier => {
  const keys = createRemoteJWKSet(new URL(jwksUrl), {
    ...{ cooldownDuration: COOLDOWN_MS, cacheMaxAge: KEYS_MS, timeoutDuration: TIMEOUT_MS },
  });
  const keyOf: JWTVerifyGetKey = async (header, token) => {
    try {
      return await keys(header, token);
    } catch (error) {
      if (error instanceof errors.JWKSNoMatchingKey || error instanceof errors.JWKSMultipleMatchingKeys) throw error;
      // nothing is known against the token: whoever holds it shall not sign in again, but try again
      throw new DomainError('UNAVAILABLE', 'The access token can not be verified now. Try again.');
    }
  };

  return {
    verify: remembering(async (token) => {
      try {
        const { payload } = await jwtVerify(token, keyOf, {
          ...{ algorithms: ALGORITHMS, issuer, audience, clockTolerance: CLOCK_SKEW_SECONDS },
          requiredClaims: ['exp'],
        });
        const claims = claimsSchema.parse(payload);
        return {
          id: idOf(issuer, z.string().min(1).parse(payload[userClaim])),
          // without a session's name, a token is a session of its own
          sessionId: claims.sid ?? createHash('sha256').update(token).digest('base64url'),
          ...grantsOf(claims),
          outside: outsideOf(claims),
        };
      } catch (error) {
        throw error instanceof DomainError ? error : invalidToken();
      }
    }),
  };
};

const outsideOf = (claims: z.infer<typeof claimsSchema>): OutsideIdentity => {
  const { preferred_username, email, email_verified, iat, auth_time = iat } = claims;
  return {
    username: preferred_username,
    email: email_verified ? email : undefined,
    authenticatedAt: auth_time === undefined ? undefined : new Date(auth_time * 1_000),
  };
};

const claimedIssuer = (token: string): unknown => {
  try {
    return decodeJwt(token).iss;
  } catch {
    return undefined;
  }
};

/**
 * The person's id here. One that is an id already is taken as it is: so people keep theirs who come with their data. Of
 * any other subject the id is the beginning of the SHA-256 of `<issuer> NUL <subject>`, in the form of a UUIDv7 as all
 * ids have it: the same on every replica for good, with 122 bits of the hash where others have a time and randomness.
 */
const idOf = (issuer: string, subject: string): string => {
  if (isId(subject)) return subject;
  const bytes = createHash('sha256').update(`${issuer}\0${subject}`).digest().subarray(0, 16);
  bytes[6] = (bytes[6]! & 0x0f) | 0x70;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  return stringify(bytes);
};
