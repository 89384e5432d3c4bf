import { beforeAll, expect, it, vi } from 'vitest';
import { newId } from '#platform/domain/ids';
import type { Request } from '#platform/request';
import { stretches } from '../../subgraphs/diary/analytics/stretch.ts';
import { type DiaryByHand, diaryByHand, somebodysDiary } from './by-hand.ts';

let all: DiaryByHand;
beforeAll(async () => {
  all = await diaryByHand();
});

const text = (content: string, tags: readonly string[] = []) => ({
  ...{ title: null, content, tags, statedMood: null, timeZone: null },
});
const noon = (day: string) => ({ occurredAt: `${day}T12:00:00.000Z`, tokens: 10, sessionId: null });

/** Reads a diary as a request does, and counts what is opened for it. */
const reader = ({ tenant, ownerId }: { tenant: string; ownerId: string }) => {
  const { readModel, vault } = all.parts;
  let opened = 0;
  const read = stretches({
    ...vault,
    open(values) {
      opened += values.length;
      return vault.open(values);
    },
  });
  return {
    opened: () => opened,
    async look(from: string | null = null, to: string | null = null) {
      const request = {
        tenant,
        row: async (table, key) => (await readModel.get(table, tenant, [key]))[0] ?? null,
        page: (table, partition, range) => readModel.page(table, tenant, partition, range),
      } as Partial<Request> as Request;
      const { rows, moods, tags } = await read(request, ownerId, from, to);
      const valences = (await moods()).map((mood) => mood?.valence ?? null);
      return { days: rows.map(({ day }) => day), valences, tags: await tags() };
    },
  };
};

it('is read with its moods and tags, which are opened once, and those of new entries when there are', async () => {
  const diary = await somebodysDiary(all);
  const [one, two] = [newId(), newId()];
  await diary.create(one, text('Happy.', ['home']), noon('2026-01-01'));
  await diary.create(two, text('Sad.'), noon('2026-01-02'));
  await diary.settle();
  const { look, opened } = reader(diary);

  const first = await look();
  expect(first).toEqual({ days: ['2026-01-01', '2026-01-02'], valences: [0.8, -0.7], tags: [['home'], null] });
  expect(opened()).toBe(3);
  // one again, for whether the key is still there
  expect(await look()).toEqual(first);
  expect(opened()).toBe(4);

  await diary.update(one, { content: 'Angry.' });
  await diary.create(newId(), text('Bread.'), noon('2026-01-03'));
  await diary.settle();
  const second = await look();
  expect(second).toMatchObject({ valences: [-0.7, -0.7, 0], tags: [['home'], null, null] });
  expect(opened()).toBe(4 + 1 + 2);

  await diary.remove(two);
  await diary.settle();
  expect((await look()).days).toEqual(['2026-01-01', '2026-01-03']);
});

it('is opened once, whatever days are asked for, and all over again once it was looked at for a minute', async () => {
  const diary = await somebodysDiary(all);
  for (const day of ['2026-01-01', '2026-01-02', '2026-01-03', '2026-01-04'])
    await diary.create(newId(), text('Happy.', ['home']), noon(day));
  await diary.settle();
  const { look, opened } = reader(diary);
  try {
    await look('2026-01-03', '2026-01-03');
    expect(opened()).toBe(6);
    // the other one, and one for whether the key is still there
    expect((await look()).valences).toEqual([0.8, 0.8, 0.8, 0.8]);
    expect(opened()).toBe(6 + 1 + 2);
    expect(await look(null, '2026-01-02')).toMatchObject({
      valences: [0.8, 0.8, 0.8],
      tags: [['home'], ['home'], ['home']],
    });
    expect(opened()).toBe(9 + 1);
    const later = performance.now() + 60_001;
    vi.spyOn(performance, 'now').mockImplementation(() => later);
    await look();
    expect(opened()).toBe(10 + 8);
  } finally {
    vi.restoreAllMocks();
  }
});

it('is read from a day through another, and a day more at either end', async () => {
  const diary = await somebodysDiary(all);
  const days = ['2026-01-01', '2026-01-02', '2026-01-03', '2026-01-04', '2026-01-05', '2026-01-06'];
  for (const day of days) await diary.create(newId(), text('Bread.'), noon(day));
  await diary.settle();
  const { look } = reader(diary);
  expect((await look('2026-01-03', '2026-01-04')).days).toEqual(days.slice(1, 5));
  expect((await look('2026-01-05')).days).toEqual(days.slice(3));
  expect((await look(null, '2026-01-01')).days).toEqual(days.slice(0, 2));
  expect((await look('0001-01-01', '9999-12-31')).days).toEqual(days);
});

it('tells nothing more of somebody whose key is destroyed, also of what it had opened', async () => {
  const diary = await somebodysDiary(all);
  await diary.create(newId(), text('Happy.', ['home']), noon('2026-01-01'));
  await diary.settle();
  const { look } = reader(diary);
  expect((await look()).valences).toEqual([0.8]);
  await all.parts.vault.destroy(diary.tenant, diary.ownerId);
  expect(await look()).toEqual({ days: ['2026-01-01'], valences: [null], tags: [null] });
});
