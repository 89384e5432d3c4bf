import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { COMPONENTS, similarity, type Traits } from './similarity.ts';

const WEIGHTS = { archetype: 0.3, mood: 0.4, interests: 0.2, modalities: 0.1 };
const plain = () => 1;
const NOBODY: Traits = { archetype: null, mood: null, interests: null, modalities: null };
const of = (some: Partial<Traits>): Traits => ({ ...NOBODY, ...some });

const share = fc.double({ min: 0, max: 1, noNaN: true });
const keys = fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'), { maxLength: 6 });
const traits: fc.Arbitrary<Traits> = fc.record({
  archetype: fc.option(fc.record({ key: fc.constantFrom('sage', 'hero', 'rebel'), confidence: share })),
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

describe('a component', () => {
  const scoreOf = (one: Partial<Traits>, other: Partial<Traits>, rarity: (key: string) => number = plain) =>
    similarity(of(one), of(other), WEIGHTS, rarity)?.score;

  it('of archetypes is nothing for different ones, and as much as they are equally sure for the same', () => {
    expect(scoreOf({ archetype: { key: 'a', confidence: 1 } }, { archetype: { key: 'b', confidence: 1 } })).toBe(0);
    expect(scoreOf({ archetype: { key: 'a', confidence: 1 } }, { archetype: { key: 'a', confidence: 0.75 } })).toBe(
      0.75,
    );
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
