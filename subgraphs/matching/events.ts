import type { EventCatalog, Sealed } from '#platform/domain/events';

/** The durable facts about matches. A change here is a migration: stored events of today are read for years. */
export type MatchingEvent = PersonEvent | RelationEvent | MatchEvent | ProfileEvent | EntryEvent;

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

/** What this subgraph keeps of two people. A pair has one stream, whoever of the two acts. */
export type RelationEvent =
  | {
      /** Heard from the users subgraph, likewise. */
      readonly type: 'PersonBlocked' | 'PersonUnblocked';
      readonly data: { readonly personId: string; readonly blockedId: string };
      readonly personal?: null;
    }
  | {
      /** One does not want the other to be recommended. */
      readonly type: 'RecommendationDismissed';
      readonly data: { readonly personId: string; readonly dismissedId: string };
      readonly personal?: null;
    }
  | {
      /** One was erased: whom they blocked or dismissed is nobody's matter any more. */
      readonly type: 'RelationErased';
      readonly data: { readonly personId: string; readonly otherId: string };
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
      readonly type: 'MatchRejected';
      readonly data: MatchIds & { readonly rejectedAt: string };
      readonly personal?: null;
    }
  | {
      /** The requester took it back, or was erased. */
      readonly type: 'MatchCancelled';
      readonly data: MatchIds;
      readonly personal?: null;
    }
  | {
      /** The requester was erased: what they wrote goes with them. */
      readonly type: 'MatchMessageErased';
      readonly data: MatchIds;
      readonly personal?: null;
    };

/** Who else may see something: nobody, those one is matched with, or all. As the users subgraph has it. */
export type Visibility = 'PRIVATE' | 'MATCHES' | 'EVERYONE';

/** What somebody lets be compared and shown. */
export interface Consent {
  readonly archetype: Visibility;
  readonly mood: Visibility;
  readonly interests: Visibility;
  readonly modalities: Visibility;
  /** Whether others are recommended this person. */
  readonly discoverable: boolean;
}

/** A word that people may share: a tag or a topic. */
export interface Interest {
  /** A keyed hash, equal for all people of the tenant: by it, words are compared that nobody reads. */
  readonly key: string;
  readonly name: string;
  /** The name, sealed alone: read models keep it, and it opens without the event. */
  readonly label: Sealed;
}

/** How somebody's diary feels, all in all: a direction, whose cosine with another's says how alike they are. */
export type Mood = readonly number[];

/** `ofVersion`: of the stream in which the other subgraph recorded it. */
type Heard = { readonly personId: string; readonly ofVersion: number };

/** What is known of somebody from facts of other subgraphs (profile/hearing.ts). A person has one stream. */
export type ProfileEvent =
  | {
      readonly type: 'ProfileArchetypeChanged';
      readonly data: Heard;
      /** Null when it was taken back. */
      readonly personal: {
        readonly archetype: {
          readonly key: string;
          readonly name: string;
          readonly confidence: number;
          /** Whether they said so themselves, and not their diary. Early events don't tell. */
          readonly own?: boolean;
        } | null;
      };
    }
  | {
      readonly type: 'ProfileModalitiesChanged';
      readonly data: Heard;
      /** All of them. */
      readonly personal: {
        readonly modalities: readonly { readonly key: string; readonly name: string; readonly score: number }[];
      };
    }
  | {
      readonly type: 'ProfilePortraitChanged';
      readonly data: Heard;
      /** Null when the diary has too little left to tell. */
      readonly personal: {
        readonly portrait: {
          readonly mood: Mood;
          /** How much it has of each archetype, 0 to 1. Early events don't tell. */
          readonly archetypes?: readonly { readonly key: string; readonly name: string; readonly score: number }[];
          /** Each with how many entries are about it. */
          readonly topics: readonly (Interest & { readonly count: number })[];
        } | null;
      };
    }
  | {
      readonly type: 'ProfileConsentChanged';
      /** Only what changed. */
      readonly data: Heard & Partial<Consent>;
      readonly personal?: null;
    }
  | {
      /** The person was erased. */
      readonly type: 'ProfileErased';
      readonly data: { readonly personId: string };
      readonly personal?: null;
    };

/** The tags of a diary's entry, heard likewise. An entry has one stream. */
export type EntryEvent = {
  readonly type: 'EntryTagged';
  readonly data: Heard & { readonly entryId: string };
  /** All of the entry's from now on (none once it is deleted), and those that it had, so that nobody has to remember them. */
  readonly personal: { readonly tags: readonly Interest[]; readonly before: readonly Interest[] };
};

export const matchingEvents: EventCatalog<MatchingEvent> = {
  types: {
    ...{ PersonRegistered: {}, PersonErased: {}, PersonExported: {} },
    ...{ PersonBlocked: {}, PersonUnblocked: {}, RecommendationDismissed: {}, RelationErased: {} },
    ...{ MatchRequested: {}, MatchAccepted: {}, MatchRejected: {}, MatchCancelled: {}, MatchMessageErased: {} },
    ...{ ProfileArchetypeChanged: {}, ProfileModalitiesChanged: {}, ProfilePortraitChanged: {} },
    ...{ ProfileConsentChanged: {}, ProfileErased: {}, EntryTagged: {} },
  },
  subjectOf(event) {
    switch (event.type) {
      case 'MatchRequested':
      case 'MatchCancelled':
      case 'MatchMessageErased':
        return event.data.requesterId;
      case 'MatchAccepted':
        return event.data.acceptedBy;
      case 'MatchRejected':
        return event.data.recipientId;
      default:
        return event.data.personId;
    }
  },
  // what is known of a person is added up from several streams
  partitionKeyOf: ({ stream, subject }) => (/^(profile|entry)-/.test(stream) ? profileStream(subject) : stream),
};

export const personStream = (personId: string): string => `person-${personId}`;
export const profileStream = (personId: string): string => `profile-${personId}`;
export const entryStream = (entryId: string): string => `entry-${entryId}`;

export const MATCH_STREAM = 'match-';
/** The same stream whoever of the two asks. */
export const matchStream = (one: string, other: string): string => `${MATCH_STREAM}${pairOf(one, other)}`;

export const RELATION_STREAM = 'relation-';
/** The same stream whoever of the two blocks. */
export const relationStream = (one: string, other: string): string => `${RELATION_STREAM}${pairOf(one, other)}`;

const pairOf = (one: string, other: string): string => [one, other].sort().join(':');
