import { Agent, request } from 'node:http';
import { tokens } from '#platform/auth';
import { readConfig } from '#platform/config';
import { newId } from '#platform/domain/ids';
import { createLogger } from '#platform/log';
import { supergraphSdl } from '../processes/schema.ts';
import { type RunningSupergraph, startSupergraph } from '../processes/supergraph.ts';
import { createRouter } from '../router/router.ts';
import type { Variables } from '../router/variables.ts';
import { withServer } from './database.ts';

/** The whole supergraph in this process, on an embedded server, as a client has it. */
export interface SupergraphForBench {
  readonly url: string;
  readonly ask: Ask;
  /** The same by the router alone: what is left is the time of the service, without the way to it. */
  readonly execute: Ask;
  /** An access token for anybody. */
  readonly issue: (id: string) => Promise<string>;
  readonly signUp: (username: string) => Promise<{ readonly token: string; readonly id: string }>;
  readonly databaseUrl: (name: string) => string;
  readonly masterKey: string;
}

/** Over one connection that is kept. */
export type Ask = <D>(token: string | undefined, query: string, variables: object) => Promise<D>;

export const PASSWORD = 'correct horse';
const SIGN_UP = 'mutation ($i: SignUpInput!) { signUp(input: $i) { accessToken user { id } } }';

const JWT_SECRET = 'bench '.repeat(8);

export const withSupergraph = <T>(
  work: (supergraph: SupergraphForBench) => Promise<T>,
  /** Beside what is embedded. */
  environment: NodeJS.ProcessEnv = {},
): Promise<T> =>
  withServer(async (serverUrl) => {
    const masterKey = 'ab'.repeat(32);
    const config = readConfig(
      {
        ...{ DATABASE_URL: serverUrl, MASTER_KEY: masterKey, JWT_SECRET },
        ...{ PORT: '0', LOG_LEVEL: 'error', LOG_OUTPUT: 'stderr' },
        // one person asks for as much as many
        ...{ RATE_PER_PERSON: '0', WRITES_PER_SECOND: '1000000' },
        ...environment,
      },
      'all',
      'none',
    );
    const supergraph = await startSupergraph(config, createLogger(config, 'bench'));
    const ask = endpoint(supergraph.url);
    const signUp = async (username: string) => {
      const input = { username, email: `${username}@example.org`, password: PASSWORD };
      type Answer = { signUp: { accessToken: string; user: { id: string } } };
      const { accessToken: token, user } = (await ask<Answer>(undefined, SIGN_UP, { i: input })).signUp;
      return { token, id: user.id };
    };
    const issuer = tokens({ secret: Buffer.from(JWT_SECRET), expiresInSeconds: 3_600 });
    const issue = async (id: string) =>
      (await issuer.issue({ id, tenant: 'default', sessionId: newId(), scopes: [] })).token;
    const databaseUrl = (name: string) => Object.assign(new URL(serverUrl), { pathname: `/metachat_${name}` }).href;
    try {
      const { url } = supergraph;
      return await work({ url, ask, execute: service(supergraph), issue, signUp, databaseUrl, masterKey });
    } finally {
      await supergraph.stop();
    }
  });

/** How long it takes, in milliseconds, is put down. */
export const timed = async (into: number[], work: () => Promise<unknown>): Promise<void> => {
  const began = performance.now();
  await work();
  into.push(performance.now() - began);
};

const service = ({ wired }: RunningSupergraph): Ask => {
  const router = createRouter({
    supergraphSdl,
    dataSources: Object.fromEntries(wired.subgraphs.map(({ name, dataSource }) => [name, dataSource])),
    onError(error) {
      throw error;
    },
  });
  return async <D>(token: string | undefined, query: string, variables: object): Promise<D> => {
    const prepared = router.prepare(query);
    if ('errors' in prepared) throw new Error(JSON.stringify(prepared.errors));
    const context = { token, correlationId: 'bench', consistencyToken: undefined, address: '', written: [] };
    const { data, errors } = await router.execute(prepared, variables as Variables, context);
    if (errors) throw new Error(JSON.stringify(errors));
    return data as D;
  };
};

const endpoint = (url: string): Ask => {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  return (token, query, variables) =>
    new Promise((resolve, reject) => {
      const headers = { 'content-type': 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}) };
      const call = request(`${url}/graphql`, { method: 'POST', agent, headers }, async (response) => {
        const chunks: Buffer[] = [];
        for await (const chunk of response) chunks.push(chunk as Buffer);
        const { data, errors } = JSON.parse(Buffer.concat(chunks).toString());
        if (errors) reject(new Error(JSON.stringify(errors)));
        else resolve(data);
      });
      call.on('error', reject);
      call.end(JSON.stringify({ query, variables }));
    });
};
