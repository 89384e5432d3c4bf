import { verify } from '@node-rs/argon2';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { newId } from '#platform/domain/ids';
import type { Client } from './client.ts';
import { standing } from './metrics.ts';
import { embeddedForTests, eventually, PASSWORD } from './supergraph.ts';

// the real one, counted: time would tell the same, less surely
vi.mock('@node-rs/argon2', async (original) => {
  const argon2 = await original<typeof import('@node-rs/argon2')>();
  return { ...argon2, verify: vi.fn(argon2.verify) };
});

const supergraph = embeddedForTests({ TENANT_HEADER: 'X-Tenant' });
const NEW_PASSWORD = 'staple the battery';

interface Session {
  readonly accessToken: string;
  readonly refreshToken: string;
  readonly user: { readonly id: string };
}
interface Account {
  readonly username: string;
  readonly email: string;
  readonly password: string;
}

const SESSION = '{ accessToken refreshToken user { id } }';
const SIGN_UP = `mutation ($input: SignUpInput!) { session: signUp(input: $input) ${SESSION} }`;
const SIGN_IN = `mutation ($input: SignInInput!) { session: signIn(input: $input) ${SESSION} }`;
const REFRESH = `mutation ($token: String!) { session: refreshSession(refreshToken: $token) ${SESSION} }`;
const CHANGE = `mutation ($input: ChangePasswordInput!) { session: changePassword(input: $input) ${SESSION} }`;
const SIGN_OUT = 'mutation { signOut }';
const ME = '{ me { username } }';

const newAccount = (name = 'ann'): Account => {
  const username = `${name}-${newId().slice(-12)}`;
  return { username, email: `${username}@example.org`, password: PASSWORD };
};
const ask = async (client: Client, document: string, variables: object): Promise<Session> =>
  (await client.ask<{ session: Session }, object>(document, variables)).session;
const signUp = (account: Account) => ask(supergraph.nobody, SIGN_UP, { input: account });
const signIn = (login: string, password = PASSWORD) => ask(supergraph.nobody, SIGN_IN, { input: { login, password } });
const refresh = (token: string) => ask(supergraph.nobody, REFRESH, { token });
const as = ({ accessToken }: Session) => supergraph.nobody.as(accessToken);
const changePassword = (session: Session, newPassword: string, currentPassword = PASSWORD) =>
  ask(as(session), CHANGE, { input: { currentPassword, newPassword } });

const hasEnded = async (session: Session) => {
  expect(await as(session).refusal(ME)).toMatchObject({ status: 401, code: 'UNAUTHENTICATED' });
  expect(await supergraph.nobody.refusal(REFRESH, { token: session.refreshToken })).toMatchObject({
    code: 'UNAUTHENTICATED',
  });
};
const goesOn = (session: Session) => as(session).ask(ME);

beforeEach(() => {
  vi.mocked(verify).mockClear();
});

describe('signing out', () => {
  it('ends the session, its access token as well, and no other', async () => {
    const account = newAccount();
    const first = await signUp(account);
    const second = await signIn(account.username);
    expect(await as(first).ask(SIGN_OUT)).toEqual({ signOut: true });
    await hasEnded(first);
    await goesOn(second);
    await goesOn(await refresh(second.refreshToken));
  });

  it('ends what was refreshed before and while it was signed out', async () => {
    const session = await signUp(newAccount());
    const refreshed = await refresh(session.refreshToken);
    const [, last] = await Promise.all([
      as(refreshed).ask(SIGN_OUT),
      refresh(refreshed.refreshToken).catch(() => undefined),
    ]);
    for (const token of [refreshed, ...(last ? [last] : [])]) await hasEnded(token);
  });

  it('closes a socket with its next event, which it does not deliver', async () => {
    const account = newAccount();
    const [listening, writing] = [await signUp(account), await signIn(account.username)];
    const listener = as(listening).listen('subscription { diarySessionEvents { session { title } } }');
    const next = listener.next().catch((closing: unknown) => closing);
    await standing(supergraph.nobody.url, { diarySessionEvents: 1 });
    await as(listening).ask(SIGN_OUT);
    await as(writing).ask('mutation { startDiarySession(input: { title: "Secret" }) { id } }');
    expect(await next).toMatchObject({ code: 4403, reason: 'UNAUTHENTICATED: the session has ended' });
    await listener.stop();
  });

  it('closes a socket within seconds that has nothing to deliver', async () => {
    const session = await signUp(newAccount());
    const listener = as(session).listen('subscription { diarySessionEvents { session { title } } }');
    const next = listener.next().catch((closing: unknown) => closing);
    await standing(supergraph.nobody.url, { diarySessionEvents: 1 });
    await as(session).ask(SIGN_OUT);
    expect(await next).toMatchObject({ code: 4403, reason: 'UNAUTHENTICATED: the session has ended' });
    await listener.stop();
  }, 15_000);

  it('needs somebody who is signed in', async () => {
    expect(await supergraph.nobody.refusal(SIGN_OUT)).toMatchObject({ code: 'UNAUTHENTICATED' });
  });
});

