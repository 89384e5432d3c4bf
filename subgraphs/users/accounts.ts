import { DomainError } from '#platform/domain/errors';
import type { Recorded } from '#platform/domain/events';
import { newId } from '#platform/domain/ids';
import type { Request } from '#platform/request';
import type { SubgraphParts } from '#platform/subgraph';
import { credentials } from './credentials.ts';
import { userAggregate } from './decider.ts';
import { type UserEvent, userStream } from './events.ts';
import { claimOn } from './names.ts';

/** The answer to having proved who one is. */
export interface SignedIn {
  readonly userId: string;
  readonly accessToken: string;
  readonly refreshToken: string;
  readonly expiresAt: string;
  /** The events of an account that was just made. */
  readonly created?: readonly Recorded<UserEvent>[];
}

export interface NewAccount {
  readonly username: string;
  readonly email: string;
  readonly password: string;
  readonly firstName?: string | null | undefined;
  readonly lastName?: string | null | undefined;
  readonly dateOfBirth?: string | null | undefined;
}

/** Failed sign-ins count against the account and the address; both forget them after this time. */
const WINDOW_MS = 15 * 60_000;
const FAILURES_PER_ACCOUNT = 10;
const FAILURES_PER_ADDRESS = 200;

/** Signing up and in. */
export const accounts = ({ pool, vault, store, tokens, cache }: SubgraphParts) => {
  const { setPassword, removePassword, checkPassword, issueRefreshToken, redeem } = credentials(pool);

  const signedIn = async (tenant: string, userId: string, ofSession?: string): Promise<SignedIn> => {
    const { refreshToken, sessionId } = await issueRefreshToken(tenant, userId, ofSession);
    const { token: accessToken, expiresAt } = await tokens.issue({ id: userId, tenant, sessionId });
    return { userId, accessToken, refreshToken, expiresAt: expiresAt.toISOString() };
  };

  /** Stands before Argon2: what is refused here costs us nothing. Answers with how to take the count back. */
  const countAttempt = async (keys: readonly (readonly [key: string, limit: number])[]) => {
    for (const [key, limit] of keys)
      if ((await cache.increment(key, 1, WINDOW_MS)) > limit)
        throw new DomainError('RATE_LIMITED', 'Too many attempts. Try again later.', {
          details: { retryAfter: WINDOW_MS / 1000 },
        });
    return async () => {
      for (const [key] of keys) await cache.increment(key, -1, WINDOW_MS);
    };
  };

  return {
    async signUp(request: Request, { password, ...given }: NewAccount): Promise<SignedIn> {
      const { tenant } = request;
      const { username, email, firstName = null, lastName = null, dateOfBirth = null } = given;
      const claims = [await claimOn(vault, tenant, 'username', username), await claimOn(vault, tenant, 'email', email)];
      const refuseTaken = async () => {
        for (const claim of claims)
          if (await store.findClaim(tenant, claim))
            throw new DomainError('CONFLICT', `This ${claim.name} is taken.`, { field: `input.${claim.name}` });
      };
      await refuseTaken();

      const userId = newId();
      await setPassword(tenant, userId, password);
      const personal = { username, email, firstName, lastName, dateOfBirth };
      const command = { type: 'CreateUser' as const, userId, ...personal };
      const { events } = await request.handle(userAggregate, userStream(userId), command, { actor: userId, claims });
      if (events.length === 0) {
        await removePassword(tenant, userId);
        await refuseTaken();
      }
      return { ...(await signedIn(tenant, userId)), created: events };
    },

    async signIn(request: Request, { login, password }: { login: string; password: string }): Promise<SignedIn> {
      const { tenant, address } = request;
      const claim = await claimOn(vault, tenant, login.includes('@') ? 'email' : 'username', login);
      const takeBack = await countAttempt([
        [`sign-in account ${tenant} ${claim.value}`, FAILURES_PER_ACCOUNT],
        [`sign-in address ${address}`, FAILURES_PER_ADDRESS],
      ]);
      const stream = await store.findClaim(tenant, claim);
      const userId = stream?.slice(userStream('').length) ?? null;
      if (!(await checkPassword(tenant, userId, password)) || userId === null)
        throw new DomainError('UNAUTHENTICATED', 'Unknown name or wrong password.');
      await takeBack();
      return signedIn(tenant, userId);
    },

    async refresh(refreshToken: string): Promise<SignedIn> {
      const { tenant, userId, sessionId } = await redeem(refreshToken);
      return signedIn(tenant, userId, sessionId);
    },
  };
};
