import { aggregatesOf } from '#platform/domain/aggregate';
import type { Decider } from '#platform/domain/decider';
import { DomainError, notFound } from '#platform/domain/errors';
import { type MatchEvent, type MatchIds, matchingEvents, type PersonEvent, type RelationEvent } from './events.ts';

export type MatchCommand =
  | ({ readonly type: 'RequestMatch'; readonly message: string | null; readonly blocked: boolean } & MatchIds)
  | {
      readonly type: 'AcceptMatch';
      readonly matchId: string;
      readonly acceptedBy: string;
      /** Whether one of the two blocks the other: then they are not there for each other. */
      readonly blocked: boolean;
    }
  /** The person was erased. */
  | { readonly type: 'EraseMessage'; readonly requesterId: string };

/** How two people stand to each other. */
export type Match = { readonly status: 'NONE' } | ({ readonly status: 'PENDING' | 'ACCEPTED' } & MatchIds);

export const match: Decider<Match, MatchCommand, MatchEvent> = {
  initialState: { status: 'NONE' },

  decide(command, state) {
    switch (command.type) {
      case 'RequestMatch': {
        const { matchId, requesterId, recipientId, message, blocked } = command;
        if (requesterId === recipientId || blocked) throw notFound('person', 'userId');
        if (state.status === 'NONE')
          return [{ type: 'MatchRequested', data: { matchId, requesterId, recipientId }, personal: { message } }];
        if (state.status === 'ACCEPTED')
          throw new DomainError('CONFLICT', 'You are matched already.', { field: 'userId' });
        if (state.requesterId === requesterId)
          throw new DomainError('CONFLICT', 'You have asked already.', { field: 'userId' });
        // each has asked the other: that is a yes
        return [accepted(state, requesterId)];
      }
      case 'AcceptMatch': {
        const { matchId, acceptedBy, blocked } = command;
        // a third person learns nothing of the two
        if (state.status === 'NONE' || state.matchId !== matchId || !isBetween(state, acceptedBy) || blocked)
          throw notFound('match', 'id');
        if (state.status === 'ACCEPTED') throw new DomainError('CONFLICT', 'It is accepted already.', { field: 'id' });
        if (state.requesterId === acceptedBy)
          throw new DomainError('CONFLICT', 'It waits for the other one.', { field: 'id' });
        return [accepted(state, acceptedBy)];
      }
      case 'EraseMessage': {
        if (state.status === 'NONE' || state.requesterId !== command.requesterId) return [];
        const { matchId, requesterId, recipientId } = state;
        return [{ type: 'MatchMessageErased', data: { matchId, requesterId, recipientId } }];
      }
    }
  },

  evolve(state, { type, data: { matchId, requesterId, recipientId } }) {
    if (type === 'MatchMessageErased') return state;
    return { status: type === 'MatchRequested' ? 'PENDING' : 'ACCEPTED', matchId, requesterId, recipientId };
  },
};

/** Whether the match is this person's: asked by them or of them. */
export const isBetween = (match: Pick<MatchIds, 'requesterId' | 'recipientId'>, personId: string): boolean =>
  match.requesterId === personId || match.recipientId === personId;

const accepted = ({ matchId, requesterId, recipientId }: MatchIds, acceptedBy: string): MatchEvent => ({
  type: 'MatchAccepted',
  data: { matchId, requesterId, recipientId, acceptedBy },
});

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

export interface ChangeRelation {
  readonly type: 'BlockPerson' | 'UnblockPerson';
  readonly personId: string;
  readonly blockedId: string;
}

/** Whether two people are there for each other. */
export interface Relation {
  /** Who of the two blocks the other. */
  readonly blockedBy: readonly string[];
}

export const relation: Decider<Relation, ChangeRelation, RelationEvent> = {
  initialState: { blockedBy: [] },

  // recorded whatever was before: only of what is recorded a late repetition is known as one
  decide: ({ type, personId, blockedId }) => [
    { type: type === 'BlockPerson' ? 'PersonBlocked' : 'PersonUnblocked', data: { personId, blockedId } },
  ],

  evolve({ blockedBy }, { type, data: { personId } }) {
    const others = blockedBy.filter((id) => id !== personId);
    return { blockedBy: type === 'PersonBlocked' ? [...others, personId] : others };
  },
};

/** Whether one of the two blocks the other. */
export const isBlocked = ({ blockedBy }: Relation): boolean => blockedBy.length > 0;

const aggregate = aggregatesOf(matchingEvents);

export const matchAggregate = aggregate(match, 1);
export const personAggregate = aggregate(person, 2);
export const relationAggregate = aggregate(relation, 1);
