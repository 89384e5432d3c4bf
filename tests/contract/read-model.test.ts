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
