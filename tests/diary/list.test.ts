import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { newId } from '#platform/domain/ids';
import type { ReadModel, Row, Table } from '#platform/read-model/read-model';
import type { Request } from '#platform/request';
import { emotionHash, tagHash } from '../../subgraphs/diary/entries/keys.ts';
import { entriesOf } from '../../subgraphs/diary/entries/list.ts';
import { listOf } from '../../subgraphs/diary/entries/places.ts';
import { diaries } from '../../subgraphs/diary/projections.ts';
import { type EntryRow, entries, entriesByTime, entriesInLists } from '../../subgraphs/diary/readModel.ts';
import { type DiaryByHand, diaryByHand } from './by-hand.ts';

let all: DiaryByHand;
beforeAll(async () => {
  all = await diaryByHand();
});

interface Placed {
  readonly occurredAt: string;
  readonly tags: readonly string[];
  readonly sessionId: string | null;
  readonly emotion: 'JOY' | 'FEAR' | null;
}

const ownerId = newId();
const SESSION = newId();
const DAY_MS = 86_400_000;
const START = Date.parse('2026-01-01T00:00:00.000Z');
const moment = (nth: number) => new Date(START + nth * DAY_MS).toISOString();

/** Writes the rows of a diary as a projection does, and gives what its lists are asked by, and how often it reads. */
const diaryOf = async (placed: readonly Placed[]) => {
  const { readModel, vault } = all.parts;
  const tenant = newId();
  const rows = await Promise.all(placed.map((entry) => ({ ...entry, id: newId() })));
  const write = async <R extends Row>(table: Table<R>, ofTable: readonly Partial<R>[]) => {
    const feed = '0'.repeat(32) as never;
    for (let at = 0; at < ofTable.length; at += 5_000)
      await readModel.write(
        { projection: diaries.name, generation: 'live' },
        {
          rows: ofTable.slice(at, at + 5_000).map((row) => ({ kind: 'upsert', table, tenant, row: row as Row, feed })),
          versions: [],
        },
      );
  };
  await write(
    entries,
    rows.map(({ id, occurredAt }) => ({ id, ownerId, occurredAt }) as Partial<EntryRow>),
  );
  await write(
    entriesByTime,
    rows.map(({ id, occurredAt }) => ({ id, ownerId, occurredAt })),
  );
  const names = ['home', 'work', 'cat', 'all', 'rare', 'even', 'odd'];
  const ofTag = new Map(
    await Promise.all(names.map(async (tag) => [tag, listOf.tag(await tagHash(vault, tenant, ownerId, tag))] as const)),
  );
  const ofEmotion = {
    JOY: listOf.emotion(await emotionHash(vault, tenant, ownerId, 'JOY')),
    FEAR: listOf.emotion(await emotionHash(vault, tenant, ownerId, 'FEAR')),
  };
  const listsOf = ({ tags, sessionId, emotion }: Placed): string[] => [
    ...tags.map((tag) => ofTag.get(tag)!),
    ...(sessionId === null ? [] : [listOf.session(sessionId)]),
    ...(emotion === null ? [] : [ofEmotion[emotion]]),
  ];
  await write(
    entriesInLists,
    rows.flatMap((row) => listsOf(row).map((list) => ({ ownerId, list, occurredAt: row.occurredAt, id: row.id }))),
  );

  let reads = 0;
  const page: ReadModel['page'] = (...args) => {
    reads++;
    return readModel.page(...args);
  };
  const request = {
    tenant,
    page: (table: Table, partition: Row, range: never) => page(table, tenant, partition, range),
    row: async (table: Table, key: Row) => (await readModel.get(table, tenant, [key]))[0] ?? null,
  } as unknown as Request;
  const inOrder = rows.toSorted((a, b) =>
    a.occurredAt === b.occurredAt ? (a.id > b.id ? -1 : 1) : a.occurredAt > b.occurredAt ? -1 : 1,
  );
  return {
    rows: inOrder,
    list: (args: object, filter: object) => entriesOf(request, vault, ownerId, args, filter),
    reads: () => reads,
  };
};

