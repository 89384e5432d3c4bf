/** How good lists of recommendations are, on the mean over the people who got one. All but the coverage are 0 to 1 per list. */
export interface Quality {
  /** Of the first k, how many were right. */
  readonly precision: number;
  /** Of those who would have been right, how many were among the first k. */
  readonly recall: number;
  /** Likewise, and the earlier the better. */
  readonly ndcg: number;
  /** Which part of all people was recommended to anybody among the first k. */
  readonly coverage: number;
}

export interface Judged {
  /** The best first, nobody twice. */
  readonly recommended: readonly string[];
  readonly right: ReadonlySet<string>;
}

/**
 * Precision, recall and normalised discounted cumulative gain (Kalervo Järvelin and Jaana Kekäläinen, "Cumulated Gain-Based
 * Evaluation of IR Techniques", 2002) at k, and the catalogue's coverage. Lists of people for whom nobody is right are left
 * out.
 */
export const qualityAt = (k: number, lists: readonly Judged[], people: number): Quality => {
  const judged = lists.filter(({ right }) => right.size > 0);
  const mean = (of: (list: Judged) => number): number =>
    judged.reduce((sum, list) => sum + of(list), 0) / Math.max(1, judged.length);
  const hits = ({ recommended, right }: Judged) => recommended.slice(0, k).filter((id) => right.has(id)).length;
  const shown = new Set(judged.flatMap(({ recommended }) => recommended.slice(0, k)));
  return {
    precision: mean((list) => hits(list) / k),
    recall: mean((list) => hits(list) / list.right.size),
    ndcg: mean((list) => gain(list, k) / idealGain(Math.min(k, list.right.size))),
    coverage: shown.size / Math.max(1, people),
  };
};

const gain = ({ recommended, right }: Judged, k: number): number =>
  recommended.slice(0, k).reduce((sum, id, nth) => sum + (right.has(id) ? discount(nth) : 0), 0);
const idealGain = (hits: number): number =>
  Array.from({ length: hits }, (_, nth) => discount(nth)).reduce((sum, one) => sum + one, 0);
const discount = (nth: number): number => 1 / Math.log2(nth + 2);
