import { describe, it } from 'vitest';
import { specFor } from '#platform/domain/testing';
import { user } from './decider.ts';
import type { UserEvent } from './events.ts';

const given = specFor(user);
const ann = { userId: 'ann' };
const account = { username: 'ann', email: 'ann@example.org', firstName: 'Ann', lastName: null, dateOfBirth: null };
const created: UserEvent = { type: 'UserCreated', data: ann, personal: account };
const sage = { id: 'sage', name: 'The Sage', description: null, confidence: 0.8 };

describe('CreateUser', () => {
  it('is recorded once', () =>
    given()
      .when({ type: 'CreateUser', ...ann, ...account })
      .yields(created));
  it('changes nothing the second time', () =>
    given(created)
      .when({ type: 'CreateUser', ...ann, ...account })
      .yieldsNothing());
});

describe('UpdateProfile', () => {
  it('records only what changes, and null for what is cleared', () =>
    given(created)
      .when({ type: 'UpdateProfile', ...ann, changes: { firstName: null, bio: 'hello' } })
      .yields({ type: 'UserProfileUpdated', data: ann, personal: { firstName: null, bio: 'hello' } }));
  it('records nothing when nothing is given', () =>
    given(created)
      .when({ type: 'UpdateProfile', ...ann, changes: {} })
      .yieldsNothing());
  it('is refused for somebody who is not there', () =>
    given()
      .when({ type: 'UpdateProfile', ...ann, changes: { bio: 'hello' } })
      .isRefused('NOT_FOUND'));
});

describe('AssignArchetype', () => {
  it('is recorded with its source', () =>
    given(created)
      .when({ type: 'AssignArchetype', ...ann, source: 'ASSIGNED', archetype: sage })
      .yields({
        type: 'ArchetypeAssigned',
        data: { ...ann, source: 'ASSIGNED' },
        personal: { archetype: sage },
      }));
  it('is refused for somebody who is not there', () =>
    given()
      .when({ type: 'AssignArchetype', ...ann, source: 'ASSIGNED', archetype: sage })
      .isRefused('NOT_FOUND', 'input.userId'));
});
