import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { FeedPosition } from '#platform/domain/events';
import { newId } from '#platform/domain/ids';
import {
  type ReadModel,
  type Row,
  type RowWrite,
  type Table,
  type Target,
  table,
  type VectorIndex,
} from '#platform/read-model/read-model';

type EntryRow = {
  readonly owner: string;
  readonly at: string;
  readonly id: string;
  readonly title: string | null;
  readonly words: number | null;
  readonly size: number | null;
  readonly mood: number | null;
  readonly open: boolean | null;
  readonly tags: readonly unknown[] | object | null;
  readonly endedAt: string | null;
};
type MessageRow = { readonly conversation: string; readonly seq: number; readonly text: string | null };
type PersonRow = { readonly id: string; readonly name: string | null; readonly traits: readonly number[] | null };
type LetterRow = {
  readonly to: string;
  readonly id: string;
  readonly from: string;
  readonly text: string | null;
  readonly places: readonly number[] | null;
};
type StarRow = { readonly id: string; readonly sky: string | null; readonly towards: readonly number[] | null };
type NameRow = { readonly list: string; readonly name: string };

const entries = table<EntryRow>()('entry', ['owner'], ['at', 'id'], {
  ...{ owner: 'text', at: 'timestamp', id: 'text', title: 'text', words: 'int', size: 'bigint', mood: 'float' },
  ...{ open: 'boolean', tags: 'json', endedAt: 'timestamp' },
});
const messages = table<MessageRow>()('message', ['conversation'], ['seq'], {
  ...{ conversation: 'text', seq: 'int', text: 'text' },
});
const names = table<NameRow>()('name', ['list'], ['name'], { list: 'text', name: 'text' });
const letters = table<LetterRow>()(
  'letter',
  ['to'],
  ['id'],
  { to: 'text', id: 'text', from: 'text', text: 'text', places: { vector: 2 } },
  { of: 'from', columns: ['text', 'places'] },
);
const persons = table<PersonRow>()('person', ['id'], [], { id: 'text', name: 'text', traits: { vector: 3 } });
const stars = table<StarRow>()('star', ['id'], [], {
  ...{ id: 'text', sky: 'text', towards: { vector: 2, among: 'sky' } },
});
const tables: readonly Table[] = [entries, messages, names, persons, letters, stars];

const nothing = { title: null, words: null, size: null, mood: null, open: null, tags: null, endedAt: null };
const day = (nth: number): string => `2026-01-0${nth}T00:00:00.000Z`;
const live: Target = { projection: 'test', generation: 'live' };
const shadow: Target = { projection: 'test', generation: 'shadow' };

/** The nth place in a feed. */
export const at = (nth: number): FeedPosition =>
  `${'0'.repeat(13)}abc${nth.toString(16).padStart(16, '0')}` as FeedPosition;