const entry = fc.record<Placed>({
  occurredAt: fc.nat(20).map(moment),
  tags: fc.subarray(['home', 'work', 'cat']),
  sessionId: fc.constantFrom(null, SESSION),
  emotion: fc.constantFrom(null, 'JOY', 'FEAR'),
});
const filters = fc.record(
  {
    from: fc.nat(20).map(moment),
    to: fc.nat(20).map(moment),
    tags: fc.subarray(['home', 'work', 'cat', 'dog']),
    sessionId: fc.constant(SESSION),
    emotion: fc.constantFrom('JOY' as const, 'FEAR' as const),
  },
  { requiredKeys: [] },
);

describe('entries by a filter', () => {
  it('are all that fit it and no others, in pages that join without a gap, from either end', { timeout: 120_000 }, () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(entry, { maxLength: 40 }),
        filters,
        fc.integer({ min: 1, max: 7 }),
        async (placed, filter, size) => {
          const diary = await diaryOf(placed);
          const { from = '', to = '~', tags = [], sessionId = null, emotion = null } = filter;
          const fitting = diary.rows
            .filter(({ occurredAt }) => occurredAt >= from && occurredAt < to)
            .filter((row) => tags.every((tag) => row.tags.includes(tag)))
            .filter((row) => sessionId === null || row.sessionId === sessionId)
            .filter((row) => emotion === null || row.emotion === emotion)
            .map(({ id }) => id);

          const found: string[] = [];
          for (let after: string | null = null, more = true; more; ) {
            const page = await diary.list({ first: size, after }, filter);
            found.push(...page.edges.map(({ node }) => node.id));
            expect(page.edges.length).toBeLessThanOrEqual(size);
            [after, more] = [page.pageInfo.endCursor, page.pageInfo.hasNextPage];
          }
          expect(found).toEqual(fitting);

          const fromTheEnd: string[] = [];
          for (let before: string | null = null, more = true; more; ) {
            const page = await diary.list({ last: size, before }, filter);
            fromTheEnd.unshift(...page.edges.map(({ node }) => node.id));
            [before, more] = [page.pageInfo.startCursor, page.pageInfo.hasPreviousPage];
          }
          expect(fromTheEnd).toEqual(fitting);
        },
      ),
      { numRuns: 40 },
    ),
  );

  it('are found with as few reads among thousands, by the rarest of what is asked for', {
    timeout: 60_000,
  }, async () => {
    const rare = 700;
    const diary = await diaryOf(
      Array.from({ length: 1_400 }, (_, nth) => ({
        ...{ occurredAt: moment(nth), sessionId: null, emotion: 'JOY' as const },
        tags: nth === rare ? ['all', 'rare'] : ['all'],
      })),
    );
    const page = await diary.list({ first: 10 }, { tags: ['all', 'rare'], emotion: 'JOY' });
    expect(page.edges.map(({ node }) => node.occurredAt)).toEqual([moment(rare)]);
    // the first of each list, and again of the one that is read
    expect(diary.reads()).toBe(4);
  });

  it('that nothing has in common end a page early, with the way on', { timeout: 60_000 }, async () => {
    const half = 2_200;
    const diary = await diaryOf(
      Array.from({ length: 2 * half }, (_, nth) => ({
        ...{ occurredAt: moment(nth), sessionId: null, emotion: null },
        tags: nth === 0 ? ['even', 'odd'] : [nth % 2 === 0 ? 'even' : 'odd'],
      })),
    );
    const first = await diary.list({ first: 10 }, { tags: ['even', 'odd'] });
    expect(first).toMatchObject({ edges: [], pageInfo: { hasNextPage: true } });
    const { endCursor } = first.pageInfo;
    const second = await diary.list({ first: 10, after: endCursor }, { tags: ['even', 'odd'] });
    expect(second.edges.map(({ node }) => node.occurredAt)).toEqual([moment(0)]);
    expect(second.pageInfo.hasNextPage).toBe(false);
  });
});
