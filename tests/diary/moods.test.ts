import { beforeAll, expect, it } from 'vitest';
import { newId } from '#platform/domain/ids';
import { entryStream, type Mood, moodStream } from '../../subgraphs/diary/events.ts';
import type { MoodAnalyzer } from '../../subgraphs/diary/mood/analyzer.ts';
import { analyzeMoods } from '../../subgraphs/diary/mood/reactor.ts';
import { entryIndex } from '../../subgraphs/diary/readModel.ts';
import { type DiaryByHand, diaryByHand, somebodysDiary } from './by-hand.ts';
import { wordAnalyzer } from './words.ts';

let all: DiaryByHand;
beforeAll(async () => {
  all = await diaryByHand();
});

const text = (content: string) => ({ title: null, content, tags: [], statedMood: null, timeZone: null });
const given = { occurredAt: '2026-01-01T12:00:00.000Z', tokens: 10, sessionId: null };

/** An analyser to whom something happens while it reads. */
const interrupted = (interruption: () => Promise<void>): MoodAnalyzer => {
  const analyzer = wordAnalyzer();
  return {
    ...analyzer,
    async analyze(read) {
      await interruption();
      return analyzer.analyze(read);
    },
  };
};

const moodsOf = (tenant: string, entryId: string) => all.parts.store.readStream(tenant, moodStream(entryId));

it('each entry is read once for each of its versions, however often it is told of', async () => {
  const diary = await somebodysDiary(all);
  const id = newId();
  await diary.create(id, text('Happy.'), given);
  for (let times = 0; times < 3; times++) await all.tell('moods', await diary.feed());
  await diary.update(id, { content: 'Sad.' });
  for (let times = 0; times < 3; times++) await all.tell('moods', await diary.feed());
  const [first, second, ...more] = await moodsOf(diary.tenant, id);
  expect(more).toEqual([]);
  expect([first!.data, second!.data]).toMatchObject([
    { entryId: id, ownerId: diary.ownerId, ofVersion: 1, tokenCount: 10, modelVersion: wordAnalyzer().modelVersion },
    { ofVersion: 2 },
  ]);
  // under the writer's key, and of the entry's own stream nothing is used up
  expect([first!.subject, first!.actor]).toEqual([diary.ownerId, 'diary.analyzeMoods']);
  expect(await all.parts.store.readStream(diary.tenant, entryStream(id))).toHaveLength(2);
  expect(await diary.open<Mood>(moodStream(id), 'mood', second!.personal!.mood!)).toMatchObject({
    dominant: 'SADNESS',
  });
});

it('a reading of what is changed or deleted while it is read leaves no trace', async () => {
  const diary = await somebodysDiary(all);
  for (const interruption of [
    (id: string) => diary.update(id, { content: 'Bread.' }),
    (id: string) => diary.remove(id),
  ]) {
    const id = newId();
    await diary.create(id, text('Happy.'), given);
    const events = (await diary.feed()).filter(({ stream }) => stream === entryStream(id));
    await analyzeMoods(() => interrupted(() => interruption(id))).react(events, all.parts, 'diary.analyzeMoods');
    expect(await moodsOf(diary.tenant, id)).toHaveLength(1);
    await all.tell('rows', await diary.feed());
    expect(await diary.row(entryIndex, { id })).toMatchObject({ mood: null, emotionHash: null });
  }
});

it('of somebody whose key is destroyed nothing is read', async () => {
  const diary = await somebodysDiary(all);
  const id = newId();
  await diary.create(id, text('Happy.'), given);
  await all.parts.vault.destroy(diary.tenant, diary.ownerId);
  await all.tell('moods', await diary.feed());
  expect(await moodsOf(diary.tenant, id)).toEqual([]);
});

it('the analyser is made when there is something to read, again where that failed, and closed', async () => {
  const diary = await somebodysDiary(all);
  await diary.create(newId(), text('Happy.'), given);
  const events = (await diary.feed()).filter(({ type }) => type === 'DiaryEntryCreated');
  const happened: string[] = [];
  const reactor = analyzeMoods(() => {
    happened.push('made');
    if (happened.length === 1) throw new Error('no model');
    return { ...wordAnalyzer(), close: async () => void happened.push('closed') };
  });
  await reactor.close?.();
  expect(happened).toEqual([]);
  await expect(reactor.react(events, all.parts, 'diary.analyzeMoods')).rejects.toThrow('no model');
  await reactor.react(events, all.parts, 'diary.analyzeMoods');
  await reactor.react(events, all.parts, 'diary.analyzeMoods');
  await reactor.close?.();
  expect(happened).toEqual(['made', 'made', 'closed']);
});
