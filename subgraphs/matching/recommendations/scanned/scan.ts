import { kindOf } from '../../projections/vector.ts';
import {
  BITS,
  COMPONENTS,
  type ComponentName,
  type Rarity,
  type Traits,
  type Weights,
  within01,
} from '../../similarity.ts';
import type { Found } from '../candidates.ts';
import { greatest } from './greatest.ts';
import { type Dictionary, direction, keyOfWord, type RecordsView, wordsOf } from './records.ts';

/** Scores are told apart to so many parts; single precision has some more. */
const PARTS = 1_000_000;

/**
 * Those who are most like somebody of all records: by the score of similarity.ts, of equals those of whom more is known.
 * Most records are left after a part of them: what is behind it can't make them one of the best any more.
 */
export const mostAlike = (
  view: RecordsView,
  one: Traits & { readonly personId: string },
  given: { readonly weights: Weights; readonly rarity: Rarity; readonly limit: number; readonly minScore: number },
): Found[] => {
  const { ids, begins, integers } = view;
  const { weights, rarity, limit, minScore } = given;
  const mine = kindOf(one)?.mask ?? 0;
  const totals = totalsOf(weights);
  const [ofMood, ofArchetype] = [withMood(view, one.mood ?? []), withArchetype(view, one.archetype)];
  const [ofModalities, ofInterests] = [withModalities(view, one.modalities ?? {}), withInterests(view, one, rarity)];
  const weightOf = (name: ComponentName) => (mine & BITS[name] ? weights[name] : 0);
  const [forMood, forArchetype] = [weightOf('mood'), weightOf('archetype')];
  const [forModalities, forInterests] = [weightOf('modalities'), weightOf('interests')];

  const best = greatest(limit);
  /** By mask, less than this is too little; it rises with what is found. */
  const needed = new Float64Array(totals.length);
  const raise = () => {
    const least = best.least();
    for (let mask = 0; mask < needed.length; mask++) {
      const total = totals[mask]!;
      needed[mask] = Math.max(((least - total / 2 - 1) / PARTS) * total, minScore * total - 1 / PARTS);
    }
  };
  raise();
  for (let place = 0; place < ids.length; place++) {
    let at = begins[place]! + 2;
    const has = integers[at - 1]!;
    const both = has & mine;
    const total = totals[both]!;
    if (total === 0) continue;
    const enough = needed[both]!;
    let [sum, left] = [0, total];
    if (has & BITS.mood) {
      if (forMood > 0) {
        sum += forMood * ofMood(at);
        left -= forMood;
        if (sum + left < enough) continue;
      }
      at += 1 + integers[at]!;
    }
    if (has & BITS.archetype) {
      if (forArchetype > 0) {
        sum += forArchetype * ofArchetype(at);
        left -= forArchetype;
        if (sum + left < enough) continue;
      }
      at += 3 + 2 * integers[at + 2]!;
    }
    if (has & BITS.modalities) {
      if (forModalities > 0) {
        sum += forModalities * ofModalities(at);
        left -= forModalities;
        if (sum + left < enough) continue;
      }
      at += 1 + 2 * integers[at]!;
    }
    if (has & BITS.interests && forInterests > 0) sum += forInterests * ofInterests(at);
    const parts = Math.round((sum / total) * PARTS);
    if (parts > 0 && sum >= enough && ids[place] !== one.personId) {
      best.offer({ id: ids[place]!, value: parts + total / 2 });
      raise();
    }
  }
  return best.kept().map(({ id, value }) => ({ personId: id, score: Math.floor(value) / PARTS }));
};

/** By mask, how much the components of it count together. */
const totalsOf = (weights: Weights): Float64Array =>
  Float64Array.from({ length: 1 << COMPONENTS.length }, (_, mask) =>
    COMPONENTS.reduce((sum, name) => (mask & BITS[name] ? sum + weights[name] : sum), 0),
  );

/** How alike somebody is in one component to the record in which that stands at a place. */
type Alike = (at: number) => number;

const withMood = ({ numbers, integers }: RecordsView, own: readonly number[]): Alike => {
  const mood = direction(own);
  return (at) => {
    let cosine = 0;
    for (let nth = 0; nth < integers[at]!; nth++) cosine += numbers[at + 1 + nth]! * mood[nth]!;
    return within01(cosine);
  };
};

const withArchetype = ({ numbers, integers, names }: RecordsView, own: Traits['archetype']): Alike => {
  const outstanding = own?.outstanding ?? null;
  const differences = direction(outstanding?.map(([, difference]) => difference) ?? []);
  const stands = outstanding?.map(([key], nth) => [key, differences[nth]!] as const) ?? (own ? [[own.key, 1]] : []);
  const byKey = byNumber(names, stands as readonly (readonly [string, number])[], 0);
  const key = own && names.numberOf(own.key);
  return (at) => {
    const count = integers[at + 2]!;
    if (count > 0) {
      let product = 0;
      for (let of = at + 3; of < at + 3 + 2 * count; of += 2) product += byKey[integers[of]!]! * numbers[of + 1]!;
      return within01(outstanding ? product : product / lengthOfOne(count));
    }
    if (outstanding) return within01(byKey[integers[at]!]! / lengthOfOne(outstanding.length));
    return integers[at] === key ? 1 - Math.abs(numbers[at + 1]! - own!.confidence) : 0;
  };
};

/** How far one of so many stands out that stands out alone. */
const lengthOfOne = (count: number): number => Math.sqrt(1 - 1 / count);

const withModalities = ({ numbers, integers, names }: RecordsView, own: Readonly<Record<string, number>>): Alike => {
  const scores = Object.entries(own);
  const byName = byNumber(names, scores, Number.NaN);
  const sum = scores.reduce((all, [, score]) => all + score, 0);
  return (at) => {
    const count = integers[at]!;
    let [distance, all] = [sum, count + scores.length];
    for (let of = at + 1; of < at + 1 + 2 * count; of += 2) {
      const [score, mine] = [numbers[of + 1]!, byName[integers[of]!]!];
      if (Number.isNaN(mine)) distance += score;
      else {
        distance += Math.abs(score - mine) - mine;
        all--;
      }
    }
    return within01(1 - distance / all);
  };
};

const withInterests = ({ integers, names }: RecordsView, { interests }: Traits, rarity: Rarity): Alike => {
  const words = interests ? wordsOf(interests) : [];
  const tells = byNumber(
    names,
    words.map((word) => [word, rarity(keyOfWord(word))] as const),
    0,
  );
  return (at) => {
    const count = integers[at]!;
    let [common, shared] = [0, 0];
    for (let of = at + 1; of <= at + count; of++) {
      const told = tells[integers[of]!]!;
      if (told > 0) {
        common += told;
        shared++;
      }
    }
    return common / (common + count + words.length - 2 * shared);
  };
};

/** What stands under a name, by its number; names that no record has are left out. */
const byNumber = (names: Dictionary, all: readonly (readonly [string, number])[], none: number): Float64Array => {
  const found = new Float64Array(names.size).fill(none);
  for (const [name, value] of all) {
    const number = names.numberOf(name);
    if (number !== undefined) found[number] = value;
  }
  return found;
};
