import { type Answer, type GraphQLClient, isRefusal } from './client.ts';

/** Who signs up, or signs in where the account exists. */
export interface Account {
  readonly username: string;
  readonly email: string;
  readonly password: string;
  readonly firstName?: string;
  readonly lastName?: string;
}

/** Somebody who is signed in, and stays so. */
export interface Person {
  readonly id: string;
  readonly username: string;
  /** A token that is good for another minute at least. */
  accessToken(): Promise<string>;
  execute<Data>(query: string, variables?: Readonly<Record<string, unknown>>): Promise<Answer<Data>>;
}

interface Session {
  readonly accessToken: string;
  readonly refreshToken: string;
  readonly expiresAt: string;
  readonly user: { readonly id: string; readonly username: string };
}

const SESSION = '{ accessToken refreshToken expiresAt user { id username } }';
const SIGN_UP = `mutation SignUp($input: SignUpInput!) { session: signUp(input: $input) ${SESSION} }`;
const SIGN_IN = `mutation SignIn($input: SignInInput!) { session: signIn(input: $input) ${SESSION} }`;
const REFRESH = `mutation Refresh($token: String!) { session: refreshSession(refreshToken: $token) ${SESSION} }`;
const RENEW_BEFORE_MS = 60_000;

/** Signs up; where the account is there already, signs in. */
export async function enter(client: GraphQLClient, account: Account): Promise<Person> {
  let session = await signUp();
  let renewal: Promise<void> | undefined;

  return {
    id: session.user.id,
    username: session.user.username,

    accessToken,

    async execute<Data>(query: string, variables: Readonly<Record<string, unknown>> = {}) {
      const token = await accessToken();
      try {
        return await client.execute<Data>({ query, variables, token });
      } catch (error) {
        if (!isRefusal(error, 'UNAUTHENTICATED')) throw error;
        if (token === session.accessToken) await renew();
        return client.execute<Data>({ query, variables, token: session.accessToken });
      }
    },
  };

  async function accessToken(): Promise<string> {
    if (Date.parse(session.expiresAt) - Date.now() < RENEW_BEFORE_MS) await renew();
    return session.accessToken;
  }

  async function signUp(): Promise<Session> {
    try {
      return await ask(SIGN_UP, { input: account });
    } catch (error) {
      if (isRefusal(error, 'CONFLICT')) return signIn();
      throw error;
    }
  }

  function signIn(): Promise<Session> {
    return ask(SIGN_IN, { input: { login: account.username, password: account.password } });
  }

  /** One at a time: a refresh token is good for one use, and a second one looks like theft. */
  function renew(): Promise<void> {
    renewal ??= refreshOrSignIn().finally(() => {
      renewal = undefined;
    });
    return renewal;
  }

  async function refreshOrSignIn(): Promise<void> {
    try {
      session = await ask(REFRESH, { token: session.refreshToken });
    } catch (error) {
      if (!isRefusal(error, 'UNAUTHENTICATED', 'BAD_USER_INPUT', 'NOT_FOUND')) throw error;
      session = await signIn();
    }
  }

  async function ask(query: string, variables: Readonly<Record<string, unknown>>): Promise<Session> {
    return (await client.execute<{ session: Session }>({ query, variables })).data.session;
  }
}
