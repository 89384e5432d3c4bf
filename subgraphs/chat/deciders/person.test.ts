import { describe, expect, it } from 'vitest';
import { fold } from '#platform/domain/decider';
import { specFor } from '#platform/domain/testing';
import { type PersonEvent, type RelationEvent, relationStream } from '../events.ts';
import { person, relation } from './person.ts';

const ann = { personId: 'ann' };

describe('a person', () => {
  const given = specFor(person);
  const register = { type: 'RegisterPerson' as const, ...ann };
  const registered: PersonEvent = { type: 'PersonRegistered', data: ann };
  const wants = (changes: { readReceipts?: boolean; presence?: boolean }) => ({
    ...{ type: 'ChangePrivacy' as const, ...ann, ...changes },
  });
  const wanted = (readReceipts: boolean, presence: boolean): PersonEvent => ({
    ...{ type: 'PersonPrivacyChanged', data: { ...ann, readReceipts, presence } },
  });

  it('is registered once', () => given().when(register).yields(registered));
  it('is not registered a second time', () => given(registered, wanted(false, true)).when(register).yieldsNothing());
  it('is registered also after a wish that came first', () =>
    given(wanted(false, true)).when(register).yields(registered));
  it('may say what others see, also what was so before', () => {
    given(registered)
      .when(wants({ readReceipts: false }))
      .yields(wanted(false, true));
    given(registered, wanted(false, true))
      .when(wants({ readReceipts: false }))
      .yields(wanted(false, true));
  });
  it('says of one thing what they say, and leaves the other as it was', () => {
    given(wanted(false, true))
      .when(wants({ presence: false }))
      .yields(wanted(false, false));
    given(wanted(false, false))
      .when(wants({ readReceipts: true }))
      .yields(wanted(true, false));
  });
  it('shows all of it until they say otherwise', () =>
    expect(fold(person, [registered])).toEqual({ known: true, readReceipts: true, presence: true }));
});

describe('two people', () => {
  const given = specFor(relation);
  const block = { type: 'BlockPerson' as const, ...ann, blockedId: 'bob' };
  const blocked: RelationEvent = { type: 'PersonBlocked', data: { ...ann, blockedId: 'bob' } };
  const unblocked: RelationEvent = { type: 'PersonUnblocked', data: { ...ann, blockedId: 'bob' } };

  it('are recorded as what is said of them, whatever was before', () => {
    given().when(block).yields(blocked);
    given(blocked).when(block).yields(blocked);
    given(blocked)
      .when({ ...block, type: 'UnblockPerson' })
      .yields(unblocked);
  });
  it('have one stream, whoever blocks', () => {
    expect(relationStream('bob', 'ann')).toBe('relation-ann:bob');
    expect(relationStream('ann', 'bob')).toBe('relation-ann:bob');
  });
});
