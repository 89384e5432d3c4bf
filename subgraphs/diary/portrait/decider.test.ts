import { describe, expect, it } from 'vitest';
import { specFor } from '#platform/domain/testing';
import type { PortraitEvent } from '../events.ts';
import { isDue, portrait } from './decider.ts';

const given = specFor(portrait);
const [monday, tuesday, nextMonday] = ['2026-01-05', '2026-01-06', '2026-01-12'].map(
  (day) => `${day}T00:00:00.000Z`,
) as [...[string, string, string]];
const basis = { entriesAnalyzed: 2, tokensAnalyzed: 60, through: monday };
const updated: PortraitEvent = {
  type: 'PortraitUpdated',
  data: { ownerId: 'ann', ...basis },
  personal: { portrait: null },
};
const update = { ownerId: 'ann', ...basis, portrait: null };

describe('UpdatePortrait', () => {
  it('records what it is made of', () => given().when(update).yields(updated));
  it('records the same only once', () => given(updated).when(update).yieldsNothing());
  it('records another one', () =>
    given(updated)
      .when({ ...update, entriesAnalyzed: 1, tokensAnalyzed: 30 })
      .yields({ ...updated, data: { ...updated.data, entriesAnalyzed: 1, tokensAnalyzed: 30 } }));
});

describe('a portrait is due', () => {
  const later = { ...basis, entriesAnalyzed: 3, tokensAnalyzed: 70, through: tuesday };
  const due = (last: typeof basis | null, now: typeof basis, newTokens = 10, anew = false) =>
    isDue(last, now, { anew, newTokens });

  it.each([
    ['with the fiftieth token', null, { ...basis, tokensAnalyzed: 50 }, 50, true],
    ['not before', null, { ...basis, tokensAnalyzed: 49 }, 49, false],
    ['with a hundred more', basis, later, 100, true],
    ['not with ninety-nine', basis, later, 99, false],
    ['after a week, with whatever came last', basis, { ...later, through: nextMonday }, 1, true],
    ['not when nothing is new', basis, basis, 0, false],
    ['when there is enough again', { ...basis, tokensAnalyzed: 10 }, { ...later, tokensAnalyzed: 50 }, 1, true],
    ['not when there still is not', { ...basis, tokensAnalyzed: 10 }, { ...later, tokensAnalyzed: 49 }, 39, false],
  ])('%s', (_, last, now, newTokens, expected) => expect(due(last, now, newTokens)).toBe(expected));

  it('at once when something in it is no more', () => {
    expect(due(basis, { ...basis, entriesAnalyzed: 1, tokensAnalyzed: 59 }, 0, true)).toBe(true);
    expect(due(basis, basis, 0, true)).toBe(false);
  });
});
