import fc from 'fast-check';
import { expect, it } from 'vitest';
import { profileOf } from '../../projections/profile.ts';
import type { KnownRow, ProfileRow } from '../../readModel.ts';
import { ranked } from '../ranking.ts';
import { records } from './records.ts';
import { mostAlike } from './scan.ts';

const WEIGHTS = { mood: 0.4, archetype: 0.3, interests: 0.2, modalities: 0.1 };
const rarity = (key: string) => 1 + (key.charCodeAt(0) % 5);
const keyOf = (name: string) => Buffer.from(name.padEnd(8)).toString('base64url');
const byKey = <T>(values: Readonly<Record<string, T>>) =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [keyOf(name), value]));
const score = fc.integer({ min: 0, max: 10 }).map((tenths) => tenths / 10);
const words = fc
  .subarray(['soup', 'bread', 'tea', 'rain', 'work'], { minLength: 1 })
  .map((all) => Object.fromEntries(all.map((word) => [keyOf(word), { count: 1, label: '' }])));
const trait = <T>(of: fc.Arbitrary<T>) => fc.option(of, { freq: 2 });
const person = fc
  .record({
    archetype: trait(
      fc.record({ key: fc.constantFrom('sage', 'hero', 'fool').map(keyOf), confidence: score, own: fc.boolean() }),
    ),
    archetypes: trait(
      fc.record({ hero: score, sage: score, wise: score }, { requiredKeys: ['hero', 'sage'] }).map(byKey),
    ),
    mood: trait(fc.array(score, { minLength: 8, maxLength: 8 }).filter((all) => all.some((number) => number > 0))),
    // a word may be a tag of one and a topic of another
    ...{ tags: trait(words), topics: trait(words) },
    modalities: trait(fc.dictionary(fc.constantFrom('eye', 'ear', 'hand'), score, { minKeys: 1 }).map(byKey)),
    consent: fc.option(fc.record({ discoverable: fc.boolean() })),
  })
  .map((known) => known as unknown as Omit<KnownRow, 'personId'>);

it('finds those that stand first among all, by the same score, whatever was changed before', () => {
  const change = fc.record({ nth: fc.nat(30), person: fc.option(person, { freq: 5 }) });
  fc.assert(
    fc.property(
      fc.array(change, { maxLength: 50 }),
      person,
      fc.integer({ min: 1, max: 8 }),
      score,
      (changes, asks, limit, minScore) => {
        const copy = records();
        const now = new Map<string, ProfileRow>();
        for (const { nth, person } of changes) {
          const personId = `p${nth}`;
          const row = person && profileOf({ personId, ...person });
          if (row) copy.set(row);
          else copy.delete({ personId });
          if (row?.discoverable) now.set(personId, row);
          else now.delete(personId);
        }
        const one = profileOf({ personId: 'p0', ...asks });
        if (!one) return;
        const given = { weights: WEIGHTS, rarity, minScore };
        const exact = ranked(
          one,
          [...now.values()].filter(({ personId }) => personId !== 'p0'),
          given,
        );
        const found = mostAlike(copy.view(), one, { ...given, limit });
        const scoreOf = new Map(exact.map(({ candidate, similarity }) => [candidate.personId, similarity.score]));
        const close = found.filter(({ score }) => score - minScore > 1e-5);
        for (const { personId, score } of close) expect(score).toBeCloseTo(scoreOf.get(personId)!, 5);
        const wanted = exact.slice(0, limit).filter(({ similarity }) => similarity.score - minScore > 1e-5);
        expect(close).toHaveLength(wanted.length);
        wanted.forEach(({ similarity }, nth) => {
          expect(close[nth]!.score).toBeCloseTo(similarity.score, 5);
        });
      },
    ),
    { numRuns: 200 },
  );
});

it('of equals, those of whom more is known come first, and the others by their ids', () => {
  const known = {
    ...{ consent: null, archetypes: null, topics: null, tags: null, mood: [1, 0, 0, 0, 0, 0, 0, 0] },
    ...{ archetype: null, modalities: null },
  };
  const archetype = { key: keyOf('sage'), confidence: 0.7, own: true };
  const copy = records();
  for (const personId of ['d', 'b', 'c']) copy.set(profileOf({ ...known, personId })!);
  copy.set(profileOf({ ...known, personId: 'e', archetype })!);
  const one = profileOf({ ...known, personId: 'a', archetype })!;
  const found = mostAlike(copy.view(), one, { weights: WEIGHTS, rarity, minScore: 0, limit: 3 });
  expect(found).toEqual(['e', 'b', 'c'].map((personId) => ({ personId, score: 1 })));
});

it('keeps nothing of somebody who was deleted, nor of what somebody was before', () => {
  const copy = records();
  const archetype = { key: keyOf('sage'), confidence: 0.625, own: true };
  const known = { consent: null, archetypes: null, topics: null, tags: null, modalities: null };
  copy.set(profileOf({ ...known, personId: 'a', archetype, mood: [0, 0, 0, 3, 0, 0, 0, 4] })!);
  expect([...copy.view().numbers]).toContain(0.625);
  copy.set(profileOf({ ...known, personId: 'a', archetype: null, mood: [1, 0, 0, 0, 0, 0, 0, 0] })!);
  expect([...copy.view().numbers]).not.toContain(0.625);
  copy.delete({ personId: 'a' });
  expect([...copy.view().integers].every((number) => number === 0)).toBe(true);
  expect(copy.view().ids).toEqual([]);
});