describe('a refresh token', () => {
  it('works once: used again it ends its whole session', async () => {
    const account = newAccount();
    const first = await signUp(account);
    const other = await signIn(account.username);
    const second = await refresh(first.refreshToken);
    const third = await refresh(second.refreshToken);
    await goesOn(third);
    await expect(refresh(first.refreshToken)).rejects.toThrow('UNAUTHENTICATED');
    for (const session of [first, second, third]) await hasEnded(session);
    await goesOn(other);
  });

  it('used by two at once lets one in, and ends the session: one of them is a thief', async () => {
    const { refreshToken } = await signUp(newAccount());
    const outcomes = await Promise.allSettled(Array.from({ length: 8 }, () => refresh(refreshToken)));
    const winners = outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []));
    expect(winners).toHaveLength(1);
    await hasEnded(winners[0]!);
  });

  it('that never was one is refused, and ends nothing', async () => {
    const session = await signUp(newAccount());
    for (const token of ['', 'x', session.accessToken, `${session.refreshToken}x`, '\0'])
      expect(await supergraph.nobody.refusal(REFRESH, { token })).toMatchObject({ code: 'UNAUTHENTICATED' });
    await goesOn(session);
  });
});

describe('changing the password', () => {
  it('ends the other sessions, and goes on in this one with new tokens', async () => {
    const account = newAccount();
    const [own, other] = [await signUp(account), await signIn(account.username)];
    const changed = await changePassword(own, NEW_PASSWORD);
    await hasEnded(other);
    await goesOn(changed);
    await goesOn(await refresh(changed.refreshToken));
    // whoever copied the refresh token of this session has nothing of it
    await expect(refresh(own.refreshToken)).rejects.toThrow('UNAUTHENTICATED');
    await goesOn(own);
    await expect(signIn(account.username)).rejects.toThrow('UNAUTHENTICATED');
    await goesOn(await signIn(account.username, NEW_PASSWORD));
  });

  it('needs the current one, and a new one that is good', async () => {
    const account = newAccount();
    const session = await signUp(account);
    const refused = async (currentPassword: string, newPassword: string) => {
      const { code, field } = await as(session).refusal(CHANGE, { input: { currentPassword, newPassword } });
      return [code, field];
    };
    expect(await refused('wrong', NEW_PASSWORD)).toEqual(['BAD_USER_INPUT', 'input.currentPassword']);
    for (const weak of ['short', 'x'.repeat(201), `${account.username}1234567`, account.email])
      expect(await refused(PASSWORD, weak)).toEqual(['BAD_USER_INPUT', 'input.newPassword']);
    expect(verify).toHaveBeenCalledTimes(1);
    await goesOn(session);
    await signIn(account.username);
  });

  it('can be tried as seldom as by signing in', async () => {
    const session = await signUp(newAccount());
    const input = { currentPassword: 'wrong', newPassword: NEW_PASSWORD };
    for (let nth = 0; nth < 10; nth++)
      expect(await as(session).refusal(CHANGE, { input })).toMatchObject({ code: 'BAD_USER_INPUT' });
    for (const currentPassword of ['wrong', PASSWORD])
      expect(await as(session).refusal(CHANGE, { input: { ...input, currentPassword } })).toMatchObject({
        ...{ code: 'RATE_LIMITED', extensions: { retryAfter: 900 } },
      });
    expect(verify).toHaveBeenCalledTimes(10);
  });

  it('leaves nobody in who came with the old one, however late', async () => {
    const account = newAccount();
    const own = await signUp(account);
    const came: Session[] = [];
    let changed: Session | undefined;
    const coming = Array.from({ length: 3 }, async () => {
      while (!changed)
        await signIn(account.username).then(
          (session) => came.push(session),
          () => undefined,
        );
    });
    await eventually(async () => expect(came.length).toBeGreaterThan(2));
    changed = await changePassword(own, NEW_PASSWORD);
    await Promise.all(coming);
    for (const session of came) await hasEnded(session);
    await goesOn(changed);
  });

  it('of two at once succeeds for one', async () => {
    const account = newAccount();
    const sessions = [await signUp(account), await signIn(account.username)];
    const outcomes = await Promise.allSettled(
      sessions.map((session, nth) => changePassword(session, `${NEW_PASSWORD} ${nth}`)),
    );
    const winners = outcomes.flatMap(({ status }, nth) => (status === 'fulfilled' ? [nth] : []));
    expect(winners).toHaveLength(1);
    await signIn(account.username, `${NEW_PASSWORD} ${winners[0]}`);
  });
});

