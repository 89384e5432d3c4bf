import fc from 'fast-check';
import { beforeAll, expect, it } from 'vitest';
import { newId } from '#platform/domain/ids';
import { termsOf } from '#platform/search/terms';
import { countsOf } from '../../subgraphs/diary/analytics/analytics.ts';
import { emotionHash, tagHash } from '../../subgraphs/diary/entries/keys.ts';
import { listOf } from '../../subgraphs/diary/entries/places.ts';
import { type Mood, moodStream, type Portrait, portraitStream } from '../../subgraphs/diary/events.ts';
import {
  entries,
  entriesByTime,
  entriesByWord,
  entriesInLists,
  portraits,
  searchedDiaries,
  sessions,
} from '../../subgraphs/diary/readModel.ts';
import { type DiaryByHand, diaryByHand, somebodysDiary } from './by-hand.ts';
import { wordAnalyzer } from './words.ts';

/** Each text has a mood of its own, by which it is seen whether something is left of it. */
const MOODS = ['JOY', 'SADNESS', 'ANGER', 'FEAR', 'SURPRISE', 'NEUTRAL'] as const;
const CONTENTS = ['I am happy.', 'So sad.', 'I am angry!', 'Full of fear.', 'Wow.', 'Bread.'];
const TAGS = [[], ['home'], ['home', 'work']];
const MOMENTS = ['2025-12-31T10:00:00.000Z', '2026-01-01T10:00:00.000Z', '2026-01-03T10:00:00.000Z'];
const ENTRIES = 3;

interface Written {
  readonly content: number;
  readonly tags: number;
  readonly moment: number;
  readonly deleted: boolean;
}

type Step =
  | ({ readonly kind: 'write'; readonly entry: number } & Omit<Written, 'deleted'>)
  | { readonly kind: 'delete' | 'restore'; readonly entry: number }
  /** Somebody is told of the newest events, of some of them again, and maybe not of all. */
  | {
      readonly kind: 'tell';
      readonly whom: 'rows' | 'moods' | 'portraits';
      readonly newest: number;
      readonly without: number;
    };

const below = (length: number) => fc.nat(length - 1);
const write = fc.record({
  ...{ kind: fc.constant('write' as const), entry: below(ENTRIES) },
  ...{ content: below(CONTENTS.length), tags: below(TAGS.length), moment: below(MOMENTS.length) },
});
const remove = fc.record({ kind: fc.constantFrom('delete' as const, 'restore' as const), entry: below(ENTRIES) });
const tell = fc.record({
  ...{
    kind: fc.constant('tell' as const),
    whom: fc.constantFrom('rows' as const, 'moods' as const, 'portraits' as const),
  },
  ...{ newest: fc.nat(30), without: fc.nat(5) },
});
const steps = fc.array(fc.oneof<fc.Arbitrary<Step>[]>(write, remove, tell), { minLength: 5, maxLength: 40 });

/** As many tokens that two entries make a portrait, and one does not. */
const tokensOf = ({ content }: Pick<Written, 'content'>): number => 30 + content;
const textOf = ({ content, tags }: Pick<Written, 'content' | 'tags'>) => ({
  ...{ title: null, content: CONTENTS[content]!, tags: TAGS[tags]!, statedMood: null, timeZone: null },
});

const wordsOf = (entry: Pick<Written, 'content' | 'tags'>): string[] => {
  const { content, tags } = textOf(entry);
  return [content, ...tags].flatMap((text) => text.toLowerCase().match(/\w+/g) ?? []);
};

let all: DiaryByHand;
beforeAll(async () => {
  all = await diaryByHand();
});