/** What every read model does, whatever it stands on. `open` makes an empty one, and answers with how a process gets to it. */
export const testReadModel = (name: string, open: () => Promise<() => ReadModel>) =>
  describe(`the read model on ${name}`, () => {
    let readModel: ReadModel;
    /** The same one, as another process has it. */
    let elsewhere: ReadModel;
    let tenant: string;
    let written = 1_000;
    const next = () => at(written++);

    beforeAll(async () => {
      const connect = await open();
      [readModel, elsewhere] = [connect(), connect()];
      await Promise.all([readModel.prepare(tables), elsewhere.prepare(tables), elsewhere.prepare(tables)]);
    });
    beforeEach(() => {
      tenant = newId();
    });

    const upsert = <R extends Row>(of: Table<R>, row: Partial<R>, feed = next()): RowWrite => ({
      ...{ kind: 'upsert', table: of, tenant, row: row as Row, feed },
    });
    const remove = <R extends Row>(of: Table<R>, key: Partial<R>, feed = next()): RowWrite => ({
      ...{ kind: 'delete', table: of, tenant, key: key as Row, feed },
    });
    const write = (
      rows: readonly RowWrite[],
      target = live,
      versions: { stream: string; version: number; feed?: FeedPosition }[] = [],
    ) => readModel.write(target, { rows, versions: versions.map((of) => ({ tenant, feed: next(), ...of })) });
    const entry = (key: Pick<EntryRow, 'owner' | 'at' | 'id'>) => readModel.get(entries, tenant, [key]);
    const versionsOf = async (target: Target, ...streams: string[]) => {
      const versions = await readModel.versions(
        target,
        streams.map((stream) => ({ tenant, stream })),
      );
      return streams.map((stream) => versions.get(`${tenant}\n${stream}`) ?? null);
    };

    describe('get', () => {
      it('gives rows in the order asked, and null where there is none', async () => {
        await write([1, 2, 3].map((seq) => upsert(messages, { conversation: 'c', seq, text: `text ${seq}` })));
        const keys = [3, 9, 1, 3].map((seq) => ({ conversation: 'c', seq }));
        const rows = await readModel.get(messages, tenant, keys);
        expect(rows.map((row) => row?.text ?? null)).toEqual(['text 3', null, 'text 1', 'text 3']);
        expect(await readModel.get(messages, tenant, [])).toEqual([]);
      });

      it('gives 500 rows to each of several who ask at once', async () => {
        const keys = Array.from({ length: 500 }, (_, nth) => ({ conversation: `c${nth % 7}`, seq: nth }));
        await write(keys.map((key) => upsert(messages, { ...key, text: `text ${key.seq}` })));
        const answers = await Promise.all(
          [keys, [...keys].reverse(), keys].map((asked) => readModel.get(messages, tenant, asked)),
        );
        const inOrder = keys.map(({ seq }) => `text ${seq}`);
        const texts = answers.map((rows) => rows.map((row) => row?.text));
        expect(texts).toEqual([inOrder, [...inOrder].reverse(), inOrder]);
      });

      it('gives every type back as it was written', async () => {
        const key = { owner: 'ann', at: '1660-01-01T12:34:56.789Z', id: 'e' };
        const row: EntryRow = {
          ...key,
          title: '🧡 \u{1F468}\u200D\u{1F469} Привет "\\ \n',
          ...{ words: -(2 ** 31), size: Number.MAX_SAFE_INTEGER, mood: 0.1, open: false },
          tags: [1, 'two', null, { three: [true] }],
          endedAt: '0001-01-01T00:00:00.000Z',
        };
        await write([upsert(entries, row)]);
        expect(await entry(key)).toEqual([row]);

        const last: EntryRow = { ...row, endedAt: '9999-12-31T23:59:59.999Z', tags: {}, mood: -0.5e-300 };
        await write([upsert(entries, last)]);
        expect(await entry(key)).toEqual([last]);
      });
    });

    it('counts the rows in which something personal of somebody stands, in whatever partition', async () => {
      const letter = (to: string, from: string, more: Partial<LetterRow>) =>
        upsert(letters, { ...{ to, id: newId(), from, text: null, places: null }, ...more });
      const nothing = letter('bob', 'ann', {});
      await write([
        ...[
          letter('bob', 'ann', { text: 'Dear Bob' }),
          letter('carl', 'ann', { text: 'Dear Carl', places: [1, 2] }),
          nothing,
        ],
        letter('ann', 'bob', { text: 'Dear Ann' }),
      ]);
      const count = (person: string, of = tenant) => readModel.countPersonal(letters, of, person);
      expect([await count('ann'), await count('bob'), await count('carl'), await count('ann', newId())]).toEqual([
        ...[2, 1, 0, 0],
      ]);
      // a table that holds nothing personal
      await write([upsert(messages, { conversation: 'ann', seq: 1, text: 'ann' })]);
      expect(await readModel.countPersonal(messages, tenant, 'ann')).toBe(0);
    });

    describe('page', () => {
      const seqs = async (range: Parameters<typeof readModel.page<MessageRow>>[3]) =>
        (await readModel.page(messages, tenant, { conversation: 'c' }, range)).map(({ seq }) => seq);

      it('goes both ways between two keys, to a limit', async () => {
        const rows = [2, 10, 1, 5, 4, 3].map((seq) => upsert(messages, { conversation: 'c', seq, text: null }));
        await write([...rows, upsert(messages, { conversation: 'd', seq: 6, text: null })]);
        expect(await seqs({ limit: 9 })).toEqual([1, 2, 3, 4, 5, 10]);
        expect(await seqs({ limit: 2 })).toEqual([1, 2]);
        expect(await seqs({ limit: 2, backwards: true })).toEqual([10, 5]);
        expect(await seqs({ limit: 2, after: { seq: 2 } })).toEqual([3, 4]);
        expect(await seqs({ limit: 2, after: { seq: 2 }, backwards: true })).toEqual([10, 5]);
        expect(await seqs({ limit: 2, before: { seq: 5 } })).toEqual([1, 2]);
        expect(await seqs({ limit: 2, before: { seq: 5 }, backwards: true })).toEqual([4, 3]);
        expect(await seqs({ limit: 9, after: { seq: 1 }, before: { seq: 5 } })).toEqual([2, 3, 4]);
        expect(await seqs({ limit: 9, after: { seq: 10 } })).toEqual([]);
      });

      it('goes through 300 rows page by page, both ways', async () => {
        const all = Array.from({ length: 300 }, (_, nth) => nth);
        await write(all.map((seq) => upsert(messages, { conversation: 'c', seq, text: 'x'.repeat(1_000) })));
        const walk = async (backwards: boolean) => {
          const seen: number[] = [];
          for (;;) {
            const last = seen.at(-1);
            const bound = last === undefined ? {} : { [backwards ? 'before' : 'after']: { seq: last } };
            const page = await seqs({ limit: 37, backwards, ...bound });
            if (page.length === 0) return seen;
            seen.push(...page);
          }
        };
        expect(await walk(false)).toEqual(all);
        expect(await walk(true)).toEqual([...all].reverse());
        expect(await seqs({ limit: 300 })).toEqual(all);
      });

      it('orders by a key of two columns, and goes on behind a whole key or its beginning', async () => {
        const keys = [
          ...[
            { at: day(1), id: 'a' },
            { at: day(2), id: 'b' },
            { at: day(2), id: 'c' },
            { at: day(3), id: 'a' },
          ],
        ];
        await write(keys.map((key) => upsert(entries, { owner: 'ann', ...key })).reverse());
        const page = async (range: Parameters<typeof readModel.page<EntryRow>>[3]) =>
          (await readModel.page(entries, tenant, { owner: 'ann' }, range)).map(({ at, id }) => ({ at, id }));
        expect(await page({ limit: 9 })).toEqual(keys);
        expect(await page({ limit: 9, backwards: true })).toEqual([...keys].reverse());
        expect(await page({ limit: 9, after: keys[1]! })).toEqual(keys.slice(2));
        expect(await page({ limit: 9, after: { at: day(2) } })).toEqual(keys.slice(3));
        expect(await page({ limit: 9, before: keys[2]!, backwards: true })).toEqual([keys[1], keys[0]]);
        expect(await page({ limit: 9, before: { at: day(2) } })).toEqual([keys[0]]);
      });

      it('orders texts by their bytes, wherever it runs', async () => {
        const inOrder = ['A', 'B', 'Z', 'a', 'b', 'z', 'ä', 'я', '🧡'];
        await write([...inOrder].reverse().map((of) => upsert(names, { list: 'l', name: of })));
        const rows = await readModel.page(names, tenant, { list: 'l' }, { limit: 99 });
        expect(rows.map((row) => row.name)).toEqual(inOrder);
      });
    });

    describe('firsts', () => {
      it('are the first rows of each partition, in the order asked', async () => {
        const put = (list: string, ...all: string[]) => write(all.map((name) => upsert(names, { list, name })));
        await put('one', 'c', 'a', 'b');
        await put('other', 'd');
        const firsts = async (lists: readonly string[], of = tenant) => {
          const asked = lists.map((list) => ({ list }));
          return (await readModel.firsts(names, of, asked, 2)).map((rows) => rows.map(({ name }) => name));
        };
        expect(await firsts(['other', 'none', 'one', 'other'])).toEqual([['d'], [], ['a', 'b'], ['d']]);
        expect(await firsts([])).toEqual([]);
        expect(await firsts(['one'], newId())).toEqual([[]]);
      });
    });

    describe('search', () => {
      const person = (id: string, traits: readonly number[] | null, name: string | null = null) =>
        upsert(persons, { id, name, traits });
      /** Where there is an index of vectors; nothing is tested where there is none. */
      const nearestOf: VectorIndex['nearest'] = (...asked) => {
        if (readModel.search.by !== 'index') throw new Error('This read model has no index.');
        return readModel.search.nearest(...asked);
      };
      const nearest = async (to: readonly number[], limit: number, of = tenant) => {
        const found = await nearestOf(persons, of, 'traits', to, { limit });
        return found.map(({ key, similarity }) => [key.id, Number(similarity.toFixed(3))]);
      };
      const byIndex =
        (test: () => Promise<void>) =>
        async ({ skip }: { skip(note: string): void }) => {
          if (readModel.search.by !== 'index') skip('copies are searched');
          await test();
        };
      /** A copy of all persons, as any process has it. */
      const copyIn = (process: ReadModel) => {
        if (process.search.by !== 'copies') throw new Error('This read model has no copies.');
        return process.search.of(persons, () => {
          const rows = new Map<string, PersonRow>();
          return {
            rows,
            set: (row: PersonRow) => void rows.set(row.id, row),
            delete: ({ id }: Partial<PersonRow>) => void rows.delete(id!),
          };
        });
      };
      const byCopies =
        (test: () => Promise<void>) =>
        async ({ skip }: { skip(note: string): void }) => {
          if (readModel.search.by !== 'copies') skip('there is an index');
          await test();
        };

      it('reads no vector back', async () => {
        await write([person('a', [1, 2, 3], 'Ann')]);
        expect(await readModel.get(persons, tenant, [{ id: 'a' }])).toEqual([{ id: 'a', name: 'Ann', traits: null }]);
      });

      it(
        'gives copies in which is what stands there now, whoever wrote it',
        byCopies(async () => {
          const copyFor = copyIn(readModel);
          const names = async () => Array.from((await copyFor(tenant)).rows.values(), ({ name }) => name).sort();
          expect(await names()).toEqual([]);
          await write([person('a', null, 'Ann'), person('b', null, 'Bob')]);
          await write([{ ...person('a', null, 'of another tenant'), tenant: newId() }]);
          expect(await names()).toEqual(['Ann', 'Bob']);
          const versions: [] = [];
          const rows = [person('b', null, 'Bea'), remove(persons, { id: 'a' })];
          await elsewhere.write(live, { rows, versions });
          expect(await names()).toEqual(['Bea']);
          await write([person('a', null, 'Ann again')]);
          expect(await names()).toEqual(['Ann again', 'Bea']);
          await write([remove(persons, { id: 'a' })]);
          await write([person('a', null, 'Ann at last')]);
          expect(await names()).toEqual(['Ann at last', 'Bea']);
          const copies = await Promise.all([copyFor(tenant), copyFor(tenant), copyIn(elsewhere)(tenant)]);
          expect(copies.map(({ rows }) => rows.size)).toEqual([2, 2, 2]);
        }),
      );

      it(
        'copies more than is fetched at once, also of one write, and what is written meanwhile',
        byCopies(async () => {
          const crowd = Array.from({ length: 2_500 }, (_, nth) => person(`p${nth}`, null));
          await write(crowd.slice(0, 1_300));
          for (let nth = 1_300; nth < 2_500; nth += 100) await write(crowd.slice(nth, nth + 100));
          const copyFor = copyIn(readModel);
          const [first] = await Promise.all([copyFor(tenant), write([remove(persons, { id: 'p7' })])]);
          expect(first.rows.size).toBeGreaterThanOrEqual(2_499);
          expect((await copyFor(tenant)).rows.size).toBe(2_499);
        }),
      );

      it(
        'copies what a rebuild has put in the place of what was copied',
        byCopies(async () => {
          const copyFor = copyIn(elsewhere);
          await write([person('a', null, 'Ann'), person('b', null, 'wrong')]);
          expect((await copyFor(tenant)).rows.size).toBe(2);
          await readModel.startShadow(shadow, [persons]);
          await write([person('a', null, 'Ann anew')], shadow);
          expect((await copyFor(tenant)).rows.size).toBe(2);
          await readModel.switchToShadow(live.projection, [persons]);
          expect([...(await copyFor(tenant)).rows.values()]).toEqual([{ id: 'a', name: 'Ann anew', traits: null }]);
        }),
      );

      it(
        'gives the keys of the rows of nearest direction, the nearest first',
        byIndex(async () => {
          await write([
            person('same', [2, 0, 0], 'Ann'),
            person('near', [3, 4, 0]),
            person('across', [0, 0, 5]),
            person('opposite', [-1, 0, 0]),
            person('none', null),
            person('nowhere', [0, 0, 0]),
          ]);
          const all = [
            ['same', 1],
            ['near', 0.6],
            ['across', 0],
            ['opposite', -1],
          ];
          expect(await nearest([1, 0, 0], 9)).toEqual(all);
          expect(await nearest([0.1, 0, 0], 2)).toEqual(all.slice(0, 2));
          expect(await nearest([0, 0, 0], 9)).toEqual([]);
        }),
      );

      it(
        'refuses a vector of another length',
        byIndex(async () => {
          await expect(write([person('a', [1, 2])])).rejects.toThrow('a vector of 3 numbers');
          await expect(nearest([1, 2, 3, 4], 1)).rejects.toThrow('a vector of 3 numbers');
        }),
      );

      it(
        'goes by what stands there now',
        byIndex(async () => {
          await write([person('moved', [1, 0, 0]), person('gone', [1, 0, 0]), person('emptied', [1, 0, 0])]);
          await write([person('moved', [0, 1, 0]), person('emptied', null), remove(persons, { id: 'gone' })]);
          expect(await nearest([1, 0, 0], 9)).toEqual([['moved', 0]]);
        }),
      );

      it(
        'searches among those only that have the value asked for',
        byIndex(async () => {
          const star = (id: string, sky: string | null, towards: StarRow['towards']) =>
            upsert(stars, { id, sky, towards });
          const among = async (sky: string) => {
            const found = await nearestOf(stars, tenant, 'towards', [1, 0], { limit: 2, among: sky });
            return found.map(({ key }) => key.id);
          };
          await write([
            ...[star('near', 'north', [9, 1]), star('far', 'north', [0, 1]), star('moves', 'north', [1, 0])],
            ...[star('there', 'south', [1, 1]), star('unseen', null, null), star('nowhere', null, [1, 0])],
          ]);
          expect([await among('north'), await among('south'), await among('east')]).toEqual([
            ['moves', 'near'],
            ['there'],
            [],
          ]);
          await write([star('moves', 'south', [1, 0])]);
          expect([await among('north'), await among('south')]).toEqual([
            ['near', 'far'],
            ['moves', 'there'],
          ]);
          await write([star('moves', null, null)]);
          expect([await among('north'), await among('south')]).toEqual([['near', 'far'], ['there']]);
        }),
      );

      it(
        'knows no other tenant, however near and many theirs are',
        byIndex(async () => {
          const theirs = { tenant: newId() };
          const crowd = Array.from({ length: 500 }, (_, nth) => ({
            ...person(`p${nth}`, [1, nth / 1e6, 0]),
            ...theirs,
          }));
          await write(crowd);
          await write([1, 2, 3].map((nth) => person(`p${nth}`, [-1, 1 - nth / 4, 0])));
          const mine = await nearest([1, 0, 0], 2);
          expect(mine.map(([id]) => id)).toEqual(['p1', 'p2']);
          expect((await nearest([1, 0, 0], 600)).length).toBe(3);
          expect((await nearest([1, 0, 0], 5, theirs.tenant)).map(([, similarity]) => similarity)).toEqual([
            1, 1, 1, 1, 1,
          ]);
        }),
      );
    });

    describe('write', () => {
      const key = { owner: 'ann', at: day(1), id: 'e' };

      it('sets the columns it is given, keeps the others, and makes the row if need be', async () => {
        await write([upsert(entries, { ...key, title: 'one', words: 1 })]);
        expect(await entry(key)).toEqual([{ ...nothing, ...key, title: 'one', words: 1 }]);
        await write([upsert(entries, { ...key, title: null, open: true })]);
        expect(await entry(key)).toEqual([{ ...nothing, ...key, words: 1, open: true }]);
        await write([upsert(entries, key)]);
        expect(await entry(key)).toEqual([{ ...nothing, ...key, words: 1, open: true }]);
      });

      it('deletes a row by its key, and none when there is none', async () => {
        const other = { ...key, id: 'f' };
        await write([upsert(entries, key), upsert(entries, other)]);
        await write([remove(entries, key)]);
        await write([remove(entries, key)]);
        expect(await entry(key)).toEqual([null]);
        expect(await entry(other)).not.toEqual([null]);
      });

      it('writes rows of several tables and shapes at once, with their versions', async () => {
        await write(
          [
            upsert(entries, { ...key, title: 'one' }),
            upsert(entries, { ...key, id: 'f', words: 2 }),
            upsert(messages, { conversation: 'c', seq: 1, text: 'hello' }),
          ],
          live,
          [
            { stream: 's', version: 3 },
            { stream: 't', version: 1 },
          ],
        );
        expect((await entry(key))[0]?.title).toBe('one');
        expect((await entry({ ...key, id: 'f' }))[0]?.words).toBe(2);
        expect((await readModel.get(messages, tenant, [{ conversation: 'c', seq: 1 }]))[0]?.text).toBe('hello');
        expect(await versionsOf(live, 's', 't', 'u')).toEqual([3, 1, null]);
        await write([], live, [{ stream: 's', version: 4 }]);
        expect(await versionsOf(live, 's', 't')).toEqual([4, 1]);
        expect(await versionsOf({ ...live, projection: 'another' }, 's')).toEqual([null]);
      });

      it('takes a text of a megabyte', async () => {
        const text = 'я🧡'.repeat(170_000);
        await write([upsert(messages, { conversation: 'c', seq: 1, text })]);
        const [row] = await readModel.get(messages, tenant, [{ conversation: 'c', seq: 1 }]);
        expect(row!.text === text).toBe(true);
      });

      it('rejects what does not fit its column', async () => {
        const batch = [upsert(messages, { conversation: 'c', seq: 'no number' as never, text: 'hello' })];
        await expect(write(batch, live, [{ stream: 's', version: 1 }])).rejects.toThrow();
        expect(await versionsOf(live, 's')).toEqual([null]);
      });
    });

    describe('a batch that comes too late', () => {
      const key = { conversation: 'c', seq: 1 };
      const put = (text: string, nth: number) => upsert(messages, { ...key, text }, at(nth));
      /** The nth event of the stream, projected. Whether the late one is told so is the adapter's matter. */
      const event = (nth: number, ...rows: RowWrite[]) =>
        write(rows, live, [{ stream: 's', version: nth, feed: at(nth) }]);
      const late = (nth: number, ...rows: RowWrite[]) => event(nth, ...rows).catch(() => {});
      const text = async () => {
        const [row] = await readModel.get(messages, tenant, [key]);
        return row ? row.text : null;
      };

      it('does not bring back an older row', async () => {
        await event(2, put('new', 2));
        await late(1, put('old', 1));
        expect([await text(), await versionsOf(live, 's')]).toEqual(['new', [2]]);
      });

      it('does not bring back a deleted row', async () => {
        await event(1, put('new', 1));
        await event(3, remove(messages, key, at(3)));
        await late(2, put('old', 2));
        expect([await text(), await versionsOf(live, 's')]).toEqual([null, [3]]);
        await event(4, put('again', 4));
        expect(await text()).toBe('again');
      });

      it('does not delete a newer row', async () => {
        await event(2, put('new', 2));
        await late(1, remove(messages, key, at(1)));
        expect([await text(), await versionsOf(live, 's')]).toEqual(['new', [2]]);
      });

      it('changes nothing when it is the same again', async () => {
        await event(1, put('one', 1));
        await late(1, put('one', 1));
        expect([await text(), await versionsOf(live, 's')]).toEqual(['one', [1]]);
      });
    });

    describe('stored', () => {
      const key = { conversation: 'c', seq: 1 };

      it('gives rows as they stand in the live tables or in the shadow', async () => {
        await readModel.startShadow(shadow, [messages]);
        await write([upsert(messages, { ...key, text: 'live' })]);
        await write([upsert(messages, { ...key, text: 'shadow' })], shadow);
        const stored = async (target: Target) =>
          (await readModel.stored(target, messages, tenant, [key, { ...key, seq: 2 }])).map((found) => found?.row.text);
        expect(await stored(live)).toEqual(['live', undefined]);
        expect(await stored(shadow)).toEqual(['shadow', undefined]);
        expect(await readModel.stored(live, messages, tenant, [])).toEqual([]);
      });
    });

    it('keeps tenants apart', async () => {
      const key = { conversation: 'c', seq: 1 };
      await write([upsert(messages, { ...key, text: 'hello' })], live, [{ stream: 's', version: 1 }]);
      const other = newId();
      expect(await readModel.get(messages, other, [key])).toEqual([null]);
      expect(await readModel.page(messages, other, { conversation: 'c' }, { limit: 9 })).toEqual([]);
      expect((await readModel.versions(live, [{ tenant: other, stream: 's' }])).size).toBe(0);
      await readModel.write(live, { rows: [{ ...remove(messages, key), tenant: other }], versions: [] });
      expect(await readModel.get(messages, tenant, [key])).not.toEqual([null]);
    });

    describe('a shadow', () => {
      const rebuilt: readonly Table[] = [messages];
      const message = (seq: number, text: string) => upsert(messages, { conversation: 'c', seq, text });
      const textOf = async (seq: number, generation: Target['generation'] = 'live') =>
        (await readModel.stored({ ...live, generation }, messages, tenant, [{ conversation: 'c', seq }]))[0]?.row.text;

      beforeEach(async () => {
        // the tables are all tenants': emptied, so that rows can be counted
        await readModel.startShadow(shadow, rebuilt);
        await readModel.switchToShadow('test', rebuilt);
        await write([message(1, 'one'), message(2, 'two')], live, [{ stream: 's', version: 2 }]);
        await readModel.startShadow(shadow, rebuilt);
      });

      it('is written and read beside the live rows', async () => {
        await write([message(1, 'eins')], shadow, [{ stream: 's', version: 1 }]);
        expect([await textOf(1), await textOf(1, 'shadow')]).toEqual(['one', 'eins']);
        expect([await versionsOf(live, 's'), await versionsOf(shadow, 's')]).toEqual([[2], [1]]);
        await readModel.startShadow(shadow, rebuilt);
        expect([await textOf(1), await textOf(1, 'shadow')]).toEqual(['one', undefined]);
        expect(await versionsOf(shadow, 's')).toEqual([null]);
      });

      it.each([
        ['equal', ['one', 'two'], 0],
        ['of which one differs', ['one', 'zwei'], 1],
        ['of which one is missing', ['one'], 1],
        ['with one more', ['one', 'two', 'three'], 1],
      ])('says how many of its rows differ: rows %s', async (_, texts, differing) => {
        await write(
          texts.map((text, nth) => message(nth + 1, text)),
          shadow,
        );
        expect(await readModel.compareShadow(rebuilt)).toEqual({ rows: 2, differing });
      });

      it('is compared row by row in any order of texts and times', async () => {
        const naming: Target = { projection: 'naming', generation: 'shadow' };
        const both: readonly Table[] = [names, entries];
        await readModel.startShadow(naming, both);
        await readModel.switchToShadow('naming', both);
        const rows = ['A', 'a', 'ä', 'я', '\uFFFD', '🧡'].flatMap((of, nth) => [
          upsert(names, { list: 'l', name: of }),
          upsert(entries, { owner: 'ann', at: day(nth + 1), id: of }),
          upsert(entries, { owner: of, at: day(1), id: 'e' }),
        ]);
        await write(rows, { ...naming, generation: 'live' });
        await readModel.startShadow(naming, both);
        await write(rows.toSpliced(9, 2), naming);
        expect(await readModel.compareShadow(both)).toEqual({ rows: 18, differing: 2 });
      });

      it('takes the place of the live rows with its versions, again and again, while they are read', async () => {
        let stop = false;
        const reading = (async () => {
          while (!stop) {
            const rows = await elsewhere.page(messages, tenant, { conversation: 'c' }, { limit: 9 });
            expect(rows.map(({ seq }) => seq)).toEqual([1, 2]);
          }
        })();
        for (const word of ['uno', 'eins', 'odin']) {
          await readModel.startShadow(shadow, rebuilt);
          await write([message(1, word), message(2, 'two')], shadow, [{ stream: 's', version: 3 }]);
          await readModel.switchToShadow('test', rebuilt);
          expect(await textOf(1)).toBe(word);
          expect(await versionsOf(live, 's')).toEqual([3]);
        }
        stop = true;
        await reading;
      });
    });
  });
