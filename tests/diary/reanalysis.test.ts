import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { blobs } from '#platform/blobs/blobs';
import { folderBlobs } from '#platform/blobs/folder';
import { newId } from '#platform/domain/ids';
import type { SubgraphParts } from '#platform/subgraph';
import { COMMANDS } from '../../ops/reanalysis/commands.ts';
import { type Mood, moodStream, type Portrait, portraitStream } from '../../subgraphs/diary/events.ts';
import type { MoodAnalyzer } from '../../subgraphs/diary/mood/analyzer.ts';
import { bundledAnalyzer } from '../../subgraphs/diary/mood/bundled.ts';
import { tinyNetwork } from '../../subgraphs/diary/mood/onnx.fixture.ts';
import { forgetRereadings } from '../../subgraphs/diary/mood/reanalysis/forgetting.ts';
import { reportOf } from '../../subgraphs/diary/mood/reanalysis/report.ts';
import { rereadAll } from '../../subgraphs/diary/mood/reanalysis/rereading.ts';
import { dropShadow, switchToShadow } from '../../subgraphs/diary/mood/reanalysis/switching.ts';
import { transformerAnalyzer } from '../../subgraphs/diary/mood/transformer.ts';
import { entriesByTime, entryIndex, portraits } from '../../subgraphs/diary/readModel.ts';
import { type DiaryByHand, diaryByHand, somebodysDiary } from './by-hand.ts';

/** To whom every word is angry but `wall`, which is neutral. */
const WORDS = { '[UNK]': [5, 0], wall: [0, 9] };
const LABELS = ['anger', 'neutral'];

let folder: string;
let tiny: MoodAnalyzer;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'metachat-reanalysis-'));
  const write = (file: string, content: string | Uint8Array) => writeFile(join(folder, file), content);
  const vocab = Object.fromEntries(Object.keys(WORDS).map((word, id) => [word, id]));
  await write('config.json', JSON.stringify({ id2label: Object.fromEntries(LABELS.entries()) }));
  await write('tokenizer_config.json', JSON.stringify({ unk_token: '[UNK]' }));
  await write(
    'tokenizer.json',
    JSON.stringify({
      ...{ version: '1.0', truncation: null, padding: null, added_tokens: [], post_processor: null, decoder: null },
      ...{ normalizer: { type: 'Lowercase' }, pre_tokenizer: { type: 'Whitespace' } },
      model: { type: 'WordLevel', vocab, unk_token: '[UNK]' },
    }),
  );
  await write('model.onnx', tinyNetwork(Object.values(WORDS)));
  tiny = await transformerAnalyzer(folder);
});
afterAll(async () => {
  await tiny.close();
  await rm(folder, { recursive: true });
});

let all: DiaryByHand;
let parts: SubgraphParts;
// each on a database of its own: a re-analysis goes through all that there is
beforeEach(async () => {
  all = await diaryByHand(bundledAnalyzer);
  parts = { ...all.parts, blobs: blobs(folderBlobs(join(folder, newId())), all.parts.vault) };
});

type Diary = Awaited<ReturnType<typeof somebodysDiary>>;

const HAPPY = 'I am so happy today, what a wonderful day!';
const WALL = 'Wall.';

const text = (content: string) => ({ title: null, content, tags: [], statedMood: null, timeZone: null });
const written = async (diary: Diary, ...contents: readonly string[]): Promise<string[]> => {
  const ids = contents.map(() => newId());
  for (const [nth, content] of contents.entries()) {
    const occurredAt = new Date(Date.UTC(2026, 0, 1 + nth)).toISOString();
    await diary.create(ids[nth]!, text(content), { occurredAt, tokens: 40, sessionId: null });
  }
  await diary.settle();
  return ids;
};
const shown = async (diary: Diary) => ({
  index: await Promise.all(
    (await diary.rows(entriesByTime, { ownerId: diary.ownerId })).map(({ id }) => diary.row(entryIndex, { id })),
  ),
  places: await diary.rows(entriesByTime, { ownerId: diary.ownerId }),
  portraits: await diary.rows(portraits, { ownerId: diary.ownerId }),
});
const dominants = async (diary: Diary) => {
  const rows = await diary.rows(entriesByTime, { ownerId: diary.ownerId });
  const moods = await Promise.all(rows.map(({ id, mood }) => diary.open<Mood>(moodStream(id), 'mood', mood)));
  return moods.map((mood) => mood?.dominant ?? null);
};
const shadowed = ({ tenant, ownerId }: Diary) => parts.blobs.countOf(tenant, ownerId);
const tellForgetting = async (diary: Diary) => {
  const heard = (await diary.feed()).filter(({ type }) => Object.hasOwn(forgetRereadings.reads, type));
  await forgetRereadings.react(heard, parts, 'diary.forgetRereadings');
};

