import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { readDiary } from '../replay/pepys.ts';
import { bundledAnalyzer } from '../subgraphs/diary/mood/bundled.ts';
import { random } from '../subgraphs/diary/mood/training/random.ts';
import { portraitOf, type ReadEntry } from '../subgraphs/diary/portrait/portrait.ts';
import { moodOf } from '../subgraphs/matching/profile/hearing.ts';
import { ranked } from '../subgraphs/matching/recommendations/ranking.ts';
import { outstandingIn, type Traits } from '../subgraphs/matching/similarity.ts';
import type { Benchmark } from './report.ts';

const WRITERS = 200;
const TEXTS_OF_EACH = 150;
const SPLITS = 20;
const WEIGHTS = { mood: 0.4, archetype: 0.3, interests: 0.2, modalities: 0.1 };

type Person = Traits & { readonly personId: string };

/**
 * Whether one author is found again: Pepys' diary in two halves, month by month by lot, and 200 others, each made of what
 * people wrote in forums (GoEmotions). How often is a half the nearest of the other? By chance, once in 201 times.
 */
export const halves: Benchmark = {
  name: 'halves',
  needsData: true,
  async run(data) {
    const analyzer = bundledAnalyzer();
    const read = async (text: string): Promise<ReadEntry> => ({
      ...{ tokenCount: text.split(/\s+/).length, mood: await analyzer.analyze(text) },
    });
    const diary = await Promise.all(
      (await readDiary(join(data, 'pepys'))).map(async ({ date, text }) => ({ date, entry: await read(text) })),
    );
    const lines: string[][] = parse(await readFile(join(data, 'goemotions', 'train.tsv')), {
      ...{ delimiter: '\t', quote: false },
    });
    const others = await Promise.all(
      Array.from({ length: WRITERS }, async (_, nth) => {
        const texts = lines.slice(nth * TEXTS_OF_EACH, (nth + 1) * TEXTS_OF_EACH).map(([text]) => text!);
        return personOf(`writer ${nth}`, await Promise.all(texts.map(read)));
      }),
    );

    const months = [...new Set(diary.map(({ date }) => date.slice(0, 7)))];
    const draw = random(1660);
    let found = 0;
    const ranks: number[] = [];
    for (let split = 0; split < SPLITS; split++) {
      const first = new Set(months.filter(() => draw() < 0.5));
      const [one, other] = [true, false].map((isFirst) =>
        personOf(
          `half ${isFirst}`,
          diary.filter(({ date }) => first.has(date.slice(0, 7)) === isFirst).map(({ entry }) => entry),
        ),
      ) as [Person, Person];
      for (const [half, wanted] of [
        [one, other],
        [other, one],
      ] as const) {
        const list = ranked(half, [...others, wanted], { weights: WEIGHTS, rarity: () => 1, minScore: 0 });
        const rank = list.findIndex(({ candidate }) => candidate === wanted);
        ranks.push(rank + 1);
        if (rank === 0) found++;
      }
    }
    const share = found / (2 * SPLITS);
    return [
      {
        what: `a half of Pepys' diary nearest to the other, among ${WRITERS} more`,
        value: `${found} of ${2 * SPLITS} times; mean place ${(ranks.reduce((a, b) => a + b, 0) / ranks.length).toFixed(1)}`,
        ...{ wanted: 'far more than by chance (0.5 %): half the time', met: share >= 0.5 },
      },
    ];
  },
};

/** As the diary portrays them, and as matching would have it: with the archetype of which the diary has most. */
const personOf = (personId: string, entries: readonly ReadEntry[]): Person => {
  const portrait = portraitOf(entries);
  const [most] = portrait.archetypes;
  return {
    personId,
    archetype: {
      ...{ key: most!.id, confidence: most!.score },
      outstanding: outstandingIn(Object.fromEntries(portrait.archetypes.map(({ id, score }) => [id, score]))),
    },
    mood: moodOf(portrait),
    interests: { tags: [], topics: portrait.topics.map(({ name }) => name) },
    modalities: null,
  };
};
