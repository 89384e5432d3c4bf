import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, inject } from 'vitest';
import { type Tokens, tokens } from '#platform/auth';
import { readConfig } from '#platform/config';
import { newId } from '#platform/domain/ids';
import { createLogger } from '#platform/log';
import { type RunningSupergraph, startSupergraph } from '../../processes/supergraph.ts';
import * as app from '../../schema/operations.ts';
import { type Client, client } from './client.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** What is behind the public endpoint: one process on an embedded server, or those of tests/cluster.ts. */
    tier: 'embedded' | 'servers';
  }
}

export interface Person extends Client {
  readonly id: string;
  readonly username: string;
  readonly token: string;
}

export const PASSWORD = 'correct horse battery';

/** The public endpoint, and what a test may know of whatever is behind it. */
export interface SupergraphForTests {
  readonly nobody: Client;
  signUp(name: string): Promise<Person>;
  /** What access tokens are signed with. */
  readonly jwtSecret: string;
  /** An access token for anybody. */
  issue(viewer: Parameters<Tokens['issue']>[0]): Promise<string>;
}

/** The whole supergraph, in the tier in which the tests run. */
export const supergraphForTests = (): SupergraphForTests =>
  inject('tier') === 'servers' ? at(() => inject('routerUrl'), inject('jwtSecret')) : embeddedForTests();

const JWT_SECRET = 'the secret of the tests, which is long enough';

/** The whole supergraph in this process, on an embedded server of its own, for one test file. */
export const embeddedForTests = (environment: NodeJS.ProcessEnv = {}) => {
  let running: RunningSupergraph;
  let dataDir: string;
  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'metachat-e2e-'));
    const config = readConfig(
      { ...{ DATA_DIR: dataDir, PORT: '0', ENVIRONMENT: 'test', LOG_LEVEL: 'error', JWT_SECRET }, ...environment },
      'all',
      'none',
    );
    running = await startSupergraph(config, createLogger(config, 'test'));
  });
  afterAll(async () => {
    await running.stop();
    await rm(dataDir, { recursive: true });
  });

  return Object.assign(
    at(() => running.url, JWT_SECRET),
    { dataDir: () => dataDir },
  );
};

const at = (url: () => string, jwtSecret: string): SupergraphForTests => {
  const { issue } = tokens({ secret: Buffer.from(jwtSecret), expiresInSeconds: 900 });
  return {
    jwtSecret,
    get nobody() {
      return client(url());
    },
    signUp: (name) => signUp(client(url()), name),
    issue: async (viewer) => (await issue(viewer)).token,
  };
};

/** Somebody new: every call makes another person. */
export const signUp = async (nobody: Client, name: string): Promise<Person> => {
  const username = `${name}-${newId().slice(-12)}`;
  const input = { username, email: `${username}@example.org`, password: PASSWORD, firstName: name };
  const { accessToken: token, user } = (await nobody.ask(app.SignUpDocument, { input })).signUp;
  return { ...nobody.as(token), id: user.id, username, token };
};

/** Tries again until it succeeds: for what policies do a moment later. */
export const eventually = async <T>(attempt: () => Promise<T>, timeoutMs = 15_000): Promise<T> => {
  const end = Date.now() + timeoutMs;
  for (;;)
    try {
      return await attempt();
    } catch (error) {
      if (Date.now() > end) throw error;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
};
