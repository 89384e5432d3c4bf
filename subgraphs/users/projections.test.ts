import { describe, expect, it } from 'vitest';
import { recorded, sealed } from '#platform/domain/testing';
import { rowAfter } from '#platform/projection';
import type { UserEvent } from './events.ts';
import { people } from './projections.ts';
import { users } from './readModel.ts';

const ann = { userId: 'ann' };
const created = recorded<UserEvent>({
  type: 'UserCreated',
  data: ann,
  personal: { username: 'ann', email: 'ann@example.org', firstName: 'Ann', lastName: null, dateOfBirth: null },
});
const updated = recorded<UserEvent>(
  { type: 'UserProfileUpdated', data: ann, personal: { firstName: null, bio: 'hello' } },
  { at: '2026-02-01T00:00:00.000Z' },
);

describe('people', () => {
  it('carries personal parts over sealed', () =>
    expect(rowAfter(people, users, null, [created])).toMatchObject({
      id: 'ann',
      username: sealed('ann'),
      createdAt: created.at,
      updatedAt: created.at,
    }));

  it('changes what an update changed and keeps the rest', () => {
    const row = rowAfter(people, users, null, [created, updated]);
    expect(row).toMatchObject({ username: sealed('ann'), bio: sealed('hello') });
    expect(row.firstName).toBe(sealed(null));
    expect(row).toMatchObject({ createdAt: created.at, updatedAt: updated.at });
  });

  it('sets the archetype with its source and time', () => {
    const assigned = recorded<UserEvent>({
      type: 'ArchetypeAssigned',
      data: { ...ann, source: 'ASSIGNED' },
      personal: { archetype: { id: 'sage', name: 'Sage', description: null, confidence: 1 } },
    });
    expect(rowAfter(people, users, null, [created, assigned])).toMatchObject({
      archetype: sealed({ id: 'sage', name: 'Sage', description: null, confidence: 1 }),
      archetypeSource: 'ASSIGNED',
      archetypeAssignedAt: assigned.at,
    });
  });

  it('leaves a deleted user of somebody who was erased', () => {
    const erased = recorded<UserEvent>({ type: 'UserErased', data: { ...ann, jobId: 'job-1' } });
    const row = rowAfter(people, users, null, [created, updated, erased]);
    expect(row).toMatchObject({ id: 'ann', createdAt: created.at, erasedAt: erased.at });
    for (const column of users.personal!.columns) expect([column, row[column]]).toEqual([column, null]);
  });
});
