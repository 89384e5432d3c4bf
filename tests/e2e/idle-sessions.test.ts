import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import * as app from '../../schema/operations.ts';
import { settled, standing } from './metrics.ts';
import { databaseOf } from './process.ts';
import { embeddedForTests, type Person } from './supergraph.ts';

const supergraph = embeddedForTests();
const HOUR_MS = 3_600_000;

let database: pg.Client;
beforeAll(async () => {
  database = new pg.Client(await databaseOf(supergraph.dataDir(), 'metachat_diary'));
  await database.connect();
});
afterAll(() => database.end());

/** A session in which something was written last so many hours ago. */
const sessionOf = async (who: Person, hours: number): Promise<{ id: string; lastActiveAt: string }> => {
  const startedAt = '2026-01-01T12:00:00.000Z';
  const { id } = (await who.ask(app.StartDiarySessionDocument, { input: { startedAt } })).startDiarySession;
  await settled(who.url);
  const lastActiveAt = new Date(Date.now() - hours * HOUR_MS).toISOString();
  await database.query('UPDATE read_model.session SET "lastActiveAt" = $2 WHERE id = $1', [id, lastActiveAt]);
  return { id, lastActiveAt };
};

it('a session in which nothing was written for twelve hours gives way to the next one, as ended with the last that was', async () => {
  const ann = await supergraph.signUp('ann');
  const events = ann.listen<{ diarySessionEvents: { type: string } }>('subscription { diarySessionEvents { type } }');
  const heard = [events.next(), events.next(), events.next()];
  await standing(ann.url, { diarySessionEvents: 1 });
  const idle = await sessionOf(ann, 12.1);
  const { id } = (await ann.ask(app.StartDiarySessionDocument, {})).startDiarySession;
  await settled(ann.url);
  const { edges } = (await ann.ask(app.DiarySessionsDocument, {})).diarySessions!;
  expect(edges.map(({ node }) => [node.id, node.status, node.endedAt])).toEqual([
    [id, 'ACTIVE', null],
    [idle.id, 'ENDED', idle.lastActiveAt],
  ]);
  const types = (await Promise.all(heard)).map(({ diarySessionEvents: { type } }) => type);
  expect(types).toEqual(['STARTED', 'ENDED', 'STARTED']);
  await events.stop();

  const { diarySession } = await ann.ask<{ diarySession: { history: { edges: object[] } } }, object>(
    `{ diarySession(id: "${idle.id}") { history { edges { node { type actor { id } } } } } }`,
  );
  expect(diarySession.history.edges).toEqual([
    { node: { type: 'DiarySessionStarted', actor: { id: ann.id } } },
    { node: { type: 'DiarySessionEnded', actor: null } },
  ]);
});

it('one in which something was written since stays active', async () => {
  const ann = await supergraph.signUp('ann');
  const { id } = await sessionOf(ann, 11.9);
  expect(await ann.refusal('mutation { startDiarySession { id } }')).toMatchObject({ code: 'CONFLICT' });
  await ann.ask(app.EndDiarySessionDocument, { id });
});
