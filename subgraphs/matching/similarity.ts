import { cosine } from '#platform/domain/cosine';

/** What people are compared by; in the order in which they are told. */
export const COMPONENTS = ['archetype', 'mood', 'interests', 'modalities'] as const;
export type ComponentName = (typeof COMPONENTS)[number];
/** What each counts in a mask of components. */
export const BITS = Object.fromEntries(COMPONENTS.map((name, nth) => [name, 1 << nth])) as Record<
  ComponentName,
  number
>;
/** 0 or more each, together 1. */
export type Weights = Readonly<Record<ComponentName, number>>;

/** What is compared of somebody: what is not known of them, or what they keep to themselves, is null. Words are keyed hashes. */
export interface Traits {
  readonly archetype: ArchetypeTrait | null;
  /** A direction; its length tells nothing. */
  readonly mood: readonly number[] | null;
  readonly interests: { readonly tags: readonly string[]; readonly topics: readonly string[] } | null;
  /** 0 to 1 each. */
  readonly modalities: Readonly<Record<string, number>> | null;
}

export interface ArchetypeTrait {
  /** The one that somebody is most like, or says to be. */
  readonly key: string;
  readonly confidence: number;
  /**
   * By how much the diary has more of each than of all on the mean, in the order of keys: every diary has something of
   * all, and only what stands out tells anything. Null where none does, and where somebody has said it themselves.
   */
  readonly outstanding: readonly (readonly [key: string, difference: number])[] | null;
}

export interface Similarity {
  /** 0 (nothing in common) to 1 (alike in all that can be compared). */
  readonly score: number;
  /** Those that both have. The weights are what they have in this score, together 1. */
  readonly components: readonly { readonly name: ComponentName; readonly weight: number; readonly score: number }[];
  readonly sharedTags: readonly string[];
  readonly sharedTopics: readonly string[];
  /** Whether both are most like the same archetype. */
  readonly sameArchetype: boolean;
}

/** How much more a shared word tells than one that all share: 1 for those, more for rare ones. */
export type Rarity = (key: string) => number;

/**
 * How alike two people are: the mean of what both have, by weight; null when there is nothing that could be compared. The
 * same to the last bit whoever of the two comes first, and 1 for two of whom the same is known.
 */
export const similarity = (one: Traits, other: Traits, weights: Weights, rarity: Rarity): Similarity | null =>
  comparedWith(one, weights, rarity)(other);

/** The same for many others: what only depends on the one is found once. */
export const comparedWith = (one: Traits, weights: Weights, rarity: Rarity): ((other: Traits) => Similarity | null) => {
  const tags = new Set(one.interests?.tags);
  const topics = new Set(one.interests?.topics);
  const modalities = Object.keys(one.modalities ?? {}).sort();
  return (other) => {
    const sharedTags = shared(tags, other.interests?.tags);
    const sharedTopics = shared(topics, other.interests?.topics);
    const scores: Readonly<Record<ComponentName, number | null>> = {
      archetype: archetypeSimilarity(one.archetype, other.archetype),
      mood: moodSimilarity(one.mood, other.mood),
      interests: interestSimilarity(one.interests, other.interests, [sharedTags, sharedTopics], rarity),
      modalities: modalitySimilarity(one.modalities, other.modalities, modalities),
    };
    const components: { name: ComponentName; weight: number; score: number }[] = [];
    let [total, sum] = [0, 0];
    for (const name of COMPONENTS) {
      const score = scores[name];
      if (score === null) continue;
      total += weights[name];
      sum += weights[name] * score;
      components.push({ name, weight: weights[name], score });
    }
    if (total === 0) return null;
    for (const component of components) component.weight /= total;
    const sameArchetype = one.archetype !== null && one.archetype.key === other.archetype?.key;
    return { score: sum / total, components, sharedTags, sharedTopics, sameArchetype };
  };
};

/**
 * By all archetypes where a diary tells: Pearson's correlation (Karl Pearson, "Notes on Regression and Inheritance", 1895).
 * One that somebody says to be stands out alone. Else the same one, as surely; different ones have nothing in common.
 */
const archetypeSimilarity = (one: Traits['archetype'], other: Traits['archetype']): number | null => {
  if (!one || !other) return null;
  if (one.outstanding && other.outstanding) return within01(correlation(one.outstanding, other.outstanding));
  if (one.outstanding) return within01(correlationWithOne(one.outstanding, other.key));
  if (other.outstanding) return within01(correlationWithOne(other.outstanding, one.key));
  return one.key === other.key ? 1 - Math.abs(one.confidence - other.confidence) : 0;
};

