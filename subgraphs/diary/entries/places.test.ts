import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Recorded } from '#platform/domain/events';
import { recorded, sealed } from '#platform/domain/testing';
import type { Change } from '#platform/projection';
import { type Row, rowKey } from '#platform/read-model/read-model';
import type { EntryEvent, Mood, MoodEvent } from '../events.ts';
import { type EntryIndexRow, entriesByTime, entriesInLists, entryIndex } from '../readModel.ts';
import { INDEX } from '../search/index.fixture.ts';
import { placed } from './places.ts';

type Event = Recorded<EntryEvent | MoodEvent>;

const [morning, noon] = ['2026-01-01T08:00:00.000Z', '2026-02-01T12:00:00.000Z'];
const ids = { entryId: 'entry', ownerId: 'ann', sessionId: 'session' };
const counts = { tokenCount: 3, countedTokens: 3, wordCount: 2 };
const text = { title: null, content: 'Up betimes.', tags: ['office'], statedMood: null, timeZone: null };
const at = (occurredAt: string) => ({ ...ids, ...counts, occurredAt, day: occurredAt.slice(0, 10) });

const created = recorded<EntryEvent>({
  type: 'DiaryEntryCreated',
  data: { ...at(morning), tagHashes: ['office'], index: INDEX, fingerprint: 'f' },
  personal: text,
});
const change = (version: number, personal: Partial<typeof text>, given: object = {}) =>
  recorded<EntryEvent>(
    { type: 'DiaryEntryUpdated', data: { ...at(morning), tokenCountBefore: 3, ...given }, personal },
    { version },
  );
const deleted = (version: number) =>
  recorded<EntryEvent>(
    { type: 'DiaryEntryDeleted', data: { ...ids, occurredAt: morning, tokenCount: 3, indexedLength: 3 } },
    { version },
  );
const restored = (version: number) =>
  recorded<EntryEvent>(
    {
      type: 'DiaryEntryRestored',
      data: { ...at(morning), tagHashes: ['office'], index: INDEX, createdAt: morning },
      personal: text,
    },
    { version },
  );
const read = (ofVersion: number, emotionHash: string, version = ofVersion) =>
  recorded<MoodEvent>(
    {
      type: 'EntryMoodAnalyzed',
      data: { ...ids, ofVersion, occurredAt: morning, tokenCount: 3, modelVersion: 'm', emotionHash },
      personal: { mood: { dominant: emotionHash } as unknown as Mood },
    },
    { version, stream: 'mood-entry', at: noon },
  );

/** The rows that events lead to, as a projection writes them. */
const rowsAfter = (events: readonly Event[]): Map<string, Row> => {
  const rows = new Map<string, Row>();
  const apply = (change: Change) => {
    const key = rowKey(change.table, 'default', change.kind === 'put' ? change.row : change.key);
    if (change.kind === 'put') rows.set(key, { ...rows.get(key), ...change.row });
    else if (change.kind === 'remove') rows.delete(key);
    else {
      const before = rows.get(key) ?? null;
      const next = change.next(before);
      if (next === null) return;
      const empty = Object.fromEntries(Object.keys(change.table.columns).map((name) => [name, null]));
      const after = { ...(before ?? empty), ...change.key, ...next };
      for (const following of change.derived?.(before, after) ?? []) apply(following);
      rows.set(key, after);
    }
  };
  for (const event of events) apply(placed(event));
  return rows;
};
const indexAfter = (...events: Event[]) =>
  rowsAfter(events).get(rowKey(entryIndex, 'default', { id: 'entry' })) as EntryIndexRow;
const listsAfter = (...events: Event[]) =>
  [...rowsAfter(events).values()].flatMap(({ list, occurredAt }) => (list ? [`${list} ${occurredAt}`] : [])).sort();
const timesAfter = (...events: Event[]) => {
  const prefix = rowKey(entriesByTime, 'default', { ownerId: 'ann', occurredAt: '', id: '' }).slice(0, -2);
  return [...rowsAfter(events)].flatMap(([key, row]) => (key.startsWith(prefix) ? [row] : []));
};

