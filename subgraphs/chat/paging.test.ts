import fc from 'fast-check';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { newId } from '#platform/domain/ids';
import { personStream } from './events.ts';
import { type ChatInMemory, chatInMemory } from './memory.fixture.ts';
import type { ConversationRow, MessageRow } from './readModel.ts';

let chat: ChatInMemory;
let id: string;
const ids: string[] = [];

const open = async (newMembersSeeHistory = false) => {
  const input = { id: newId(), kind: 'GROUP', participantIds: ['bob'], newMembersSeeHistory };
  await chat.resolve('ann', 'Mutation', 'openConversation', {}, { input });
  return input.id;
};
const send = async (text: string) => {
  const input = { conversationId: id, text, idempotencyKey: text };
  ids.push((await chat.resolve('ann', 'Mutation', 'sendMessage', {}, { input })).message.id);
};
/** Messages 1 to `count`, some of which are sent at the same moment. */
const converse = async (count: number, together = 3) => {
  // later than it was opened: nothing is stamped earlier than what was before it
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 60_000 });
  for (let seq = 1; seq <= count; seq++) {
    if (seq % together === 1 % together) vi.setSystemTime(Date.now() + 1_000);
    await send(`text ${seq}`);
  }
  vi.useRealTimers();
};
beforeEach(async () => {
  chat = chatInMemory();
  ids.length = 0;
  for (const personId of ['ann', 'bob', 'cat'])
    await chat.append({ type: 'PersonRegistered', data: { personId } }, personStream(personId));
  id = await open();
});

interface Page {
  readonly edges: readonly { readonly cursor: string; readonly node: MessageRow }[];
  readonly pageInfo: Record<'hasNextPage' | 'hasPreviousPage', boolean> & Record<'startCursor' | 'endCursor', string>;
}
const page = async (args: object, who = 'ann'): Promise<Page> => {
  const conversation: ConversationRow = await chat.resolve(who, 'Query', 'conversation', {}, { id });
  return chat.resolve(who, 'Conversation', 'messages', conversation, args);
};
const seqs = ({ edges }: Page) => edges.map(({ node }) => node.seq);
const upTo = (last: number, first = 1) =>
  Array.from({ length: Math.max(0, last - first + 1) }, (_, nth) => first + nth);

describe('a page of messages', () => {
  it('leads on to all of them, in both directions and whatever its size', async () => {
    await converse(23);
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 30 }), fc.boolean(), async (size, backwards) => {
        const found: number[] = [];
        for (let cursor: string | null = null, more = true; more; ) {
          const next = await page(backwards ? { last: size, before: cursor } : { first: size, after: cursor });
          found.splice(backwards ? 0 : found.length, 0, ...seqs(next));
          more = backwards ? next.pageInfo.hasPreviousPage : next.pageInfo.hasNextPage;
          cursor = backwards ? next.pageInfo.startCursor : next.pageInfo.endCursor;
        }
        expect(found).toEqual(upTo(23));
      }),
      { numRuns: 30 },
    );
  });

  it('says whether there are more on either side', async () => {
    await converse(5);
    const { pageInfo } = await page({ last: 2 });
    expect(pageInfo).toMatchObject({ hasPreviousPage: true, hasNextPage: false });
    const before = await page({ last: 2, before: pageInfo.startCursor });
    expect([seqs(before), before.pageInfo]).toMatchObject([[2, 3], { hasPreviousPage: true, hasNextPage: true }]);
    expect((await page({ first: 5 })).pageInfo).toMatchObject({ hasPreviousPage: false, hasNextPage: false });
  });

  it('is empty where nothing was said', async () => {
    expect(await page({ first: 5 })).toMatchObject({ edges: [], pageInfo: { hasNextPage: false, startCursor: null } });
    expect(seqs(await page({ beforeTime: '2026-01-01T00:00:00Z' }))).toEqual([]);
  });

  it('refuses a cursor of another conversation, and what is none', async () => {
    await converse(2);
    const { endCursor } = (await page({ first: 1 })).pageInfo;
    id = await open();
    const foreign = { code: 'BAD_USER_INPUT' };
    await expect(page({ first: 1, after: endCursor })).rejects.toMatchObject({ ...foreign, field: 'after' });
    await expect(page({ last: 1, before: 'nonsense' })).rejects.toMatchObject({ ...foreign, field: 'before' });
    for (const args of [{ first: 0 }, { last: 101 }, { first: 1, last: 1 }])
      await expect(page(args)).rejects.toMatchObject(foreign);
  });
});