type Outstanding = NonNullable<ArchetypeTrait['outstanding']>;

/** What one of the two does not know does not stand out there. */
const correlation = (one: Outstanding, other: Outstanding): number => {
  let [product, nth] = [0, 0];
  for (let of = 0; of < one.length && nth < other.length; of++) {
    const key = one[of]![0];
    while (nth < other.length && other[nth]![0] !== key && other[nth]![0] < key) nth++;
    if (nth < other.length && other[nth]![0] === key) product += one[of]![1] * other[nth++]![1];
  }
  return product / Math.sqrt(squaresOf(one) * squaresOf(other));
};

/** With a diary that has only this one. */
const correlationWithOne = (all: Outstanding, key: string): number => {
  const [, difference = 0] = all.find(([of]) => of === key) ?? [];
  return difference / Math.sqrt(squaresOf(all) * (1 - 1 / all.length));
};

const squaresOf = (all: Outstanding): number => {
  let sum = 0;
  for (let nth = 0; nth < all.length; nth++) sum += all[nth]![1] ** 2;
  return sum;
};

/** Of how much a diary has of each archetype, what stands out. */
export const outstandingIn = (scores: Readonly<Record<string, number>>): Outstanding | null => {
  const all = Object.entries(scores).sort(([a], [b]) => (a < b ? -1 : 1));
  const mean = all.reduce((sum, [, score]) => sum + score, 0) / all.length;
  const differences = all.map(([key, score]) => [key, score - mean] as const);
  return differences.some(([, difference]) => Math.abs(difference) > ROUNDING) ? differences : null;
};

/** A mean of equal numbers is hardly ever just the same number. */
const ROUNDING = 1e-9;

/** The cosine of the two directions; what points apart has no less in common than what stands across. */
const moodSimilarity = (one: Traits['mood'], other: Traits['mood']): number | null =>
  one && other && within01(cosine(one, other));

/**
 * Jaccard's coefficient (Paul Jaccard, "The Distribution of the Flora in the Alpine Zone", 1912), in which shared words
 * count by their rarity, as in inverse document frequency (Karen Spärck Jones, "A Statistical Interpretation of Term
 * Specificity", 1972). Words that only one of the two has count once: not to share what is rare is nothing unusual.
 */
const interestSimilarity = (
  one: Traits['interests'],
  other: Traits['interests'],
  [tags, topics]: readonly [tags: readonly string[], topics: readonly string[]],
  rarity: Rarity,
): number | null => {
  if (!one || !other) return null;
  let common = 0;
  for (const key of tags) common += rarity(key);
  for (const key of topics) common += rarity(key);
  const apart = countOf(one) + countOf(other) - 2 * (tags.length + topics.length);
  return common + apart === 0 ? null : common / (common + apart);
};

/** 1 less the mean distance, by name; who doesn't have a name has 0 of it. */
const modalitySimilarity = (
  one: Traits['modalities'],
  other: Traits['modalities'],
  namesOfOne: readonly string[],
): number | null => {
  if (!one || !other) return null;
  const names = allNames(namesOfOne, other);
  const distance = names.reduce((sum, name) => sum + Math.abs((one[name] ?? 0) - (other[name] ?? 0)), 0);
  return names.length === 0 ? null : 1 - distance / names.length;
};

const countOf = ({ tags, topics }: NonNullable<Traits['interests']>): number => tags.length + topics.length;

/** In an order of its own, so that sums over it are the same whoever comes first. */
const shared = (ofOne: ReadonlySet<string>, other: readonly string[] = []): string[] => {
  const keys = other.filter((key) => ofOne.has(key));
  return keys.length > 1 ? keys.sort() : keys;
};

/** Likewise. */
const allNames = (namesOfOne: readonly string[], other: Readonly<Record<string, number>>): readonly string[] => {
  const names = Object.keys(other);
  const areSame = names.length === namesOfOne.length && namesOfOne.every((name) => name in other);
  return areSame ? namesOfOne : [...new Set([...namesOfOne, ...names])].sort();
};

export const within01 = (value: number): number => Math.min(1, Math.max(0, value));
