import type { Sealed } from '#platform/domain/events';
import { table } from '#platform/read-model/read-model';

/** A person by id. Personal columns are sealed under their key. */
export type UserRow = {
  readonly id: string;
  readonly username: Sealed;
  readonly email: Sealed;
  readonly firstName: Sealed | null;
  readonly lastName: Sealed | null;
  readonly dateOfBirth: Sealed | null;
  readonly bio: Sealed | null;
  readonly archetype: Sealed | null;
  readonly archetypeSource: 'ASSIGNED' | 'ANALYSIS' | null;
  readonly archetypeAssignedAt: string | null;
  readonly createdAt: string;
  readonly updatedAt: string;
};

/** A person as they are shown; `own` where it is to themselves, before they have a token, as by signing up. */
export type UserNode = UserRow & { readonly own?: true };

export const users = table<UserRow>()('user', ['id'], [], {
  id: 'text',
  username: 'text',
  email: 'text',
  firstName: 'text',
  lastName: 'text',
  dateOfBirth: 'text',
  bio: 'text',
  archetype: 'text',
  archetypeSource: 'text',
  archetypeAssignedAt: 'timestamp',
  createdAt: 'timestamp',
  updatedAt: 'timestamp',
});
