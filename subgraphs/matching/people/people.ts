import { isId } from '#platform/domain/ids';
import type { Table } from '#platform/read-model/read-model';
import type { Request } from '#platform/request';
import type { SubgraphParts } from '#platform/subgraph';
import { relationAggregate } from '../aggregates.ts';
import { relationStream } from '../events.ts';
import { type MatchRow, type PersonRow, persons } from '../readModel.ts';
import { isBlocked } from './decider.ts';

/** A row that may be on its way here from what another has just done. */
export const rowOf = async <R extends PersonRow | MatchRow>(
  { awaited }: SubgraphParts,
  request: Request,
  table: Table<R>,
  id: string,
  source: string,
): Promise<R | null> => (isId(id) ? awaited(request, source, () => request.row<R>(table, { id } as Partial<R>)) : null);

/** Whether there is this person at all. */
export const isThere = async (parts: SubgraphParts, request: Request, personId: string): Promise<boolean> =>
  (await rowOf(parts, request, persons, personId, 'users')) !== null;

/**
 * Whether one of the two blocks the other: as the own events have it, never behind as rows may be. An unblocking of a
 * moment ago is waited for.
 */
export const areBlocked = async (
  { handler, awaited }: SubgraphParts,
  request: Request,
  one: string,
  other: string,
): Promise<boolean> => {
  const free = await awaited(request, 'users', async () => {
    const { state } = await handler.load(relationAggregate, request.tenant, relationStream(one, other));
    return !isBlocked(state) || null;
  });
  return free === null;
};
