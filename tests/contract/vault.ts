import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Sealed } from '#platform/domain/events';
import { newId } from '#platform/domain/ids';
import { KeyDestroyedError, type KeyStore, type SealedValue, unwrapKey, vault, wrapKey } from '#platform/vault/vault';

/** One store of keys, opened with these master keys, newest first. */
export type OpenKeyStore = (masterKeys: readonly Buffer[]) => KeyStore;

/** The vault on every store of keys. */
export const testVault = (name: string, open: () => Promise<OpenKeyStore>) =>
  describe(`the vault on ${name}`, () => {
    const masterKey = randomBytes(32);
    let openStore: OpenKeyStore;
    let store: KeyStore;
    let ann: { tenant: string; subject: string; stream: string };

    beforeAll(async () => {
      openStore = await open();
      store = openStore([masterKey]);
    });
    beforeEach(() => {
      ann = { tenant: newId(), subject: 'ann', stream: 'user-ann' };
    });
    afterEach(() => {
      vi.restoreAllMocks();
    });

    const sealedValue = async (place = ann, value: unknown = 'hello', by = vault(store)): Promise<SealedValue> => ({
      ...place,
      field: 'text',
      sealed: (await by.seal(place, { text: value })).text!,
    });
    const open1 = async (value: SealedValue, by = vault(store)) => (await by.open([value]))[0];

    it('opens what it sealed, in order, in another process too', async () => {
      const personal = { text: '🧡 "\\\n', tags: ['a', null], mood: { joy: 0.5 }, none: null, left: undefined };
      const sealed = await vault(store).seal(ann, personal);
      expect(Object.keys(sealed)).toEqual(['text', 'tags', 'mood', 'none']);
      const bob = await sealedValue({ ...ann, subject: 'bob' }, 'of bob');
      const values = Object.entries(sealed).map(([field, of]) => ({ ...ann, field, sealed: of }));
      const { text, tags, mood, none } = personal;
      expect(await vault(store).open([bob, ...values])).toEqual(['of bob', text, tags, mood, none]);
    });

    it('shows nothing of a value, and not whether two are equal', async () => {
      const [one, other] = [await sealedValue(ann, 'confession'), await sealedValue(ann, 'confession')];
      expect(one.sealed).not.toBe(other.sealed);
      expect(Buffer.from(one.sealed, 'base64url').includes('confession')).toBe(false);
    });

    it('opens a value nowhere but where it belongs', async () => {
      await sealedValue({ ...ann, subject: 'bob' });
      const value = await sealedValue();
      const other = { ...ann, tenant: newId() };
      await sealedValue(other);
      for (const moved of [{ stream: 'user-bob' }, { field: 'title' }, { subject: 'bob' }, { tenant: other.tenant }])
        expect(await vault(store).open([{ ...value, ...moved }, value])).toEqual([expect.any(Error), 'hello']);
      const bytes = Buffer.from(value.sealed, 'base64url');
      bytes[bytes.length - 1]! ^= 1;
      expect(await open1({ ...value, sealed: bytes.toString('base64url') as Sealed })).toEqual(expect.any(Error));
    });

    it('opens one at once while its key is at hand, as it does after a look-up, and not for those who are erased', async () => {
      const one = vault(store);
      const value = await sealedValue();
      expect(one.openNow(value)).toBeNull();
      await open1(value, one);
      expect(one.openNow(value)).toEqual({ opened: 'hello' });
      expect(one.openNow({ ...value, stream: 'user-bob' })).toEqual({ opened: expect.any(Error) });
      await one.destroy(ann.tenant, 'ann');
      expect(one.openNow(value)).toEqual({ opened: undefined });
    });

    it('makes one key for a subject, whoever seals first', async () => {
      const vaults = Array.from({ length: 16 }, () => vault(store));
      const values = await Promise.all(vaults.map((one, nth) => sealedValue(ann, nth, one)));
      for (const one of [vault(store), ...vaults]) expect(await one.open(values)).toEqual(values.map((_, nth) => nth));
    });

    it('looks a key up once for all who need it at the same moment, and again after a failure', async () => {
      await sealedValue();
      const loaded: (readonly string[])[] = [];
      let fails = true;
      const one = vault({
        ...store,
        async load(tenant, subjects) {
          loaded.push(subjects);
          if (fails) throw new Error('away');
          return store.load(tenant, subjects);
        },
      });
      const all = () => Promise.allSettled(Array.from({ length: 50 }, () => one.seal(ann, { text: 'hello' })));
      expect(new Set((await all()).map(({ status }) => status))).toEqual(new Set(['rejected']));
      fails = false;
      expect(new Set((await all()).map(({ status }) => status))).toEqual(new Set(['fulfilled']));
      expect(loaded).toEqual([['ann'], ['ann']]);
    });

    it('keeps the key that was stored first', async () => {
      const [first, second] = [randomBytes(32), randomBytes(32)];
      expect(await store.create(ann.tenant, 'ann', first)).toEqual(first);
      expect(await store.create(ann.tenant, 'ann', second)).toEqual(first);
      expect(await store.load(ann.tenant, ['ann', 'bob'])).toEqual(new Map([['ann', first]]));
    });

    it('hashes equally for one subject and purpose, and differently for another', async () => {
      const { tenant } = ann;
      const hash = await vault(store).hash(tenant, 'ann', 'tag', 'rain');
      expect(await vault(store).hash(tenant, 'ann', 'tag', 'rain')).toBe(hash);
      const others = [
        await vault(store).hash(tenant, 'ann', 'tag', 'rain '),
        await vault(store).hash(tenant, 'ann', 'stem', 'rain'),
        await vault(store).hash(tenant, 'bob', 'tag', 'rain'),
        await vault(store).hash(newId(), 'ann', 'tag', 'rain'),
      ];
      expect(new Set([hash, ...others]).size).toBe(5);
    });

    describe('a destroyed key', () => {
      it('opens nothing, seals nothing and hashes nothing any more, for this subject alone', async () => {
        const [value, bobs] = [await sealedValue(), await sealedValue({ ...ann, subject: 'bob' })];
        const one = vault(store);
        await one.open([value, bobs]);
        await one.destroy(ann.tenant, 'ann');
        for (const each of [one, vault(store)]) {
          expect(await each.open([value, bobs])).toEqual([undefined, 'hello']);
          await expect(each.seal(ann, { text: 'again' })).rejects.toThrow(KeyDestroyedError);
          await expect(each.hash(ann.tenant, 'ann', 'tag', 'rain')).rejects.toThrow(KeyDestroyedError);
        }
        expect(await open1(await sealedValue({ ...ann, tenant: newId() }))).toBe('hello');
      });

      it('stops working within five seconds where it was in use', async () => {
        const now = performance.now.bind(performance);
        let later = 0;
        vi.spyOn(performance, 'now').mockImplementation(() => now() + later);
        const elsewhere = vault(store);
        const value = await sealedValue(ann, 'hello', elsewhere);
        await vault(store).destroy(ann.tenant, 'ann');
        later = 4_000;
        await delay(5);
        expect(await open1(value, elsewhere)).toBe('hello');
        later = 5_001;
        await delay(5);
        expect(await open1(value, elsewhere)).toBeUndefined();
        await expect(elsewhere.seal(ann, { text: 'again' })).rejects.toThrow(KeyDestroyedError);
      });

      it('leaves a tombstone for a subject that never had one, and may be destroyed twice', async () => {
        await vault(store).destroy(ann.tenant, 'ann');
        await vault(store).destroy(ann.tenant, 'ann');
        await expect(vault(store).seal(ann, { text: 'first' })).rejects.toThrow(KeyDestroyedError);
      });

      it('is not made again by somebody who seals at the same moment', async () => {
        const value = await sealedValue();
        const sealing = Array.from({ length: 8 }, () =>
          vault(store)
            .seal(ann, { text: 'again' })
            .catch(() => null),
        );
        await Promise.all([vault(store).destroy(ann.tenant, 'ann'), ...sealing]);
        expect(await open1(value)).toBeUndefined();
      });
    });

    describe('the master key', () => {
      const newer = randomBytes(32);

      it('can be rotated: the newest wraps, the older ones still open', async () => {
        const old = await sealedValue();
        const rotated = vault(openStore([newer, masterKey]));
        const fresh = await sealedValue({ ...ann, subject: 'bob' }, 'fresh', rotated);
        expect(await rotated.open([old, fresh])).toEqual(['hello', 'fresh']);
        expect(await open1(fresh, vault(openStore([newer])))).toBe('fresh');
      });

      it('that is another one is named, and nothing is sealed under a second key', async () => {
        const old = await sealedValue();
        const wrong = vault(openStore([newer]));
        await expect(wrong.open([old])).rejects.toThrow('MASTER_KEY');
        await expect(wrong.seal(ann, { text: 'again' })).rejects.toThrow('MASTER_KEY');
        expect(await open1(old)).toBe('hello');
      });

      it('wraps a key for one subject: stored as that of another it does not open', () => {
        const key = randomBytes(32);
        const wrapped = wrapKey(masterKey, key, 'tenant ann');
        expect(unwrapKey([newer, masterKey], wrapped, 'tenant ann')).toEqual(key);
        expect(() => unwrapKey([newer, masterKey], wrapped, 'tenant bob')).toThrow('MASTER_KEY');
      });
    });
  });
