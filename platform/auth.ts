import { jwtVerify, SignJWT } from 'jose';
import { LRUCache } from 'lru-cache';
import { z } from 'zod';
import { OWN_ISSUER } from '#platform/config';
import { DomainError } from '#platform/domain/errors';
import { DEFAULT_TENANT, TENANT } from '#platform/domain/tenants';

/** Who asks. Every subgraph makes it from the token itself, whatever passed the token on. */
export interface Viewer {
  readonly id: string;
  readonly tenant: string;
  readonly scopes: ReadonlySet<string>;
  /** Of the graph's `@policy`: those that the issuer says hold for them. */
  readonly policies?: ReadonlySet<string>;
  readonly sessionId: string;
  readonly expiresAt: Date;
  /** Of somebody who has been erased: they may only see what has become of that. */
  readonly erased?: true;
  /** Of somebody whom an outside issuer vouches for: what their account is made of when they first come. */
  readonly outside?: OutsideIdentity;
}

/** What an outside issuer says of a person, as far as it is fit for an account. */
export interface OutsideIdentity {
  readonly username: string | undefined;
  /** Only one that the issuer has verified. */
  readonly email: string | undefined;
  /** When they last proved who they are; where the issuer does not say, when it issued the token. */
  readonly authenticatedAt: Date | undefined;
}

export interface Verifier {
  /**
   * Rejects with UNAUTHENTICATED for a token that is forged, expired or not for us, and with UNAVAILABLE while it can't
   * be told.
   */
  verify(token: string): Promise<Viewer>;
}

export interface Tokens extends Verifier {
  issue(
    viewer: Pick<Viewer, 'id' | 'tenant' | 'sessionId'> & { readonly scopes?: readonly string[] },
  ): Promise<{ token: string; expiresAt: Date }>;
}

const ALGORITHM = 'HS256';
/** Verifying costs some 50 µs, and one operation does it in every subgraph it touches. */
const VERIFIED_CACHED = 10_000;
/** Then a token is verified anew: its issuer may have withdrawn the key that signed it. */
const VERIFIED_MS = 60_000;

/** What tokens say of rights and tenants, whoever issued them. */
export const grantsSchema = z.object({
  tenant: z.string().regex(TENANT).default(DEFAULT_TENANT),
  scope: z.string().default(''),
  scopes: z.array(z.string()).default([]),
  policies: z.array(z.string()).optional(),
  exp: z.number(),
});

const claimsSchema = grantsSchema.extend({ sub: z.string().min(1), sid: z.string().default('') });

/** The part of a viewer that does not depend on who issued the token. */
export const grantsOf = ({ tenant, scope, scopes, policies, exp }: z.infer<typeof grantsSchema>) => ({
  tenant,
  scopes: new Set([...scope.split(' ').filter(Boolean), ...scopes]),
  ...(policies && { policies: new Set(policies) }),
  expiresAt: new Date(exp * 1000),
});

// why a token was refused helps only those who forge one
export const invalidToken = (): DomainError =>
  new DomainError('UNAUTHENTICATED', 'The access token is not valid, or has expired.');

/** Remembers who was verified, until the token expires. */
export const remembering = (verify: Verifier['verify']): Verifier['verify'] => {
  const verified = new LRUCache<string, Viewer>({ max: VERIFIED_CACHED, ttl: VERIFIED_MS });
  return async (token) => {
    const known = verified.get(token);
    if (known && known.expiresAt > new Date()) return known;
    const viewer = await verify(token);
    verified.set(token, viewer);
    return viewer;
  };
};

/** Bearer tokens signed and verified with one secret. */
export const tokens = (options: { secret: Uint8Array; expiresInSeconds: number }): Tokens => {
  const { secret, expiresInSeconds } = options;

  return {
    async issue({ id, tenant, sessionId, scopes = [] }) {
      const expiresAt = new Date((Math.floor(Date.now() / 1000) + expiresInSeconds) * 1000);
      const token = await new SignJWT({ tenant, scope: scopes.join(' '), sid: sessionId })
        .setProtectedHeader({ alg: ALGORITHM, typ: 'JWT' })
        .setSubject(id)
        .setIssuer(OWN_ISSUER)
        .setAudience(OWN_ISSUER)
        .setIssuedAt()
        .setExpirationTime(expiresAt)
        .sign(secret);
      return { token, expiresAt };
    },

    verify: remembering(async (token) => {
      try {
        const { payload } = await jwtVerify(token, secret, {
          algorithms: [ALGORITHM],
          issuer: OWN_ISSUER,
          audience: OWN_ISSUER,
        });
        const claims = claimsSchema.parse(payload);
        return { id: claims.sub, sessionId: claims.sid, ...grantsOf(claims) };
      } catch {
        throw invalidToken();
      }
    }),
  };
};
