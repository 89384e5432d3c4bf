import { LRUCache } from 'lru-cache';
import type { OutsideIdentity } from '#platform/auth';
import { DomainError } from '#platform/domain/errors';
import { newId } from '#platform/domain/ids';
import type { Request } from '#platform/request';
import type { SubgraphParts } from '#platform/subgraph';
import { KeyDestroyedError } from '#platform/vault/vault';
import { userAggregate } from './decider.ts';
import { userStream } from './events.ts';
import { claimOn, claimsOnUsername, emailAddress, username } from './names.ts';

/** People who are known to have an account: the others are asked for in the event store. */
const KNOWN = 50_000;

/**
 * Makes the account of somebody who signs in with an outside issuer, when they first come. Resolves at once for who has
 * one, for others, and for nobody. The username is theirs where it is fit and free, else one that they can recognise as made up.
 */
export const provisioning = ({ vault, store, handler }: Pick<SubgraphParts, 'vault' | 'store' | 'handler'>) => {
  const known = new LRUCache<string, true>({ max: KNOWN });

  const isFree = async (tenant: string, email: string): Promise<boolean> =>
    (await store.findClaim(tenant, await claimOn(vault, tenant, 'email', email))) === null;

  const create = async (request: Request, userId: string, outside: OutsideIdentity): Promise<void> => {
    const { tenant } = request;
    const given = emailAddress.safeParse(outside.email).data;
    const email = given !== undefined && (await isFree(tenant, given)) ? given : null;
    const madeUp = [userId, newId()].map((id) => `user-${id.slice(-12)}`);
    const candidates = [username.safeParse(outside.username).data, ...madeUp].filter((name) => name !== undefined);
    for (const name of candidates) {
      const claims = await claimsOnUsername(vault, tenant, name);
      if (email !== null) claims.push(await claimOn(vault, tenant, 'email', email));
      const profile = { username: name, email, firstName: null, lastName: null, dateOfBirth: null };
      const command = { type: 'CreateUser' as const, userId, ...profile };
      const { status } = await request.handle(userAggregate, userStream(userId), command, { claims });
      if (status !== 'claimed') return;
    }
    throw new DomainError('UNAVAILABLE', 'No account could be made. Try again.');
  };

  return {
    async ensureAccount(request: Request): Promise<void> {
      const viewer = request.viewerOrNull;
      if (!viewer?.outside) return;
      const person = `${viewer.tenant} ${viewer.id}`;
      if (known.has(person)) return;
      const { state } = await handler.load(userAggregate, viewer.tenant, userStream(viewer.id));
      // the issuer goes on vouching for somebody who is not there any more
      if (state.erased) throw new KeyDestroyedError();
      if (!state.exists) await create(request, viewer.id, viewer.outside);
      known.set(person, true);
    },
  };
};
