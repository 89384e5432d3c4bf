import type { Sealed } from '#platform/domain/events';
import { table } from '#platform/read-model/read-model';

/** People who can be asked. */
export type PersonRow = { readonly id: string };
export const persons = table<PersonRow>()('person', ['id'], [], { id: 'text' });

export type MatchRow = {
  readonly id: string;
  readonly requesterId: string;
  readonly recipientId: string;
  readonly status: 'PENDING' | 'ACCEPTED';
  /** Sealed under the requester's key. */
  readonly message: Sealed | null;
  readonly createdAt: string;
  readonly respondedAt: string | null;
};
export const matches = table<MatchRow>()(
  'match',
  ['id'],
  [],
  {
    id: 'text',
    requesterId: 'text',
    recipientId: 'text',
    status: 'text',
    message: 'text',
    createdAt: 'timestamp',
    respondedAt: 'timestamp',
  },
  { of: 'requesterId', columns: ['message'] },
);

/** Somebody's matches: all of them, and again by status. Ids are UUIDv7 and so in the order of asking. */
export type ListedMatchRow = {
  readonly personId: string;
  readonly list: 'ALL' | MatchRow['status'];
  readonly id: string;
};
export const matchLists = table<ListedMatchRow>()('match_list', ['personId', 'list'], ['id'], {
  personId: 'text',
  list: 'text',
  id: 'text',
});
