import { aggregatesOf } from '#platform/domain/aggregate';
import type { Decider } from '#platform/domain/decider';
import { badInput, notFound } from '#platform/domain/errors';
import {
  type AccountEvent,
  type Archetype,
  DEFAULT_PRIVACY,
  type FoundBy,
  type Modality,
  type PrivacySettings,
  type RelationEvent,
  userEvents,
} from './events.ts';

type Personal<T extends AccountEvent['type']> = Extract<AccountEvent, { type: T }>['personal'];

export type UserCommand =
  | ({ readonly type: 'CreateUser'; readonly userId: string } & Personal<'UserCreated'>)
  | { readonly type: 'UpdateProfile'; readonly userId: string; readonly changes: Personal<'UserProfileUpdated'> }
  | {
      /** `UpdateArchetype`: there has to be one. */
      readonly type: 'AssignArchetype' | 'UpdateArchetype';
      readonly userId: string;
      readonly source: 'ASSIGNED' | 'ANALYSIS';
      readonly archetype: Archetype;
    }
  | { readonly type: 'UpdateModalities'; readonly userId: string; readonly modalities: readonly Modality[] }
  | {
      readonly type: 'ChangePrivacy';
      readonly userId: string;
      readonly changes: Partial<PrivacySettings>;
      readonly foundBy: FoundBy;
    };

export interface User {
  readonly exists: boolean;
  readonly hasArchetype: boolean;
  readonly privacy: PrivacySettings;
}

export const user: Decider<User, UserCommand, AccountEvent> = {
  initialState: { exists: false, hasArchetype: false, privacy: DEFAULT_PRIVACY },

  decide(command, state) {
    const { userId } = command;
    if (command.type === 'CreateUser') {
      if (state.exists) return [];
      const { type: _, userId, ...personal } = command;
      return [{ type: 'UserCreated', data: { userId }, personal }];
    }
    if (!state.exists) throw notFound('person', 'userId');
    switch (command.type) {
      case 'UpdateProfile': {
        const { changes } = command;
        return isEmpty(changes) ? [] : [{ type: 'UserProfileUpdated', data: { userId }, personal: changes }];
      }
      case 'AssignArchetype':
      case 'UpdateArchetype': {
        const { source, archetype } = command;
        if (command.type === 'UpdateArchetype' && !state.hasArchetype) throw notFound('archetype', 'input.userId');
        const type = command.type === 'UpdateArchetype' ? 'ArchetypeUpdated' : 'ArchetypeAssigned';
        return [{ type, data: { userId, source }, personal: { archetype } }];
      }
      case 'UpdateModalities':
        return [{ type: 'ModalitiesUpdated', data: { userId }, personal: { modalities: command.modalities } }];
      case 'ChangePrivacy': {
        const changed = Object.entries(command.changes).filter(
          ([setting, value]) => state.privacy[setting as keyof PrivacySettings] !== value,
        );
        return changed.length === 0
          ? []
          : [
              {
                type: 'PrivacyChanged',
                data: { userId, ...Object.fromEntries(changed) },
                personal: command.foundBy,
              },
            ];
      }
    }
  },

  evolve(state, { type, data }) {
    switch (type) {
      case 'UserCreated':
        return { ...state, exists: true };
      case 'ArchetypeAssigned':
      case 'ArchetypeUpdated':
        return { ...state, hasArchetype: true };
      case 'PrivacyChanged': {
        const { userId: _, ...changes } = data;
        return { ...state, privacy: { ...state.privacy, ...changes } };
      }
      default:
        return state;
    }
  },
};

const isEmpty = (changes: object): boolean => Object.keys(changes).length === 0;

export type RelationCommand =
  | { readonly type: 'BlockUser' | 'UnblockUser'; readonly userId: string; readonly blockedId: string }
  | ({
      readonly type: 'ReportUser';
      readonly reason: string;
    } & Extract<RelationEvent, { type: 'UserReported' }>['data'])
  | { readonly type: 'MatchUsers'; readonly userId: string; readonly matchedId: string };

/** How two people stand to each other. */
export interface Relation {
  /** Who of the two has blocked the other. */
  readonly blockedBy: readonly string[];
  readonly matched: boolean;
}

export const relation: Decider<Relation, RelationCommand, RelationEvent> = {
  initialState: { blockedBy: [], matched: false },

  decide(command, { blockedBy, matched }) {
    const { userId } = command;
    switch (command.type) {
      case 'BlockUser': {
        const { blockedId } = command;
        if (blockedId === userId) throw badInput('userId', 'Nobody can block themselves.');
        return blockedBy.includes(userId) ? [] : [{ type: 'UserBlocked', data: { userId, blockedId } }];
      }
      case 'UnblockUser': {
        const { blockedId } = command;
        return blockedBy.includes(userId) ? [{ type: 'UserUnblocked', data: { userId, blockedId } }] : [];
      }
      case 'ReportUser': {
        const { reportedId, messageId, reason } = command;
        if (reportedId === userId) throw badInput('userId', 'Nobody can report themselves.');
        return [{ type: 'UserReported', data: { userId, reportedId, messageId }, personal: { reason } }];
      }
      case 'MatchUsers':
        return matched ? [] : [{ type: 'UsersMatched', data: { userId, matchedId: command.matchedId } }];
    }
  },

  evolve(state, { type, data }) {
    switch (type) {
      case 'UserBlocked':
        return { ...state, blockedBy: [...state.blockedBy, data.userId] };
      case 'UserUnblocked':
        return { ...state, blockedBy: state.blockedBy.filter((id) => id !== data.userId) };
      case 'UserReported':
        return state;
      case 'UsersMatched':
        return { ...state, matched: true };
    }
  },
};

const aggregate = aggregatesOf(userEvents);

export const userAggregate = aggregate(user, 2);
export const relationAggregate = aggregate(relation, 1);
