import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { readConfig } from '#platform/config';
import { newId } from '#platform/domain/ids';
import { createLogger } from '#platform/log';
import * as app from '../../schema/operations.ts';
import { type RunningSupergraph, startSupergraph } from '../../supergraph.ts';
import { type Client, client } from './client.ts';

export interface Person extends Client {
  readonly id: string;
  readonly username: string;
  readonly token: string;
}

export const PASSWORD = 'correct horse battery';

/** The whole supergraph on an embedded server of its own, for one test file. */
export const supergraphForTests = (environment: NodeJS.ProcessEnv = {}) => {
  let running: RunningSupergraph;
  let dataDir: string;
  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'metachat-e2e-'));
    const config = readConfig(
      { DATA_DIR: dataDir, PORT: '0', ENVIRONMENT: 'test', LOG_LEVEL: 'error', ...environment },
      'none',
    );
    running = await startSupergraph(config, createLogger(config, 'test'));
  });
  afterAll(async () => {
    await running.stop();
    await rm(dataDir, { recursive: true });
  });

  return {
    get running() {
      return running;
    },
    get dataDir() {
      return dataDir;
    },
    get nobody(): Client {
      return client(running.url);
    },
    signUp: (name: string): Promise<Person> => signUp(client(running.url), name),
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
export const eventually = async <T>(attempt: () => Promise<T>, timeoutMs = 5_000): Promise<T> => {
  const end = Date.now() + timeoutMs;
  for (;;)
    try {
      return await attempt();
    } catch (error) {
      if (Date.now() > end) throw error;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
};
