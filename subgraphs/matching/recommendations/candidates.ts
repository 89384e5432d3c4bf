import { LRUCache } from 'lru-cache';
import type { ReadModel } from '#platform/read-model/read-model';
import { kindOf, wantedAmong } from '../projections/vector.ts';
import { KINDS, kindName, type ProfileRow, profiles } from '../readModel.ts';
import type { Weights } from '../similarity.ts';

/** Of those who share rare words with somebody, so many who share the most. */
const MAX_HOLDERS = 30;
/** In most tenants there are profiles of a few kinds: of which there are none is asked again only after this time. */
const NONE_MS = 1_000;
const NONE_KEPT = 10_000;

export interface Candidates {
  /**
   * Who may be most like somebody: of all of whom the same components are known, those whose vectors are nearest; and
   * whoever shares a rare word. Whether there may be more of them than these is said, too.
   */
  find(
    tenant: string,
    one: ProfileRow,
    given: { readonly sharing: readonly string[]; readonly ofEach: number },
  ): Promise<{ readonly candidates: ProfileRow[]; readonly all: boolean }>;
}

export const findCandidates = (readModel: ReadModel, weights: Weights): Candidates => {
  const none = new LRUCache<string, true>({ max: NONE_KEPT, ttl: NONE_MS });

  const nearest = async (tenant: string, kind: string, wanted: readonly number[], limit: number) => {
    const id = `${tenant}\n${kind}`;
    if (none.has(id)) return [];
    const found = await readModel.nearest(profiles, tenant, 'vector', wanted, { limit, among: kind });
    if (found.length === 0) none.set(id, true);
    return found;
  };

  return {
    async find(tenant, one, { sharing, ofEach }) {
      const mine = kindOf(one)?.mask ?? 0;
      const [ofKinds, holders] = await Promise.all([
        Promise.all(
          KINDS.filter(({ mask }) => mask & mine).map((kind) =>
            nearest(tenant, kindName(kind), wantedAmong(kind, one, weights), ofEach),
          ),
        ),
        readModel.get(
          profiles,
          tenant,
          sharing.slice(0, MAX_HOLDERS).map((personId) => ({ personId })),
        ),
      ]);
      const found = new Map<string, ProfileRow>();
      for (const { row } of ofKinds.flat()) found.set(row.personId, row);
      for (const row of holders) if (row?.discoverable) found.set(row.personId, row);
      found.delete(one.personId);
      return { candidates: [...found.values()], all: ofKinds.every(({ length }) => length < ofEach) };
    },
  };
};
