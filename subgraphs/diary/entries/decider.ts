import { aggregatesOf } from '#platform/domain/aggregate';
import type { Decider } from '#platform/domain/decider';
import { DomainError, notFound } from '#platform/domain/errors';
import { diaryEvents, type EntryEvent, type EntryIndex, type Source, type Text } from '../events.ts';
import type { Session } from '../sessions/decider.ts';
import { countWords } from './counts.ts';

type Data<T extends EntryEvent['type']> = Extract<EntryEvent, { type: T }>['data'];

/** When it happened, and what the date was there. */
export type Moment = Pick<Data<'DiaryEntryCreated'>, 'occurredAt' | 'day'>;

export type EntryCommand =
  | (Moment & {
      readonly type: 'CreateEntry';
      readonly entryId: string;
      readonly ownerId: string;
      readonly sessionId: string | null;
      /** What is known of that session. */
      readonly session: Session | null;
      /** The client's own count. */
      readonly tokenCount: number | null;
      readonly countedTokens: number;
      readonly tagHashes: readonly string[];
      readonly index: EntryIndex;
      readonly fingerprint: string;
      readonly text: Text;
      /** Of one that is imported. */
      readonly source?: Source;
    })
  | {
      readonly type: 'UpdateEntry';
      readonly entryId: string;
      readonly ownerId: string;
      readonly expectedVersion: number | null;
      readonly moment?: Moment;
      /** Null goes back to what is counted, and so does new content without a count. */
      readonly tokenCount?: number | null;
      /** Of new content. */
      readonly countedTokens?: number;
      /** Of new tags. */
      readonly tagHashes?: readonly string[];
      /** Of what is new. */
      readonly index?: Partial<EntryIndex>;
      readonly changes: Partial<Omit<Text, 'timeZone'>>;
    }
  | { readonly type: 'DeleteEntry' | 'EraseEntry'; readonly entryId: string; readonly ownerId: string }
  | {
      readonly type: 'RestoreEntry';
      readonly entryId: string;
      readonly ownerId: string;
      /** The version that what is given is of. */
      readonly ofVersion: number;
      readonly createdAt: string;
      readonly tagHashes: readonly string[];
      readonly index: EntryIndex;
      readonly text: Text;
      readonly source?: Source;
    };

