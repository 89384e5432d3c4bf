import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { START } from '#platform/domain/events';
import { newId } from '#platform/domain/ids';
import {
  type ReadModel,
  type Row,
  type RowWrite,
  type Table,
  type Target,
  table,
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
type NameRow = { readonly list: string; readonly name: string };

const entries = table<EntryRow>()('entry', ['owner'], ['at', 'id'], {
  ...{ owner: 'text', at: 'timestamp', id: 'text', title: 'text', words: 'int', size: 'bigint', mood: 'float' },
  ...{ open: 'boolean', tags: 'json', endedAt: 'timestamp' },
});
const messages = table<MessageRow>()('message', ['conversation'], ['seq'], {
  ...{ conversation: 'text', seq: 'int', text: 'text' },
});
const names = table<NameRow>()('name', ['list'], ['name'], { list: 'text', name: 'text' });
const tables: readonly Table[] = [entries, messages, names];

const nothing = { title: null, words: null, size: null, mood: null, open: null, tags: null, endedAt: null };
const day = (nth: number): string => `2026-01-0${nth}T00:00:00.000Z`;
const live: Target = { projection: 'test', generation: 'live' };
const shadow: Target = { projection: 'test', generation: 'shadow' };

/** What every read model does, whatever it stands on. */
export const testReadModel = (name: string, open: () => Promise<ReadModel>) =>
  describe(`the read model on ${name}`, () => {
    let readModel: ReadModel;
    let tenant: string;

    beforeAll(async () => {
      readModel = await open();
      await Promise.all([readModel.prepare(tables), readModel.prepare(tables)]);
    });
    beforeEach(() => {
      tenant = newId();
    });

    const upsert = <R extends Row>(of: Table<R>, row: Partial<R>): RowWrite => ({
      ...{ kind: 'upsert', table: of, tenant, row: row as Row },
    });
    const write = (rows: readonly RowWrite[], target = live, versions: { stream: string; version: number }[] = []) =>
      readModel.write(target, { rows, versions: versions.map((of) => ({ tenant, ...of })), position: START });
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
        await write([{ kind: 'delete', table: entries, tenant, key }]);
        await write([{ kind: 'delete', table: entries, tenant, key }]);
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

      it('writes all of a batch or nothing', async () => {
        const batch = [
          upsert(entries, { ...key, title: 'one' }),
          upsert(messages, { conversation: 'c', seq: 'no number' as never, text: 'hello' }),
        ];
        await expect(write(batch, live, [{ stream: 's', version: 1 }])).rejects.toThrow();
        expect(await entry(key)).toEqual([null]);
        expect(await versionsOf(live, 's')).toEqual([null]);
      });
    });

    it('keeps tenants apart', async () => {
      const key = { conversation: 'c', seq: 1 };
      await write([upsert(messages, { ...key, text: 'hello' })], live, [{ stream: 's', version: 1 }]);
      const other = newId();
      expect(await readModel.get(messages, other, [key])).toEqual([null]);
      expect(await readModel.page(messages, other, { conversation: 'c' }, { limit: 9 })).toEqual([]);
      expect((await readModel.versions(live, [{ tenant: other, stream: 's' }])).size).toBe(0);
      await readModel.write(live, {
        ...{ rows: [{ kind: 'delete', table: messages, tenant: other, key }], versions: [], position: START },
      });
      expect(await readModel.get(messages, tenant, [key])).not.toEqual([null]);
    });

    describe('a shadow', () => {
      const rebuilt: readonly Table[] = [messages];
      const message = (seq: number, text: string) => upsert(messages, { conversation: 'c', seq, text });
      const textOf = async (seq: number, generation: Target['generation'] = 'live') =>
        (await readModel.get(messages, tenant, [{ conversation: 'c', seq }], generation))[0]?.text;

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

      it('takes the place of the live rows with its versions, again and again, while they are read', async () => {
        let stop = false;
        const reading = (async () => {
          while (!stop) {
            const rows = await readModel.page(messages, tenant, { conversation: 'c' }, { limit: 9 });
            expect(rows.length).toBe(2);
          }
        })();
        for (const word of ['uno', 'eins', 'odin']) {
          await readModel.startShadow(shadow, rebuilt);
          await write([message(1, word), message(2, 'two')], shadow, [{ stream: 's', version: 3 }]);
          await readModel.switchToShadow('test', rebuilt);
          expect(await textOf(1)).toBe(word);
          expect([await versionsOf(live, 's'), await versionsOf(shadow, 's')]).toEqual([[3], [null]]);
        }
        stop = true;
        await reading;
      });
    });
  });
