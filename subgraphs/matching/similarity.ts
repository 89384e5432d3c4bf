/** What people are compared by; in the order in which they are told. */
export const COMPONENTS = ['archetype', 'mood', 'interests', 'modalities'] as const;
export type ComponentName = (typeof COMPONENTS)[number];
/** 0 or more each, together 1. */
export type Weights = Readonly<Record<ComponentName, number>>;

/** What is compared of somebody: what is not known of them, or what they keep to themselves, is null. Words are keyed hashes. */
export interface Traits {
  readonly archetype: { readonly key: string; readonly confidence: number } | null;
  /** A direction; its length tells nothing. */
  readonly mood: readonly number[] | null;
  readonly interests: { readonly tags: readonly string[]; readonly topics: readonly string[] } | null;
  /** 0 to 1 each. */
  readonly modalities: Readonly<Record<string, number>> | null;
}

export interface Similarity {
  /** 0 (nothing in common) to 1 (alike in all that can be compared). */
  readonly score: number;
  /** Those that both have. The weights are what they have in this score, together 1. */
  readonly components: readonly { readonly name: ComponentName; readonly weight: number; readonly score: number }[];
  readonly sharedTags: readonly string[];
  readonly sharedTopics: readonly string[];
}

/** How much more a shared word tells than one that all share: 1 for those, more for rare ones. */
export type Rarity = (key: string) => number;

/**
 * How alike two people are: the mean of what both have, by weight; null when there is nothing that could be compared. The
 * same to the last bit whoever of the two comes first, and 1 for two of whom the same is known.
 */
export const similarity = (one: Traits, other: Traits, weights: Weights, rarity: Rarity): Similarity | null => {
  const sharedTags = shared(one.interests?.tags, other.interests?.tags);
  const sharedTopics = shared(one.interests?.topics, other.interests?.topics);
  const scores: Readonly<Record<ComponentName, number | null>> = {
    archetype: archetypeSimilarity(one.archetype, other.archetype),
    mood: moodSimilarity(one.mood, other.mood),
    interests: interestSimilarity(one.interests, other.interests, [...sharedTags, ...sharedTopics], rarity),
    modalities: modalitySimilarity(one.modalities, other.modalities),
  };
  let [total, sum] = [0, 0];
  for (const name of COMPONENTS) {
    const score = scores[name];
    if (score === null) continue;
    total += weights[name];
    sum += weights[name] * score;
  }
  if (total === 0) return null;
  const components = COMPONENTS.flatMap((name) => {
    const score = scores[name];
    return score === null ? [] : [{ name, weight: weights[name] / total, score }];
  });
  return { score: sum / total, components, sharedTags, sharedTopics };
};

/** The same one, as surely; different ones have nothing in common. */
const archetypeSimilarity = (one: Traits['archetype'], other: Traits['archetype']): number | null => {
  if (!one || !other) return null;
  return one.key === other.key ? 1 - Math.abs(one.confidence - other.confidence) : 0;
};

/** The cosine of the two directions; what points apart has no less in common than what stands across. */
const moodSimilarity = (one: Traits['mood'], other: Traits['mood']): number | null => {
  if (!one || !other) return null;
  let [product, ofOne, ofOther] = [0, 0, 0];
  for (let nth = 0; nth < one.length; nth++) {
    const [a, b] = [one[nth]!, other[nth]!];
    product += a * b;
    ofOne += a * a;
    ofOther += b * b;
  }
  return within01(product / Math.sqrt(ofOne * ofOther));
};

/**
 * Jaccard's coefficient (Paul Jaccard, "The Distribution of the Flora in the Alpine Zone", 1912), in which shared words
 * count by their rarity, as in inverse document frequency (Karen Spärck Jones, "A Statistical Interpretation of Term
 * Specificity", 1972). Words that only one of the two has count once: not to share what is rare is nothing unusual.
 */
const interestSimilarity = (
  one: Traits['interests'],
  other: Traits['interests'],
  keys: readonly string[],
  rarity: Rarity,
): number | null => {
  if (!one || !other) return null;
  const common = keys.reduce((sum, key) => sum + rarity(key), 0);
  const apart = countOf(one) + countOf(other) - 2 * keys.length;
  return common + apart === 0 ? null : common / (common + apart);
};

/** 1 less the mean distance, by name; who doesn't have a name has 0 of it. */
const modalitySimilarity = (one: Traits['modalities'], other: Traits['modalities']): number | null => {
  if (!one || !other) return null;
  const names = [...new Set([...Object.keys(one), ...Object.keys(other)])].sort();
  const distance = names.reduce((sum, name) => sum + Math.abs((one[name] ?? 0) - (other[name] ?? 0)), 0);
  return names.length === 0 ? null : 1 - distance / names.length;
};

const countOf = ({ tags, topics }: NonNullable<Traits['interests']>): number => tags.length + topics.length;

/** In an order of its own, so that sums over it are the same whoever comes first. */
const shared = (one: readonly string[] = [], other: readonly string[] = []): string[] => {
  const ofOther = new Set(other);
  return one.filter((key) => ofOther.has(key)).sort();
};

const within01 = (value: number): number => Math.min(1, Math.max(0, value));