export interface Entry extends Moment {
  readonly ownerId: string;
  readonly sessionId: string | null;
  readonly tokenCount: number;
  readonly countedTokens: number;
  readonly wordCount: number;
  /** What it is found by, in words. */
  readonly indexed: Readonly<Record<keyof EntryIndex, number>>;
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
        const { type: _, session, text, source, ...facts } = command;
        if (state) {
          // first of all: a retry stays one when its session has ended meanwhile
          if (state.ownerId === ownerId && state.fingerprint === facts.fingerprint && !state.deleted) return [];
          throw new DomainError('ALREADY_EXISTS', 'This id is taken.', { field: 'input.id' });
        }
        if (facts.sessionId !== null) {
          if (session?.ownerId !== ownerId) throw notFound('session', 'input.sessionId');
          if (session.endedAt !== null)
            throw new DomainError('CONFLICT', 'This session has ended.', { field: 'input.sessionId' });
        }
        const counts = {
          tokenCount: facts.tokenCount ?? facts.countedTokens,
          wordCount: countWords(text.content),
        };
        return [
          {
            type: 'DiaryEntryCreated',
            data: { ...facts, ...counts },
            personal: { ...text, ...(source && { source }) },
          },
        ];
      }

      case 'UpdateEntry': {
        const before = own(state, ownerId, 'input.id');
        const { expectedVersion, changes, tagHashes, index: parts } = command;
        if (expectedVersion !== null && expectedVersion !== before.version)
          throw changedMeanwhile(before, 'input.expectedVersion');
        const { occurredAt, day } = command.moment ?? before;
        const countedTokens = command.countedTokens ?? before.countedTokens;
        const recount = command.countedTokens !== undefined || command.tokenCount === null;
        const tokenCount = command.tokenCount ?? (recount ? countedTokens : before.tokenCount);
        const nothingNew = occurredAt === before.occurredAt && tokenCount === before.tokenCount;
        if (nothingNew && Object.keys(changes).length === 0) return [];
        const wordCount = changes.content === undefined ? before.wordCount : countWords(changes.content);
        const { sessionId, tokenCount: tokenCountBefore } = before;
        const facts = { entryId, ownerId, sessionId, occurredAt, day, tokenCount, countedTokens, wordCount };
        const reindexed = parts && { parts, growth: total(lengthsOf(before, parts)) - total(before.indexed) };
        const data = { ...facts, tokenCountBefore, ...(tagHashes && { tagHashes }), ...(reindexed && { reindexed }) };
        return [{ type: 'DiaryEntryUpdated', data, personal: changes }];
      }

      case 'DeleteEntry': {
        const { sessionId, occurredAt, tokenCount, indexed } = own(state, ownerId, 'id');
        const facts = { entryId, ownerId, sessionId, occurredAt, tokenCount };
        return [{ type: 'DiaryEntryDeleted', data: { ...facts, indexedLength: total(indexed) } }];
      }

      case 'EraseEntry': {
        if (!state || state.erased) return [];
        const { sessionId, occurredAt, tokenCount } = state;
        return [{ type: 'DiaryEntryErased', data: { entryId, ownerId, sessionId, occurredAt, tokenCount } }];
      }

      case 'RestoreEntry': {
        if (state?.ownerId !== ownerId || state.erased) throw notFound('entry', 'id');
        if (!state.deleted) return [];
        if (state.version !== command.ofVersion) throw changedMeanwhile(state, 'id');
        const { version: _, deleted: __, erased: ___, fingerprint: ____, indexed: _____, ...facts } = state;
        const { createdAt, tagHashes, index, text, source } = command;
        const personal = { ...text, ...(source && { source }) };
        return [{ type: 'DiaryEntryRestored', data: { entryId, ...facts, tagHashes, index, createdAt }, personal }];
      }
    }
  },

  evolve(state, { type, data }) {
    switch (type) {
      case 'DiaryEntryCreated': {
        const { entryId: _, tagHashes: __, index, ...facts } = data;
        return { ...facts, indexed: lengthsOf(null, index), version: 1, deleted: false, erased: false };
      }
      case 'DiaryEntryUpdated': {
        const { occurredAt, day, tokenCount, countedTokens, wordCount } = data;
        const facts = { occurredAt, day, tokenCount, countedTokens, wordCount };
        const indexed = lengthsOf(state, data.reindexed?.parts ?? {});
        return { ...state!, ...facts, indexed, version: state!.version + 1 };
      }
      case 'DiaryEntryDeleted':
        return { ...state!, version: state!.version + 1, deleted: true };
      case 'DiaryEntryRestored':
        return { ...state!, indexed: lengthsOf(null, data.index), version: state!.version + 1, deleted: false };
      case 'DiaryEntryErased':
        return { ...state!, version: state!.version + 1, deleted: true, erased: true };
    }
  },
};

const lengthsOf = (before: Entry | null, parts: Partial<EntryIndex>): Entry['indexed'] => {
  const lengths = Object.entries(parts).map(([part, { length }]) => [part, length]);
  return { ...{ title: 0, content: 0, tags: 0 }, ...before?.indexed, ...Object.fromEntries(lengths) };
};

const total = ({ title, content, tags }: Entry['indexed']): number => title + content + tags;

/** Unknown, deleted and another's are told apart by nobody. */
const own = (state: Entry | null, ownerId: string, field: string): Entry => {
  if (state?.ownerId !== ownerId || state.deleted) throw notFound('entry', field);
  return state;
};

const changedMeanwhile = ({ version: currentVersion }: Entry, field: string): DomainError =>
  new DomainError('CONFLICT', 'This entry was changed meanwhile.', { field, details: { currentVersion } });

export const entryAggregate = aggregatesOf(diaryEvents)(entry, 4);
