import { badInput, DomainError } from '#platform/domain/errors';
import type { Recorded } from '#platform/domain/events';
import { newId } from '#platform/domain/ids';
import type { Request } from '#platform/request';
import type { SubgraphParts } from '#platform/subgraph';
import { passwordAttempts } from './attempts.ts';
import { credentials, newSession, type PasswordHash, type Session } from './credentials.ts';
import { userAggregate } from './decider.ts';
import { type UserEvent, userEvents, userStream } from './events.ts';
import { claimOn, claimsOnUsername } from './names.ts';
import { refuseCommon, refuseNamesIn } from './passwords.ts';

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

/** Signing up, in and out, where people do that here; with an outside issuer all but signing out is FORBIDDEN. */
export const accounts = ({ pool, vault, store, handler, tokens, cache, issuer }: SubgraphParts) => {
  const { setPassword, removePassword, checkPassword, replacePassword, ...sessions } = credentials(pool);
  const countAttempt = passwordAttempts(cache);

  const requireOwnSignIn = () => {
    if (issuer !== undefined) throw new DomainError('FORBIDDEN', `People sign in with ${issuer}, and not here.`);
  };

  const signedIn = async (session: Session, refreshToken: string): Promise<SignedIn> => {
    const { userId, tenant, sessionId } = session;
    const { token: accessToken, expiresAt } = await tokens.issue({ id: userId, tenant, sessionId });
    return { userId, accessToken, refreshToken, expiresAt: expiresAt.toISOString() };
  };

  const start = async (session: Session, checked: PasswordHash): Promise<SignedIn> => {
    const refreshToken = await sessions.startSession(session, checked);
    if (refreshToken === null) throw unknownOrWrong();
    return signedIn(session, refreshToken);
  };

  /** Refresh tokens first: should the rest not come to be, the access tokens alone run out soon. */
  const end = async ({ tenant, userId, sessionId }: Session, expiresAt?: Date) => {
    await sessions.endSessions(tenant, userId, sessionId);
    await tokens.revoke({ tenant, sessionId, expiresAt });
  };

  /** As the account was made. */
  const namesOf = async (tenant: string, userId: string) => {
    const stream = userStream(userId);
    const [created] = await handler.read(userEvents, tenant, stream, { to: 1 });
    const personal = created?.type === 'UserCreated' ? created.personal : null;
    const [username, email] = await vault.open(
      (['username', 'email'] as const).flatMap((field) =>
        personal ? [{ tenant, subject: userId, stream, field, sealed: personal[field] }] : [],
      ),
    );
    return { username: String(username ?? ''), email: email == null ? null : String(email) };
  };

  /**
   * Asks a viewer for their password again, as often as by signing in. A wrong one is BAD_USER_INPUT: UNAUTHENTICATED
   * would tell apps that the access token is no longer good, and they would sign the person out.
   */
  const confirmPassword = async (request: Request, password: string, field: string): Promise<PasswordHash> => {
    requireOwnSignIn();
    const { tenant, id } = request.viewer;
    const takeBack = await countAttempt(`${tenant} ${id}`, request.address);
    const checked = await checkPassword(tenant, id, password);
    if (checked === null) throw badInput(field, 'This is not the current password.');
    await takeBack();
    return checked;
  };

  return {
    ...{ confirmPassword, namesOf },

    async signUp(request: Request, { password, ...given }: NewAccount): Promise<SignedIn> {
      requireOwnSignIn();
      const { tenant } = request;
      const { username, email, firstName = null, lastName = null, dateOfBirth = null } = given;
      refuseNamesIn(password, given, 'input.password');
      await refuseCommon(password, 'input.password');
      const byField = {
        username: await claimsOnUsername(vault, tenant, username),
        email: [await claimOn(vault, tenant, 'email', email)],
      };
      const refuseTaken = async () => {
        for (const [field, claims] of Object.entries(byField))
          for (const claim of claims)
            if (await store.findClaim(tenant, claim))
              throw new DomainError('CONFLICT', `This ${field} is taken.`, { field: `input.${field}` });
      };
      await refuseTaken();

      const userId = newId();
      const passwordHash = await setPassword(tenant, userId, password);
      const command = { type: 'CreateUser' as const, userId, username, email, firstName, lastName, dateOfBirth };
      const claims = Object.values(byField).flat();
      const { events } = await request.handle(userAggregate, userStream(userId), command, { actor: userId, claims });
      if (events.length === 0) {
        await removePassword(tenant, userId);
        await refuseTaken();
      }
      return { ...(await start(newSession(tenant, userId), passwordHash)), created: events };
    },

    async signIn(request: Request, { login, password }: { login: string; password: string }): Promise<SignedIn> {
      requireOwnSignIn();
      const { tenant, address } = request;
      const claim = await claimOn(vault, tenant, login.includes('@') ? 'email' : 'username', login);
      // by the name as it was given: one count for both names of an account would tell that they belong together
      const takeBack = await countAttempt(`${tenant} ${claim.value}`, address);
      const stream = await store.findClaim(tenant, claim);
      const userId = stream?.slice(userStream('').length) ?? null;
      const checked = await checkPassword(tenant, userId, password);
      if (checked === null || userId === null) throw unknownOrWrong();
      await takeBack();
      return start(newSession(tenant, userId), checked);
    },

    async refresh({ tenant }: Request, refreshToken: string): Promise<SignedIn> {
      requireOwnSignIn();
      const rotated = await sessions.rotate(tenant, refreshToken);
      if (rotated && !('reused' in rotated)) return signedIn(rotated, rotated.refreshToken);
      // somebody else holds a copy, and nobody can say which of the two is the thief
      if (rotated) await end(rotated.reused);
      throw new DomainError('UNAUTHENTICATED', 'This refresh token is not valid, or was used before. Sign in again.');
    },

    /** Ends the viewer's session: its refresh tokens, its access tokens, and, within seconds, its sockets. */
    async signOut({ viewer }: Request): Promise<void> {
      const { tenant, id: userId, sessionId, expiresAt } = viewer;
      // a token of ours lives no longer than another of its session that is issued now; an issuer's may
      await end({ tenant, userId, sessionId }, viewer.outside && expiresAt);
    },

    /** Ends all other sessions. The viewer's own goes on with new tokens: copies of its refresh token end, too. */
    async changePassword(
      request: Request,
      { currentPassword, newPassword }: { currentPassword: string; newPassword: string },
    ): Promise<SignedIn> {
      requireOwnSignIn();
      const { tenant, id: userId, sessionId } = request.viewer;
      refuseNamesIn(newPassword, await namesOf(tenant, userId), 'input.newPassword');
      await refuseCommon(newPassword, 'input.newPassword');
      const field = 'input.currentPassword';
      const checked = await confirmPassword(request, currentPassword, field);
      const replaced = await replacePassword(tenant, userId, checked, newPassword);
      if (replaced === null) throw badInput(field, 'This is not the current password any more.');
      const ended = await sessions.endSessions(tenant, userId);
      for (const other of ended) if (other !== sessionId) await tokens.revoke({ tenant, sessionId: other });
      return start({ tenant, userId, sessionId }, replaced);
    },
  };
};

const unknownOrWrong = () => new DomainError('UNAUTHENTICATED', 'Unknown name or wrong password.');
