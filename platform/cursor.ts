import { createHash } from 'node:crypto';
import { badInput, type DomainError } from '#platform/domain/errors';
import { type FeedPosition, START } from '#platform/domain/events';
import type { Place } from '#platform/place';

/** Opaque to clients: names its list (by a hash, so that it tells nothing) and a place in it. */
export interface Cursors {
  encode(key: readonly unknown[]): string;
  /** BAD_USER_INPUT for what isn't a cursor of this list: another conversation's, another person's, or none at all. */
  decode(cursor: string, field: string): unknown[];
}

/** `scope` is what makes the list: its name, and whose it is. */
export const cursorsOf = (scope: readonly unknown[]): Cursors => {
  const list = createHash('sha256').update(JSON.stringify(scope)).digest('base64url').slice(0, 11);
  return {
    encode: (key) => Buffer.from(JSON.stringify([list, ...key])).toString('base64url'),
    decode(cursor, field) {
      const [of, ...key] = parsed(cursor);
      if (of !== list) throw foreignCursor(field);
      return key;
    },
  };
};

/** A viewer's conversations may be many; what is longer was not made here. */
const MAX_MARKS = 4_096;
const MAX_LOG_LENGTH = 128;
const MAX_LENGTH = 1_000_000;

/** The cursor of an event that a subscription delivered: how far it has come in each log. */
export const placeCursors = (scope: readonly unknown[]) => {
  const cursors = cursorsOf(scope);
  return {
    encode: ({ base, marks }: Place): string =>
      cursors.encode([short(base), ...Array.from(marks, ([log, feed]) => [log, short(feed)])]),
    decode(cursor: string, field: string): Place {
      if (cursor.length > MAX_LENGTH) throw foreignCursor(field);
      const [base, ...marks] = cursors.decode(cursor, field);
      if (!isShort(base) || marks.length > MAX_MARKS || !marks.every(isMark)) throw foreignCursor(field);
      return { base: long(base), marks: new Map(marks.map(([log, feed]) => [log, long(feed)])) };
    },
  };
};

/** A feed position is two numbers of 16 digits, most of them leading zeros. */
const short = (feed: FeedPosition): string =>
  feed === START ? START : `${feed.slice(0, 16).replace(/^0+/, '')}.${feed.slice(16).replace(/^0+/, '')}`;

const long = (text: string): FeedPosition => {
  const [transaction = '', position = ''] = text.split('.');
  return (text === START ? START : transaction.padStart(16, '0') + position.padStart(16, '0')) as FeedPosition;
};

const isShort = (value: unknown): value is string =>
  value === START || (typeof value === 'string' && /^[0-9a-f]{0,16}\.[0-9a-f]{0,16}$/.test(value));

const isMark = (value: unknown): value is [log: string, feed: string] =>
  Array.isArray(value) &&
  value.length === 2 &&
  typeof value[0] === 'string' &&
  value[0].length <= MAX_LOG_LENGTH &&
  isShort(value[1]);

export const foreignCursor = (field: string): DomainError =>
  badInput(field, 'This cursor does not belong to this list.');

const parsed = (cursor: string): unknown[] => {
  try {
    const value: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    return Array.isArray(value) ? value : [];
  } catch {
    return [];
  }
};