describe('a page around a message', () => {
  const around = (seq: number, first: number) => page({ aroundId: ids[seq - 1], first });

  it('has it in its middle, or more on one side at an end', async () => {
    await converse(20);
    expect(seqs(await around(10, 5))).toEqual(upTo(12, 8));
    expect(seqs(await around(10, 1))).toEqual([10]);
    expect(seqs(await around(1, 5))).toEqual(upTo(5));
    expect(seqs(await around(19, 5))).toEqual(upTo(20, 16));
    expect(seqs(await around(7, 50))).toEqual(upTo(20));
  });

  it('leads on in both directions', async () => {
    await converse(20);
    const { pageInfo } = await around(10, 5);
    expect(pageInfo).toMatchObject({ hasPreviousPage: true, hasNextPage: true });
    expect(seqs(await page({ last: 3, before: pageInfo.startCursor }))).toEqual(upTo(7, 5));
    expect(seqs(await page({ first: 3, after: pageInfo.endCursor }))).toEqual(upTo(15, 13));
  });

  it('is refused for a message of another conversation, and beside another way of paging', async () => {
    await converse(2);
    await expect(page({ aroundId: newId() })).rejects.toMatchObject({ code: 'NOT_FOUND', field: 'aroundId' });
    const first = ids[0];
    id = await open();
    await expect(page({ aroundId: first })).rejects.toMatchObject({ code: 'NOT_FOUND', field: 'aroundId' });
    for (const more of [{ last: 2 }, { after: 'x' }, { before: 'x' }, { beforeTime: '2026-01-01T00:00:00Z' }])
      await expect(page({ aroundId: first, ...more })).rejects.toMatchObject({ code: 'BAD_USER_INPUT' });
  });
});

describe('a page before a time', () => {
  const timeOf = async (seq: number) => (await page({ first: 100 })).edges[seq - 1]!.node.sentAt;

  it('ends with the last message before it', async () => {
    await converse(12, 1);
    expect(seqs(await page({ beforeTime: await timeOf(8), last: 3 }))).toEqual([5, 6, 7]);
    expect(seqs(await page({ beforeTime: '2999-01-01T00:00:00+02:00', last: 2 }))).toEqual([11, 12]);
    expect(seqs(await page({ beforeTime: await timeOf(1), last: 3 }))).toEqual([]);
  });

  it('loses none, whether one goes on by its cursor or by the time of its oldest', async () => {
    await converse(20, 4);
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 9 }), fc.boolean(), async (last, byTime) => {
        const found: number[] = [];
        let next = await page({ beforeTime: '2999-01-01T00:00:00Z', last });
        while (next.edges.length > 0) {
          found.unshift(...seqs(next));
          const [oldest] = next.edges;
          next = await page(byTime ? { beforeTime: oldest!.node.sentAt, last } : { before: oldest!.cursor, last });
        }
        expect(found).toEqual(upTo(20));
      }),
      { numRuns: 20 },
    );
  });

  it('stays small however many have the time of its oldest', async () => {
    await converse(150, 200);
    expect(seqs(await page({ beforeTime: '2999-01-01T00:00:00Z', last: 2 }))).toEqual(upTo(150, 49));
  });

  it('is refused for what is no time, and beside another way of paging', async () => {
    const time = '2026-01-01T00:00:00Z';
    for (const args of [{ beforeTime: 'soon' }, { beforeTime: time, first: 2 }, { beforeTime: time, after: 'x' }])
      await expect(page(args)).rejects.toMatchObject({ code: 'BAD_USER_INPUT', field: 'beforeTime' });
  });
});

describe('who joined later', () => {
  const join = () => chat.resolve('ann', 'Mutation', 'addParticipants', {}, { conversationId: id, userIds: ['cat'] });
  const see = (field: string, args: object) => chat.resolve('cat', 'Query', field, {}, args);

  it('reads from then on, by whatever way', async () => {
    await converse(5);
    await join();
    for (const args of [{ first: 10 }, { last: 10 }, { beforeTime: '2999-01-01T00:00:00Z' }])
      expect(seqs(await page(args, 'cat'))).toEqual([]);
    await send('text 6');
    await send('text 7');
    expect(seqs(await page({ first: 10 }, 'cat'))).toEqual([6, 7]);
    const all = await page({ first: 10 });
    expect(seqs(await page({ first: 10, after: all.edges[1]!.cursor }, 'cat'))).toEqual([6, 7]);
    expect(seqs(await page({ last: 10, before: all.edges[5]!.cursor }, 'cat'))).toEqual([]);
    expect(seqs(await page({ beforeTime: all.edges[3]!.node.sentAt }, 'cat'))).toEqual([]);
    expect(seqs(await page({ aroundId: ids[5], first: 10 }, 'cat'))).toEqual([6, 7]);
    expect((await page({ first: 10 }, 'cat')).pageInfo.hasPreviousPage).toBe(false);
    await expect(page({ aroundId: ids[3] }, 'cat')).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(see('message', { id: ids[3] })).rejects.toMatchObject({ code: 'NOT_FOUND', field: 'id' });
    expect(await see('message', { id: ids[6] })).toMatchObject({ seq: 7 });
  });

  it('reads all of it where the group shows its history', async () => {
    id = await open(true);
    ids.length = 0;
    await converse(5);
    await join();
    expect(seqs(await page({ first: 10 }, 'cat'))).toEqual(upTo(5));
  });
});
