import { aggregatesOf } from '#platform/domain/aggregate';
import type { Decider } from '#platform/domain/decider';
import { badInput, DomainError, notFound } from '#platform/domain/errors';
import { diaryEvents, type SessionEvent } from '../events.ts';

export type SessionCommand =
  | {
      readonly type: 'StartSession';
      readonly sessionId: string;
      readonly ownerId: string;
      readonly startedAt: string;
      readonly title: string | null;
    }
  | {
      readonly type: 'EndSession';
      readonly sessionId: string;
      readonly ownerId: string;
      readonly now: string;
      /** When left out: now, or its start if that is still to come. */
      readonly endedAt: string | null;
    }
  | {
      /** Nobody has written in it for long: it ended with its last entry. */
      readonly type: 'EndIdleSession';
      readonly sessionId: string;
      readonly ownerId: string;
      readonly lastActiveAt: string;
    }
  /** Its owner was erased. */
  | { readonly type: 'EraseSession'; readonly sessionId: string; readonly ownerId: string };

export interface Session {
  readonly ownerId: string;
  readonly startedAt: string;
  readonly endedAt: string | null;
}

/** A sitting; null before it is started. That a person has one at a time is a claim's matter. */
export const session: Decider<Session | null, SessionCommand, SessionEvent> = {
  initialState: null,

  decide(command, state) {
    const { sessionId, ownerId } = command;
    switch (command.type) {
      case 'StartSession': {
        if (state?.ownerId === ownerId) return [];
        if (state) throw new DomainError('ALREADY_EXISTS', 'This id is taken.', { field: 'input.id' });
        const { startedAt, title } = command;
        return [{ type: 'DiarySessionStarted', data: { sessionId, ownerId, startedAt }, personal: { title } }];
      }
      case 'EndSession': {
        if (state?.ownerId !== ownerId) throw notFound('session', 'id');
        if (state.endedAt !== null)
          throw new DomainError('CONFLICT', 'This session has ended already.', { field: 'id' });
        const { startedAt } = state;
        const endedAt = command.endedAt ?? later(command.now, startedAt);
        if (endedAt < startedAt) throw badInput('endedAt', 'Must not be before the start of the session.');
        return [{ type: 'DiarySessionEnded', data: { sessionId, ownerId, endedAt } }];
      }
      case 'EraseSession':
        return state ? [{ type: 'DiarySessionErased', data: { sessionId, ownerId, startedAt: state.startedAt } }] : [];
      case 'EndIdleSession': {
        // somebody else was faster
        if (!state || state.endedAt !== null) return [];
        const endedAt = later(command.lastActiveAt, state.startedAt);
        return [{ type: 'DiarySessionEnded', data: { sessionId, ownerId, endedAt } }];
      }
    }
  },

  evolve(state, { type, data }) {
    switch (type) {
      case 'DiarySessionStarted':
        return { ownerId: data.ownerId, startedAt: data.startedAt, endedAt: null };
      case 'DiarySessionEnded':
        return { ...state!, endedAt: data.endedAt };
      case 'DiarySessionErased':
        return null;
    }
  },
};

const later = (one: string, other: string): string => (one > other ? one : other);

export const sessionAggregate = aggregatesOf(diaryEvents)(session, 1);
