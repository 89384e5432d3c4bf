import type { EventCatalog } from '#platform/domain/events';

/** The durable facts about people. A change here is a migration: stored events of today are read for years. */
export type UserEvent = AccountEvent | JobEvent | DiaryJobEvent | RelationEvent;

export interface Archetype {
  readonly id: string;
  readonly name: string;
  readonly description: string | null;
  /** 0 to 1. */
  readonly confidence: number;
}

export interface Modality {
  readonly name: string;
  /** 0 to 1. */
  readonly score: number;
}

/** Who else may see something: nobody, those one is matched with, or all. */
export type Visibility = 'PRIVATE' | 'MATCHES' | 'EVERYONE';

export interface PrivacySettings {
  readonly profile: Visibility;
  readonly mood: Visibility;
  readonly archetype: Visibility;
  readonly modalities: Visibility;
  readonly interests: Visibility;
  readonly discoverable: boolean;
  readonly readReceipts: boolean;
  readonly presence: boolean;
}

/** Found by name and liked for what one shows; what the diary tells of oneself is for those one is matched with. */
export const DEFAULT_PRIVACY: PrivacySettings = {
  profile: 'EVERYONE',
  mood: 'MATCHES',
  archetype: 'EVERYONE',
  modalities: 'MATCHES',
  interests: 'MATCHES',
  discoverable: true,
  readReceipts: true,
  presence: true,
};

/** What happens to one person's account. */
export type AccountEvent =
  | {
      readonly type: 'UserCreated';
      readonly data: { readonly userId: string };
      readonly personal: {
        readonly username: string;
        /** Null for somebody who signs in elsewhere and whose address is not known. */
        readonly email: string | null;
        readonly firstName: string | null;
        readonly lastName: string | null;
        readonly dateOfBirth: string | null;
      };
    }
  | {
      readonly type: 'UserProfileUpdated';
      readonly data: { readonly userId: string };
      /** Only what changed; null for what was cleared. */
      readonly personal: {
        readonly firstName?: string | null;
        readonly lastName?: string | null;
        readonly dateOfBirth?: string | null;
        readonly bio?: string | null;
        /** Where the image lies in the blob store. */
        readonly avatar?: string | null;
      };
    }
  | {
      readonly type: 'ArchetypeAssigned' | 'ArchetypeUpdated';
      readonly data: { readonly userId: string; readonly source: 'ASSIGNED' | 'ANALYSIS' };
      readonly personal: { readonly archetype: Archetype };
    }
  | {
      /** What the one by analysis was read from has been deleted. */
      readonly type: 'ArchetypeWithdrawn';
      readonly data: { readonly userId: string };
      readonly personal?: null;
    }
  | {
      readonly type: 'ModalitiesUpdated';
      readonly data: { readonly userId: string };
      /** All of them. */
      readonly personal: { readonly modalities: readonly Modality[] };
    }
  | {
      readonly type: 'PrivacyChanged';
      /** Only what changed. In clear, for every subgraph obeys it. */
      readonly data: { readonly userId: string } & Partial<PrivacySettings>;
      /** What others find the person by from now on: the index forgets what they don't show to everybody. */
      readonly personal: FoundBy;
    };

/** What is done for a person at their wish, subgraph by subgraph. On their own stream. */
export type JobEvent =
  | {
      /**
       * From now on there is nobody of this id any more. The key that opens what is personal is destroyed after this; every
       * subgraph hears of it and empties what it has.
       */
      readonly type: 'UserErased';
      readonly data: JobIds;
      readonly personal?: null;
    }
  | {
      /** Every subgraph hears of it and writes down what it has. */
      readonly type: 'DataExportRequested';
      readonly data: JobIds;
      readonly personal?: null;
    }
  | {
      /** A subgraph has done its part. */
      readonly type: 'JobAdvanced';
      readonly data: JobIds & { readonly subgraph: string; readonly done: number };
      readonly personal?: null;
    }
  | {
      /** The parts have been put together. */
      readonly type: 'DataExportFinished';
      readonly data: JobIds;
      readonly personal?: null;
    };

/** How far the diary is with an import or an export. Heard from there (policies.ts), each job on a stream of its own. */
export type DiaryJobEvent = {
  readonly type: 'DiaryJobReported';
  readonly data: JobIds & {
    readonly kind: 'DIARY_IMPORT' | 'DIARY_EXPORT';
    readonly status: 'RUNNING' | 'DONE' | 'FAILED';
    readonly done: number;
    readonly total: number | null;
    /** Of an export that is done. */
    readonly fileName: string | null;
  };
  readonly personal?: null;
};

export type JobIds = { readonly userId: string; readonly jobId: string };

/** Each has its part in an erasure and in an export. */
export const SUBGRAPHS = ['users', 'diary', 'chat', 'matching'] as const;
export type SubgraphName = (typeof SUBGRAPHS)[number];

export interface FoundBy {
  readonly username: string;
  readonly firstName: string | null;
  readonly lastName: string | null;
}

/** What happens between two people. A pair has one stream, whoever of the two acts. */
export type RelationEvent =
  | {
      readonly type: 'UserBlocked' | 'UserUnblocked';
      readonly data: { readonly userId: string; readonly blockedId: string };
      readonly personal?: null;
    }
  | {
      readonly type: 'UserReported';
      readonly data: { readonly userId: string; readonly reportedId: string; readonly messageId: string | null };
      readonly personal: { readonly reason: string };
    }
  | {
      /** Heard from the matching subgraph (policies.ts): from now on they may see what matched people may. */
      readonly type: 'UsersMatched';
      readonly data: { readonly userId: string; readonly matchedId: string };
      readonly personal?: null;
    };

export const userEvents: EventCatalog<UserEvent> = {
  types: {
    ...{ UserCreated: {}, UserProfileUpdated: {}, PrivacyChanged: {} },
    ...{ ArchetypeAssigned: {}, ArchetypeUpdated: {}, ArchetypeWithdrawn: {}, ModalitiesUpdated: {} },
    ...{ UserErased: {}, DataExportRequested: {}, JobAdvanced: {}, DataExportFinished: {}, DiaryJobReported: {} },
    ...{ UserBlocked: {}, UserUnblocked: {}, UserReported: {}, UsersMatched: {} },
  },
  subjectOf: ({ data }) => data.userId,
  // a person's stream, a pair's, or a job's
  partitionKeyOf: ({ stream }) => stream,
};

export const userStream = (userId: string): string => `user-${userId}`;

export const diaryJobStream = (jobId: string): string => `job-${jobId}`;

/** The same stream whoever of the two acts. */
export const relationStream = (one: string, other: string): string => `relation-${[one, other].sort().join(':')}`;
