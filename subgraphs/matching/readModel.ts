import type { FeedPosition, Sealed } from '#platform/domain/events';
import { table } from '#platform/read-model/read-model';
import type { Consent, Mood } from './events.ts';
import { type ArchetypeTrait, BITS } from './similarity.ts';

/** People who can be asked. */
export type PersonRow = { readonly id: string };
export const persons = table<PersonRow>()('person', ['id'], [], { id: 'text' });

export type MatchStatus = 'PENDING' | 'ACCEPTED' | 'REJECTED' | 'CANCELLED';

export type MatchRow = {
  readonly id: string;
  readonly requesterId: string;
  readonly recipientId: string;
  readonly status: MatchStatus;
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
  readonly list: 'ALL' | MatchStatus;
  readonly id: string;
};
export const matchLists = table<ListedMatchRow>()('match_list', ['personId', 'list'], ['id'], {
  personId: 'text',
  list: 'text',
  id: 'text',
});

/** What somebody's subscribers are told, in the order of the feed. */
export type MatchEventRow = {
  readonly personId: string;
  readonly feed: FeedPosition;
  readonly matchId: string;
  readonly at: string;
};
export const matchEvents = table<MatchEventRow>()('match_event', ['personId'], ['feed'], {
  personId: 'text',
  feed: 'text',
  matchId: 'text',
  at: 'timestamp',
});

/** How somebody stands to another. Each of the two has a row. */
export type StandingRow = {
  readonly personId: string;
  readonly otherId: string;
  readonly blocks: boolean | null;
  readonly isBlocked: boolean | null;
  readonly dismissed: boolean | null;
  /** Of the last match between them. */
  readonly match: MatchStatus | null;
  readonly rejectedAt: string | null;
};
export const standings = table<StandingRow>()(
  'standing',
  ['personId'],
  ['otherId'],
  {
    personId: 'text',
    otherId: 'text',
    blocks: 'boolean',
    isBlocked: 'boolean',
    dismissed: 'boolean',
    match: 'text',
    rejectedAt: 'timestamp',
  },
  { of: 'personId', columns: ['blocks', 'dismissed'] },
);

/** All that is known of somebody, whether they let it be compared or not. Profiles follow from it. */
export type KnownRow = {
  readonly personId: string;
  /** As far as they have ever decided. */
  readonly consent: Partial<Consent> | null;
  /** `own`: they said so themselves. */
  readonly archetype: { readonly key: string; readonly confidence: number; readonly own: boolean } | null;
  /** How much the diary has of each, by key. */
  readonly archetypes: Readonly<Record<string, number>> | null;
  readonly modalities: Readonly<Record<string, number>> | null;
  readonly mood: Mood | null;
  readonly topics: Readonly<Record<string, Counted>> | null;
  readonly tags: Readonly<Record<string, Counted>> | null;
};
/** A word by its key. */
export interface Counted {
  /** Of how many entries. */
  readonly count: number;
  /** Its name, sealed under the person's key. */
  readonly label: Sealed;
}
export const known = table<KnownRow>()(
  'known',
  ['personId'],
  [],
  {
    personId: 'text',
    consent: 'json',
    archetype: 'json',
    archetypes: 'json',
    modalities: 'json',
    mood: 'json',
    topics: 'json',
    tags: 'json',
  },
  { of: 'personId', columns: ['archetype', 'archetypes', 'modalities', 'mood', 'topics', 'tags'] },
);

/**
 * Which components a profile has, as `BITS`, and whether its archetype was said, or told by a diary. Profiles of the same
 * kind are searched alone: there the cosine of two vectors is in proportion to the score, which else it is not, as that
 * leaves out what is missing.
 */
export interface Kind {
  readonly mask: number;
  readonly said: boolean;
}
export const KINDS: readonly Kind[] = Array.from({ length: 15 }, (_, nth) => nth + 1).flatMap((mask) =>
  mask & BITS.archetype
    ? [
        { mask, said: false },
        { mask, said: true },
      ]
    : [{ mask, said: false }],
);
export const kindName = ({ mask, said }: Kind): string => (said ? `${mask} said` : `${mask}`);
/** See projections/vector.ts. */
export const DIMENSIONS = 144;

/** What is compared of somebody, and nothing that they keep to themselves. Numbers and keyed hashes, in clear. */
export type ProfileRow = {
  readonly personId: string;
  readonly discoverable: boolean;
  readonly archetype: ArchetypeTrait | null;
  readonly mood: Mood | null;
  readonly interests: { readonly tags: readonly string[]; readonly topics: readonly string[] } | null;
  readonly modalities: KnownRow['modalities'];
  /** What is shown to everybody; the rest to those who are matched. */
  readonly shownToAll: readonly ('archetype' | 'interests')[];
  /** By name; null for somebody who is not to be found. */
  readonly kind: string | null;
  readonly vector: readonly number[] | null;
};
export const profiles = table<ProfileRow>()(
  'profile',
  ['personId'],
  [],
  {
    ...{ personId: 'text', discoverable: 'boolean', archetype: 'json', mood: 'json', interests: 'json' },
    ...{ modalities: 'json', shownToAll: 'json', kind: 'text', vector: { vector: DIMENSIONS, among: 'kind' } },
  },
  { of: 'personId', columns: ['archetype', 'mood', 'interests', 'modalities', 'kind', 'vector'] },
);

/** Who can be found by a tag or a topic. */
export type HolderRow = { readonly key: string; readonly personId: string };
export const holders = table<HolderRow>()(
  'interest_holder',
  ['key'],
  ['personId'],
  { key: 'text', personId: 'text' },
  { of: 'personId', columns: ['key'] },
);
