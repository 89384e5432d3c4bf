import { createHash, randomBytes } from 'node:crypto';
import { hash, verify } from '@node-rs/argon2';
import { PrismaPg } from '@prisma/adapter-pg';
import type pg from 'pg';
import { newId } from '#platform/domain/ids';
import { PrismaClient } from '../../prisma/generated/client.ts';

/** The hash that a password was right for. What is done upon it is done only while it is still the person's. */
export type PasswordHash = string;

export interface Session {
  readonly tenant: string;
  readonly userId: string;
  readonly sessionId: string;
}

/**
 * How people prove who they are: password hashes and refresh tokens. Rows and not events, because they are secrets of
 * the moment and no history that anybody may keep.
 */
export interface Credentials {
  /** Stores the password of an account about to be made; harmless should the account not come to be. */
  setPassword(tenant: string, userId: string, password: string): Promise<PasswordHash>;
  removePassword(tenant: string, userId: string): Promise<void>;
  /** Null when it is wrong, or there is no such account: the work is the same. */
  checkPassword(tenant: string, userId: string | null, password: string): Promise<PasswordHash | null>;
  /** Null when the password is not the one any more that it was checked against. */
  replacePassword(
    tenant: string,
    userId: string,
    checked: PasswordHash,
    password: string,
  ): Promise<PasswordHash | null>;
  /** The first refresh token of a session; null when the password has been replaced meanwhile. */
  startSession(session: Session, checked: PasswordHash): Promise<string | null>;
  /**
   * Exchanges a refresh token for the session's next. Only one of several uses can: one that comes back was copied, and
   * `reused` is the session to end. Null for what was never one in the tenant, has expired, or is of a session that has ended.
   */
  rotate(
    tenant: string,
    refreshToken: string,
  ): Promise<(Session & { refreshToken: string }) | { readonly reused: Session } | null>;
  /** No refresh token of the session, or of any of the person's, can be used from now on; answers with the sessions' ids. */
  endSessions(tenant: string, userId: string, sessionId?: string): Promise<string[]>;
  /** The ids of the person's sessions. */
  sessionsOf(tenant: string, userId: string): Promise<string[]>;
  /** How many passwords and refresh tokens of a person there are. */
  countOf(tenant: string, userId: string): Promise<number>;
}

/** OWASP Password Storage Cheat Sheet, Argon2id: 19 MiB, two passes, one lane. */
export const ARGON2ID = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };
const REFRESH_TOKEN_MS = 30 * 86_400_000;

/** The lock makes a change of the password wait until this session can be seen, and ended. */
const START_SESSION = `
  WITH expired AS (DELETE FROM refresh_token WHERE tenant = $1 AND user_id = $2 AND expires_at < now())
  INSERT INTO refresh_token (tenant, user_id, session_id, hash, expires_at)
  SELECT tenant, user_id, $4::text, $5::text, $6::timestamptz FROM credential
  WHERE tenant = $1 AND user_id = $2 AND password_hash = $3 FOR SHARE`;

/** What every sign-in asks is asked by prepared statements: Prisma takes 1.5 ms more for each, next to Argon2's 15. */
export const credentials = (pool: pg.Pool): Credentials => {
  const known = opened.get(pool);
  if (known) return known;
  const made = credentialsIn(pool);
  opened.set(pool, made);
  return made;
};

/** A client of Prisma's is made to be kept. */
const opened = new WeakMap<pg.Pool, Credentials>();

const credentialsIn = (pool: pg.Pool): Credentials => {
  const prisma = new PrismaClient({ adapter: new PrismaPg(pool), errorFormat: 'minimal' });
  // checked in place of an account that isn't there
  const nobodys = hash(randomBytes(16).toString('hex'), ARGON2ID);

  const newRefreshToken = () => {
    const refreshToken = randomBytes(32).toString('base64url');
    return { refreshToken, digest: sha256(refreshToken), expiresAt: new Date(Date.now() + REFRESH_TOKEN_MS) };
  };

  return {
    async setPassword(tenant, userId, password) {
      const passwordHash = await hash(password, ARGON2ID);
      await prisma.credential.create({ data: { tenant, userId, passwordHash } });
      return passwordHash;
    },

    async removePassword(tenant, userId) {
      await prisma.credential.deleteMany({ where: { tenant, userId } });
    },

    async checkPassword(tenant, userId, password) {
      const { rows } = await pool.query<{ password_hash: PasswordHash }>({
        ...{ name: 'password of', text: 'SELECT password_hash FROM credential WHERE tenant = $1 AND user_id = $2' },
        values: [tenant, userId],
      });
      const stored = rows[0]?.password_hash;
      const right = await verify(stored ?? (await nobodys), password);
      return right && stored !== undefined ? stored : null;
    },

    async replacePassword(tenant, userId, checked, password) {
      const passwordHash = await hash(password, ARGON2ID);
      const { count } = await prisma.credential.updateMany({
        ...{ where: { tenant, userId, passwordHash: checked }, data: { passwordHash } },
      });
      return count === 1 ? passwordHash : null;
    },

    async startSession({ tenant, userId, sessionId }, checked) {
      const { refreshToken, digest, expiresAt } = newRefreshToken();
      const { rowCount } = await pool.query({
        ...{ name: 'start a session', text: START_SESSION },
        values: [tenant, userId, checked, sessionId, digest, expiresAt],
      });
      return rowCount === 1 ? refreshToken : null;
    },

    async rotate(tenant, used) {
      const { refreshToken, digest, expiresAt } = newRefreshToken();
      // one statement: of two concurrent uses only one finds it unused
      const [session] = await prisma.$queryRaw<Session[]>`
        WITH used AS (
          UPDATE refresh_token SET used_at = now()
          WHERE hash = ${sha256(used)} AND tenant = ${tenant} AND used_at IS NULL AND expires_at > now()
          RETURNING tenant, user_id, session_id)
        INSERT INTO refresh_token (hash, tenant, user_id, session_id, expires_at)
        SELECT ${digest}::text, tenant, user_id, session_id, ${expiresAt}::timestamptz FROM used
        RETURNING tenant, user_id AS "userId", session_id AS "sessionId"`;
      if (session) return { ...session, refreshToken };
      const known = await prisma.refreshToken.findUnique({ where: { hash: sha256(used), tenant } });
      if (!known?.usedAt) return null;
      const { userId, sessionId } = known;
      return { reused: { tenant, userId, sessionId } };
    },

    async endSessions(tenant, userId, sessionId) {
      const ended = new Set<string>();
      // a rotation under way holds the row that it uses up, and leaves another behind: until there is none
      for (;;) {
        const removed = await prisma.$queryRaw<{ id: string }[]>`
          DELETE FROM refresh_token
          WHERE tenant = ${tenant} AND user_id = ${userId} AND session_id = coalesce(${sessionId ?? null}::text, session_id)
          RETURNING session_id AS id`;
        if (removed.length === 0) return [...ended];
        for (const { id } of removed) ended.add(id);
      }
    },

    async sessionsOf(tenant, userId) {
      const sessions = await prisma.refreshToken.findMany({
        ...{ where: { tenant, userId }, distinct: ['sessionId'], select: { sessionId: true } },
      });
      return sessions.map(({ sessionId }) => sessionId);
    },

    async countOf(tenant, userId) {
      const where = { tenant, userId };
      return (await prisma.credential.count({ where })) + (await prisma.refreshToken.count({ where }));
    },
  };
};

/** A session's id, until now used by none. */
export const newSession = (tenant: string, userId: string): Session => ({ tenant, userId, sessionId: newId() });

const sha256 = (text: string): string => createHash('sha256').update(text).digest('base64url');
