import { DIMENSIONS, type Mask } from '../readModel.ts';
import { COMPONENTS, type ComponentName, type Traits, type Weights } from '../similarity.ts';

/** Where each component stands in the vector; together all of it. */
const BLOCKS: Readonly<Record<ComponentName, { readonly from: number; readonly size: number }>> = {
  archetype: { from: 0, size: 32 },
  mood: { from: 32, size: 8 },
  interests: { from: 40, size: 32 },
  modalities: { from: 72, size: 8 },
};

/** Which components there are; 0 for none. */
export const maskOf = (traits: Traits): Mask | 0 =>
  COMPONENTS.reduce<number>((mask, name, nth) => (traits[name] === null ? mask : mask | (1 << nth)), 0) as Mask | 0;

/**
 * A direction whose cosine with another's is about their similarity: a block for each component, of length 1. So the
 * product of two blocks is the cosine of what they stand for, and their sum by weight is the score, but for what hashing
 * and cosines blur; the exact score decides in the end. Weights are put on what is looked for, and not on what is kept:
 * other weights need no other rows.
 */
export const vectorOf = (traits: Traits): number[] => weighted(traits, () => 1);

/** What to look for among those who have exactly these components. */
export const wantedAmong = (mask: Mask, traits: Traits, weights: Weights): number[] =>
  weighted(traits, (name, nth) => (mask & (1 << nth) ? weights[name] : 0));

const weighted = (traits: Traits, weightOf: (name: ComponentName, nth: number) => number): number[] => {
  const vector = new Array<number>(DIMENSIONS).fill(0);
  COMPONENTS.forEach((name, nth) => {
    const { from, size } = BLOCKS[name];
    const block = blockOf(name, traits, size);
    const length = Math.hypot(...block);
    if (length > 0)
      block.forEach((number, at) => {
        vector[from + at] = (weightOf(name, nth) * number) / length;
      });
  });
  return vector;
};

const blockOf = (name: ComponentName, { archetype, mood, interests, modalities }: Traits, size: number): number[] => {
  switch (name) {
    case 'archetype':
      return angles(archetype ? [[archetype.key, archetype.confidence]] : [], size);
    case 'mood':
      return [...(mood ?? [])];
    case 'interests':
      return hashed([...(interests?.tags ?? []), ...(interests?.topics ?? [])], size);
    case 'modalities':
      return angles(Object.entries(modalities ?? {}), size);
  }
};

/** The hashing trick (Weinberger et al., "Feature Hashing for Large Scale Multitask Learning", 2009). Keys are hashes already. */
const hashed = (keys: readonly string[], size: number): number[] => {
  const block = new Array<number>(size).fill(0);
  for (const key of keys) block[placeOf(key, size)]! += 1;
  return block;
};

/** Likewise, for scores: as angles from 0 to 90 degrees, so that the nearer two are, the greater is the product. */
const angles = (scores: readonly (readonly [key: string, score: number])[], size: number): number[] => {
  const block = new Array<number>(size).fill(0);
  for (const [key, score] of scores) {
    const at = 2 * placeOf(key, size / 2);
    block[at]! += Math.cos((score * Math.PI) / 2);
    block[at + 1]! += Math.sin((score * Math.PI) / 2);
  }
  return block;
};

const placeOf = (key: string, size: number): number => Buffer.from(key, 'base64url').readUInt32BE() % size;
