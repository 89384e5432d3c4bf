import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fold } from '#platform/domain/decider';
import { specFor } from '#platform/domain/testing';
import type { KeysEvent } from '../events.ts';
import { keys, MAX_WAITING } from './keys.ts';

const given = specFor(keys);
const bundleOf = (oneTimePrekeys: readonly string[]) => ({
  ...{ identityKey: 'i', signedPrekey: 'p', signature: 's', oneTimePrekeys },
});
const published = (fingerprint: string, count: number, identity = 'ann'): KeysEvent => ({
  type: 'KeyBundlePublished',
  data: { userId: 'ann', fingerprint, identity, oneTimePrekeys: count },
  personal: bundleOf(Array.from({ length: count }, (_, nth) => `${fingerprint}${nth}`)),
});
const claimed = (bundle: number, prekeyOf: number, nth: number): KeysEvent => ({
  type: 'KeyBundleClaimed',
  data: { userId: 'ann', bundle, prekeyOf, nth },
});
const claim = { type: 'ClaimKeyBundle' as const, userId: 'ann' };

describe('a key bundle', () => {
  it('is published, and the same again is not', () => {
    const publish = {
      ...{ type: 'PublishKeyBundle' as const, userId: 'ann', fingerprint: 'a', identity: 'ann' },
      bundle: bundleOf(['a0', 'a1']),
    };
    given().when(publish).yields(published('a', 2));
    given(published('a', 2), claimed(1, 1, 0))
      .when(publish)
      .yieldsNothing();
    given(published('a', 2), published('b', 0)).when(publish).yields(published('a', 2));
  });

  it('is claimed with the prekey that waits for longest, and with the newest keys', () => {
    given(published('a', 2))
      .when(claim)
      .yields(claimed(1, 1, 0));
    given(published('a', 2), claimed(1, 1, 0), published('b', 2))
      .when(claim)
      .yields(claimed(3, 1, 1));
    given(published('a', 1), published('b', 2), claimed(2, 1, 0))
      .when(claim)
      .yields(claimed(2, 2, 0));
  });

  it('is claimed without a prekey, which is no fact, when all are given', () => {
    given().when(claim).yieldsNothing();
    given(published('a', 1), claimed(1, 1, 0))
      .when(claim)
      .yieldsNothing();
    given(published('a', 0)).when(claim).yieldsNothing();
  });

  it('with another identity leaves nothing of those before', () =>
    given(published('a', 5), published('b', 1, 'ann on a new phone'))
      .when(claim)
      .yields(claimed(2, 2, 0)));

  it('gives each one-time prekey once, and keeps the newest of too many', () => {
    const step = fc.oneof(fc.nat({ max: 100 }), fc.constant('claim' as const));
    fc.assert(
      fc.property(fc.array(step, { maxLength: 300 }), (steps) => {
        let state = keys.initialState;
        const given = new Set<string>();
        let sum = 0;
        for (const [nth, taken] of steps.entries()) {
          const events = taken === 'claim' ? keys.decide(claim, state) : [published(`${nth}`, taken)];
          state = fold({ ...keys, initialState: state }, events);
          if (taken !== 'claim') sum = Math.min(MAX_WAITING, sum + taken);
          for (const { type, data } of events)
            if (type === 'KeyBundleClaimed') {
              const key = `${data.prekeyOf} ${data.nth}`;
              expect(given.has(key)).toBe(false);
              given.add(key);
              sum--;
            }
          expect(state.waiting.reduce((all, { next, count }) => all + count - next, 0)).toBe(sum);
        }
      }),
    );
  });
});
