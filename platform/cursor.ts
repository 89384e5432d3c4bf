import { createHash } from 'node:crypto';
import { badInput, type DomainError } from '#platform/domain/errors';
import type { FeedPosition } from '#platform/domain/events';

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

/** The cursor of an event that a subscription delivered: its place in the feed. */
export const feedCursors = (scope: readonly unknown[]) => {
  const cursors = cursorsOf(scope);
  return {
    encode: (feed: FeedPosition): string => cursors.encode([feed]),
    decode(cursor: string, field: string): FeedPosition {
      const [feed] = cursors.decode(cursor, field);
      if (typeof feed !== 'string' || !/^[0-9a-f]{32}$/.test(feed)) throw foreignCursor(field);
      return feed as FeedPosition;
    },
  };
};

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
