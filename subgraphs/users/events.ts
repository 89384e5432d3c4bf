import type { EventCatalog } from '#platform/domain/events';

/** The durable facts about people. A change here is a migration: stored events of today are read for years. */
export type UserEvent =
  | {
      readonly type: 'UserCreated';
      readonly data: { readonly userId: string };
      readonly personal: {
        readonly username: string;
        readonly email: string;
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
      };
    }
  | {
      readonly type: 'ArchetypeAssigned';
      readonly data: { readonly userId: string; readonly source: 'ASSIGNED' | 'ANALYSIS' };
      readonly personal: {
        readonly archetype: {
          readonly id: string;
          readonly name: string;
          readonly description: string | null;
          readonly confidence: number;
        };
      };
    };

export const userEvents: EventCatalog<UserEvent> = {
  types: { UserCreated: {}, UserProfileUpdated: {}, ArchetypeAssigned: {} },
  subjectOf: ({ data }) => data.userId,
  partitionKeyOf: ({ subject }) => subject,
};

export const userStream = (userId: string): string => `user-${userId}`;
