import { createHash } from 'node:crypto';

/** An entry as it goes in and out, whatever the format. */
export interface EntryRecord {
  /** By which the other program knows it; null when it has no name for it. */
  readonly id: string | null;
  /** ISO-8601, as it stands in the file. */
  readonly occurredAt: string;
  readonly timeZone: string | null;
  readonly title: string | null;
  readonly content: string;
  readonly tags: readonly string[];
  readonly statedMood: string | null;
  /** What the format tells beyond that, by its own names. */
  readonly fields: Readonly<Record<string, unknown>>;
}

/** An entry on its way out. */
export interface WrittenRecord extends EntryRecord {
  readonly id: string;
  /** Since it was imported: what `fields` repeats of it is of the past. */
  readonly edited: boolean;
}

/** What is read at one place of a file: an entry, or why there is none. */
export type Parsed =
  | { readonly record: EntryRecord; readonly problem?: undefined }
  | { readonly problem: string; readonly id: string | null; readonly record?: undefined };

/** A file format, both ways. What it renders it parses again, and then renders to the same bytes. */
export interface Format {
  readonly fileName: string;
  readonly contentType: string;
  /** What is wrong with a file as a whole, looked at for a moment; null when it can be parsed. */
  readonly fault: (text: string) => string | null;
  readonly parse: (text: string) => Iterable<Parsed> | AsyncIterable<Parsed>;
  /** In their order. They are asked for once or twice. */
  readonly render: (records: () => AsyncIterable<WrittenRecord>) => AsyncIterable<string>;
  /** An id of ours, as the format has them. */
  readonly idOf: (entryId: string) => string;
}

export const problem = (message: string, id: string | null = null): Parsed => ({ problem: message, id });

/**
 * Gives those records an id that have none: by what they say, and how many say the same before them, so that the same file
 * gives the same ids again.
 */
export const identified = () => {
  const seen = new Map<string, number>();
  return (record: EntryRecord): EntryRecord & { readonly id: string } => {
    if (record.id !== null) return { ...record, id: record.id };
    const digest = createHash('sha256').update(JSON.stringify(record)).digest('base64url').slice(0, 22);
    const nth = (seen.get(digest) ?? 0) + 1;
    seen.set(digest, nth);
    return { ...record, id: nth === 1 ? digest : `${digest}-${nth}` };
  };
};

/** Names and values, what is known first; what is kept under the same name is of the past. */
export const withFields = (known: object, fields: EntryRecord['fields']): [name: string, value: unknown][] => [
  ...Object.entries(known),
  ...Object.entries(fields).filter(([name]) => !Object.hasOwn(known, name)),
];
