import { aggregatesOf } from '#platform/domain/aggregate';
import type { Decider } from '#platform/domain/decider';
import { badInput, DomainError, notFound } from '#platform/domain/errors';
import { countsOf } from './counts.ts';
import { diaryEvents, type EntryEvent, type PersonEvent, type SessionEvent } from './events.ts';

type Personal<T extends EntryEvent['type']> = NonNullable<Extract<EntryEvent, { type: T }>['personal']>;

export type EntryCommand =
  | {
      readonly type: 'CreateEntry';
      readonly entryId: string;
      readonly ownerId: string;
      readonly sessionId: string | null;
      /** What is known of that session. */
      readonly session: Session | null;
      readonly occurredAt: string;
      /** The client's own count. */
      readonly tokenCount: number | null;
      readonly fingerprint: string;
      readonly text: Personal<'DiaryEntryCreated'>;
    }
  | {
      readonly type: 'UpdateEntry';
      readonly entryId: string;
      readonly ownerId: string;
      readonly expectedVersion: number | null;
      readonly occurredAt?: string;
      /** Null goes back to counting words and marks, and so does new content without a count. */
      readonly tokenCount?: number | null;
      readonly changes: Personal<'DiaryEntryUpdated'>;
    }
  | { readonly type: 'DeleteEntry' | 'EraseEntry'; readonly entryId: string; readonly ownerId: string };

export interface Entry {
  readonly ownerId: string;
  readonly sessionId: string | null;
  readonly occurredAt: string;
  readonly tokenCount: number;
  readonly wordCount: number;
  readonly markCount: number;
  readonly fingerprint: string;
  readonly version: number;
  readonly deleted: boolean;
  /** With its owner. */
  readonly erased: boolean;
}

/** An entry of a diary; null before it is written. */
export const entry: Decider<Entry | null, EntryCommand, EntryEvent> = {
  initialState: null,

  decide(command, state) {
    const { entryId, ownerId } = command;
    switch (command.type) {
      case 'CreateEntry': {
        const { sessionId, session, occurredAt, tokenCount, fingerprint, text } = command;
        if (state) {
          // first of all: a retry stays one when its session has ended meanwhile
          if (state.ownerId === ownerId && state.fingerprint === fingerprint && !state.deleted) return [];
          throw new DomainError('ALREADY_EXISTS', 'This id is taken.', { field: 'input.id' });
        }
        if (sessionId !== null) {
          if (session?.ownerId !== ownerId) throw notFound('session', 'input.sessionId');
          if (session.endedAt !== null)
            throw new DomainError('CONFLICT', 'This session has ended.', { field: 'input.sessionId' });
        }
        const counts = countsOf(text.content);
        const facts = { entryId, ownerId, sessionId, occurredAt, tokenCount: tokenCount ?? sum(counts), ...counts };
        return [{ type: 'DiaryEntryCreated', data: { ...facts, fingerprint }, personal: text }];
      }

      case 'UpdateEntry': {
        const { sessionId, ...before } = own(state, ownerId, 'input.id');
        const { expectedVersion, changes, occurredAt = before.occurredAt } = command;
        if (expectedVersion !== null && expectedVersion !== before.version)
          throw new DomainError('CONFLICT', 'This entry was changed meanwhile.', {
            ...{ field: 'input.expectedVersion', details: { currentVersion: before.version } },
          });
        const { wordCount, markCount } = changes.content === undefined ? before : countsOf(changes.content);
        const recount = changes.content !== undefined || command.tokenCount === null;
        const tokenCount = command.tokenCount ?? (recount ? wordCount + markCount : before.tokenCount);
        const nothingNew = occurredAt === before.occurredAt && tokenCount === before.tokenCount;
        if (nothingNew && Object.keys(changes).length === 0) return [];
        const facts = { entryId, ownerId, sessionId, occurredAt, tokenCount, wordCount, markCount };
        const { occurredAt: occurredAtBefore, tokenCount: tokenCountBefore } = before;
        return [
          { type: 'DiaryEntryUpdated', data: { ...facts, occurredAtBefore, tokenCountBefore }, personal: changes },
        ];
      }

      case 'DeleteEntry': {
        const { sessionId, occurredAt, tokenCount } = own(state, ownerId, 'id');
        return [{ type: 'DiaryEntryDeleted', data: { entryId, ownerId, sessionId, occurredAt, tokenCount } }];
      }

      case 'EraseEntry': {
        if (!state || state.erased) return [];
        const { sessionId, occurredAt, tokenCount } = state;
        return [{ type: 'DiaryEntryErased', data: { entryId, ownerId, sessionId, occurredAt, tokenCount } }];
      }
    }
  },

  evolve(state, { type, data }) {
    switch (type) {
      case 'DiaryEntryCreated': {
        const { entryId: _, ...facts } = data;
        return { ...facts, version: 1, deleted: false, erased: false };
      }
      case 'DiaryEntryUpdated': {
        const { occurredAt, tokenCount, wordCount, markCount } = data;
        return { ...state!, occurredAt, tokenCount, wordCount, markCount, version: state!.version + 1 };
      }
      case 'DiaryEntryDeleted':
        return { ...state!, version: state!.version + 1, deleted: true };
      case 'DiaryEntryErased':
        return { ...state!, version: state!.version + 1, deleted: true, erased: true };
    }
  },
};

/** Unknown, deleted and another's are told apart by nobody. */
const own = (state: Entry | null, ownerId: string, field: string): Entry => {
  if (state?.ownerId !== ownerId || state.deleted) throw notFound('entry', field);
  return state;
};

const sum = ({ wordCount, markCount }: { wordCount: number; markCount: number }): number => wordCount + markCount;

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
        return state ? [{ type: 'DiarySessionErased', data: { sessionId, ownerId } }] : [];
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

export interface RecordRight {
  /** All of that is done already. */
  readonly type: 'ErasePerson' | 'ExportPerson';
  readonly personId: string;
  readonly jobId: string;
}

/** What has been done for a person as a whole. */
export const person: Decider<null, RecordRight, PersonEvent> = {
  initialState: null,
  decide: ({ type, ...data }) => [{ type: type === 'ErasePerson' ? 'PersonErased' : 'PersonExported', data }],
  evolve: () => null,
};

const aggregate = aggregatesOf(diaryEvents);

export const entryAggregate = aggregate(entry, 2);
export const sessionAggregate = aggregate(session, 1);
export const personAggregate = aggregate(person, 1);
