import type { ReadModel } from '#platform/read-model/read-model';
import { maskOf, wantedAmong } from '../projections/vector.ts';
import { MASKS, type ProfileRow, profiles, vectorColumn } from '../readModel.ts';
import type { Weights } from '../similarity.ts';

/** People who share rare words with somebody are few; of those with many such words the first are enough. */
const MAX_HOLDERS = 300;

/**
 * Who may be most like somebody: of all of whom the same components are known, those whose vectors are nearest; and whoever
 * shares a rare word. Whether there may be more of them than these is said, too.
 */
export const findCandidates = async (
  readModel: ReadModel,
  tenant: string,
  one: ProfileRow,
  given: { readonly sharing: ReadonlySet<string>; readonly weights: Weights; readonly ofEach: number },
): Promise<{ readonly candidates: ProfileRow[]; readonly all: boolean }> => {
  const { sharing, weights, ofEach } = given;
  const mine = maskOf(one);
  const comparable = MASKS.filter((mask) => mask & mine);
  const [nearest, holders] = await Promise.all([
    Promise.all(
      comparable.map((mask) =>
        readModel.nearest(profiles, tenant, vectorColumn(mask), wantedAmong(mask, one, weights), ofEach),
      ),
    ),
    readModel.get(
      profiles,
      tenant,
      [...sharing].slice(0, MAX_HOLDERS).map((personId) => ({ personId })),
    ),
  ]);
  const found = new Map<string, ProfileRow>();
  for (const { row } of nearest.flat()) found.set(row.personId, row);
  for (const row of holders) if (row?.discoverable) found.set(row.personId, row);
  found.delete(one.personId);
  return { candidates: [...found.values()], all: nearest.every(({ length }) => length < ofEach) };
};
