import { DomainError } from '#platform/domain/errors';
import type { Request } from '#platform/request';
import type { SubgraphParts } from '#platform/subgraph';
import { anyBlocked } from './blocks.ts';
import { persons } from './readModel.ts';

/**
 * NOT_FOUND unless all of these people are there for the viewer: who blocks them, or is blocked by them, is not. Somebody
 * who signed up a moment ago is waited for.
 */
export const requirePeople = async (
  parts: SubgraphParts,
  request: Request,
  ids: readonly string[],
  field: string,
): Promise<void> => {
  const all = await parts.awaited(request, 'users', async () => {
    const rows = await Promise.all(ids.map((id) => request.row(persons, { id })));
    return rows.includes(null) ? null : rows;
  });
  const others = ids.filter((id) => id !== request.viewer.id);
  if (!all || (await anyBlocked(parts, request, others)))
    throw new DomainError('NOT_FOUND', 'One of these people is not there.', { field });
};
