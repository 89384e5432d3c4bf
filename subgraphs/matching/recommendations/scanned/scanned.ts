import type { RowCopies } from '#platform/read-model/read-model';
import { profiles } from '../../readModel.ts';
import type { Weights } from '../../similarity.ts';
import type { Candidates } from '../candidates.ts';
import { VARIED_FROM } from '../ranking.ts';
import { records } from './records.ts';
import { mostAlike } from './scan.ts';

/** Everybody is compared: no index finds those who are like somebody in what both have faster than this finds all. */
export const scanned = (copies: RowCopies, weights: Weights): Candidates => {
  const copyFor = copies.of(profiles, records);
  return {
    estimated: VARIED_FROM,
    async find(tenant, one, { words, minScore, limit }) {
      const [copy, { rarity }] = await Promise.all([copyFor(tenant), words]);
      const found = mostAlike(copy.view(), one, { weights, rarity, minScore, limit });
      return { found, all: found.length < limit };
    },
  };
};
