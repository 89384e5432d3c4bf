import { DomainError } from '#platform/domain/errors';
import type { Request } from '#platform/request';
import type { SubgraphParts } from '#platform/subgraph';
import { persons } from './readModel.ts';

/** Whom one can write to. */
export const people = ({ settle }: SubgraphParts) => {
  const unknown = async (request: Request, ids: readonly string[]) => {
    const rows = await Promise.all(ids.map((id) => request.row(persons, { id })));
    return ids.filter((_, nth) => rows[nth] === null);
  };

  return {
    /** NOT_FOUND unless all of them are there. Somebody who signed up a moment ago is waited for. */
    async requirePeople(request: Request, ids: readonly string[], field: string): Promise<void> {
      const missing = await unknown(request, ids);
      if (missing.length === 0) return;
      await settle('users');
      request.forget();
      if ((await unknown(request, missing)).length > 0)
        throw new DomainError('NOT_FOUND', 'One of these people is not there.', { field });
    },
  };
};