describe('an entry', () => {
  it('stands in the diary, and in the lists of its tags, its session and its day of the year', () => {
    expect(listsAfter(created)).toEqual([
      `day 01-01 ${morning}`,
      `session session ${morning}`,
      `tag office ${morning}`,
    ]);
    expect(timesAfter(created)).toEqual([
      {
        ...{ ownerId: 'ann', occurredAt: morning, id: 'entry', sessionId: 'session', day: '2026-01-01' },
        ...{ tokenCount: 3, wordCount: 2, tags: sealed(['office']), mood: null, analyzedAt: null },
      },
    ]);
  });

  it('moves in all of them', () => {
    const moved = [created, read(1, 'joy'), change(2, {}, at(noon))];
    expect(listsAfter(...moved)).toEqual([
      ...[`day 02-01 ${noon}`, `emotion joy ${noon}`, `session session ${noon}`, `tag office ${noon}`],
    ]);
    expect(timesAfter(...moved)).toMatchObject([{ occurredAt: noon, day: '2026-02-01', mood: expect.anything() }]);
  });

  it('leaves the lists of tags that it has no more', () =>
    expect(listsAfter(created, change(2, { tags: ['home'] }, { tagHashes: ['home'] }))).toEqual([
      ...[`day 01-01 ${morning}`, `session session ${morning}`, `tag home ${morning}`],
    ]));

  it('keeps no tags where it has none', () =>
    expect(timesAfter(created, change(2, { tags: [] }, { tagHashes: [] }))).toMatchObject([{ tags: null }]));

  it('that is deleted stands nowhere, and leaves nothing of the writer behind', () => {
    const events = [created, read(1, 'joy'), deleted(2)];
    expect([listsAfter(...events), timesAfter(...events)]).toEqual([[], []]);
    const { id, ownerId, contentVersion, ...rest } = indexAfter(...events);
    expect([id, ownerId, contentVersion]).toEqual(['entry', 'ann', 2]);
    expect(Object.values(rest).filter((value) => value !== null)).toEqual([]);
  });

  it('that is restored stands where it stood, to be read again', () => {
    const back = [created, read(1, 'joy'), deleted(2), restored(3)];
    expect(listsAfter(...back)).toEqual(listsAfter(created));
    expect(listsAfter(...back, read(3, 'joy', 2))).toEqual(listsAfter(created, read(1, 'joy')));
  });
});

describe('a reading', () => {
  const emotionAfter = (...events: Event[]) => indexAfter(...events).emotionHash;

  it('stands with the entry, and in the list of its emotion', () => {
    expect(indexAfter(created, read(1, 'joy'))).toMatchObject({ emotionHash: 'joy', analyzedAt: noon, readVersion: 1 });
    expect(listsAfter(created, read(1, 'joy'))).toContain(`emotion joy ${morning}`);
  });
  it('goes with the text that it is of', () =>
    expect(emotionAfter(created, read(1, 'joy'), change(2, { content: 'Sad.' }))).toBeNull());
  it('stays where only something else changes', () =>
    expect(emotionAfter(created, read(1, 'joy'), change(2, { title: null }))).toBe('joy'));
  it('gives way to a newer one, and to one by another model', () => {
    expect(emotionAfter(created, read(1, 'joy'), change(2, { title: null }), read(2, 'fear'))).toBe('fear');
    expect(emotionAfter(created, read(1, 'joy'), read(1, 'fear', 2))).toBe('fear');
  });
  it('of an older text than the present one is dropped', () =>
    expect(emotionAfter(created, change(2, { content: 'Sad.' }), read(1, 'joy'))).toBeNull());
  it('that comes before its entry waits for it', () => {
    expect(listsAfter(read(1, 'joy'))).toEqual([]);
    expect(listsAfter(read(1, 'joy'), created)).toEqual(listsAfter(created, read(1, 'joy')));
  });
  it('of a deleted entry is dropped, also when it has been restored since', () => {
    expect(emotionAfter(created, deleted(2), read(1, 'joy'))).toBeNull();
    expect(emotionAfter(created, deleted(2), restored(3), read(1, 'joy'))).toBeNull();
  });
});

describe('the two streams of an entry', () => {
  type Kind = 'content' | 'title' | 'tags' | 'move' | 'gone';
  /** A life of an entry: it is written, and then whatever; a deletion is followed by a restoration, if by anything. */
  const lives = fc.array(fc.constantFrom<Kind>('content', 'title', 'tags', 'move', 'gone'), { maxLength: 8 });
  const eventsOf = (life: readonly Kind[]): Recorded<EntryEvent>[] => {
    const events = [created];
    for (const kind of life) {
      const version = events.length + 1;
      const changes = {
        content: () => change(version, { content: `text ${version}` }),
        title: () => change(version, { title: null }),
        tags: () => change(version, { tags: ['home'] }, { tagHashes: ['home'] }),
        move: () => change(version, {}, at(noon)),
        gone: () => deleted(version),
      };
      events.push(events.at(-1)!.type === 'DiaryEntryDeleted' ? restored(version) : changes[kind]());
    }
    return events;
  };

  it('lead to the same rows however they pass each other', () =>
    fc.assert(
      fc.property(lives, fc.array(fc.boolean()), fc.array(fc.nat(16)), (life, isRead, places) => {
        const events = eventsOf(life);
        const readings = events
          .filter((_, nth) => isRead[nth] ?? true)
          .map(({ version }, nth) => read(version, `emotion of ${version}`, nth + 1));
        const passing: Event[] = [...events];
        let place = 0;
        for (const [nth, reading] of readings.entries()) {
          // behind the reading before it
          place = Math.min(passing.length, Math.max(place, places[nth] ?? 0));
          passing.splice(place++, 0, reading);
        }
        expect(rowsAfter(passing)).toEqual(rowsAfter([...events, ...readings]));
      }),
    ));
});

it('all that is declared of the tables is written', () => {
  const rows = rowsAfter([created, read(1, 'joy')]);
  for (const table of [entryIndex, entriesByTime, entriesInLists])
    expect(
      [...rows].filter(([key]) => key.startsWith(`${table.name}\0`)).map(([, row]) => Object.keys(row).sort()),
    ).toContainEqual(Object.keys(table.columns).sort());
});
