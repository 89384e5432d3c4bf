import type { Decider } from '#platform/domain/decider';
import { DomainError, notFound } from '#platform/domain/errors';
import type { MatchEvent, MatchIds } from '../events.ts';

export type MatchCommand =
  | ({
      readonly type: 'RequestMatch';
      readonly message: string | null;
      readonly blocked: boolean;
      readonly at: string;
    } & MatchIds)
  | {
      readonly type: 'AcceptMatch' | 'RejectMatch' | 'CancelMatch';
      readonly matchId: string;
      readonly by: string;
      /** Whether they are not there for each other: one of the two blocks the other, or was erased. */
      readonly apart: boolean;
      readonly at: string;
    }
  /** The person was erased. */
  | { readonly type: 'EraseMessage'; readonly requesterId: string };

/** How two people stand to each other: what has become of the last match between them. */
export type Match =
  | { readonly status: 'NONE' }
  | ({ readonly status: 'PENDING' | 'ACCEPTED' | 'CANCELLED' } & MatchIds)
  | ({ readonly status: 'REJECTED'; readonly rejectedAt: string } & MatchIds);

/**
 * Whoever was rejected asks the same person again only after this time: long enough that "no" is not answered by asking
 * until it is "yes", and short enough that people who change get another chance. Who rejected may ask at any time.
 */
export const COOL_DOWN_MS = 30 * 86_400_000;

/** What one who is asked may do, and what one who has asked. */
const ANSWERS = {
  AcceptMatch: { byRecipient: true, refusal: 'It waits for the other one.' },
  RejectMatch: { byRecipient: true, refusal: 'It waits for the other one: cancel it instead.' },
  CancelMatch: { byRecipient: false, refusal: 'It is not yours to cancel: reject it instead.' },
} as const;
const OVER = { ACCEPTED: 'accepted', REJECTED: 'rejected', CANCELLED: 'cancelled' } as const;

export const match: Decider<Match, MatchCommand, MatchEvent> = {
  initialState: { status: 'NONE' },

  decide(command, state) {
    switch (command.type) {
      case 'RequestMatch': {
        const { matchId, requesterId, recipientId, message, blocked, at } = command;
        if (requesterId === recipientId || blocked) throw notFound('person', 'userId');
        if (state.status === 'ACCEPTED') throw conflict('You are matched already.');
        if (state.status === 'PENDING') {
          if (state.requesterId === requesterId) throw conflict('You have asked already.');
          // each has asked the other: that is a yes
          return [accepted(state, requesterId)];
        }
        if (state.status === 'REJECTED' && state.requesterId === requesterId) {
          const waits = Date.parse(state.rejectedAt) + COOL_DOWN_MS - Date.parse(at);
          if (waits > 0) throw conflict('You were rejected. Try again later.', Math.ceil(waits / 1_000));
        }
        return [{ type: 'MatchRequested', data: { matchId, requesterId, recipientId }, personal: { message } }];
      }
      case 'EraseMessage': {
        if (state.status === 'NONE' || state.requesterId !== command.requesterId) return [];
        const data = idsOf(state);
        const erased = { type: 'MatchMessageErased' as const, data };
        return state.status === 'PENDING' ? [erased, { type: 'MatchCancelled', data }] : [erased];
      }
      default: {
        const { type, matchId, by, apart, at } = command;
        // a third person learns nothing of the two
        if (state.status === 'NONE' || state.matchId !== matchId || !isBetween(state, by) || apart)
          throw notFound('match', 'id');
        if (state.status !== 'PENDING') throw refused(`It is ${OVER[state.status]} already.`);
        const { byRecipient, refusal } = ANSWERS[type];
        if ((state.recipientId === by) !== byRecipient) throw refused(refusal);
        if (type === 'AcceptMatch') return [accepted(state, by)];
        if (type === 'RejectMatch') return [{ type: 'MatchRejected', data: { ...idsOf(state), rejectedAt: at } }];
        return [{ type: 'MatchCancelled', data: idsOf(state) }];
      }
    }
  },

  evolve(state, { type, data }) {
    const ids = idsOf(data);
    switch (type) {
      case 'MatchRequested':
        return { status: 'PENDING', ...ids };
      case 'MatchAccepted':
        return { status: 'ACCEPTED', ...ids };
      case 'MatchRejected':
        return { status: 'REJECTED', ...ids, rejectedAt: data.rejectedAt };
      case 'MatchCancelled':
        return { status: 'CANCELLED', ...ids };
      case 'MatchMessageErased':
        return state;
    }
  },
};

/** Whether the match is this person's: asked by them or of them. */
export const isBetween = (match: Pick<MatchIds, 'requesterId' | 'recipientId'>, personId: string): boolean =>
  match.requesterId === personId || match.recipientId === personId;

const idsOf = ({ matchId, requesterId, recipientId }: MatchIds): MatchIds => ({ matchId, requesterId, recipientId });

const accepted = (ids: MatchIds, acceptedBy: string): MatchEvent => ({
  type: 'MatchAccepted',
  data: { ...idsOf(ids), acceptedBy },
});

/** `retryAfter`: seconds. */
const conflict = (message: string, retryAfter?: number): DomainError =>
  new DomainError('CONFLICT', message, { field: 'userId', details: retryAfter === undefined ? {} : { retryAfter } });
const refused = (message: string): DomainError => new DomainError('CONFLICT', message, { field: 'id' });
