import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { openedSize, openSegments, sealSegments } from '#platform/blobs/segments';

const SEGMENT = 65_536;
const SEALED = SEGMENT + 16;
const key = randomBytes(32);

const collect = async (chunks: AsyncIterable<Buffer>): Promise<Buffer> => {
  const all: Buffer[] = [];
  for await (const chunk of chunks) all.push(chunk);
  return Buffer.concat(all);
};
const seal = (bytes: Buffer) => collect(sealSegments(key, [bytes]));
const open = (bytes: Buffer, by = key) => collect(openSegments(by, [bytes]));
const inChunks = function* (bytes: Buffer, size: number) {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
};

describe('a sealed stream', () => {
  it.each([0, 1, SEGMENT - 1, SEGMENT, SEGMENT + 1, 3 * SEGMENT, 200_000])(
    'of %i bytes opens again',
    async (length) => {
      const bytes = randomBytes(length);
      const sealed = await seal(bytes);
      expect(openedSize(sealed.length)).toBe(length);
      expect((await open(sealed)).equals(bytes)).toBe(true);
    },
  );

  it('is the same however it was cut into chunks', async () => {
    const bytes = randomBytes(200_000);
    const sealed = await seal(bytes);
    for (const size of [1, 17, SEGMENT, SEALED, 150_000]) {
      expect((await collect(sealSegments(key, inChunks(bytes, size)))).equals(sealed)).toBe(true);
      expect((await collect(openSegments(key, inChunks(sealed, size)))).equals(bytes)).toBe(true);
    }
  });

  it('shows nothing of what it holds', async () => {
    const sealed = await seal(Buffer.from('confession '.repeat(10_000)));
    expect(sealed.includes('confession')).toBe(false);
    // equal segments look different
    expect(sealed.subarray(0, 1_000).equals(sealed.subarray(SEALED, SEALED + 1_000))).toBe(false);
  });

  it.each<[string, (sealed: Buffer) => Buffer]>([
    ['cut off between segments', (sealed) => sealed.subarray(0, 2 * SEALED)],
    ['cut off within one', (sealed) => sealed.subarray(0, 2 * SEALED + 5)],
    ['cut off before its last tag', (sealed) => sealed.subarray(0, -1)],
    ['empty', () => Buffer.alloc(0)],
    ['longer', (sealed) => Buffer.concat([sealed, Buffer.alloc(1)])],
    ['without its first segment', (sealed) => sealed.subarray(SEALED)],
    [
      'with two segments in the other order',
      (sealed) =>
        Buffer.concat([sealed.subarray(SEALED, 2 * SEALED), sealed.subarray(0, SEALED), sealed.subarray(2 * SEALED)]),
    ],
    ['with a segment twice', (sealed) => Buffer.concat([sealed.subarray(0, SEALED), sealed])],
    ['changed in one bit', (sealed) => sealed.fill(sealed[100]! ^ 1, 100, 101)],
  ])('does not open when it is %s', async (_, damage) => {
    const sealed = await seal(randomBytes(3 * SEGMENT + 5));
    await expect(open(damage(Buffer.from(sealed)))).rejects.toThrow();
    expect((await open(sealed)).length).toBe(3 * SEGMENT + 5);
  });

  it('does not open with another key', async () => {
    await expect(open(await seal(randomBytes(10)), randomBytes(32))).rejects.toThrow();
  });
});
