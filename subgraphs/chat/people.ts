import { DomainError } from '#platform/domain/errors';
import type { Request } from '#platform/request';
import type { SubgraphParts } from '#platform/subgraph';
import { persons } from './readModel.ts';

/** NOT_FOUND unless all of these people are there. Somebody who signed up a moment ago is waited for. */
export const requirePeople = async (
  { awaited }: SubgraphParts,
  request: Request,
  ids: readonly string[],
  field: string,
): Promise<void> => {
  const all = await awaited(request, 'users', async () => {
    const rows = await Promise.all(ids.map((id) => request.row(persons, { id })));
    return rows.includes(null) ? null : rows;
  });
  if (!all) throw new DomainError('NOT_FOUND', 'One of these people is not there.', { field });
};
