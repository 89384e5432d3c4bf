import { DIMENSIONS, type Kind } from '../readModel.ts';
import { BITS, COMPONENTS, type ComponentName, type Traits, type Weights } from '../similarity.ts';

/**
 * Where each part stands in the vector; together all of it. What counts most comes first: a search may stop there.
 * Archetypes have two parts: `archetype` compares those that were said with those that a diary tells, `sameSource` either
 * of them with its like.
 */
const PARTS = {
  mood: { from: 0, size: 8 },
  archetype: { from: 8, size: 32 },
  sameSource: { from: 40, size: 32 },
  interests: { from: 72, size: 64 },
  modalities: { from: 136, size: 8 },
} as const;
type Part = keyof typeof PARTS;
const NAMES = Object.keys(PARTS) as Part[];

/** Which components somebody has; null for none. */
export const kindOf = (traits: Traits): Kind | null => {
  const mask = maskOf(traits);
  return mask === 0 ? null : { mask, said: isSaid(traits) };
};

const maskOf = (traits: Traits): number =>
  COMPONENTS.reduce((mask, name) => (traits[name] === null ? mask : mask | BITS[name]), 0);

const isSaid = ({ archetype }: Traits): boolean => archetype !== null && archetype.outstanding === null;

/**
 * A direction whose cosine with another's is about their similarity: of length 1 in each part. So the product of two parts
 * is the cosine of what they stand for, and their sum by weight is the score, but for what hashing and cosines blur; the
 * exact score decides in the end. Weights are put on what is looked for, and not on what is kept: other weights need no
 * other rows.
 */
export const vectorOf = (traits: Traits): number[] => weighted(traits, () => 1);

/** What to look for among those of a kind. */
export const wantedAmong = ({ mask, said }: Kind, traits: Traits, weights: Weights): number[] => {
  const has = (name: ComponentName) => (mask & BITS[name] ? weights[name] : 0);
  const isLike = said === isSaid(traits);
  return weighted(traits, (part) => {
    if (part === 'archetype') return isLike ? 0 : has('archetype');
    if (part === 'sameSource') return isLike ? has('archetype') : 0;
    return has(part);
  });
};

/** The score that a cosine with somebody of a kind stands for, but for what is blurred. */
export const estimateOf = (kind: Kind, traits: Traits, weights: Weights): ((cosine: number) => number) => {
  const mine = maskOf(traits);
  const both = COMPONENTS.filter((name) => mine & kind.mask & BITS[name]);
  const total = both.reduce((sum, name) => sum + weights[name], 0);
  const length = Math.hypot(...wantedAmong(kind, traits, weights));
  // each part of what is kept has length 1, and the archetype has two
  const parts = COMPONENTS.reduce((sum, name) => sum + (kind.mask & BITS[name] ? PARTS_OF[name] : 0), 0);
  return (cosine) => (total === 0 ? 0 : (cosine * length * Math.sqrt(parts)) / total);
};
const PARTS_OF: Readonly<Record<ComponentName, number>> = { archetype: 2, mood: 1, interests: 1, modalities: 1 };

const weighted = (traits: Traits, weightOf: (part: Part) => number): number[] => {
  const vector = new Array<number>(DIMENSIONS).fill(0);
  for (const part of NAMES) {
    const { from, size } = PARTS[part];
    const numbers = numbersOf(part, traits, size);
    const length = Math.hypot(...numbers);
    if (length > 0)
      numbers.forEach((number, at) => {
        vector[from + at] = (weightOf(part) * number) / length;
      });
  }
  return vector;
};

const numbersOf = (part: Part, { archetype, mood, interests, modalities }: Traits, size: number): number[] => {
  switch (part) {
    case 'mood':
      return [...(mood ?? [])];
    case 'archetype':
      return archetype ? hashed(archetype.outstanding ?? [[archetype.key, 1]], size) : [];
    case 'sameSource':
      if (!archetype) return [];
      // all diaries tell of the same archetypes, which stand in the same order
      return archetype.outstanding
        ? archetype.outstanding.slice(0, size).map(([, difference]) => difference)
        : angles([[archetype.key, archetype.confidence]], size);
    case 'interests':
      return hashed(
        [...(interests?.tags ?? []), ...(interests?.topics ?? [])].map((key) => [key, 1]),
        size,
      );
    case 'modalities':
      return angles(Object.entries(modalities ?? {}), size);
  }
};

type Numbers = readonly (readonly [key: string, number: number])[];

/** The hashing trick (Weinberger et al., "Feature Hashing for Large Scale Multitask Learning", 2009). Keys are hashes already. */
const hashed = (numbers: Numbers, size: number): number[] => {
  const part = new Array<number>(size).fill(0);
  for (const [key, number] of numbers) part[placeOf(key, size)]! += number;
  return part;
};

/** Likewise, for scores: as angles from 0 to 90 degrees, so that the nearer two are, the greater is the product. */
const angles = (scores: Numbers, size: number): number[] => {
  const part = new Array<number>(size).fill(0);
  for (const [key, score] of scores) {
    const at = 2 * placeOf(key, size / 2);
    part[at]! += Math.cos((score * Math.PI) / 2);
    part[at + 1]! += Math.sin((score * Math.PI) / 2);
  }
  return part;
};

const placeOf = (key: string, size: number): number => Buffer.from(key, 'base64url').readUInt32BE() % size;
