import type { Decider } from '#platform/domain/decider';
import { notFound } from '#platform/domain/errors';
import type { PersonEvent, RelationEvent } from '../events.ts';

export type PersonCommand =
  | { readonly type: 'RegisterPerson'; readonly personId: string }
  /** All of that is done already. */
  | { readonly type: 'ErasePerson' | 'ExportPerson'; readonly personId: string; readonly jobId: string };

export const person: Decider<{ readonly known: boolean }, PersonCommand, PersonEvent> = {
  initialState: { known: false },

  decide(command, { known }) {
    const { personId } = command;
    if (command.type === 'RegisterPerson') return known ? [] : [{ type: 'PersonRegistered', data: { personId } }];
    const type = command.type === 'ErasePerson' ? 'PersonErased' : 'PersonExported';
    return [{ type, data: { personId, jobId: command.jobId } }];
  },

  evolve: () => ({ known: true }),
};

export type ChangeRelation =
  | {
      readonly type: 'BlockPerson' | 'UnblockPerson';
      readonly personId: string;
      readonly blockedId: string;
    }
  | { readonly type: 'DismissRecommendation'; readonly personId: string; readonly dismissedId: string }
  /** The person was erased. */
  | { readonly type: 'EraseRelation'; readonly personId: string; readonly otherId: string };

/** Whether two people are there for each other. */
export interface Relation {
  /** Who of the two blocks the other. */
  readonly blockedBy: readonly string[];
  /** Who of the two has dismissed the other. */
  readonly dismissedBy: readonly string[];
}

export const relation: Decider<Relation, ChangeRelation, RelationEvent> = {
  initialState: { blockedBy: [], dismissedBy: [] },

  decide(command, state) {
    const { personId } = command;
    switch (command.type) {
      case 'DismissRecommendation': {
        const { dismissedId } = command;
        if (dismissedId === personId || isBlocked(state)) throw notFound('person', 'userId');
        if (state.dismissedBy.includes(personId)) return [];
        return [{ type: 'RecommendationDismissed', data: { personId, dismissedId } }];
      }
      case 'EraseRelation':
        return [{ type: 'RelationErased', data: { personId, otherId: command.otherId } }];
      default: {
        // recorded whatever was before: only of what is recorded a late repetition is known as one
        const type = command.type === 'BlockPerson' ? 'PersonBlocked' : 'PersonUnblocked';
        return [{ type, data: { personId, blockedId: command.blockedId } }];
      }
    }
  },

  evolve(state, { type, data: { personId } }) {
    const others = (ids: readonly string[]) => ids.filter((id) => id !== personId);
    const { blockedBy, dismissedBy } = state;
    switch (type) {
      case 'PersonBlocked':
        return { blockedBy: [...others(blockedBy), personId], dismissedBy };
      case 'PersonUnblocked':
        return { blockedBy: others(blockedBy), dismissedBy };
      case 'RecommendationDismissed':
        return { blockedBy, dismissedBy: [...dismissedBy, personId] };
      case 'RelationErased':
        return { blockedBy: others(blockedBy), dismissedBy: others(dismissedBy) };
    }
  },
};

/** Whether one of the two blocks the other. */
export const isBlocked = ({ blockedBy }: Relation): boolean => blockedBy.length > 0;
