import { setTimeout as delay } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { newId } from '#platform/domain/ids';
import { redisPubSub } from '#platform/pubsub/redis';
import { proxyTo } from '../proxy.ts';
import { serversForTests } from '../real-servers.ts';
import { testPubSub } from './pubsub.ts';

const { redisUrl } = serversForTests();
const TENANT = 'default';

const opened: { close(): void | Promise<void> }[] = [];
const open = async (prefix: string, url = redisUrl) => {
  const pubsub = await redisPubSub({ url, prefix });
  opened.push(pubsub);
  // what it tells everybody at its start has passed
  await delay(50);
  return pubsub;
};
const openProxy = async () => {
  const proxy = await proxyTo(redisUrl);
  opened.push(proxy);
  return proxy;
};

testPubSub('Redis', () => redisPubSub({ url: redisUrl, prefix: `${newId()}:` }));
testPubSub('Redis, from one process to another', async () => {
  const prefix = `${newId()}:`;
  const [{ publish }, { subscribe }] = [
    await redisPubSub({ url: redisUrl, prefix }),
    await redisPubSub({ url: redisUrl, prefix }),
  ];
  return { publish, subscribe };
});

describe('pubsub on a Redis that goes away', () => {
  afterEach(async () => {
    for (const each of opened.splice(0).reverse()) await each.close();
  });

  /** What somebody heard, in order: numbers, and `missed`, which tells as much when it comes twice. */
  const listenTo = async (pubsub: Awaited<ReturnType<typeof open>>, topic = 'topic') => {
    const heard: (number | 'missed')[] = [];
    const unsubscribe = await pubsub.subscribe(TENANT, topic, {
      message: (message) => heard.push((message as { nth: number }).nth),
      missed: () => heard.at(-1) !== 'missed' && heard.push('missed'),
    });
    return { heard, unsubscribe };
  };
  const send = (pubsub: Awaited<ReturnType<typeof open>>, nth: number, topic = 'topic') =>
    pubsub.publish([{ tenant: TENANT, topic, message: { nth } }]);
  const timed = async (task: Promise<unknown>) => {
    const began = performance.now();
    await task;
    return performance.now() - began;
  };

  it('tells its subscribers once it is back, before anything that was sent after the loss', async () => {
    const prefix = `${newId()}:`;
    const proxy = await openProxy();
    const [sender, receiver] = [await open(prefix), await open(prefix, proxy.url)];
    const [one, other] = [await listenTo(receiver), await listenTo(receiver, 'other')];
    await send(sender, 1);
    await vi.waitUntil(() => one.heard.length === 1);
    proxy.cut();
    await delay(50);
    await send(sender, 2);
    proxy.mend();
    await vi.waitUntil(() => one.heard.includes('missed') && other.heard.includes('missed'));
    await send(sender, 3);
    await vi.waitUntil(() => one.heard.includes(3));
    expect([one.heard, other.heard]).toEqual([[1, 'missed', 3], ['missed']]);
  });

  it('tells every subscriber, in every process, when it was the publisher that was cut off', async () => {
    const prefix = `${newId()}:`;
    const proxy = await openProxy();
    const [receiver, sender] = [await open(prefix), await open(prefix, proxy.url)];
    const { heard } = await listenTo(receiver);
    proxy.cut();
    await delay(50);
    expect(await timed(send(sender, 1))).toBeLessThan(100);
    proxy.mend();
    await vi.waitUntil(() => heard.includes('missed'));
    await send(sender, 2);
    await vi.waitUntil(() => heard.includes(2));
    expect(heard).toEqual(['missed', 2]);
  });

  it('never hands over a later message in silence about a lost one, whoever is cut off', {
    timeout: 60_000,
  }, async () => {
    const prefix = `${newId()}:`;
    const proxies = [await openProxy(), await openProxy()] as const;
    const [sender, receiver] = [await open(prefix, proxies[0].url), await open(prefix, proxies[1].url)];
    const { heard } = await listenTo(receiver);
    let stop = false;
    let nth = 0;
    const sending = (async () => {
      for (; !stop; nth++) {
        void send(sender, nth);
        await delay(1);
      }
    })();
    const flowing = async () => {
      const sent = nth;
      await vi.waitUntil(() => Number(heard.at(-1)) > sent, { timeout: 5_000, interval: 5 });
    };
    for (let round = 0; round < 20; round++) {
      await flowing();
      const sent = nth;
      // one, the other, or both of them
      const away = proxies.filter((_, which) => (round % 3) - 1 !== which);
      for (const proxy of away) proxy.cut();
      await vi.waitUntil(() => nth > sent + 10, { interval: 1 });
      for (const proxy of away) proxy.mend();
    }
    await flowing();
    stop = true;
    await sending;

    let last = -1;
    let gaps = 0;
    for (const [at, each] of heard.entries()) {
      if (each === 'missed') continue;
      if (each !== last + 1) {
        gaps++;
        expect(each).toBeGreaterThan(last);
        expect(heard[at - 1]).toBe('missed');
      }
      last = each;
    }
    expect(gaps).toBeGreaterThanOrEqual(20);
  });

  it('takes subscribers while it is away, and tells them once it is back', async () => {
    const prefix = `${newId()}:`;
    const proxy = await openProxy();
    const [sender, receiver] = [await open(prefix), await open(prefix, proxy.url)];
    proxy.cut();
    await delay(50);
    const began = performance.now();
    const [one, gone] = [await listenTo(receiver), await listenTo(receiver, 'gone')];
    expect(performance.now() - began).toBeLessThan(1_500);
    gone.unsubscribe();
    await send(sender, 1);
    proxy.mend();
    await vi.waitUntil(() => one.heard.length > 0);
    await send(sender, 2);
    await vi.waitUntil(() => one.heard.includes(2));
    expect([one.heard, gone.heard]).toEqual([['missed', 2], []]);
  });

  it('holds nobody up when it no longer answers, and notices by itself', { timeout: 20_000 }, async () => {
    const prefix = `${newId()}:`;
    const [silent, other] = [await openProxy(), await open(prefix)];
    const pubsub = await open(prefix, silent.url);
    const [before, elsewhere] = [await listenTo(pubsub), await listenTo(other)];
    silent.stall();
    expect(await timed(send(pubsub, 1))).toBeLessThan(1_500);
    const during = await listenTo(pubsub, 'other');
    await delay(5_000);
    silent.mend();
    await vi.waitUntil(() => [before, during, elsewhere].every(({ heard }) => heard.includes('missed')), {
      timeout: 5_000,
    });
    await send(other, 2);
    await vi.waitUntil(() => before.heard.includes(2));
    expect(elsewhere.heard.slice(-2)).toEqual(['missed', 2]);
  });

  it('tells everybody when a process starts, in the place of one that may have died with something to say', async () => {
    const prefix = `${newId()}:`;
    const { heard } = await listenTo(await open(prefix));
    await open(`${newId()}:`);
    expect(heard).toEqual([]);
    await open(prefix);
    await vi.waitUntil(() => heard.length > 0);
    expect(heard).toEqual(['missed']);
  });

  it('subscribes once to a topic of many listeners, and leaves with the last', async () => {
    const prefix = `${newId()}:`;
    const pubsub = await open(prefix);
    const redis = new Redis(redisUrl);
    opened.push({ close: () => redis.disconnect() });
    const stops = await Promise.all(Array.from({ length: 100 }, () => listenTo(pubsub)));
    const channel = `${prefix}${TENANT}\ntopic`;
    expect(await redis.pubsub('NUMSUB', channel)).toEqual([channel, 1]);
    for (const { unsubscribe } of stops.slice(1)) unsubscribe();
    await pubsub.ping();
    expect(await redis.pubsub('CHANNELS', `${prefix}*`)).toContain(channel);
    stops[0]!.unsubscribe();
    await pubsub.ping();
    expect(await redis.pubsub('CHANNELS', `${prefix}*`)).toEqual([`${prefix}resync`]);
  });

  it('is not harmed by what others send to its channels', async () => {
    const prefix = `${newId()}:`;
    const pubsub = await open(prefix);
    const redis = new Redis(redisUrl);
    opened.push({ close: () => redis.disconnect() });
    const { heard } = await listenTo(pubsub);
    await redis.publish(`${prefix}${TENANT}\ntopic`, 'not json');
    await send(pubsub, 1);
    await vi.waitUntil(() => heard.length > 0);
    expect(heard).toEqual([1]);
  });

  it('says whether it can be reached, ends its connections, and comes back to none', async () => {
    const proxy = await openProxy();
    const pubsub = await redisPubSub({ url: proxy.url, prefix: `${newId()}:` });
    await pubsub.ping();
    expect(proxy.connections()).toBe(2);
    proxy.cut();
    await delay(50);
    await expect(pubsub.ping()).rejects.toThrow();
    proxy.mend();
    await vi.waitUntil(() => proxy.connections() === 2);
    pubsub.close();
    await vi.waitUntil(() => proxy.connections() === 0);
    await delay(700);
    expect(proxy.connections()).toBe(0);
    await send(pubsub, 1);
  });

  it.each([
    ['redis://ann:secret@127.0.0.1:1', '127.0.0.1:1', 'ECONNREFUSED'],
    ['redis://ann:secret@localhost:1', 'localhost:1', 'ECONNREFUSED'],
    ['redis://ann:secret@nowhere.invalid', 'nowhere.invalid:6379', /ENOTFOUND|EAI_AGAIN/],
    [`${redisUrl.replace(/\/\d*$/, '')}/9999`, new URL(redisUrl).host, 'DB index is out of range'],
    [redisUrl.replace('//', '//ann:secret@'), new URL(redisUrl).host, 'WRONGPASS'],
  ])('refuses to start at %s, naming where and why and no password', async (url, host, why) => {
    const failure = await redisPubSub({ url, prefix: 'any:' }).catch((error) => error);
    expect(failure.name).toBe('RedisUnreachableError');
    expect(failure.message).toContain(`Redis at ${host} `);
    expect(failure.message).toMatch(why);
    expect(JSON.stringify([failure.message, failure, failure.stack])).not.toContain('secret');
  });
});
