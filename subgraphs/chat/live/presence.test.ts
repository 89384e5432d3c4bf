import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { memoryCache } from '#platform/cache/memory';
import { memoryPubSub } from '#platform/pubsub/memory';
import type { SubgraphParts } from '#platform/subgraph';
import { personStream, relationStream } from '../events.ts';
import { type ChatInMemory, chatInMemory } from '../memory.fixture.ts';
import { ERASED, presenceTopic, RECHECK } from '../projections/log.ts';
import { type Attend, attendance } from './attendance.ts';
import { latest } from './latest.ts';
import { type PresenceNode, watchPresence } from './presence.ts';

let chat: ChatInMemory;
let parts: SubgraphParts;
/** Two replicas that share what all of them share. */
let [here, there] = [] as unknown as [Attend, Attend];
beforeEach(async () => {
  vi.useFakeTimers({ now: new Date('2026-01-01T00:00:00.000Z') });
  chat = chatInMemory();
  parts = { ...chat.parts, cache: memoryCache(), pubsub: memoryPubSub() };
  [here, there] = [attendance(parts), attendance(parts)];
  for (const personId of ['ann', 'bob'])
    await chat.append({ type: 'PersonRegistered', data: { personId } }, personStream(personId));
});
afterEach(() => void vi.useRealTimers());

const opens = (who: string, replica: Attend) =>
  replica(
    chat.request(who),
    latest<string>(() => {}),
  );
/** What one has heard up to now. */
const watches = async (who: string, whom: string) => {
  const source = await watchPresence(parts, chat.request(who), [whom]);
  const heard: boolean[] = [];
  const nodes: PresenceNode[] = [];
  void (async () => {
    for await (const node of source) {
      heard.push(node.online);
      nodes.push(node);
    }
  })();
  await passes(0);
  return { heard, nodes, source };
};
const passes = (ms: number) => vi.advanceTimersByTimeAsync(ms);

describe('somebody is online', () => {
  it('from their first live connection until some moments after their last one', async () => {
    const { heard } = await watches('ann', 'bob');
    expect(heard).toEqual([false]);
    const [one, other] = [opens('bob', here), opens('bob', here)];
    await passes(10);
    expect(heard).toEqual([false, true]);
    await one.return();
    await passes(60_000);
    expect(heard).toEqual([false, true]);
    await other.return();
    await passes(1_900);
    expect(heard).toEqual([false, true]);
    await passes(1_000);
    expect(heard).toEqual([false, true, false]);
  });

  it('also to one who comes later, and says when they were there last', async () => {
    const connection = opens('bob', here);
    await passes(60_000);
    expect((await watches('ann', 'bob')).heard).toEqual([true]);
    await connection.return();
    await passes(3_600_000);
    const { nodes } = await watches('ann', 'bob');
    expect(nodes).toEqual([{ userId: 'bob', online: false, lastSeenAt: '2026-01-01T00:01:02.000Z' }]);
  });

  it('without a break when their connection is lost and comes back', async () => {
    const { heard } = await watches('ann', 'bob');
    const first = opens('bob', here);
    await passes(10);
    await first.return();
    await passes(1_000);
    opens('bob', there);
    await passes(60_000);
    expect(heard).toEqual([false, true]);
  });

  it('as long as one replica has a connection of theirs', async () => {
    const { heard } = await watches('ann', 'bob');
    const [one, other] = [opens('bob', here), opens('bob', there)];
    await passes(10);
    await one.return();
    await passes(60_000);
    expect(heard).toEqual([false, true]);
    expect((await watches('ann', 'bob')).heard).toEqual([true]);
    await other.return();
    await passes(3_000);
    expect(heard).toEqual([false, true, false]);
  });

  it('no more when their replica has died without a word', async () => {
    const { heard } = await watches('ann', 'bob');
    const at = new Date().toISOString();
    await parts.pubsub.publish([{ tenant: 'default', topic: presenceTopic('bob'), message: { type: 'online', at } }]);
    await passes(24_000);
    expect(heard).toEqual([false, true]);
    await passes(2_000);
    expect(heard).toEqual([false, true, false]);
  });

  it('no more once they were erased, and then nothing is remembered of them', async () => {
    const { heard } = await watches('ann', 'bob');
    const connection = opens('bob', here);
    await passes(10);
    await parts.cache.deleteNaming('bob');
    await parts.pubsub.publish([{ tenant: 'default', topic: presenceTopic('bob'), message: ERASED }]);
    await passes(60_000);
    await connection.return();
    await passes(60_000);
    expect(heard).toEqual([false, true, false]);
    expect(await parts.cache.countNaming('bob')).toBe(0);
  });

  it('no more when their subscription breaks, whoever notices first', async () => {
    const { heard } = await watches('ann', 'bob');
    const source = latest<string>(() => {});
    const attended = here(chat.request('bob'), source);
    await passes(10);
    source.end(new Error('away'));
    await expect(attended.next()).rejects.toThrow('away');
    await passes(5_000);
    expect(heard).toEqual([false, true, false]);
  });
});

describe('nobody sees that somebody is online', () => {
  const recheck = async () => {
    await parts.pubsub.publish([{ tenant: 'default', topic: presenceTopic('bob'), message: RECHECK }]);
    await passes(10);
  };
  const wants = (presence: boolean) =>
    chat.append(
      { type: 'PersonPrivacyChanged', data: { personId: 'bob', readReceipts: true, presence } },
      personStream('bob'),
    );

  it('who keeps it to themselves, from when they say so until they take it back; but they themselves', async () => {
    opens('bob', here);
    const [anns, own] = [await watches('ann', 'bob'), await watches('bob', 'bob')];
    await wants(false);
    await recheck();
    expect([anns.heard, own.heard]).toEqual([[true, false], [true]]);
    expect(anns.nodes[1]).toEqual({ userId: 'bob', online: false, lastSeenAt: null });
    expect((await watches('ann', 'bob')).nodes).toEqual([{ userId: 'bob', online: false, lastSeenAt: null }]);
    await wants(true);
    await recheck();
    expect(anns.heard).toEqual([true, false, true]);
  });

  it('across a block, whoever of the two it is from', async () => {
    opens('bob', here);
    const anns = await watches('ann', 'bob');
    const block = { personId: 'bob', blockedId: 'ann' };
    await chat.append({ type: 'PersonBlocked', data: block }, relationStream('ann', 'bob'));
    await recheck();
    expect(anns.heard).toEqual([true, false]);
    await expect(watches('ann', 'bob')).rejects.toMatchObject({ code: 'NOT_FOUND', field: 'userIds' });
    await chat.append({ type: 'PersonUnblocked', data: block }, relationStream('ann', 'bob'));
    await recheck();
    expect(anns.heard).toEqual([true, false, true]);
  });

  it('who is not there', () =>
    expect(watchPresence(parts, chat.request('ann'), ['nobody'])).rejects.toMatchObject({ code: 'NOT_FOUND' }));
});

it('whoever stops watching leaves nothing behind', async () => {
  const stops = vi.fn();
  const memory = memoryPubSub();
  const pubsub: typeof memory = {
    ...memory,
    async subscribe(...args) {
      const stop = await memory.subscribe(...args);
      return () => {
        stops();
        stop();
      };
    },
  };
  const source = await watchPresence({ ...parts, pubsub }, chat.request('ann'), ['ann', 'bob', 'bob']);
  await source.return();
  await passes(0);
  expect(stops).toHaveBeenCalledTimes(2);
  expect(vi.getTimerCount()).toBe(0);
});