/** A model to whom something happens before it reads, the first time. */
const interrupted = (interruption: () => Promise<unknown>): MoodAnalyzer => {
  let isFirst = true;
  return {
    ...tiny,
    async analyze(read) {
      if (isFirst) {
        isFirst = false;
        await interruption();
      }
      return tiny.analyze(read);
    },
  };
};
const counting = (failingFrom = Number.POSITIVE_INFINITY) => {
  const read: string[] = [];
  const analyze: MoodAnalyzer['analyze'] = async (content) => {
    if (read.length >= failingFrom) throw new Error('killed');
    read.push(content);
    return tiny.analyze(content);
  };
  return { read, analyzer: { ...tiny, analyze } };
};

it('another model reads everything beside what people see, it is said what would change, and then they see it', async () => {
  const [ann, bob] = [await somebodysDiary(all), await somebodysDiary(all)];
  const [happy] = await written(ann, HAPPY, WALL);
  await written(bob, WALL);
  const before = [await shown(ann), await shown(bob)];
  const events = (await ann.feed()).length;
  expect(await dominants(ann)).toEqual(['JOY', 'NEUTRAL']);

  expect(await rereadAll(parts, tiny)).toEqual({ entries: 3, shadowed: 3, shown: 0 });
  await ann.settle();
  expect([await shown(ann), await shown(bob)]).toEqual(before);
  expect((await ann.feed()).length).toBe(events);

  const { moods, unread, portraits: changed } = await reportOf(parts, tiny.modelVersion);
  expect([unread, moods.entries, moods.changed]).toEqual([0, 3, 1]);
  expect(moods.dominant).toEqual({ JOY: { ANGER: 1 }, NEUTRAL: { NEUTRAL: 2 } });
  expect(moods.languages.en!.valence).toBeLessThan(-0.2);
  expect(moods.most[0]).toMatchObject({ entryId: happy, distance: expect.closeTo(1, 0) });
  // of bob there is too little for one
  expect(changed).toMatchObject({ compared: 1, changed: 1 });
  expect(JSON.stringify([moods, changed])).not.toContain(HAPPY);

  expect(await switchToShadow(parts, tiny.modelVersion)).toEqual({ recorded: 3, left: 0 });
  await ann.settle();
  expect(await dominants(ann)).toEqual(['ANGER', 'NEUTRAL']);
  expect(await ann.row(entryIndex, { id: happy! })).toMatchObject({ modelVersion: tiny.modelVersion });
  const newest = (await ann.rows(portraits, { ownerId: ann.ownerId })).at(-1)!;
  const portrait = await ann.open<Portrait>(portraitStream(ann.ownerId), 'portrait', newest.portrait);
  expect(portrait!.emotions.ANGER).toBeGreaterThan(0.4);
  for (const projection of all.projections) expect(await projection.rebuild()).toMatchObject({ differing: 0 });
  expect([await shadowed(ann), await shadowed(bob)]).toEqual([0, 0]);
  // and who still reads by the old model is told of the entries once more
  await all.tell('moods', await ann.feed());
  expect(await switchToShadow(parts, tiny.modelVersion)).toEqual({ recorded: 0, left: 0 });
});