describe('a name', () => {
  it.each([
    ['paypal', 'paypaI'],
    ['maria', 'rnaria'],
    ['Bob', 'b0b'],
  ])('is taken for those that look the same: %s and %s', async (name, lookalike) => {
    const suffix = newId().slice(-12);
    const account = newAccount();
    await signUp({ ...account, username: `${name}-${suffix}` });
    const second = { ...newAccount(), username: `${lookalike}-${suffix}` };
    expect(await supergraph.nobody.refusal(SIGN_UP, { input: second })).toMatchObject({
      ...{ code: 'CONFLICT', field: 'input.username' },
    });
    // and nothing of what was refused is left behind
    await signUp({ ...second, username: newAccount().username });
  });

  it('of several at once is given to one', async () => {
    const { username } = newAccount();
    const outcomes = await Promise.allSettled(Array.from({ length: 5 }, () => signUp({ ...newAccount(), username })));
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  it('lets in however it is written', async () => {
    const account = newAccount('Ann');
    const { user } = await signUp(account);
    for (const { username, email } of [account])
      for (const login of [username, username.toUpperCase(), username.toLowerCase(), email, email.toUpperCase()])
        expect((await signIn(login)).user).toEqual(user);
  });

  it('is one in each tenant, which the configured header tells', async () => {
    const account = newAccount();
    const to = async (tenant: string, document: string, input: object) => {
      const { data, errors } = await supergraph.nobody.answer(document, { input }, { 'x-tenant': tenant });
      expect(errors).toBeUndefined();
      return data.session as Session;
    };
    const [a, b, none] = [await to('a', SIGN_UP, account), await to('b', SIGN_UP, account), await signUp(account)];
    const ids = [a, b, none].map(({ user }) => user.id);
    expect(new Set(ids).size).toBe(3);
    const login = { login: account.username, password: PASSWORD };
    expect((await to('b', SIGN_IN, login)).user.id).toBe(b.user.id);
    expect((await signIn(account.email)).user.id).toBe(none.user.id);
    // from then on the tokens tell, whatever the header says
    const found = await as(a).answer(`{ me { id } user(id: "${b.user.id}") { id } }`, {}, { 'x-tenant': 'b' });
    expect(found).toMatchObject({ data: { me: a.user, user: null } });
    const { status, errors } = await supergraph.nobody.answer(SIGN_IN, { input: login }, { 'x-tenant': 'No tenant' });
    expect([status, errors![0]!.extensions]).toMatchObject([
      400,
      { code: 'BAD_USER_INPUT', field: 'headers.x-tenant' },
    ]);
  });
});

describe('Argon2', () => {
  const attempt = async (login: string, password: string) => {
    vi.mocked(verify).mockClear();
    const { status, errors } = await supergraph.nobody.answer(SIGN_IN, { input: { login, password } });
    return { answer: { status, errors }, verified: vi.mocked(verify).mock.calls.length };
  };

  it('does the same work for an unknown name, in whatever form, as for a wrong password', async () => {
    const account = newAccount();
    await signUp(account);
    const wrong = await attempt(account.username, 'wrong');
    expect(wrong).toMatchObject({ verified: 1, answer: { errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] } });
    for (const login of [account.email, newAccount().username, newAccount().email, '@', 'a@b@', '', '\0', 'ａ@ｂ'])
      expect([login, await attempt(login, 'wrong')]).toEqual([login, wrong]);
    // also with a hash of the same cost
    const costs = vi.mocked(verify).mock.calls.map(([hash]) => String(hash).split('$').slice(0, 4).join('$'));
    expect(new Set(costs)).toEqual(new Set(['$argon2id$v=19$m=19456,t=2,p=1']));
  });

  it('sees no password that is too long for any account', async () => {
    const { username } = newAccount();
    expect(await attempt(username, 'x'.repeat(201))).toMatchObject({ verified: 0 });
    const { verified, answer } = await attempt(username, 'x'.repeat(10_000_000));
    expect([verified, answer.errors]).toMatchObject([0, [{ extensions: { code: 'LIMIT_EXCEEDED' } }]]);
  });

  it('is asked ten times of many tries at an account, there or not, and the answers tell no difference', async () => {
    const account = newAccount();
    await signUp(account);
    const tries = async (login: string) => {
      const all = [];
      for (let nth = 0; nth < 40; nth++) all.push(await attempt(login, `wrong ${nth}`));
      return all;
    };
    const known = await tries(account.username);
    expect(known.reduce((sum, { verified }) => sum + verified, 0)).toBe(10);
    expect(known.at(-1)!.answer.errors).toMatchObject([{ extensions: { code: 'RATE_LIMITED' } }]);
    expect(await tries(newAccount().username)).toEqual(known);
  });
});
