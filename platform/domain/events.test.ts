import { describe, expect, it } from 'vitest';
import { type EventCatalog, type RecordedEvent, schemaVersionOf, UnknownEventError, upcast } from './events.ts';
import { recorded, sealed } from './testing.ts';

type NoteWritten = {
  readonly type: 'NoteWritten';
  readonly data: { readonly noteId: string; readonly wordCount: number; readonly pinned: boolean };
  readonly personal: { readonly body: string; readonly title: string };
};

/** A note had `words` at first, then `wordCount`; its text `content` became `body`; then it could be pinned. */
const notes: EventCatalog<NoteWritten> = {
  types: {
    NoteWritten: {
      upcasts: [
        {
          data: ({ words, ...rest }: { words: number }) => ({ ...rest, wordCount: words }),
          renamed: { content: 'body' },
        },
        { data: (data: object) => ({ ...data, pinned: false }) },
      ],
    },
  },
  subjectOf: ({ data }) => data.noteId,
  partitionKeyOf: ({ stream }) => stream,
};

const stored = (schemaVersion: number, data: object, personal: object | null, type = 'NoteWritten') =>
  recorded({ type, data, personal }, { schemaVersion }) as RecordedEvent;

const newest = { noteId: 'n', wordCount: 2, pinned: false };

describe('schemaVersionOf', () => {
  it('is one more than the number of upcasts', () => expect(schemaVersionOf(notes, 'NoteWritten')).toBe(3));
});

describe('upcast', () => {
  it('brings data and the names of personal parts through every version, leaving what is sealed as it is', () =>
    expect(upcast(notes, stored(1, { noteId: 'n', words: 2 }, { content: 'two words', title: 'A' }))).toMatchObject({
      schemaVersion: 3,
      data: newest,
      personal: { body: sealed('two words'), title: sealed('A') },
    }));

  it('leaves nothing behind under an old name', () => {
    const { data, personal } = upcast(notes, stored(1, { noteId: 'n', words: 2 }, { content: 'two words' }));
    expect(Object.keys(data)).toEqual(['noteId', 'wordCount', 'pinned']);
    expect(Object.keys(personal ?? {})).toEqual(['body']);
  });

  it('takes only the steps that are missing', () =>
    expect(upcast(notes, stored(2, { noteId: 'n', wordCount: 2 }, { body: 'two words' }))).toMatchObject({
      schemaVersion: 3,
      data: newest,
      personal: { body: sealed('two words') },
    }));

  it('gives back the very event when it is of the newest version', () => {
    const event = stored(3, newest, { body: 'two words' });
    expect(upcast(notes, event)).toBe(event);
  });

  it('copes with an event without personal parts', () =>
    expect(upcast(notes, stored(1, { noteId: 'n', words: 2 }, null))).toMatchObject({ data: newest, personal: null }));

  it('keeps the envelope, and does not change the event that it is given', () => {
    const event = stored(1, { noteId: 'n', words: 2 }, { content: 'two words' });
    const before = structuredClone(event);
    const { id, stream, version, feed, at } = upcast(notes, event);
    expect({ id, stream, version, feed, at }).toEqual({
      ...{ id: event.id, stream: event.stream, version: event.version, feed: event.feed, at: event.at },
    });
    expect(event).toEqual(before);
  });

  it('refuses a newer schema version than it knows', () =>
    expect(() => upcast(notes, stored(4, newest, null))).toThrow(UnknownEventError));

  it('refuses a type that it does not know, also one named as something that every object has', () => {
    expect(() => upcast(notes, stored(1, {}, null, 'NoteBurnt'))).toThrow(UnknownEventError);
    expect(() => upcast(notes, stored(1, {}, null, 'toString'))).toThrow(UnknownEventError);
  });

  it('says which event it does not know', () =>
    expect(() => upcast(notes, stored(4, newest, null))).toThrow(/event-1 is a NoteWritten of schema version 4/));
});
