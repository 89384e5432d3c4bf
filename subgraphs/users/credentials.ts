import { createHash, randomBytes } from 'node:crypto';
import { hash, verify } from '@node-rs/argon2';
import { PrismaPg } from '@prisma/adapter-pg';
import type pg from 'pg';
import { DomainError } from '#platform/domain/errors';
import { newId } from '#platform/domain/ids';
import { PrismaClient } from '../../prisma/generated/client.ts';

/**
 * How people prove who they are: password hashes and refresh tokens. Rows and not events, because they are secrets of
 * the moment and no history that anybody may keep.
 */
export interface Credentials {
  /** Stores the password of an account about to be made; harmless should the account not come to be. */
  setPassword(tenant: string, userId: string, password: string): Promise<void>;
  removePassword(tenant: string, userId: string): Promise<void>;
  /** Takes the same time whether there is such an account or not. */
  checkPassword(tenant: string, userId: string | null, password: string): Promise<boolean>;
  /** A refresh token of a new session, or the next one of a session. */
  issueRefreshToken(
    tenant: string,
    userId: string,
    sessionId?: string,
  ): Promise<{ refreshToken: string; sessionId: string }>;
  /** Uses a refresh token up. One that was used before ends its session: somebody else holds a copy. */
  redeem(refreshToken: string): Promise<{ tenant: string; userId: string; sessionId: string }>;
}

/** OWASP Password Storage Cheat Sheet, Argon2id: 19 MiB, two passes, one lane. */
const ARGON2ID = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };
const REFRESH_TOKEN_DAYS = 30;

export const credentials = (pool: pg.Pool): Credentials => {
  const prisma = new PrismaClient({ adapter: new PrismaPg(pool), errorFormat: 'minimal' });
  // checked in place of an account that isn't there
  const nobodys = hash(randomBytes(16).toString('hex'), ARGON2ID);
  const refused = () =>
    new DomainError('UNAUTHENTICATED', 'This refresh token is not valid, or was used before. Sign in again.');

  return {
    async setPassword(tenant, userId, password) {
      const passwordHash = await hash(password, ARGON2ID);
      await prisma.credential.upsert({
        where: { tenant_userId: { tenant, userId } },
        create: { tenant, userId, passwordHash },
        update: { passwordHash },
      });
    },

    async removePassword(tenant, userId) {
      await prisma.credential.deleteMany({ where: { tenant, userId } });
    },

    async checkPassword(tenant, userId, password) {
      const stored = await prisma.credential.findUnique({ where: { tenant_userId: { tenant, userId: userId ?? '' } } });
      const right = await verify(stored?.passwordHash ?? (await nobodys), password);
      return right && stored !== null;
    },

    async issueRefreshToken(tenant, userId, sessionId = newId()) {
      const refreshToken = randomBytes(32).toString('base64url');
      const expiresAt = new Date(Date.now() + REFRESH_TOKEN_DAYS * 86_400_000);
      await prisma.refreshToken.create({ data: { hash: sha256(refreshToken), tenant, userId, sessionId, expiresAt } });
      return { refreshToken, sessionId };
    },

    async redeem(refreshToken) {
      const token = await prisma.refreshToken.findUnique({ where: { hash: sha256(refreshToken) } });
      if (!token || token.expiresAt < new Date()) throw refused();
      // only one of two concurrent uses finds it unused
      const { count } = await prisma.refreshToken.updateMany({
        where: { hash: token.hash, usedAt: null },
        data: { usedAt: new Date() },
      });
      if (count === 0) {
        await prisma.refreshToken.deleteMany({ where: { sessionId: token.sessionId } });
        throw refused();
      }
      const { tenant, userId, sessionId } = token;
      return { tenant, userId, sessionId };
    },
  };
};

const sha256 = (text: string): string => createHash('sha256').update(text).digest('base64url');
