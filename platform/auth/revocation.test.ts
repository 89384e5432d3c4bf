import { randomBytes } from 'node:crypto';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { tokens } from '#platform/auth';
import { type SessionTokens, sessionTokens } from '#platform/auth/revocation';
import type { Cache } from '#platform/cache/cache';
import { memoryCache } from '#platform/cache/memory';

const LIFE_SECONDS = 900;
const own = tokens({ secret: randomBytes(32), expiresInSeconds: LIFE_SECONDS });
const ann = { id: 'ann', tenant: 'default', sessionId: 'session-1' };
const refusal = { code: 'UNAUTHENTICATED', message: 'The access token is not valid, or has expired.' };

let shared: Cache;
let subject: SessionTokens;
let replica: SessionTokens;
beforeEach(() => {
  shared = memoryCache();
  subject = sessionTokens(own, shared, LIFE_SECONDS);
  replica = sessionTokens(own, shared, LIFE_SECONDS);
});

describe('an access token', () => {
  it('ends with its session, at once here, and within a second or so on other replicas', async () => {
    const { token } = await subject.issue(ann);
    await subject.verify(token);
    await replica.verify(token);
    await subject.revoke(ann);
    await expect(subject.verify(token)).rejects.toMatchObject(refusal);
    await vi.waitFor(() => expect(replica.verify(token)).rejects.toMatchObject(refusal), { timeout: 3_000 });
  });

  it('also ends that is issued for the session a moment later, as by a refresh under way', async () => {
    await subject.revoke(ann);
    const { token } = await subject.issue(ann);
    await expect(subject.verify(token)).rejects.toMatchObject(refusal);
  });

  it('goes on in other sessions, and in a session of the same name of another tenant', async () => {
    await subject.revoke(ann);
    for (const other of [
      { ...ann, sessionId: 'session-2' },
      { ...ann, tenant: 'other' },
    ]) {
      const { token } = await subject.issue(other);
      expect(await subject.verify(token)).toMatchObject(other);
    }
  });

  it('is not asked for with every request', async () => {
    const get = vi.spyOn(shared, 'get');
    const { token } = await subject.issue(ann);
    for (let nth = 0; nth < 10; nth++) await subject.verify(token);
    expect(get).toHaveBeenCalledTimes(1);
  });

  it('ends here also when the session ends while the cache is being asked', async () => {
    const { token } = await subject.issue(ann);
    vi.spyOn(shared, 'get').mockImplementationOnce(async () => {
      await subject.revoke(ann);
      return null;
    });
    await expect(subject.verify(token)).rejects.toMatchObject(refusal);
    await expect(subject.verify(token)).rejects.toMatchObject(refusal);
  });

  it('goes on elsewhere while the shared cache is away, and not where its session ended', async () => {
    const away: Cache = { ...shared, get: async () => null, set: async () => {} };
    const [here, elsewhere] = [sessionTokens(own, away, LIFE_SECONDS), sessionTokens(own, away, LIFE_SECONDS)];
    const { token } = await here.issue(ann);
    await here.revoke(ann);
    await expect(here.verify(token)).rejects.toMatchObject(refusal);
    expect(await elsewhere.verify(token)).toMatchObject(ann);
  });

  it('that has run out is not kept', async () => {
    const set = vi.spyOn(shared, 'set');
    await subject.revoke({ ...ann, expiresAt: new Date(Date.now() - 1) });
    expect(set).not.toHaveBeenCalled();
    await subject.revoke({ ...ann, expiresAt: new Date(Date.now() + 5_000) });
    expect(set.mock.calls[0]![2]).toBeLessThanOrEqual(5_000);
  });
});
