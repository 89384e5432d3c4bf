import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { base64url, type CryptoKey, exportJWK, exportSPKI, generateKeyPair, type JWK, SignJWT } from 'jose';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Tokens } from '#platform/auth';
import { tokensOf } from '#platform/auth/jwks';
import type { IssuerConfig } from '#platform/config';
import { isId, newId } from '#platform/domain/ids';

const ISSUER = 'https://login.example.org/';
const AUDIENCE = 'metachat-app';
const secret = new TextEncoder().encode('the secret of our own tokens, long enough');

interface SigningKey {
  readonly kid: string;
  readonly alg: string;
  readonly privateKey: CryptoKey;
  readonly publicKey: CryptoKey;
  readonly jwk: JWK;
}

const keyPair = async (kid: string, alg = 'ES256'): Promise<SigningKey> => {
  const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true });
  return { kid, alg, privateKey, publicKey, jwk: { ...(await exportJWK(publicKey)), kid, alg, use: 'sig' } };
};

/** What the issuer publishes now; undefined while it is away. */
let published: readonly SigningKey[] | undefined;
let fetched = 0;
const server = createServer((_, response) => {
  fetched += 1;
  if (!published) return response.writeHead(503).end();
  return response
    .writeHead(200, { 'content-type': 'application/json' })
    .end(JSON.stringify({ keys: published.map(({ jwk }) => jwk) }));
});

let first: SigningKey;
let config: IssuerConfig;
let subject: Tokens;

beforeAll(async () => {
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  config = { issuer: ISSUER, audience: AUDIENCE, jwksUrl: `http://127.0.0.1:${port}/jwks.json`, userClaim: 'sub' };
  first = await keyPair('first');
});
afterAll(() => {
  server.close();
});
beforeEach(() => {
  published = [first];
  fetched = 0;
  subject = verifying();
});
afterEach(() => {
  vi.useRealTimers();
});

const verifying = (given: Partial<IssuerConfig> = {}) =>
  tokensOf({ secret: undefined, expiresInSeconds: 900, issuer: { ...config, ...given } }, secret);

const inSeconds = (seconds: number) => Math.floor(Date.now() / 1000) + seconds;

const sign = (given: { claims?: object; key?: SigningKey; header?: object } = {}) => {
  const { claims, key = first, header } = given;
  return new SignJWT({ sub: 'auth0|ann', iss: ISSUER, aud: AUDIENCE, exp: inSeconds(60), ...claims })
    .setProtectedHeader({ alg: key.alg, kid: key.kid, ...header })
    .sign(key.privateKey);
};

const refused = (token: string) =>
  expect(subject.verify(token)).rejects.toMatchObject({
    ...{ code: 'UNAUTHENTICATED', message: 'The access token is not valid, or has expired.' },
  });

