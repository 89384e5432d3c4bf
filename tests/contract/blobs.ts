import { createHash, randomBytes } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { BlobExistsError, type BlobKey, type BlobStore } from '#platform/blobs/blobs';
import { newId } from '#platform/domain/ids';

const MEGABYTE = 1_048_576;
const digestOf = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

/** What every store of blobs does, whatever it stands on. */
export const testBlobStore = (name: string, open: () => Promise<BlobStore>) =>
  describe(`blobs on ${name}`, () => {
    let store: BlobStore;
    let key: BlobKey;

    beforeAll(async () => {
      store = await open();
    });
    beforeEach(() => {
      key = { tenant: newId(), owner: newId(), name: newId() };
    });

    const read = async (of: BlobKey) => {
      const stored = await store.get(of);
      if (!stored) return null;
      const { label, size, content } = stored;
      return { label, size, digest: digestOf(await buffer(content)) };
    };
    const written = (label: string, bytes: Buffer) => ({ label, size: bytes.length, digest: digestOf(bytes) });

    it.each([0, 1, 65_536, MEGABYTE])('keeps %i bytes as they are, with their label', async (length) => {
      expect(await read(key)).toBeNull();
      const bytes = randomBytes(length);
      const label = 'x'.repeat(1_000);
      await store.put(key, label, [bytes.subarray(0, 100), bytes.subarray(100)]);
      expect(await read(key)).toEqual(written(label, bytes));
    });

    it('takes 25 MB as they come', async () => {
      const chunk = randomBytes(MEGABYTE);
      const chunks = async function* () {
        for (let nth = 0; nth < 25; nth++) yield chunk;
      };
      await store.put(key, 'large', chunks());
      expect(await read(key)).toEqual(written('large', Buffer.concat(Array(25).fill(chunk))));
    });

    it('keeps what was there when an upload breaks off, and nothing of what was not finished', async () => {
      const breaking = async function* () {
        yield randomBytes(MEGABYTE);
        throw new Error('broken off');
      };
      await expect(store.put(key, 'new', breaking())).rejects.toThrow('broken off');
      expect(await read(key)).toBeNull();
      expect(await store.countOf(key.tenant, key.owner)).toBe(0);
      const old = randomBytes(10);
      await store.put(key, 'old', [old]);
      await expect(store.put(key, 'new', breaking())).rejects.toThrow('broken off');
      expect(await read(key)).toEqual(written('old', old));
      expect(await store.countOf(key.tenant, key.owner)).toBe(1);
    });

    it('gives all of one of those that are put at once, under its own label', async () => {
      const contents = Array.from({ length: 8 }, (_, nth) => Buffer.alloc(300_000 + nth, nth));
      const versions = contents.map((bytes, nth) => written(`${nth}`, bytes));
      const reading = contents.map(async (bytes, nth) => {
        await store.put(key, `${nth}`, [bytes]);
        return read(key);
      });
      for (const found of await Promise.all(reading)) expect(versions).toContainEqual(found);
      expect(await store.countOf(key.tenant, key.owner)).toBe(1);
    });

    it('creates where nothing was before, and of those at once only one', async () => {
      const contents = Array.from({ length: 8 }, (_, nth) => Buffer.alloc(300_000 + nth, nth));
      const created = await Promise.allSettled(contents.map((bytes, nth) => store.create(key, `${nth}`, [bytes])));
      const nth = created.findIndex(({ status }) => status === 'fulfilled');
      for (const [other, { status, reason }] of (created as PromiseRejectedResult[]).entries())
        if (other !== nth) expect([status, reason]).toEqual(['rejected', expect.any(BlobExistsError)]);
      expect(await read(key)).toEqual(written(`${nth}`, contents[nth]!));
      expect(await store.countOf(key.tenant, key.owner)).toBe(1);

      await store.delete(key);
      await store.create(key, 'new', [Buffer.alloc(1)]);
      expect((await read(key))?.label).toBe('new');
    });

    it('goes on reading what was there while it is replaced and deleted', async () => {
      const old = randomBytes(MEGABYTE);
      await store.put(key, 'old', [old]);
      const reading = await store.get(key);
      await store.put(key, 'new', [randomBytes(2 * MEGABYTE)]);
      await store.delete(key);
      expect((await buffer(reading!.content)).equals(old)).toBe(true);
    });

    it('deletes once and again', async () => {
      await store.put(key, 'label', [randomBytes(10)]);
      await store.delete(key);
      expect(await read(key)).toBeNull();
      await store.delete(key);
      await store.deleteAllOf(key.tenant, key.owner);
    });

    it('deletes all of one owner, and nothing of others', async () => {
      const names = Array.from({ length: 5 }, newId);
      const others = [
        { ...key, owner: `${key.owner}0` },
        { ...key, owner: key.owner.slice(0, -1) },
        { ...key, tenant: newId() },
      ];
      for (const each of [...names.map((of) => ({ ...key, name: of })), ...others])
        await store.put(each, 'label', [randomBytes(10)]);
      expect(await store.countOf(key.tenant, key.owner)).toBe(5);

      await store.deleteAllOf(key.tenant, key.owner);
      expect(await store.countOf(key.tenant, key.owner)).toBe(0);
      expect(await read({ ...key, name: names[0]! })).toBeNull();
      for (const other of others) expect(await read(other)).not.toBeNull();
    });

    it.each([
      '..',
      '.',
      '',
      '/',
      '../..',
      '/etc/passwd',
      'a/../../b',
      '%2e%2e%2f',
      'NUL',
      'a\0b',
      'é',
      'x'.repeat(5_000),
    ])('takes any text for the parts of a key: %j', async (part) => {
      const bytes = randomBytes(10);
      const keys = [
        { ...key, name: part },
        { ...key, owner: part },
        { tenant: `${newId()}${part}`, owner: part, name: part },
      ];
      for (const odd of keys) {
        await store.put(odd, 'label', [bytes]);
        expect(await read(odd)).toEqual(written('label', bytes));
        expect(await read({ ...odd, name: `${odd.name}.` })).toBeNull();
        await store.deleteAllOf(odd.tenant, odd.owner);
        expect(await read(odd)).toBeNull();
      }
    });

    it('tells names apart by their capitals', async () => {
      const [small, large] = [
        { ...key, name: 'abc' },
        { ...key, name: 'ABC' },
      ];
      await store.put(small, 'small', [randomBytes(1)]);
      expect(await read(large)).toBeNull();
      await store.put(large, 'large', [randomBytes(1)]);
      expect((await read(small))?.label).toBe('small');
    });
  });
