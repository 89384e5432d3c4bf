import type { ReadModel } from '#platform/read-model/read-model';
import type { Weights } from '../similarity.ts';
import type { Candidates } from './candidates.ts';
import { scanned } from './scanned/scanned.ts';
import { searched } from './searched.ts';

/** In the way that the read model is good at. */
export const findCandidates = ({ search }: ReadModel, weights: Weights): Candidates =>
  search.by === 'copies' ? scanned(search, weights) : searched(search, weights);
