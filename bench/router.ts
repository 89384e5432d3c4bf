import { buildSubgraphSchema } from '@apollo/subgraph';
import { parse } from 'graphql';
import type { OperationContext } from '#platform/data-source';
import { localDataSource } from '#platform/local-data-source';
import type { Request } from '#platform/request';
import { gatewayExecutor } from '../router/executor/gateway.ts';
import type { Prepared } from '../router/prepare.ts';
import { createRouter, type Router } from '../router/router.ts';
import { compose } from '../schema/compose.ts';
import { type Benchmark, type Figure, perSecond } from './report.ts';

const SECONDS = 2;
const WARM_SECONDS = 1;
/** At a time, as from so many connections. */
const CONCURRENT = 32;
const MESSAGES = 15;
const USERS = 50;

const FEDERATION = 'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])';
const SDL = {
  users: `${FEDERATION}
    type Query { user(id: ID!): User }
    type User @key(fields: "id") { id: ID! name: String! username: String! bio: String }`,
  chat: `${FEDERATION}
    type Query { conversation(id: ID!): Conversation }
    type Conversation @key(fields: "id") { id: ID! title: String messages(first: Int!): [Message!]! participants: [User!]! }
    type Message { id: ID! text: String! seq: Int! sender: User! }
    type User @key(fields: "id", resolvable: false) { id: ID! }`,
};

/** Variables differ from one to the next, as nobody asks the same all the time. */
const OPERATIONS = {
  'one field': {
    text: 'query ($id: ID!) { user(id: $id) { name } }',
    variables: (nth: number) => ({ id: `${nth % USERS}` }),
  },
  'two hops': {
    text: `query ($id: ID!, $first: Int!) {
      conversation(id: $id) { title messages(first: $first) { id text seq sender { name username } } } }`,
    variables: (nth: number) => ({ id: `${nth}`, first: 5 + (nth % (MESSAGES - 4)) }),
  },
  'a list with entities': {
    text: 'query ($id: ID!) { conversation(id: $id) { participants { id name username bio } } }',
    variables: (nth: number) => ({ id: `${nth}` }),
  },
};

/** The router and its subgraphs in this process: the compiled executor beside @apollo/gateway's, in the same run. */
export const router: Benchmark = {
  name: 'router',
  async run() {
    const figures: Figure[] = [];
    const compiled = routerOf();
    const gateway = routerOf(gatewayExecutor);
    for (const [name, { text, variables }] of Object.entries(OPERATIONS)) {
      const run = (router: Router) => throughput(router, text, variables);
      const [slow, fast] = [await run(gateway), await run(compiled)];
      figures.push(
        { what: `${name}, compiled`, value: inWords(fast) },
        { what: `${name}, @apollo/gateway's executor`, value: inWords(slow) },
        { what: `${name}, CPU of gateway : compiled`, value: (slow.cpuMicros / fast.cpuMicros).toFixed(1) },
      );
    }
    return figures;
  },
};

/** Of one operation, with what its subgraphs do for it. */
interface Speed {
  readonly perSecond: number;
  readonly cpuMicros: number;
}

const inWords = (speed: Speed): string =>
  `${perSecond(speed.perSecond)}, ${Math.round(speed.cpuMicros)} µs of CPU each`;

const throughput = async (router: Router, text: string, variables: (nth: number) => object): Promise<Speed> => {
  let nth = 0;
  const client = async (until: number) => {
    while (performance.now() < until) {
      const prepared = router.prepare(text) as Prepared;
      const { errors } = await router.execute(prepared, variables(nth++) as Record<string, unknown>, context());
      if (errors) throw errors[0];
    }
  };
  const load = async (seconds: number) => {
    nth = 0;
    const before = process.cpuUsage();
    const until = performance.now() + seconds * 1000;
    await Promise.all(Array.from({ length: CONCURRENT }, () => client(until)));
    const { user, system } = process.cpuUsage(before);
    return { perSecond: nth / seconds, cpuMicros: (user + system) / nth };
  };
  await load(WARM_SECONDS);
  return load(SECONDS);
};

const context = (): OperationContext => ({
  ...{ token: undefined, correlationId: 'bench', consistencyToken: undefined, address: '', written: [] },
});

const routerOf = (executor?: typeof gatewayExecutor): Router => {
  const userOf = ({ id }: { id: string }) => ({ id, name: `Name ${id}`, username: `user-${id}`, bio: 'A life.' });
  const users = buildSubgraphSchema([
    {
      typeDefs: parse(SDL.users),
      resolvers: {
        Query: { user: (_: unknown, args: { id: string }) => userOf(args) },
        User: { __resolveReference: userOf },
      },
    },
  ]);
  const sender = (nth: number) => ({ id: `${nth % 7}` });
  const chat = buildSubgraphSchema([
    {
      typeDefs: parse(SDL.chat),
      resolvers: {
        Query: { conversation: (_: unknown, { id }: { id: string }) => ({ id, title: `Conversation ${id}` }) },
        Conversation: {
          messages: (_: unknown, { first }: { first: number }) =>
            Array.from({ length: first }, (_, nth) => ({
              id: `m${nth}`,
              text: 'Hello.',
              seq: nth,
              sender: sender(nth),
            })),
          participants: () => Array.from({ length: 30 }, (_, nth) => ({ id: `${nth}` })),
        },
      },
    },
  ]);
  const local = { requestFor: async () => ({}) as Request, onFault() {} };
  const { supergraphSdl } = compose(Object.entries(SDL).map(([name, sdl]) => ({ name, url: '', sdl })));
  return createRouter({
    ...{ supergraphSdl, dataSources: { users: localDataSource(users, local), chat: localDataSource(chat, local) } },
    ...(executor && { executor }),
    onError(error) {
      throw error;
    },
  });
};