describe('a token of an outside issuer', () => {
  it('tells who asks, of which tenant and session, with which rights', async () => {
    const claims = {
      tenant: 'acme',
      scope: 'openid admin',
      scopes: ['profiles:write'],
      sid: 's-1',
      exp: inSeconds(60),
    };
    const viewer = await subject.verify(await sign({ claims }));
    expect(viewer).toMatchObject({ tenant: 'acme', sessionId: 's-1', expiresAt: new Date(claims.exp * 1000) });
    expect(viewer.scopes).toEqual(new Set(['openid', 'admin', 'profiles:write']));
  });

  it('names a person by an id that is the same everywhere and for ever', async () => {
    const { id } = await subject.verify(await sign());
    // a stored id: whoever changes how it is derived makes everybody another person
    expect(id).toBe('d3ccd96e-3f7c-7ace-b5e9-dc62e705463e');
    expect(isId(id)).toBe(true);
    expect(await verifying().verify(await sign({ claims: { exp: inSeconds(50) } }))).toMatchObject({ id });
    expect((await subject.verify(await sign({ claims: { sub: 'auth0|bob' } }))).id).not.toBe(id);
  });

  it('keeps an id that the person brings, in the claim that is configured', async () => {
    const id = newId();
    const claims = { user_id: id };
    expect(await verifying({ userClaim: 'user_id' }).verify(await sign({ claims }))).toMatchObject({ id });
    await expect(verifying({ userClaim: 'user_id' }).verify(await sign())).rejects.toMatchObject({
      code: 'UNAUTHENTICATED',
    });
  });

  it('brings a name, and an e-mail address only if the issuer has verified it', async () => {
    const outsideOf = async (claims: object) => (await subject.verify(await sign({ claims }))).outside;
    const claims = { preferred_username: 'ann', email: 'ann@example.org' };
    expect(await outsideOf({ ...claims, email_verified: true })).toEqual({ username: 'ann', email: 'ann@example.org' });
    expect(await outsideOf(claims)).toEqual({ username: 'ann', email: undefined });
    expect(await outsideOf({ ...claims, email_verified: 'true' })).toEqual({ username: 'ann', email: undefined });
    expect(await outsideOf({ preferred_username: 7 })).toEqual({ username: undefined, email: undefined });
  });

  it('is a session of its own where it names none', async () => {
    const [one, other] = [await sign(), await sign({ claims: { sub: 'auth0|bob' } })];
    const sessions = [one, other].map(async (token) => (await subject.verify(token)).sessionId);
    expect(new Set([...(await Promise.all(sessions)), '']).size).toBe(3);
  });

  it.each<[string, object]>([
    ['another audience', { aud: 'another-app' }],
    ['no audience', { aud: undefined }],
    ['another issuer', { iss: 'https://login.example.com/' }],
    ['no issuer', { iss: undefined }],
    ['no expiry', { exp: undefined }],
    ['no person', { sub: undefined }],
    ['an empty person', { sub: '' }],
    ['a person that is no text', { sub: 7 }],
    ['a tenant that can be none', { tenant: 'A tenant' }],
  ])('is refused with %s', async (_, claims) => refused(await sign({ claims })));

  it('may be off by the few seconds that clocks differ, and no more', async () => {
    for (const claims of [{ exp: inSeconds(-3) }, { nbf: inSeconds(3) }]) await subject.verify(await sign({ claims }));
    for (const claims of [{ exp: inSeconds(-10) }, { nbf: inSeconds(10) }]) await refused(await sign({ claims }));
  });

  it('is refused unsigned, and signed with what everybody knows', async () => {
    const claims = { sub: 'auth0|ann', iss: ISSUER, aud: AUDIENCE, exp: inSeconds(60) };
    const unsigned = [{ alg: 'none', kid: 'first' }, claims].map((part) => base64url.encode(JSON.stringify(part)));
    await refused(`${unsigned.join('.')}.`);
    const known = [await exportSPKI(first.publicKey), JSON.stringify(first.jwk), ISSUER];
    for (const text of [...known, new TextDecoder().decode(secret)])
      for (const alg of ['HS256', 'HS512']) {
        const key = new TextEncoder().encode(text.padEnd(64));
        await refused(await new SignJWT(claims).setProtectedHeader({ alg, kid: 'first' }).sign(key));
      }
  });

  it('is refused with our own secret in the name of the issuer, and by the issuer in our name', async () => {
    const inItsName = { sub: 'auth0|ann', iss: ISSUER, aud: AUDIENCE, exp: inSeconds(60) };
    await refused(await new SignJWT(inItsName).setProtectedHeader({ alg: 'HS256' }).sign(secret));
    await refused(await sign({ claims: { iss: 'metachat', aud: 'metachat' } }));
  });

  it('is refused with a key of somebody else under a published name, or with another algorithm than the key has', async () => {
    await refused(await sign({ key: { ...(await keyPair('first')), kid: 'first' } }));
    const rsa = await keyPair('rsa', 'RS256');
    published = [first, rsa];
    subject = verifying();
    await subject.verify(await sign({ key: rsa }));
    await refused(await sign({ key: rsa, header: { kid: 'first' } }));
    await refused(await sign({ header: { kid: 'rsa' } }));
  });

  it.each(['', 'nonsense', 'a.b.c', '🧡'])('is not %j', refused);
});

describe('the keys of an issuer', () => {
  it('are fetched once, and again for a key that is new, as often as they may be', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    await subject.verify(await sign());
    await subject.verify(await sign({ claims: { sub: 'auth0|bob' } }));
    expect(fetched).toBe(1);

    const second = await keyPair('second');
    published = [first, second];
    // whatever tokens name: the issuer is not asked again so soon
    for (let nth = 0; nth < 5; nth++) await refused(await sign({ key: { ...second, kid: `made-up-${nth}` } }));
    expect(fetched).toBe(1);
    vi.setSystemTime(Date.now() + 31_000);
    await subject.verify(await sign({ key: second }));
    await subject.verify(await sign({ claims: { sub: 'auth0|carl' } }));
    expect(fetched).toBe(2);
  });

  it('count no more once the issuer has withdrawn them', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    const second = await keyPair('second');
    await subject.verify(await sign({ claims: { exp: inSeconds(3_600) } }));
    published = [second];
    vi.setSystemTime(Date.now() + 11 * 60_000);
    await refused(await sign({ claims: { exp: inSeconds(3_600) } }));
    await subject.verify(await sign({ key: second }));
  });

  it('that can not be had now say nothing against a token', async () => {
    published = undefined;
    await expect(subject.verify(await sign())).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    published = [first];
    await subject.verify(await sign());
  });
});

describe('a token of our own', () => {
  it('counts beside them: operators have no account with the issuer', async () => {
    const ann = { id: newId(), tenant: 'default', sessionId: 's' };
    const { token } = await subject.issue({ ...ann, scopes: ['admin'] });
    const viewer = await subject.verify(token);
    expect(viewer).toMatchObject({ ...ann, scopes: new Set(['admin']) });
    expect(viewer.outside).toBeUndefined();
    expect(fetched).toBe(0);
  });
});
