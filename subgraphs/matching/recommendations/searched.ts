import { LRUCache } from 'lru-cache';
import type { VectorIndex } from '#platform/read-model/read-model';
import { estimateOf, kindOf, wantedAmong } from '../projections/vector.ts';
import { KINDS, type Kind, kindName, type ProfileRow, profiles } from '../readModel.ts';
import type { Weights } from '../similarity.ts';
import type { Candidates, Found } from './candidates.ts';

/** Of each kind of profile, for each of those who are wanted. */
const OF_EACH = 0.175;
/** Whose rows are read: of a list of 200 the first half, and whoever shares rare words. */
const ESTIMATED = 100;
/** Of those who share rare words with somebody, so many who share the most. */
const MAX_HOLDERS = 20;
/** In most tenants there are profiles of a few kinds: of which there are none is asked again only after this time. */
const NONE_MS = 1_000;
const NONE_KEPT = 10_000;

/** Of all of whom the same components are known, those whose vectors are nearest; and whoever shares a rare word. */
export const searched = ({ nearest }: VectorIndex, weights: Weights): Candidates => {
  const none = new LRUCache<string, true>({ max: NONE_KEPT, ttl: NONE_MS });

  const nearestOf = async (tenant: string, kind: Kind, one: ProfileRow, limit: number): Promise<readonly Found[]> => {
    const name = kindName(kind);
    const id = `${tenant}\n${name}`;
    if (none.has(id)) return [];
    const wanted = wantedAmong(kind, one, weights);
    const found = await nearest(profiles, tenant, 'vector', wanted, { limit, among: name });
    if (found.length === 0) none.set(id, true);
    const estimate = estimateOf(kind, one, weights);
    return found.map(({ key, similarity }) => ({ personId: key.personId!, score: estimate(similarity) }));
  };

  return {
    estimated: ESTIMATED,
    async find(tenant, one, { words, limit }) {
      const mine = kindOf(one)?.mask ?? 0;
      const ofEach = Math.ceil(OF_EACH * limit);
      const [{ people: sharing }, ...ofKinds] = await Promise.all([
        words,
        ...KINDS.filter(({ mask }) => mask & mine).map((kind) => nearestOf(tenant, kind, one, ofEach)),
      ]);
      const near = ofKinds.flat().sort((a, b) => b.score - a.score || (a.personId < b.personId ? -1 : 1));
      const found = new Map(near.slice(0, limit).map((one) => [one.personId, one]));
      const holders = sharing.slice(0, MAX_HOLDERS).map((personId) => ({ personId, score: 1 }));
      for (const holder of holders) found.delete(holder.personId);
      found.delete(one.personId);
      const all = ofKinds.every(({ length }) => length < ofEach) && near.length <= limit;
      return { found: [...holders.filter(({ personId }) => personId !== one.personId), ...found.values()], all };
    },
  };
};
