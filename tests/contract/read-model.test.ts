import { expect, it } from 'vitest';
import type { FeedPosition } from '#platform/domain/events';
import { OvertakenError, postgresReadModel } from '#platform/read-model/postgres';
import { table } from '#platform/read-model/read-model';
import { testDatabase } from '../database.ts';
import { testReadModel } from './read-model.ts';

testReadModel('PostgreSQL', async () => {
  const pool = await testDatabase();
  return () => postgresReadModel(pool);
});

it('PostgreSQL writes all of a batch or nothing, and says when another process was faster', async () => {
  type NoteRow = { readonly id: string; readonly words: number };
  const notes = table<NoteRow>()('note', ['id'], [], { id: 'text', words: 'int' });
  const readModel = postgresReadModel(await testDatabase());
  await readModel.prepare([notes]);
  const write = (versions: Record<string, number>, ...rows: NoteRow[]) =>
    readModel.write(
      { projection: 'test', generation: 'live' },
      {
        rows: rows.map((row) => ({ kind: 'upsert', table: notes, tenant: 't', feed, row })),
        versions: Object.entries(versions).map(([stream, version]) => ({ tenant: 't', stream, version, feed })),
      },
    );
  const feed = '0'.repeat(32) as FeedPosition;
  const words = async () => (await readModel.get(notes, 't', [{ id: 'a' }, { id: 'b' }])).map((row) => row?.words);

  await expect(write({ s: 1 }, { id: 'a', words: 1 }, { id: 'b', words: 'many' as never })).rejects.toThrow('many');
  expect(await words()).toEqual([undefined, undefined]);

  await write({ s: 2 }, { id: 'a', words: 2 });
  await expect(write({ r: 1, s: 2 }, { id: 'a', words: 1 }, { id: 'b', words: 1 })).rejects.toThrow(OvertakenError);
  expect(await words()).toEqual([2, undefined]);
  await write({ r: 1, s: 3 }, { id: 'b', words: 3 });
  expect(await words()).toEqual([2, 3]);
});

it('PostgreSQL finds the nearest among what another process has written, too', async () => {
  type PlaceRow = { readonly id: string; readonly at: readonly number[] | null };
  const places = table<PlaceRow>()('place', ['id'], [], { id: 'text', at: { vector: 3 } });
  const pool = await testDatabase();
  const [one, other] = [postgresReadModel(pool), postgresReadModel(pool)];
  await one.prepare([places]);
  const feed = '0'.repeat(32) as FeedPosition;
  const put = (id: string, at: PlaceRow['at']) =>
    other.write(
      { projection: 'test', generation: 'live' },
      { rows: [{ kind: 'upsert', table: places, tenant: 't', feed, row: { id, at } }], versions: [] },
    );
  const nearest = async () => (await one.nearest(places, 't', 'at', [1, 0, 0], { limit: 2 })).map(({ row }) => row.id);

  expect(await nearest()).toEqual([]);
  await put('a', [1, 1, 0]);
  await put('b', [1, 2, 0]);
  expect(await nearest()).toEqual(['a', 'b']);
  await put('c', [5, 0, 0]);
  expect(await nearest()).toEqual(['c', 'a']);
  await put('c', [0, 0, 1]);
  expect(await nearest()).toEqual(['a', 'b']);
  await pool.query(`DELETE FROM read_model.place WHERE id = 'a'`);
  expect(await nearest()).toEqual(['b', 'c']);
});