/** Does it all to three entries of a new diary, and says how they are to be in the end. */
const play = async (script: readonly Step[]) => {
  const diary = await somebodysDiary(all);
  const sessionId = await diary.startSession(MOMENTS[0]!);
  const ids = Array.from({ length: ENTRIES }, newId);
  const written = new Map<string, Written>();

  const put = async (id: string, { content, tags, moment }: Omit<Written, 'deleted'>) => {
    const next = { content, tags, moment, deleted: false };
    const before = written.get(id);
    if (before?.deleted) return;
    written.set(id, next);
    const given = { occurredAt: MOMENTS[moment]!, tokens: tokensOf(next) };
    if (!before) return diary.create(id, textOf(next), { ...given, sessionId });
    const text = textOf(next);
    await diary.update(
      id,
      {
        ...(content !== before.content && { content: text.content }),
        ...(tags !== before.tags && { tags: text.tags }),
      },
      given,
    );
  };

  for (const step of script)
    if (step.kind === 'tell') {
      // portraits are made of rows, and wait for them
      if (step.whom === 'portraits') await all.tell('rows', await diary.feed());
      const newest = (await diary.feed()).slice(-step.newest - 1);
      await all.tell(step.whom, step.whom === 'rows' ? newest.filter((_, nth) => nth % 5 !== step.without) : newest);
    } else {
      const id = ids[step.entry]!;
      const before = written.get(id);
      if (step.kind === 'write') await put(id, step);
      else if (before && before.deleted === (step.kind === 'restore')) {
        written.set(id, { ...before, deleted: step.kind === 'delete' });
        await (step.kind === 'delete' ? diary.remove(id) : diary.restore(id, textOf(before)));
      }
    }
  await diary.settle();
  const left = [...written].flatMap(([id, entry]) => (entry.deleted ? [] : [{ id, ...entry }]));
  const inOrder = left.toSorted((a, b) => a.moment - b.moment || (a.id < b.id ? -1 : 1));
  return { diary, sessionId, ids, left: inOrder, written: written.size };
};

it('whatever is done, and however it is told, rows, figures and portrait are those of what is there now', {
  timeout: 240_000,
}, async () => {
  const analyzer = wordAnalyzer();
  const { vault } = all.parts;

  await fc.assert(
    fc.asyncProperty(steps, async (script) => {
      const { diary, sessionId, ids, left, written } = await play(script);
      const { tenant, ownerId } = diary;
      const idsOf = (some: typeof left) => some.map(({ id }) => id);

      const byTime = await diary.rows(entriesByTime, { ownerId });
      expect(byTime.map(({ id }) => id)).toEqual(idsOf(left));
      const found = await Promise.all(ids.map((id) => diary.row(entries, { id })));
      expect(found.flatMap((row) => row?.id ?? []).sort()).toEqual(idsOf(left).sort());
      for (const [nth, entry] of left.entries()) {
        const mood = await diary.open<Mood>(moodStream(entry.id), 'mood', byTime[nth]!.mood);
        expect(mood).toEqual(await analyzer.analyze(CONTENTS[entry.content]!));
      }

      const listed = async (list: string) => (await diary.rows(entriesInLists, { ownerId, list })).map(({ id }) => id);
      expect(await listed(listOf.session(sessionId))).toEqual(idsOf(left));
      for (const tag of TAGS.at(-1)!)
        expect(await listed(listOf.tag(await tagHash(vault, tenant, ownerId, tag)))).toEqual(
          idsOf(left.filter(({ tags }) => TAGS[tags]!.includes(tag))),
        );
      for (const emotion of MOODS)
        expect(await listed(listOf.emotion(await emotionHash(vault, tenant, ownerId, emotion)))).toEqual(
          idsOf(left.filter(({ content }) => MOODS[content] === emotion)),
        );

      for (const word of ['happy', 'i', 'home']) {
        const term = Object.keys((await termsOf(vault, tenant, ownerId, word)).counts)[0]!;
        const found = await diary.rows(entriesByWord, { ownerId, word: term });
        const holding = left.filter((entry) => wordsOf(entry).includes(word));
        expect(found.map(({ id, count, length }) => [id, count, length])).toEqual(
          holding.map((entry) => [entry.id, 1, wordsOf(entry).length]),
        );
      }
      expect(await diary.row(searchedDiaries, { ownerId })).toEqual(
        written === 0
          ? null
          : { ownerId, documents: left.length, length: left.flatMap((entry) => wordsOf(entry)).length },
      );

      const tokenCount = left.reduce((sum, entry) => sum + tokensOf(entry), 0);
      const counts = { entryCount: left.length, tokenCount };
      expect(await diary.row(sessions, { id: sessionId })).toMatchObject(counts);
      expect(countsOf(byTime, '2026-01-03')).toMatchObject({
        ...{ ...counts, activeDays: new Set(left.map(({ moment }) => moment)).size },
      });

      const newest = (await diary.rows(portraits, { ownerId })).at(-1);
      const sealed = newest?.portrait ?? null;
      const portrait = await diary.open<Portrait>(portraitStream(ownerId), 'portrait', sealed);
      expect(portrait !== null).toBe(tokenCount >= 50);
      for (const emotion of MOODS)
        if (!left.some(({ content }) => MOODS[content] === emotion))
          expect([emotion, portrait?.emotions[emotion] ?? 0]).toEqual([emotion, 0]);

      for (const projection of all.projections) expect(await projection.rebuild()).toMatchObject({ differing: 0 });
    }),
    { numRuns: 25 },
  );
});
