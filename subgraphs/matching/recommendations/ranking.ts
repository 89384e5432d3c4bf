import { comparedWith, type Rarity, type Similarity, type Traits, type Weights } from '../similarity.ts';

export interface Ranked<T extends Traits> {
  readonly candidate: T;
  readonly similarity: Similarity;
}

type Person = Traits & { readonly personId: string };

/** The best first; of equals those of whom more is known. Whoever has nothing in common with somebody is like nobody. */
export const ranked = <T extends Person>(
  one: Traits,
  candidates: readonly T[],
  given: { readonly weights: Weights; readonly rarity: Rarity; readonly minScore: number },
): Ranked<T>[] => {
  const { weights, rarity, minScore } = given;
  const withOne = comparedWith(one, weights, rarity);
  return candidates
    .flatMap((candidate) => {
      const found = withOne(candidate);
      return found && found.score > 0 && found.score >= minScore ? [{ candidate, similarity: found }] : [];
    })
    .sort(
      (a, b) =>
        b.similarity.score - a.similarity.score ||
        knownOf(b.similarity, weights) - knownOf(a.similarity, weights) ||
        (a.candidate.personId < b.candidate.personId ? -1 : 1),
    );
};

/** How much could be compared, by weight. */
const knownOf = ({ components }: Similarity, weights: Weights): number =>
  components.reduce((sum, { name }) => sum + weights[name], 0);

/** What is looked at is as much about likeness to this person, and so much less about likeness to those shown before. */
const RELEVANCE = 0.9;
/** Whoever pages further than this has seen variety; it is chosen from the best so many. */
const VARIED = 20;
export const VARIED_FROM = 40;

/**
 * The same people, so that those who are much like each other don't stand in a row: maximal marginal relevance (Jaime
 * Carbonell and Jade Goldstein, "The Use of MMR, Diversity-Based Reranking", 1998). The best one stays the first.
 */
export const varied = <R extends Ranked<Person>>(list: readonly R[], weights: Weights): R[] => {
  const left = list.slice(0, VARIED_FROM).map((one) => ({ one, nearest: 0, compared: 0 }));
  const chosen: R[] = [];
  const withChosen: ((other: Person) => Similarity | null)[] = [];
  while (chosen.length < VARIED && left.length > 0) {
    // being compared with more makes nobody come earlier: who is the best and compared with all is chosen (Michel Minoux,
    // "Accelerated Greedy Algorithms for Maximizing Submodular Set Functions", 1978)
    let best = 0;
    for (let nth = 1; nth < left.length; nth++) if (marginal(left[nth]!) > marginal(left[best]!)) best = nth;
    const found = left[best]!;
    if (found.compared === chosen.length) {
      left.splice(best, 1);
      chosen.push(found.one);
      withChosen.push(comparedWith(found.one.candidate, weights, () => 1));
    } else {
      const alike = withChosen[found.compared++]!(found.one.candidate)?.score ?? 0;
      found.nearest = Math.max(found.nearest, alike);
    }
  }
  return [...chosen, ...left.map(({ one }) => one), ...list.slice(VARIED_FROM)];
};

const marginal = ({ one, nearest }: { readonly one: Ranked<Person>; readonly nearest: number }): number =>
  RELEVANCE * one.similarity.score - (1 - RELEVANCE) * nearest;
