import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { Cache } from '#platform/cache/cache';
import { memoryCache } from '#platform/cache/memory';
import { consistency, type Written } from '#platform/consistency';
import { streamKey } from '#platform/read-model/read-model';

const secret = randomBytes(32);
const event = (version: number, stream = 'conversation-1', tenant = 'default'): Written => ({
  tenant,
  stream,
  version,
});

/** With the projections that write them. */
const TABLES = new Map([
  ['message', 'one'],
  ['inbox', 'other'],
]);

/**
 * A replica of a subgraph with two projections. `stored` is how far they have come in a stream, wherever they run; the
 * replica notes down what it asked for.
 */
const replica = (options: { stored?: number; subgraph?: string; secret?: Uint8Array; cache?: Cache } = {}) => {
  const asked: string[] = [];
  let { stored = 0 } = options;
  const { subgraph = 'chat', secret: key = secret, cache = memoryCache() } = options;
  return {
    asked,
    store: (version: number) => {
      stored = version;
    },
    ...consistency({
      ...{ subgraph, secret: key, cache, projections: TABLES },
      async versions(projection, streams) {
        asked.push(...streams.map(({ stream }) => `${projection} ${stream}`));
        return new Map(streams.map((stream) => [streamKey(stream), stored]));
      },
    }),
  };
};
/** Resolves with true when it is done at once, before anything was asked. */
const atOnce = (work: Promise<void>) => Promise.race([work.then(() => true), delay(5).then(() => false)]);

const forged = { code: 'BAD_USER_INPUT', field: 'extensions.consistencyToken' };

describe('reading one’s own writes', () => {
  it('waits for them where they were written, of oneself alone', async () => {
    const { wrote, reading, projected } = replica();
    await wrote('ann', event(5));
    expect(await atOnce(reading('default', 'bob', undefined)())).toBe(true);
    expect(await atOnce(reading('other', 'ann', undefined)())).toBe(true);
    expect(await atOnce(reading('default', undefined, undefined)())).toBe(true);
    const read = reading('default', 'ann', undefined)();
    expect(await atOnce(read)).toBe(false);
    projected('one', [event(5)]);
    expect(await atOnce(read)).toBe(false);
    projected('other', [event(6)]);
    expect(await atOnce(read)).toBe(true);
    expect(await atOnce(reading('default', 'ann', undefined)())).toBe(true);
  });

  it('waits for no projection that has no part in what is read', async () => {
    const { wrote, reading, projected } = replica();
    await wrote('ann', event(5));
    projected('one', [event(5)]);
    expect(await atOnce(reading('default', 'ann', undefined)(['message']))).toBe(true);
    const read = reading('default', 'ann', undefined)(['message', 'inbox']);
    expect(await atOnce(read)).toBe(false);
    projected('other', [event(5)]);
    expect(await atOnce(read)).toBe(true);
  });

  it('waits for all of several streams, and in each for the newest, in whatever order they were written', async () => {
    const { wrote, reading, projected } = replica();
    for (const version of [5, 7, 6]) await wrote('ann', event(version));
    await wrote('ann', event(1, 'entry-1'));
    const read = reading('default', 'ann', undefined)();
    for (const projection of ['one', 'other']) projected(projection, [event(6), event(1, 'entry-1')]);
    expect(await atOnce(read)).toBe(false);
    for (const projection of ['one', 'other']) projected(projection, [event(7)]);
    expect(await atOnce(read)).toBe(true);
  });

  it('learns from the read model what another process has projected', async () => {
    const { wrote, reading, store, asked } = replica();
    await wrote('ann', event(5));
    const read = reading('default', 'ann', undefined)();
    store(5);
    await read;
    expect(asked.slice(0, 2)).toEqual(['one conversation-1', 'other conversation-1']);
    expect(asked.length).toBeLessThan(8);
  });

  it('waits for them on another replica, too, by the cache that they share', async () => {
    const cache = memoryCache();
    const [one, another, third] = [replica({ cache }), replica({ cache }), replica({ cache })];
    await one.wrote('ann', event(5));
    await another.wrote('ann', event(2, 'entry-1'));
    const read = third.reading('default', 'ann', undefined)();
    for (const projection of ['one', 'other']) third.projected(projection, [event(5)]);
    expect(await atOnce(read)).toBe(false);
    for (const projection of ['one', 'other']) third.projected(projection, [event(2, 'entry-1')]);
    expect(await atOnce(read)).toBe(true);
    expect(await atOnce(third.reading('default', 'bob', undefined)())).toBe(true);
  });

  it('gives what there is when they are not there in time', async () => {
    const { wrote, reading } = replica();
    await wrote('ann', event(5));
    await expect(reading('default', 'ann', undefined)()).resolves.toBeUndefined();
  });
});

describe('a consistency token', () => {
  it('makes another replica wait, and says READ_MODEL_BEHIND until the event is projected', async () => {
    const token = await replica().wrote('ann', event(5));
    const other = replica({ stored: 4 });
    await expect(other.reading('default', 'ann', token)()).rejects.toMatchObject({
      ...{ code: 'READ_MODEL_BEHIND', details: { retryAfter: 1 } },
    });
    other.store(5);
    await other.reading('default', 'ann', token)();
  });

  it('is for its subgraph, and may come with those of others', async () => {
    const diarys = await replica({ subgraph: 'diary' }).wrote('ann', event(8, 'entry-1'));
    const chats = await replica().wrote('ann', event(5));
    const other = replica({ stored: 6 });
    await other.reading('default', 'ann', `${diarys}, ${chats}`)();
    expect(await atOnce(other.reading('default', 'ann', diarys)())).toBe(true);
    expect(other.asked).toEqual(['one conversation-1', 'other conversation-1']);
  });

  it('that is forged, or of another tenant, is bad input, and nobody waits for it', async () => {
    const { wrote, reading, asked } = replica();
    const [subgraph, place, signature] = (await wrote('bob', event(5))).split('.');
    const [, otherPlace] = (await wrote('bob', event(6))).split('.');
    const foreign = await replica({ secret: randomBytes(32) }).wrote('bob', event(5));
    for (const token of [
      `${subgraph}.${otherPlace}.${signature}`,
      `${subgraph}.${place}.${'A'.repeat(signature!.length)}`,
      `${subgraph}.${place}.${'🧡'.repeat(9)}`,
      `${subgraph}.${place}.`,
      `${subgraph}.${place}`,
      ...[`${subgraph}`, foreign],
    ])
      await expect(reading('default', 'ann', token)()).rejects.toMatchObject(forged);
    await expect(reading('other', 'ann', `${subgraph}.${place}.${signature}`)()).rejects.toMatchObject(forged);
    expect(asked).toEqual([]);
  });
});
