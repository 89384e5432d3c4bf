import { aggregatesOf } from '#platform/domain/aggregate';
import type { Decider } from '#platform/domain/decider';
import { badInput, notFound } from '#platform/domain/errors';
import {
  type AccountEvent,
  type Archetype,
  DEFAULT_PRIVACY,
  type DiaryJobEvent,
  type FoundBy,
  type JobEvent,
  type JobIds,
  type Modality,
  type PrivacySettings,
  type RelationEvent,
  type SubgraphName,
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
      readonly archetype: Archetype;
    }
  /** What the diary tells: the archetype that it is most like, or that it tells nothing any more. */
  | { readonly type: 'AnalyzeArchetype'; readonly userId: string; readonly archetype: Archetype | null }
  | { readonly type: 'UpdateModalities'; readonly userId: string; readonly modalities: readonly Modality[] }
  | {
      readonly type: 'ChangePrivacy';
      readonly userId: string;
      readonly changes: Partial<PrivacySettings>;
      readonly foundBy: FoundBy;
    }
  | ({ readonly type: 'EraseUser' | 'RequestExport' | 'FinishExport' } & JobIds)
  /** A subgraph has done its part of a job. */
  | ({ readonly type: 'AdvanceJob'; readonly subgraph: SubgraphName } & JobIds);

export interface User {
  readonly exists: boolean;
  readonly erased: boolean;
  /** Null without an archetype. */
  readonly archetypeSource: 'ASSIGNED' | 'ANALYSIS' | null;
  readonly privacy: PrivacySettings;
  /** Of the data export under way. */
  readonly exportId: string | null;
  /** Which subgraphs have done their part, by the job that is under way. */
  readonly doneBy: Readonly<Record<string, readonly string[]>>;
}

export const user: Decider<User, UserCommand, AccountEvent | JobEvent> = {
  initialState: {
    ...{ exists: false, erased: false, archetypeSource: null, privacy: DEFAULT_PRIVACY },
    ...{ exportId: null, doneBy: {} },
  },

  decide(command, state) {
    const { userId } = command;
    if (command.type === 'CreateUser') {
      if (state.exists) return [];
      const { type: _, userId, ...personal } = command;
      return [{ type: 'UserCreated', data: { userId }, personal }];
    }
    if (command.type === 'AdvanceJob') {
      const { jobId, subgraph } = command;
      const doneBy = state.doneBy[jobId];
      if (!doneBy || doneBy.includes(subgraph)) return [];
      return [{ type: 'JobAdvanced', data: { userId, jobId, subgraph, done: doneBy.length + 1 } }];
    }
    if (command.type === 'AnalyzeArchetype') {
      const { archetype } = command;
      // what somebody says of themselves counts more than what they write
      if (!state.exists || state.erased || state.archetypeSource === 'ASSIGNED') return [];
      if (archetype === null)
        return state.archetypeSource === null ? [] : [{ type: 'ArchetypeWithdrawn', data: { userId } }];
      const type = state.archetypeSource === null ? 'ArchetypeAssigned' : 'ArchetypeUpdated';
      return [{ type, data: { userId, source: 'ANALYSIS' }, personal: { archetype } }];
    }
    if (!state.exists || state.erased) throw notFound('person', 'userId');
    switch (command.type) {
      case 'UpdateProfile': {
        const { changes } = command;
        return isEmpty(changes) ? [] : [{ type: 'UserProfileUpdated', data: { userId }, personal: changes }];
      }
      case 'AssignArchetype':
      case 'UpdateArchetype': {
        const { archetype } = command;
        if (command.type === 'UpdateArchetype' && state.archetypeSource === null)
          throw notFound('archetype', 'input.userId');
        const type = command.type === 'UpdateArchetype' ? 'ArchetypeUpdated' : 'ArchetypeAssigned';
        return [{ type, data: { userId, source: 'ASSIGNED' }, personal: { archetype } }];
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
      case 'EraseUser':
        return [{ type: 'UserErased', data: { userId, jobId: command.jobId } }];
      case 'RequestExport':
        // the one under way will do
        return state.exportId === null ? [{ type: 'DataExportRequested', data: { userId, jobId: command.jobId } }] : [];
      case 'FinishExport':
        return state.exportId === command.jobId
          ? [{ type: 'DataExportFinished', data: { userId, jobId: command.jobId } }]
          : [];
    }
  },

  evolve(state, { type, data }) {
    switch (type) {
      case 'UserCreated':
        return { ...state, exists: true };
      case 'ArchetypeAssigned':
      case 'ArchetypeUpdated':
        return { ...state, archetypeSource: data.source };
      case 'ArchetypeWithdrawn':
        return { ...state, archetypeSource: null };
      case 'PrivacyChanged': {
        const { userId: _, ...changes } = data;
        return { ...state, privacy: { ...state.privacy, ...changes } };
      }
      case 'UserErased':
        return { ...state, erased: true, exportId: null, doneBy: { [data.jobId]: [] } };
      case 'DataExportRequested':
        return { ...state, exportId: data.jobId, doneBy: { [data.jobId]: [] } };
      case 'JobAdvanced': {
        const { jobId, subgraph } = data;
        return { ...state, doneBy: { [jobId]: [...(state.doneBy[jobId] ?? []), subgraph] } };
      }
      case 'DataExportFinished':
        return { ...state, exportId: null };
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

export type ReportDiaryJob = DiaryJobEvent['data'];

/** What was heard last of a job. Reports come in their order; nothing follows the last one. */
export const diaryJob: Decider<ReportDiaryJob['status'] | null, ReportDiaryJob, DiaryJobEvent> = {
  initialState: null,
  decide: (data, status) => (status === 'DONE' || status === 'FAILED' ? [] : [{ type: 'DiaryJobReported', data }]),
  evolve: (_, { data: { status } }) => status,
};

const aggregate = aggregatesOf(userEvents);

export const userAggregate = aggregate(user, 4);
export const relationAggregate = aggregate(relation, 1);
export const diaryJobAggregate = aggregate(diaryJob, 1);
