import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { COMPONENTS, outstandingIn, similarity, type Traits } from './similarity.ts';

const WEIGHTS = { archetype: 0.3, mood: 0.4, interests: 0.2, modalities: 0.1 };
const plain = () => 1;
const NOBODY: Traits = { archetype: null, mood: null, interests: null, modalities: null };
const of = (some: Partial<Traits>): Traits => ({ ...NOBODY, ...some });

const share = fc.double({ min: 0, max: 1, noNaN: true });
const keys = fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'), { maxLength: 6 });
const archetypeKey = fc.constantFrom('sage', 'hero', 'rebel', 'lover');
const traits: fc.Arbitrary<Traits> = fc.record({
  archetype: fc.option(
    fc.record({
      key: archetypeKey,
      confidence: share,
      outstanding: fc
        .option(fc.dictionary(archetypeKey, share, { minKeys: 1, noNullPrototype: true }))
        .map((scores) => scores && outstandingIn(scores)),
    }),
  ),
  mood: fc.option(
    fc
      .array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 9, maxLength: 9 })
      .filter((mood) => mood.some((number) => Math.abs(number) > 1e-6)),
  ),
  interests: fc.option(
    fc.record({ tags: keys, topics: keys }).filter(({ tags, topics }) => tags.length + topics.length > 0),
  ),
  modalities: fc.option(
    fc.dictionary(fc.constantFrom('visual', 'auditory', 'kinesthetic'), share, { minKeys: 1, noNullPrototype: true }),
  ),
});
const weights = fc.tuple(...COMPONENTS.map(() => fc.integer({ min: 1, max: 100 }))).map((parts) => {
  const sum = parts.reduce((total, part) => total + part, 0);
  return Object.fromEntries(COMPONENTS.map((name, nth) => [name, parts[nth]! / sum])) as typeof WEIGHTS;
});
const rarities = fc.dictionary(
  fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'),
  fc.double({ min: 1, max: 6, noNaN: true }),
);

describe('how alike two people are', () => {
  it('is the same whoever comes first, to the last bit', () =>
    fc.assert(
      fc.property(traits, traits, weights, rarities, (one, other, by, rare) => {
        const rarity = (key: string) => rare[key] ?? 1;
        expect(similarity(one, other, by, rarity)).toEqual(similarity(other, one, by, rarity));
      }),
    ));

  it('lies within 0 and 1, in all and in each component, and the weights are 1 together', () =>
    fc.assert(
      fc.property(traits, traits, weights, (one, other, by) => {
        const found = similarity(one, other, by, plain);
        if (!found) return;
        for (const score of [found.score, ...found.components.map(({ score }) => score)]) {
          expect(score).toBeGreaterThanOrEqual(0);
          expect(score).toBeLessThanOrEqual(1);
        }
        expect(found.components.reduce((sum, { weight }) => sum + weight, 0)).toBeCloseTo(1, 10);
      }),
    ));

  it('is 1 for two of whom the same is known', () =>
    fc.assert(
      fc.property(traits, weights, (one, by) => {
        const found = similarity(one, structuredClone(one), by, plain);
        if (Object.values(one).every((part) => part === null)) expect(found).toBeNull();
        else expect(found!.score).toBe(1);
      }),
    ));

  it('does not depend on the order in which anything was learned', () =>
    fc.assert(
      fc.property(traits, traits, (one, other) => {
        const { interests, modalities } = one;
        const turned = of({
          ...one,
          interests: interests && { tags: interests.tags.toReversed(), topics: interests.topics.toReversed() },
          modalities: modalities && Object.fromEntries(Object.entries(modalities).reverse()),
        });
        expect(similarity(turned, other, WEIGHTS, plain)).toEqual(similarity(one, other, WEIGHTS, plain));
      }),
    ));

  it('has nothing of a component that one of the two lacks: the rest has all the weight', () =>
    fc.assert(
      fc.property(traits, traits, fc.constantFrom(...COMPONENTS), (one, other, name) => {
        const without = similarity({ ...one, [name]: null }, other, WEIGHTS, plain);
        expect(without).toEqual(similarity(one, { ...other, [name]: null }, WEIGHTS, plain));
        expect(without?.components.map((component) => component.name) ?? []).not.toContain(name);
        const rest = COMPONENTS.filter((one) => without?.components.some((component) => component.name === one));
        const total = rest.reduce((sum, of) => sum + WEIGHTS[of], 0);
        for (const component of without?.components ?? [])
          expect(component.weight).toBeCloseTo(WEIGHTS[component.name] / total, 10);
      }),
    ));
});

