import { setTimeout as delay } from 'node:timers/promises';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { newId } from '#platform/domain/ids';
import type { Locks } from '#platform/locks/locks';
import { gate } from '../gate.ts';

/** What all locks do. `open` answers with the locks of two processes, which are one where there is only one. */
export const testLocks = (name: string, open: () => Promise<readonly [Locks, Locks]>) =>
  describe(`the locks on ${name}`, () => {
    let one: Locks;
    let other: Locks;
    let what: string;
    beforeAll(async () => {
      [one, other] = await open();
    });
    beforeEach(() => {
      what = newId();
    });

    it('answers with what the work answers with, and rejects as it does', async () => {
      expect(await one.shared(what, async () => 1)).toBe(1);
      expect(await one.alone(what, async () => 2)).toBe(2);
      await expect(one.alone(what, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
      expect(await other.alone(what, async () => 3)).toBe(3);
    });

    it('lets nobody in beside one who works alone', async () => {
      const mayEnd = gate();
      const began = gate();
      const done: string[] = [];
      const alone = one.alone(what, async () => {
        began.open();
        await mayEnd.opened;
        done.push('alone');
      });
      await began.opened;
      const shared = other.shared(what, async () => void done.push('shared'));
      const second = other.alone(what, async () => void done.push('second'));
      await delay(100);
      expect(done).toEqual([]);
      mayEnd.open();
      await Promise.all([alone, shared, second]);
      expect(done).toEqual(['alone', 'shared', 'second']);
    });

    it('makes one who wants to be alone wait for those who share, and is not starved by further ones', async () => {
      const done: string[] = [];
      let stop = false;
      const share = async (locks: Locks) => {
        while (!stop) await locks.shared(what, () => delay(5));
      };
      const sharing = [share(one), share(other)];
      await delay(20);
      await other.alone(what, async () => void done.push('alone'));
      stop = true;
      await Promise.all(sharing);
      expect(done).toEqual(['alone']);
    });

    it('keeps names apart', async () => {
      await one.alone(what, () => other.alone(newId(), async () => {}));
    });

    it('has one leader at a time, and another when that one leaves', async () => {
      const { signal } = new AbortController();
      const first = await one.lead(what, signal);
      let second: unknown;
      const waiting = other.lead(what, signal).then((leadership) => {
        second = leadership;
        return leadership;
      });
      await delay(100);
      expect(second).toBeUndefined();
      await first!.release();
      await first!.lost;
      await (await waiting)!.release();
    });

    it('gives up waiting for leadership when asked to, without taking it', async () => {
      const first = await one.lead(what, new AbortController().signal);
      const giving = new AbortController();
      const waiting = other.lead(what, giving.signal);
      await delay(50);
      giving.abort();
      expect(await waiting).toBeNull();
      await first!.release();
      const third = await other.lead(what, new AbortController().signal);
      expect(third).not.toBeNull();
      await third!.release();
    });
  });
