import { describe, expect, it } from 'vitest';
import { connection, type PageArguments } from '#platform/connection';
import { cursorsOf } from '#platform/cursor';
import { type Range, table } from '#platform/read-model/read-model';
import type { Request } from '#platform/request';

type MessageRow = { readonly conversation: string; readonly seq: number };
const messages = table<MessageRow>()('message', ['conversation'], ['seq'], { conversation: 'text', seq: 'int' });

/** A request whose read model holds messages 1 to 10 of conversation c. */
const request = {
  async page(_table: unknown, _partition: unknown, { after, before, limit, backwards }: Range<MessageRow>) {
    const rows = Array.from({ length: 10 }, (_, nth) => ({ conversation: 'c', seq: nth + 1 })).filter(
      ({ seq }) => seq > (after?.seq ?? 0) && seq < (before?.seq ?? 99),
    );
    return (backwards ? rows.reverse() : rows).slice(0, limit);
  },
} as unknown as Request;

const cursor = (seq: unknown, conversation = 'c') => cursorsOf(['message', conversation]).encode([seq]);
const page = (args: PageArguments, newestFirst = false) =>
  connection(request, messages, { conversation: 'c' }, args, { newestFirst });
const seqs = async (args: PageArguments, newestFirst = false) => {
  const { edges, pageInfo } = await page(args, newestFirst);
  const { hasNextPage: next, hasPreviousPage: previous } = pageInfo;
  return [edges.map(({ node }) => node.seq), { next, previous }];
};
const refused = (args: PageArguments, field: string) =>
  expect(page(args)).rejects.toMatchObject({ code: 'BAD_USER_INPUT', field });

describe('a connection', () => {
  it('goes forwards from its start and behind a cursor', async () => {
    expect(await seqs({})).toEqual([[1, 2, 3, 4, 5, 6, 7, 8, 9, 10], { next: false, previous: false }]);
    expect(await seqs({ first: 3 })).toEqual([[1, 2, 3], { next: true, previous: false }]);
    expect(await seqs({ first: 3, after: cursor(7) })).toEqual([[8, 9, 10], { next: false, previous: true }]);
    expect(await seqs({ first: 3, after: cursor(10) })).toEqual([[], { next: false, previous: true }]);
  });

  it('goes backwards from its end and before a cursor, each page in the order of the list', async () => {
    expect(await seqs({ last: 3 })).toEqual([[8, 9, 10], { next: false, previous: true }]);
    expect(await seqs({ last: 3, before: cursor(8) })).toEqual([[5, 6, 7], { next: true, previous: true }]);
    expect(await seqs({ last: 3, before: cursor(4) })).toEqual([[1, 2, 3], { next: true, previous: false }]);
  });

  it('goes both ways with the newest first', async () => {
    expect(await seqs({ first: 3 }, true)).toEqual([[10, 9, 8], { next: true, previous: false }]);
    expect(await seqs({ first: 3, after: cursor(8) }, true)).toEqual([[7, 6, 5], { next: true, previous: true }]);
    expect(await seqs({ last: 3 }, true)).toEqual([[3, 2, 1], { next: false, previous: true }]);
    expect(await seqs({ last: 3, before: cursor(3) }, true)).toEqual([[6, 5, 4], { next: true, previous: true }]);
  });

  it('visits every row once, by the cursors that it gives', async () => {
    const seen: number[] = [];
    for (let after: string | null = null, more = true; more; ) {
      const { edges, pageInfo }: Awaited<ReturnType<typeof page>> = await page({ first: 4, after });
      seen.push(...edges.map(({ node }) => node.seq));
      expect([pageInfo.startCursor, pageInfo.endCursor]).toEqual([edges[0]!.cursor, edges.at(-1)!.cursor]);
      ({ endCursor: after, hasNextPage: more } = pageInfo);
    }
    expect(seen).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  });

  it('refuses a page that is empty, too large or of both directions, by the name of the argument', async () => {
    await refused({ first: 0 }, 'first');
    await refused({ first: -1 }, 'first');
    await refused({ first: 101 }, 'first');
    await refused({ last: 101 }, 'last');
    await refused({ first: 1, last: 1 }, 'last');
  });

  it('refuses the cursor of another list, and what is no key of this one', async () => {
    await refused({ after: cursor(1, 'd') }, 'after');
    await refused({ before: 'nonsense' }, 'before');
    for (const key of ['1', 1.5, null, 2 ** 31, -(2 ** 31) - 1, 1e300]) await refused({ after: cursor(key) }, 'after');
    await refused({ after: cursorsOf(['message', 'c']).encode([1, 2]) }, 'after');
  });

  it('refuses times and texts that no row can have', async () => {
    type EntryRow = { readonly owner: string; readonly at: string; readonly id: string };
    const types = { owner: 'text', at: 'timestamp', id: 'text' } as const;
    const entries = table<EntryRow>()('entry', ['owner'], ['at', 'id'], types);
    const behind = (...key: unknown[]) =>
      connection(request, entries, { owner: 'ann' }, { after: cursorsOf(['entry', 'ann']).encode(key) });
    const now = '2026-01-01T00:00:00.000Z';
    for (const at of [
      'Dec 25, 1995',
      '+275760-09-13T00:00:00.000Z',
      '0000-01-01T00:00:00.000Z',
      '2026-13-01T00:00:00.000Z',
    ])
      await expect(behind(at, 'a')).rejects.toMatchObject({ code: 'BAD_USER_INPUT' });
    await expect(behind(now, 'a\0')).rejects.toMatchObject({ code: 'BAD_USER_INPUT' });
    await expect(behind(now, 'a')).resolves.toBeDefined();
  });
});
