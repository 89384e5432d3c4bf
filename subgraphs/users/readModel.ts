import type { Sealed } from '#platform/domain/events';
import { table } from '#platform/read-model/read-model';
import type { PrivacySettings, Visibility } from './events.ts';

/** A person by id. Personal columns are sealed under their key. */
export type UserRow = {
  readonly id: string;
  /** Null of somebody who was erased. */
  readonly username: Sealed | null;
  readonly email: Sealed | null;
  readonly firstName: Sealed | null;
  readonly lastName: Sealed | null;
  readonly dateOfBirth: Sealed | null;
  readonly bio: Sealed | null;
  readonly avatar: Sealed | null;
  readonly archetype: Sealed | null;
  readonly archetypeSource: 'ASSIGNED' | 'ANALYSIS' | null;
  readonly archetypeAssignedAt: string | null;
  readonly modalities: Sealed | null;
  readonly createdAt: string;
  readonly updatedAt: string;
  /** Of somebody who isn't there any more. */
  readonly erasedAt: string | null;
};

/** A person as they are shown; `own` where it is to themselves, before they have a token, as by signing up. */
export type UserNode = UserRow & { readonly own?: true };

/** A person as they were once. */
export interface UserRevisionNode {
  readonly version: number;
  readonly at: string;
  readonly user: UserRow;
}

export const users = table<UserRow>()(
  'user',
  ['id'],
  [],
  {
    id: 'text',
    username: 'text',
    email: 'text',
    firstName: 'text',
    lastName: 'text',
    dateOfBirth: 'text',
    bio: 'text',
    avatar: 'text',
    archetype: 'text',
    archetypeSource: 'text',
    archetypeAssignedAt: 'timestamp',
    modalities: 'text',
    createdAt: 'timestamp',
    updatedAt: 'timestamp',
    erasedAt: 'timestamp',
  },
  {
    of: 'id',
    columns: [
      ...(['username', 'email', 'firstName', 'lastName', 'dateOfBirth', 'bio', 'avatar'] as const),
      ...(['archetype', 'archetypeSource', 'archetypeAssignedAt', 'modalities'] as const),
    ],
  },
);

/** What a person has set of their privacy; null where it is as at the beginning. */
export type PrivacyRow = { readonly userId: string } & {
  readonly [Setting in keyof PrivacySettings]: PrivacySettings[Setting] | null;
};
export const privacy = table<PrivacyRow>()('privacy', ['userId'], [], {
  userId: 'text',
  profile: 'text',
  mood: 'text',
  archetype: 'text',
  modalities: 'text',
  interests: 'text',
  discoverable: 'boolean',
  readReceipts: 'boolean',
  presence: 'boolean',
});

/** How somebody stands to another, seen from both sides: a pair has two rows. */
export type RelationRow = {
  readonly userId: string;
  readonly otherId: string;
  readonly matched: boolean | null;
  /** Whether the person has blocked the other … */
  readonly blocks: boolean | null;
  /** … and the other them. */
  readonly isBlocked: boolean | null;
};
export const relations = table<RelationRow>()('relation', ['userId', 'otherId'], [], {
  userId: 'text',
  otherId: 'text',
  matched: 'boolean',
  blocks: 'boolean',
  isBlocked: 'boolean',
});

/** Whom somebody has blocked. */
export type BlockedUserRow = { readonly userId: string; readonly blockedId: string };
export const blockedUsers = table<BlockedUserRow>()('blocked_user', ['userId'], ['blockedId'], {
  userId: 'text',
  blockedId: 'text',
});

/**
 * What somebody is found by, in clear, as far as they show it to everybody; and what they have set of that.
 */
export type SearchableRow = {
  readonly userId: string;
  readonly username: string | null;
  readonly firstName: string | null;
  readonly lastName: string | null;
  readonly profile: Visibility | null;
  readonly discoverable: boolean | null;
};
export const searchable = table<SearchableRow>()(
  'searchable',
  ['userId'],
  [],
  {
    userId: 'text',
    username: 'text',
    firstName: 'text',
    lastName: 'text',
    profile: 'text',
    discoverable: 'boolean',
  },
  { of: 'userId', columns: ['username', 'firstName', 'lastName'] },
);

/** People by the words of their names, split by their first letters; under the empty one everybody, by username. */
export type NameWordRow = { readonly initial: string; readonly word: string; readonly userId: string };
export const nameWords = table<NameWordRow>()(
  'name_word',
  ['initial'],
  ['word', 'userId'],
  { initial: 'text', word: 'text', userId: 'text' },
  { of: 'userId', columns: ['word'] },
);

/** What is done for a person at their wish. */
export type JobRow = {
  readonly id: string;
  readonly userId: string;
  readonly kind: 'ERASURE' | 'EXPORT' | 'DIARY_IMPORT' | 'DIARY_EXPORT';
  readonly status: 'RUNNING' | 'DONE' | 'FAILED';
  /** Of an erasure and an export: of how many subgraphs the part is done. */
  readonly done: number;
  readonly total: number | null;
  /** Of a diary's export that is done. */
  readonly fileName: string | null;
};
export const jobs = table<JobRow>()('job', ['id'], [], {
  id: 'text',
  userId: 'text',
  kind: 'text',
  status: 'text',
  done: 'int',
  total: 'int',
  fileName: 'text',
});
