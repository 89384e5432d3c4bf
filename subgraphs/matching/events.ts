import type { EventCatalog } from '#platform/domain/events';

/** The durable facts about matches. A change here is a migration: stored events of today are read for years. */
export type MatchingEvent = PersonEvent | RelationEvent | MatchEvent;

/** What this subgraph keeps of people: that they are there. Heard from the users subgraph (policies.ts). */
export type PersonEvent =
  | {
      readonly type: 'PersonRegistered';
      readonly data: { readonly personId: string };
      readonly personal?: null;
    }
  | {
      /** Nothing of the person is left here; or all of it has been written down for them. For the job that asked for it. */
      readonly type: 'PersonErased' | 'PersonExported';
      readonly data: { readonly personId: string; readonly jobId: string };
      readonly personal?: null;
    };

/** What this subgraph keeps of two people, heard likewise. A pair has one stream, whoever of the two blocks. */
export type RelationEvent = {
  readonly type: 'PersonBlocked' | 'PersonUnblocked';
  readonly data: { readonly personId: string; readonly blockedId: string };
  readonly personal?: null;
};

/** Which match it is, and whose: a pair of people has one stream, and in it one match after another. */
export type MatchIds = { readonly matchId: string; readonly requesterId: string; readonly recipientId: string };

export type MatchEvent =
  | {
      readonly type: 'MatchRequested';
      readonly data: MatchIds;
      readonly personal: { readonly message: string | null };
    }
  | {
      readonly type: 'MatchAccepted';
      readonly data: MatchIds & { readonly acceptedBy: string };
      readonly personal?: null;
    }
  | {
      /** The requester was erased: what they wrote goes with them. */
      readonly type: 'MatchMessageErased';
      readonly data: MatchIds;
      readonly personal?: null;
    };

export const matchingEvents: EventCatalog<MatchingEvent> = {
  types: {
    ...{ PersonRegistered: {}, PersonErased: {}, PersonExported: {}, PersonBlocked: {}, PersonUnblocked: {} },
    ...{ MatchRequested: {}, MatchAccepted: {}, MatchMessageErased: {} },
  },
  subjectOf(event) {
    switch (event.type) {
      case 'PersonRegistered':
      case 'PersonErased':
      case 'PersonExported':
      case 'PersonBlocked':
      case 'PersonUnblocked':
        return event.data.personId;
      case 'MatchRequested':
      case 'MatchMessageErased':
        return event.data.requesterId;
      case 'MatchAccepted':
        return event.data.acceptedBy;
    }
  },
  partitionKeyOf: ({ stream }) => stream,
};

export const personStream = (personId: string): string => `person-${personId}`;

export const MATCH_STREAM = 'match-';
/** The same stream whoever of the two asks. */
export const matchStream = (one: string, other: string): string => `${MATCH_STREAM}${pairOf(one, other)}`;

/** The same stream whoever of the two blocks. */
export const relationStream = (one: string, other: string): string => `relation-${pairOf(one, other)}`;

const pairOf = (one: string, other: string): string => [one, other].sort().join(':');
