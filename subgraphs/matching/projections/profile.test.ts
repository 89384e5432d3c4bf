import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { KnownRow } from '../readModel.ts';
import { heldBy, profileOf } from './profile.ts';

const share = fc.double({ min: 0, max: 1, noNaN: true });
const key = fc.constantFrom('AAAAAAAAAAA', 'BBBBBBBBBBB', 'CCCCCCCCCCC', 'DDDDDDDDDDD');
const scores = fc.dictionary(key, share, { minKeys: 1, noNullPrototype: true });
const counted = fc.dictionary(
  key,
  fc.record({ count: fc.integer({ min: 1, max: 9 }), label: fc.constant('' as never) }),
  {
    ...{ minKeys: 1, noNullPrototype: true },
  },
);
const known: fc.Arbitrary<KnownRow> = fc.record({
  personId: fc.constant('ann'),
  consent: fc.constant(null),
  archetype: fc.option(fc.record({ key, confidence: share, own: fc.boolean() })),
  archetypes: fc.option(scores),
  modalities: fc.option(scores),
  mood: fc.option(fc.array(fc.double({ min: 0.1, max: 1, noNaN: true }), { minLength: 8, maxLength: 8 })),
  topics: fc.option(counted),
  tags: fc.option(counted),
});
/** What each consent is about. */
const ABOUT = {
  archetype: ['archetype', 'archetypes'],
  mood: ['mood'],
  interests: ['topics', 'tags'],
  modalities: ['modalities'],
} as const;
const names = Object.keys(ABOUT) as (keyof typeof ABOUT)[];

describe('a profile', () => {
  it('of somebody who keeps something to themselves is as if it had never been known', () =>
    fc.assert(
      fc.property(known, fc.subarray(names), fc.boolean(), (row, kept, discoverable) => {
        const consent = { discoverable, ...Object.fromEntries(kept.map((name) => [name, 'PRIVATE' as const])) };
        const never = Object.fromEntries(kept.flatMap((name) => ABOUT[name].map((column) => [column, null])));
        const shown = profileOf({ ...row, consent });
        const without = profileOf({ ...row, ...never, consent: { discoverable } });
        const { shownToAll: _, ...one } = shown ?? { shownToAll: null };
        const { shownToAll: __, ...other } = without ?? { shownToAll: null };
        expect(one).toEqual(other);
        expect(heldBy(shown)).toEqual(heldBy(without));
      }),
    ));

  it('of somebody who is not to be discovered is searched by nobody', () =>
    fc.assert(
      fc.property(known, (row) => {
        const profile = profileOf({ ...row, consent: { discoverable: false } });
        expect(profile ?? { kind: null, vector: null }).toMatchObject({ kind: null, vector: null });
        expect(heldBy(profile)).toEqual([]);
      }),
    ));

  it('has the archetype that somebody says they are rather than what their diary tells', () => {
    const nothing = { modalities: null, mood: null, topics: null, tags: null };
    const row = { personId: 'ann', consent: null, archetypes: { AAAAAAAAAAA: 0.75, BBBBBBBBBBB: 0.25 }, ...nothing };
    const of = (own: boolean) =>
      profileOf({ ...row, archetype: { key: 'AAAAAAAAAAA', confidence: 0.75, own } })!.archetype;
    expect(of(true)).toEqual({ key: 'AAAAAAAAAAA', confidence: 0.75, outstanding: null });
    expect(of(false)!.outstanding).toEqual([
      ['AAAAAAAAAAA', 0.25],
      ['BBBBBBBBBBB', -0.25],
    ]);
  });
});
