import { randomBytes } from 'node:crypto';
import { base64url, type JWTPayload, SignJWT } from 'jose';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { tokens } from '#platform/auth';

/** Long enough for every HMAC. */
const secret = randomBytes(64);
const subject = tokens({ secret, expiresInSeconds: 900 });
const ann = { id: 'ann', tenant: 'default', sessionId: 'session-1' };

const unauthenticated = { code: 'UNAUTHENTICATED', message: 'The access token is not valid, or has expired.' };
const refused = (token: string) => expect(subject.verify(token)).rejects.toMatchObject(unauthenticated);

/** A token as ours, but for what is given. */
const forge = (given: { claims?: JWTPayload; key?: Uint8Array; alg?: string }) =>
  new SignJWT({
    sub: 'ann',
    iss: 'metachat',
    aud: 'metachat',
    exp: Math.floor(Date.now() / 1000) + 60,
    ...given.claims,
  })
    .setProtectedHeader({ alg: given.alg ?? 'HS256' })
    .sign(given.key ?? secret);

afterEach(() => {
  vi.useRealTimers();
});

describe('an access token', () => {
  it('tells who asks, of which tenant, with which rights, and until when', async () => {
    const { token, expiresAt } = await subject.issue({ ...ann, tenant: 'other', scopes: ['profiles:write', 'admin'] });
    const viewer = await subject.verify(token);
    expect(viewer).toEqual({ ...ann, tenant: 'other', scopes: new Set(['profiles:write', 'admin']), expiresAt });
    expect(expiresAt.getTime() - Date.now()).toBeGreaterThan(898_000);
    expect(expiresAt.getTime() - Date.now()).toBeLessThanOrEqual(900_000);
  });

  it('tells its rights also as a list', async () => {
    const viewer = await subject.verify(await forge({ claims: { scope: 'admin', scopes: ['profiles:write'] } }));
    expect(viewer.scopes).toEqual(new Set(['admin', 'profiles:write']));
  });

  it('is of the tenant "default" and without rights when it does not say', async () => {
    const viewer = await subject.verify(await forge({}));
    expect(viewer).toMatchObject({ id: 'ann', tenant: 'default', scopes: new Set() });
  });

  it('is refused once it has expired, also when it was verified before', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    const { token, expiresAt } = await subject.issue(ann);
    await subject.verify(token);
    vi.setSystemTime(expiresAt.getTime() - 1_000);
    await subject.verify(token);
    vi.setSystemTime(expiresAt);
    await refused(token);
  });

  it('is refused when a part of it was changed', async () => {
    const { token } = await subject.issue(ann);
    const [header, payload, signature] = token.split('.') as [string, string, string];
    const claims = JSON.parse(Buffer.from(payload, 'base64url').toString());
    await refused(`${header}.${base64url.encode(JSON.stringify({ ...claims, sub: 'bob' }))}.${signature}`);
    await refused(`${header}.${payload}.${base64url.encode(randomBytes(32))}`);
    await refused(`${header}.${payload}.`);
  });

  it('is refused without a signature, or with one of another kind or key', async () => {
    const claims = { sub: 'ann', iss: 'metachat', aud: 'metachat', exp: Math.floor(Date.now() / 1000) + 60 };
    const unsigned = [{ alg: 'none' }, claims].map((part) => base64url.encode(JSON.stringify(part))).join('.');
    await refused(`${unsigned}.`);
    await refused(unsigned);
    await refused(await forge({ alg: 'HS512' }));
    await refused(await forge({ alg: 'HS384' }));
    await refused(await forge({ key: randomBytes(64) }));
  });

  it.each<[string, JWTPayload]>([
    ['another issuer', { iss: 'elsewhere' }],
    ['another audience', { aud: 'elsewhere' }],
    ['no expiry', { exp: undefined as never }],
    ['no subject', { sub: undefined as never }],
    ['an empty subject', { sub: '' }],
    ['an empty tenant', { tenant: '' }],
    ['a tenant that can be none', { tenant: 'A tenant' }],
    ['rights that are no list', { scopes: 'admin' }],
    ['a start in the future', { nbf: Math.floor(Date.now() / 1000) + 60 }],
  ])('is refused with %s', async (_, claims) => refused(await forge({ claims })));

  it.each(['', 'nonsense', 'a.b.c', '🧡'])('is not %j', refused);
});
