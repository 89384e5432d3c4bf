import { beforeAll, expect, it } from 'vitest';
import { newId } from '#platform/domain/ids';
import { sessionStream } from '../../subgraphs/diary/events.ts';
import { sessions } from '../../subgraphs/diary/readModel.ts';
import { sessionAggregate } from '../../subgraphs/diary/sessions/decider.ts';
import { activeSession, endIdle, endIdleSessions } from '../../subgraphs/diary/sessions/idle.ts';
import { type DiaryByHand, diaryByHand, somebodysDiary } from './by-hand.ts';

let all: DiaryByHand;
beforeAll(async () => {
  all = await diaryByHand();
});

const START = '2026-01-01T12:00:00.000Z';
const text = { title: null, content: 'Bread.', tags: [], statedMood: null, timeZone: null };
const inHours = (hours: number) => new Date(Date.now() + hours * 3_600_000).toISOString();

const endedAt = async (tenant: string, sessionId: string): Promise<string | null> =>
  (await all.parts.handler.load(sessionAggregate, tenant, sessionStream(sessionId))).state!.endedAt;

it('ends sessions in which nothing was written for twelve hours, and frees their owners for others', async () => {
  const diary = await somebodysDiary(all);
  const { tenant, ownerId } = diary;
  const sessionId = await diary.startSession(START);
  await diary.create(newId(), text, { occurredAt: START, tokens: 2, sessionId });
  await diary.settle();
  const { lastActiveAt } = (await diary.row(sessions, { id: sessionId }))!;

  const streams = [sessionStream(sessionId)];
  expect(await endIdle(all.parts, tenant, streams, inHours(11.9))).toBe(0);
  expect(await endIdle(all.parts, tenant, [sessionStream(newId())], inHours(12.1))).toBe(0);
  expect(await endIdle(all.parts, tenant, streams, inHours(12.1))).toBe(1);
  expect(await endIdle(all.parts, tenant, streams, inHours(12.1))).toBe(0);
  expect(await endedAt(tenant, sessionId)).toBe(lastActiveAt);
  expect(await all.parts.store.findClaim(tenant, activeSession(ownerId))).toBeNull();
});

it('finds them among all that are active, whosesoever they are', async () => {
  const diaries = await Promise.all(Array.from({ length: 5 }, () => somebodysDiary(all)));
  const started: [tenant: string, sessionId: string][] = [];
  for (const diary of diaries) {
    started.push([diary.tenant, await diary.startSession(START)]);
    await diary.settle();
  }
  const [[, forgotten], [, alsoForgotten]] = started as [[string, string], [string, string]];
  await all.parts.pool.query(`UPDATE read_model.session SET "lastActiveAt" = $2 WHERE id = ANY ($1)`, [
    [forgotten, alsoForgotten],
    START,
  ]);
  await endIdleSessions.run(all.parts);
  const ends = await Promise.all(started.map(([tenant, id]) => endedAt(tenant, id)));
  expect(ends).toEqual([START, START, null, null, null]);
});
