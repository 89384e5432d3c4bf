import { expect, it } from 'vitest';
import type { Traits } from '../similarity.ts';
import { rarityAmong } from './holders.ts';
import { ranked, varied } from './ranking.ts';
import { reasonsFor } from './reasons.ts';

const weights = { mood: 0.4, archetype: 0.3, interests: 0.2, modalities: 0.1 };
const given = { weights, rarity: () => 1, minScore: 0 };
const person = (personId: string, some: Partial<Traits>) => ({
  ...{ personId, archetype: null, mood: null, interests: null, modalities: null, ...some },
});
const towards = (degrees: number) => [Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180)];
const idsOf = (list: ReturnType<typeof ranked<ReturnType<typeof person>>>) =>
  list.map(({ candidate }) => candidate.personId);

it('the most alike come first, of equals those of whom more is known, and who has nothing in common not at all', () => {
  const [mood, modalities] = [towards(0), { visual: 1 }];
  const one = person('ann', { mood, modalities });
  const others = [
    person('across', { mood: towards(120) }),
    person('unknown', {}),
    person('near', { mood: towards(10) }),
    person('same', { mood }),
    person('more', { mood, modalities }),
  ];
  expect(idsOf(ranked(one, others, given))).toEqual(['more', 'same', 'near']);
  expect(idsOf(ranked(one, others, { ...given, minScore: 0.99 }))).toEqual(['more', 'same']);
});

it('copies of one person do not stand in a row when another is almost as much alike', () => {
  const one = person('ann', { mood: towards(0) });
  const copies = ['a', 'b', 'c'].map((id) => person(id, { mood: towards(40) }));
  const list = ranked(one, [...copies, person('other', { mood: towards(-42) })], given);
  expect(idsOf(list)).toEqual(['a', 'b', 'c', 'other']);
  expect(idsOf(varied(list, weights))).toEqual(['a', 'other', 'b', 'c']);
});

it('a word tells the more the fewer have it', () => {
  expect([0, 2, 4, 32, 64, 1_000].map(rarityAmong)).toEqual([6, 6, 5, 2, 1, 1]);
});

it('reasons say what counts most first, and of what is not shown nothing', () => {
  const components = [
    { name: 'archetype' as const, weight: 0.3, score: 1 },
    { name: 'mood' as const, weight: 0.4, score: 0.9 },
    { name: 'interests' as const, weight: 0.2, score: 0.5 },
    { name: 'modalities' as const, weight: 0.1, score: 0.2 },
  ];
  const alike = { score: 0.8, components, sharedTags: [], sharedTopics: [], sameArchetype: true };
  expect(reasonsFor(alike, ['soup', 'tea', 'bread', 'jam'], true)).toEqual([
    'Your moods are much alike.',
    'You are of the same archetype.',
    'You both write about soup, tea and bread.',
  ]);
  expect(reasonsFor(alike, [], false)).toEqual(['Your moods are much alike.', 'You write about the same things.']);
  expect(reasonsFor({ ...alike, sameArchetype: false }, [], true)).toContain('Your archetypes are much alike.');
  expect(reasonsFor({ ...alike, components: [] }, [], true)).toEqual(['You have something in common.']);
});
