import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type CryptoKey, exportJWK, generateKeyPair, SignJWT } from 'jose';
import { afterAll, describe, expect, it } from 'vitest';
import { newId } from '#platform/domain/ids';
import { embeddedForTests, PASSWORD } from './supergraph.ts';

const [ISSUER, AUDIENCE] = ['https://login.example.org/', 'metachat-app'];
const ALG = 'RS256';

const keys = await generateKeyPair(ALG);
const jwks = JSON.stringify({ keys: [{ ...(await exportJWK(keys.publicKey)), kid: 'one', alg: ALG }] });
const issuer = createServer((_, response) => response.writeHead(200).end(jwks));
await once(issuer.listen(0, '127.0.0.1'), 'listening');
afterAll(() => {
  issuer.close();
});

const supergraph = embeddedForTests({
  ...{ JWKS_URL: `http://127.0.0.1:${(issuer.address() as AddressInfo).port}/`, JWT_USER_CLAIM: 'user_id' },
  ...{ JWT_ISSUER: ISSUER, JWT_AUDIENCE: AUDIENCE },
});

const tokenOf = (claims: object, key: CryptoKey = keys.privateKey) =>
  new SignJWT({ iss: ISSUER, aud: AUDIENCE, exp: Math.floor(Date.now() / 1000) + 600, ...claims })
    .setProtectedHeader({ alg: ALG, kid: 'one' })
    .sign(key);
const somebody = async (claims: object) => supergraph.nobody.as(await tokenOf(claims));

describe('where people sign in with an outside issuer', () => {
  it.each([
    `signUp(input: { username: "ann", email: "ann@example.org", password: "${PASSWORD}" }) { accessToken }`,
    `signIn(input: { login: "ann", password: "${PASSWORD}" }) { accessToken }`,
    'refreshSession(refreshToken: "x") { accessToken }',
    `changePassword(input: { currentPassword: "${PASSWORD}", newPassword: "${PASSWORD}" }) { accessToken }`,
  ])('nobody can do here: %s', async (mutation) => {
    const { code, message } = await (await somebody({ user_id: newId() })).refusal(`mutation { ${mutation} }`);
    expect([code, message]).toEqual(['FORBIDDEN', `People sign in with ${ISSUER}, and not here.`]);
  });

  it('the first valid token makes the account, and every later one leads to it', async () => {
    const [id, username] = [newId(), `ann-${newId().slice(-12)}`];
    const ann = await somebody({ user_id: id, preferred_username: username });
    expect(await ann.ask('{ me { id username email } }')).toEqual({ me: { id, username, email: null } });
    const again = await somebody({ user_id: id, preferred_username: 'another', sid: 'another session' });
    expect(await again.ask('{ me { id username } }')).toEqual({ me: { id, username } });
  });

  it('so does the first change', async () => {
    const bob = await somebody({ user_id: 'auth0|bob' });
    const { updateProfile } = await bob.ask<{ updateProfile: object }, object>(
      'mutation { updateProfile(input: { bio: "Soup" }) { id username bio } }',
    );
    expect(updateProfile).toMatchObject({ username: expect.stringMatching(/^user-[0-9a-f]{12}$/), bio: 'Soup' });
  });

  it('the other parts know a person who came for the first time', async () => {
    const [ann, bob] = [await somebody({ user_id: 'ann' }), await somebody({ user_id: 'bob' })];
    const { me } = await bob.ask<{ me: { id: string } }, object>('{ me { id } }');
    await ann.ask('{ me { id } }');
    const input = { kind: 'DIRECT', participantIds: [me.id] };
    await ann.ask('mutation ($input: OpenConversationInput!) { openConversation(input: $input) { id } }', { input });
  });

  it('a token that others signed is refused', async () => {
    const { privateKey } = await generateKeyPair(ALG);
    const stranger = supergraph.nobody.as(await tokenOf({ user_id: newId() }, privateKey));
    expect(await stranger.refusal('{ me { id } }')).toMatchObject({ status: 401, code: 'UNAUTHENTICATED' });
  });

  it('who has signed in just now can be erased, and does not come back', async () => {
    const id = newId();
    const now = Math.floor(Date.now() / 1000);
    const erase = 'mutation { eraseMe(password: "") { id } }';
    const stale = await somebody({ user_id: id, sid: 'old', iat: now, auth_time: now - 400 });
    expect(await stale.refusal(erase)).toMatchObject({ code: 'FORBIDDEN' });
    const fresh = await somebody({ user_id: id, sid: 'new', iat: now });
    await fresh.ask(erase);
    for (const token of [fresh, stale, await somebody({ user_id: id, sid: 'another', iat: now })])
      expect(await token.refusal('{ me { id } }')).toMatchObject({ code: 'UNAUTHENTICATED' });
  });

  it('signing out ends the tokens of that session here', async () => {
    const id = newId();
    const [ann, same, other] = [
      await somebody({ user_id: id, sid: 'one' }),
      await somebody({ user_id: id, sid: 'one', jti: 'refreshed' }),
      await somebody({ user_id: id, sid: 'two' }),
    ];
    expect(await ann.ask('mutation { signOut }')).toEqual({ signOut: true });
    for (const ended of [ann, same]) expect(await ended.refusal('{ me { id } }')).toMatchObject({ status: 401 });
    expect(await other.ask('{ me { id } }')).toEqual({ me: { id } });
  });
});