it('is cut off anywhere, and goes on from there', async () => {
  const diary = await somebodysDiary(all);
  await written(diary, HAPPY, 'I hate this.', WALL, 'So sad.');
  const { read, analyzer } = counting(2);
  await expect(rereadAll(parts, analyzer)).rejects.toThrow('killed');
  expect(await shadowed(diary)).toBe(2);
  const rest = counting();
  expect(await rereadAll(parts, rest.analyzer)).toEqual({ entries: 4, shadowed: 4, shown: 0 });
  expect([...read, ...rest.read].sort()).toEqual([HAPPY, 'I hate this.', WALL, 'So sad.'].sort());

  let left = 2;
  const handle: typeof parts.handler.handle = (...args) => {
    if (left-- <= 0) throw new Error('killed');
    return parts.handler.handle(...args);
  };
  const cutOff = { ...parts, handler: { ...parts.handler, handle } };
  await expect(switchToShadow(cutOff, tiny.modelVersion)).rejects.toThrow('killed');
  expect(await switchToShadow(parts, tiny.modelVersion)).toEqual({ recorded: 2, left: 0 });
  await diary.settle();
  expect(await dominants(diary)).toEqual(['ANGER', 'ANGER', 'NEUTRAL', 'ANGER']);
});

it('what is changed or deleted leaves nothing behind, and keeps its newest reading', async () => {
  const diary = await somebodysDiary(all);
  const [one, two, three] = await written(diary, HAPPY, HAPPY, HAPPY);
  await rereadAll(parts, tiny);
  await diary.update(one!, { content: WALL });
  await diary.remove(two!);
  await tellForgetting(diary);
  expect(await shadowed(diary)).toBe(1);
  await diary.settle();

  // while it is read
  await dropShadow(parts);
  const change = interrupted(() => diary.update(three!, { content: 'I am glad, and happy!' }));
  expect(await rereadAll(parts, change)).toEqual({ entries: 2, shadowed: 1, shown: 0 });
  expect(await shadowed(diary)).toBe(1);
  expect(await switchToShadow(parts, tiny.modelVersion)).toEqual({ recorded: 1, left: 1 });
  await diary.settle();
  expect(await dominants(diary)).toEqual(['NEUTRAL', 'JOY']);

  // told late of what was before, it leaves what has been read since
  expect(await rereadAll(parts, tiny)).toEqual({ entries: 2, shadowed: 1, shown: 1 });
  await tellForgetting(diary);
  expect(await shadowed(diary)).toBe(1);
});

it('of somebody who is erased nothing is left, and nothing more is read', async () => {
  const [ann, bob] = [await somebodysDiary(all), await somebodysDiary(all)];
  await written(ann, HAPPY);
  await written(bob, HAPPY);
  await rereadAll(parts, tiny);
  const { tenant, ownerId } = ann;
  await parts.vault.destroy(tenant, ownerId);
  await parts.blobs.deleteAllOf(tenant, ownerId);
  expect(await rereadAll(parts, tiny)).toMatchObject({ entries: 2, shadowed: 1 });
  expect([await shadowed(ann), await shadowed(bob)]).toEqual([0, 1]);
  expect((await reportOf(parts, tiny.modelVersion)).moods.entries).toBe(1);
  expect(await switchToShadow(parts, tiny.modelVersion)).toMatchObject({ recorded: 1 });
});

it('is dropped, and has never been', async () => {
  const diary = await somebodysDiary(all);
  await written(diary, HAPPY, WALL);
  const before = await shown(diary);
  await rereadAll(parts, tiny);
  expect(await dropShadow(parts)).toBe(2);
  expect(await shadowed(diary)).toBe(0);
  expect(await switchToShadow(parts, tiny.modelVersion)).toEqual({ recorded: 0, left: 2 });
  await diary.settle();
  expect(await shown(diary)).toEqual(before);
});

it('an operator is told what is done, by numbers and ids alone', async () => {
  const diary = await somebodysDiary(all);
  const [happy] = await written(diary, HAPPY, WALL);
  const lines: string[] = [];
  const given = { say: (line: string) => void lines.push(line), json: false };
  for (const command of ['prepare', 'report', 'switch', 'drop'] as const)
    expect([command, await COMMANDS[command](parts, tiny, given)]).toEqual([command, 0]);
  expect(lines[0]).toBe(`2 entries: 2 prepared as ${tiny.modelVersion} reads them, 0 shown so already.`);
  expect(lines).toContain('  JOY → ANGER  1');
  expect(lines.some((line) => line.includes(happy!))).toBe(true);
  expect(lines.join('\n')).not.toContain('happy');
  expect(lines).toContain(`2 entries are shown as ${tiny.modelVersion} reads them.`);
});