it('what stands out in a diary does not depend on the order in which it is told, nor on what all have', () => {
  const [one, other] = [outstandingIn({ a: 0.5, b: 0.2, c: 0.2 })!, outstandingIn({ c: 0.4, a: 0.7, b: 0.4 })!];
  expect(one.map(([key]) => key)).toEqual(['a', 'b', 'c']);
  one.forEach(([key, difference], nth) => {
    expect(other[nth]).toEqual([key, expect.closeTo(difference, 12)]);
  });
  expect([outstandingIn({}), outstandingIn({ a: 0.1, b: 0.1, c: 0.1 })]).toEqual([null, null]);
});

describe('a component', () => {
  const scoreOf = (one: Partial<Traits>, other: Partial<Traits>, rarity: (key: string) => number = plain) =>
    similarity(of(one), of(other), WEIGHTS, rarity)?.score;

  const said = (key: string, confidence = 1) => ({ archetype: { key, confidence, outstanding: null } });
  const told = (scores: Record<string, number>) => {
    const [key] = Object.entries(scores).toSorted(([, a], [, b]) => b - a)[0]!;
    return { archetype: { key, confidence: scores[key]!, outstanding: outstandingIn(scores) } };
  };

  it('of archetypes that were said is nothing for different ones, and as much as they are equally sure for the same', () => {
    expect(scoreOf(said('a'), said('b'))).toBe(0);
    expect(scoreOf(said('a'), said('a', 0.75))).toBe(0.75);
  });

  it('of archetypes that diaries tell is by all of them, and not by which of two that are almost as likely', () => {
    const one = told({ sage: 0.61, hero: 0.6, lover: 0.3, rebel: 0.29 });
    const alike = told({ sage: 0.6, hero: 0.61, lover: 0.3, rebel: 0.29 });
    const same = told({ sage: 0.61, hero: 0.3, lover: 0.6, rebel: 0.29 });
    expect(scoreOf(one, alike)).toBeGreaterThan(0.99);
    expect(scoreOf(one, same)).toBeLessThan(0.1);
    // what all diaries have of all archetypes tells nothing
    expect(scoreOf(one, told({ sage: 0.91, hero: 0.9, lover: 0.6, rebel: 0.59 }))).toBeCloseTo(1, 10);
    expect(scoreOf(one, told({ sage: 0.29, hero: 0.3, lover: 0.6, rebel: 0.61 }))).toBe(0);
    expect(similarity(of(one), of(alike), WEIGHTS, plain)).toMatchObject({ sameArchetype: false });
  });

  it('of an archetype that was said and a diary is how much it stands out there', () => {
    const diary = told({ sage: 0.6, hero: 0.5, lover: 0.3, rebel: 0.3 });
    const [most, second, least] = ['sage', 'hero', 'lover'].map((key) => scoreOf(said(key), diary)!);
    expect(most).toBeGreaterThan(second!);
    expect(second).toBeGreaterThan(least!);
    expect([least, scoreOf(said('somebody else'), diary)]).toEqual([0, 0]);
  });

  it('of archetypes in a diary that has as much of all of them is as of those that were said', () => {
    const even = told({ sage: 0.1, hero: 0.1, lover: 0.1 });
    expect(scoreOf(even, said('sage', 0.6))).toBe(0.5);
    expect(scoreOf(even, said('hero', 0.6))).toBe(0);
  });

  it('of moods is a cosine, and what points apart has nothing in common', () => {
    expect(scoreOf({ mood: [1, 0] }, { mood: [3, 4] })).toBeCloseTo(0.6, 12);
    expect(scoreOf({ mood: [1, 0] }, { mood: [-1, 0] })).toBe(0);
  });

  it('of interests is more the rarer what is shared, and tags and topics are apart', () => {
    const one = { interests: { tags: ['soup', 'bread'], topics: ['food'] } };
    const other = { interests: { tags: ['soup'], topics: ['bread'] } };
    expect(scoreOf(one, other)).toBeCloseTo(1 / 4, 12);
    expect(scoreOf(one, other, (key) => (key === 'soup' ? 3 : 1))).toBeCloseTo(3 / 6, 12);
    const found = similarity(of(one), of({ interests: { tags: ['soup'], topics: ['food'] } }), WEIGHTS, plain);
    expect(found).toMatchObject({ sharedTags: ['soup'], sharedTopics: ['food'] });
  });

  it('of modalities is 1 less the mean distance, and who lacks a name has none of it', () => {
    expect(scoreOf({ modalities: { visual: 1, auditory: 0.5 } }, { modalities: { visual: 0.5 } })).toBeCloseTo(0.5, 12);
  });

  it('alone that nobody gave any weight leaves nothing to compare', () => {
    const modalities = { visual: 1 };
    expect(similarity(of({ modalities }), of({ modalities }), { ...WEIGHTS, modalities: 0 }, plain)).toBeNull();
  });
});
