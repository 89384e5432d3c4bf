import type { OutsideIdentity } from '#platform/auth';
import { badInput, DomainError } from '#platform/domain/errors';
import { newId } from '#platform/domain/ids';
import { reaction } from '#platform/policy';
import type { Request } from '#platform/request';
import type { SubgraphParts } from '#platform/subgraph';
import { type Erasing, erasing } from '#platform/subject-rights/erasing';
import type { StoreResidue } from '#platform/subject-rights/residue';
import { accounts } from './accounts.ts';
import { credentials } from './credentials.ts';
import { userAggregate } from './decider.ts';
import { type JobIds, userStream } from './events.ts';
import { claimOn } from './names.ts';

/**
 * Erases the viewer, who says their password again. Once this is recorded nothing takes it back; the reactor below and
 * those of the other subgraphs do the rest. The e-mail address is free again, the username stays taken.
 */
export const eraseMe =
  (parts: SubgraphParts) =>
  async (request: Request, password: string): Promise<JobIds> => {
    const { confirmPassword, namesOf } = accounts(parts);
    const { tenant, id: userId, sessionId, outside, expiresAt } = request.viewer;
    if (outside) requireFresh(outside);
    else await confirmPassword(request, password, 'password');
    const { email } = await namesOf(tenant, userId);
    const releases = email === null ? [] : [await claimOn(parts.vault, tenant, 'email', email)];
    const jobId = newId();
    const command = { type: 'EraseUser' as const, userId, jobId };
    const { events } = await request.handle(userAggregate, userStream(userId), command, { releases });
    if (events.length === 0) throw badInput('password', 'This account has been erased.');
    // here at once, for whatever the viewer asks next; the reactor ends their other sessions
    await parts.tokens.revoke({ tenant, sessionId, erased: true, expiresAt: outside && expiresAt });
    return { userId, jobId };
  };

/** Where people sign in elsewhere there is no password here to ask for: instead they have to have signed in just now. */
const requireFresh = ({ authenticatedAt }: OutsideIdentity): void => {
  if (!authenticatedAt || Date.now() - authenticatedAt.getTime() > FRESH_MS)
    throw new DomainError('FORBIDDEN', 'Sign in anew, and say so within five minutes.');
};
const FRESH_MS = 5 * 60_000;

const endSessions: Erasing<SubgraphParts>['also'] = async ({ pool, tokens }, tenant, userId) => {
  const { sessionsOf, endSessions, removePassword } = credentials(pool);
  await removePassword(tenant, userId);
  // before their refresh tokens are gone, by which they are known
  for (const sessionId of await sessionsOf(tenant, userId)) await tokens.revoke({ tenant, sessionId, erased: true });
  await endSessions(tenant, userId);
};

/** The rows are emptied by the projections, upon `UserErased` itself. */
export const erasure = erasing<SubgraphParts>({
  ...{ source: 'users', reads: { UserErased: { userId: 'string', jobId: 'string' } } },
  personOf: ({ userId }: JobIds) => userId,
  erase: () => [],
  also: endSessions,
  done: ({ userId, jobId }: JobIds) =>
    reaction(userAggregate, userStream(userId), { type: 'AdvanceJob', userId, jobId, subgraph: 'users' }),
});

/** What is left of a person, and what the other subgraphs have said of it. */
export interface ErasureReportNode {
  readonly subject: string;
  readonly diaryStores?: readonly StoreResidue[];
  readonly chatStores?: readonly StoreResidue[];
  readonly matchingStores?: readonly StoreResidue[];
  /** Walked once for both fields that ask for it. */
  readonly usersStores?: Promise<readonly StoreResidue[]>;
}

/** With what only this subgraph has. */
export const residueOf = async (
  parts: SubgraphParts,
  tenant: string,
  userId: string,
): Promise<readonly StoreResidue[]> => [
  ...(await parts.residueOf(tenant, userId)),
  { name: 'users: credentials', residualRows: await credentials(parts.pool).countOf(tenant, userId) },
  { name: 'users: data exports', residualRows: await parts.exports.countOf(tenant, userId) },
];
