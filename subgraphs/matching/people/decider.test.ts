import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fold } from '#platform/domain/decider';
import { specFor } from '#platform/domain/testing';
import { type RelationEvent, relationStream } from '../events.ts';
import { isBlocked, person, relation } from './decider.ts';

describe('RegisterPerson', () => {
  const given = specFor(person);
  it('is recorded once', () => {
    given()
      .when({ type: 'RegisterPerson', personId: 'ann' })
      .yields({ type: 'PersonRegistered', data: { personId: 'ann' } });
    given({ type: 'PersonRegistered', data: { personId: 'ann' } })
      .when({ type: 'RegisterPerson', personId: 'ann' })
      .yieldsNothing();
  });
});

it('that all is done with somebody who was erased is recorded for the job that asked for it', () => {
  const job = { personId: 'ann', jobId: 'job-1' };
  specFor(person)()
    .when({ type: 'ErasePerson', ...job })
    .yields({ type: 'PersonErased', data: job });
  specFor(person)()
    .when({ type: 'ExportPerson', ...job })
    .yields({ type: 'PersonExported', data: job });
});

describe('DismissRecommendation', () => {
  const given = specFor(relation);
  const dismiss = { type: 'DismissRecommendation' as const, personId: 'ann', dismissedId: 'bob' };
  const dismissed: RelationEvent = { type: 'RecommendationDismissed', data: { personId: 'ann', dismissedId: 'bob' } };

  it('is recorded once, for each of the two', () => {
    given().when(dismiss).yields(dismissed);
    given(dismissed).when(dismiss).yieldsNothing();
    given(dismissed)
      .when({ ...dismiss, personId: 'bob', dismissedId: 'ann' })
      .yields({ type: 'RecommendationDismissed', data: { personId: 'bob', dismissedId: 'ann' } });
  });
  it('of oneself and across a block is refused as one of nobody is', () => {
    given()
      .when({ ...dismiss, dismissedId: 'ann' })
      .isRefused('NOT_FOUND', 'userId');
    given({ type: 'PersonBlocked', data: { personId: 'bob', blockedId: 'ann' } })
      .when(dismiss)
      .isRefused('NOT_FOUND', 'userId');
  });
  it('ends with the person who dismissed', () => {
    given(dismissed, { type: 'RelationErased', data: { personId: 'ann', otherId: 'bob' } })
      .when(dismiss)
      .yields(dismissed);
  });
});

describe('two people', () => {
  const commands = fc.array(
    fc.record({
      type: fc.constantFrom('BlockPerson' as const, 'UnblockPerson' as const),
      pair: fc.constantFrom(['ann', 'bob'] as const, ['bob', 'ann'] as const),
    }),
    { maxLength: 12 },
  );

  it('are blocked as long as the last word of one of them is a block, whatever was said twice', () =>
    fc.assert(
      fc.property(commands, (said) => {
        let state = relation.initialState;
        const lastWord = new Map<string, string>();
        for (const { type, pair } of said) {
          const [personId, blockedId] = pair;
          const events = relation.decide({ type, personId, blockedId }, state);
          expect(events).toEqual([
            { type: type === 'BlockPerson' ? 'PersonBlocked' : 'PersonUnblocked', data: { personId, blockedId } },
          ]);
          state = fold({ ...relation, initialState: state }, events);
          lastWord.set(personId, type);
        }
        expect(isBlocked(state)).toBe([...lastWord.values()].includes('BlockPerson'));
      }),
    ));

  it('have one stream, whoever blocks', () => {
    expect(relationStream('bob', 'ann')).toBe('relation-ann:bob');
    expect(relationStream('ann', 'bob')).toBe('relation-ann:bob');
  });
});
