import { buildSubgraphSchema } from '@apollo/subgraph';
import { execute, GraphQLError, type GraphQLSchema, parse, subscribe } from 'graphql';
import type { DataSource, Fetch, OperationContext } from '#platform/data-source';
import { compose } from '../schema/compose.ts';
import { createRouter, type Router, type RouterOptions } from './router.ts';

const FEDERATION =
  'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@listSize"])';

const SUBGRAPHS = {
  users: `${FEDERATION}
    type Query { me: User user(id: ID!): User broken: User refused: User failing: String }
    type Mutation { rename(input: RenameInput!): User! }
    input RenameInput { id: ID! name: String! tags: [String!] }
    type User @key(fields: "id") { id: ID! name: String! bio: String friend: User }`,
  chat: `${FEDERATION}
    type Query { messages(first: Int = 2): [Message!] @listSize(slicingArguments: ["first"], requireOneSlicingArgument: false) message(id: ID!): Message padding(characters: Int!): String! }
    type Mutation { send(text: String!, sender: ID!): Message! }
    type Subscription { messageReceived(sender: ID): Message! }
    type Message { id: ID! text: String! sender: User author: User! }
    type User @key(fields: "id", resolvable: false) { id: ID! }`,
};

export const { supergraphSdl } = compose(
  Object.entries(SUBGRAPHS).map(([name, sdl]) => ({ name, url: `http://127.0.0.1/${name}`, sdl })),
);

interface Message {
  readonly id: string;
  readonly text: string;
  readonly sender: { readonly id: string };
}

/** A queue that a test pushes events into; knows how many listen to it. */
const createTopic = <T>() => {
  const listeners = new Set<(value: T) => void>();
  return {
    listeners: () => listeners.size,
    publish(value: T) {
      for (const listener of listeners) listener(value);
    },
    listen(): AsyncIterableIterator<T> {
      const waiting: T[] = [];
      let wake: ((result: IteratorResult<T>) => void) | undefined;
      const hear = (value: T) => {
        if (wake) wake({ done: false, value });
        else waiting.push(value);
        wake = undefined;
      };
      listeners.add(hear);
      return {
        next: () =>
          new Promise((resolve) => {
            if (waiting.length > 0) resolve({ done: false, value: waiting.shift()! });
            else wake = resolve;
          }),
        // leaves a pending `next` pending, as a socket does that nobody answers on
        async return() {
          listeners.delete(hear);
          return { done: true, value: undefined };
        },
        [Symbol.asyncIterator]() {
          return this;
        },
      };
    },
  };
};

/** Two subgraphs in memory, and a router over them. */
export const testGraph = (overrides: Partial<RouterOptions> = {}) => {
  const names = new Map([
    ['1', 'Ada'],
    ['2', 'Grace'],
  ]);
  const received = createTopic<{ messageReceived: Message }>();
  const fetches: { subgraph: string; query: string; context: OperationContext }[] = [];
  const reported: unknown[] = [];
  let sent = 0;

  const userOf = (id: string) => (names.has(id) ? { id, name: names.get(id) } : null);
  const messages: Message[] = ['1', '2', 'gone'].map((id) => ({ id: `m${id}`, text: `from ${id}`, sender: { id } }));

  const users = buildSubgraphSchema([
    {
      typeDefs: parse(SUBGRAPHS.users),
      resolvers: {
        Query: {
          me: (_: unknown, __: unknown, { token }: OperationContext) => {
            if (token === undefined)
              throw new GraphQLError('Sign in first.', { extensions: { code: 'UNAUTHENTICATED' } });
            return userOf('1');
          },
          user: (_: unknown, { id }: { id: string }) => userOf(id),
          broken: () => {
            throw new Error('relation "users" does not exist');
          },
          refused: () => {
            throw new GraphQLError('Already there.', {
              extensions: { code: 'CONFLICT', field: 'input.name', currentVersion: 3, stacktrace: ['at secret.ts'] },
            });
          },
        },
        Mutation: {
          rename: (_: unknown, { input }: { input: { id: string; name: string } }, { written }: OperationContext) => {
            names.set(input.id, input.name);
            written.push('users.7.signature');
            return userOf(input.id);
          },
        },
        User: {
          __resolveReference: ({ id }: { id: string }) => userOf(id),
          bio: ({ id }: { id: string }) => {
            if (id === '2') throw new GraphQLError('Not for you.', { extensions: { code: 'FORBIDDEN' } });
            return 'A life.';
          },
          friend: () => ({ id: '2', name: 'Grace' }),
        },
      },
    },
  ]);
  const chat = buildSubgraphSchema([
    {
      typeDefs: parse(SUBGRAPHS.chat),
      resolvers: {
        Query: {
          messages: (_: unknown, { first }: { first: number }) => messages.slice(0, first),
          message: (_: unknown, { id }: { id: string }) => messages.find((message) => message.id === id) ?? null,
          padding: (_: unknown, { characters }: { characters: number }) => 'x'.repeat(characters),
        },
        Mutation: {
          send: (_: unknown, { text, sender }: { text: string; sender: string }, { written }: OperationContext) => {
            sent += 1;
            const message = { id: `sent-${sent}`, text, sender: { id: sender } };
            received.publish({ messageReceived: message });
            written.push(`chat.${sent}.signature`);
            return message;
          },
        },
        Message: { author: ({ sender }: Message) => sender },
        Subscription: { messageReceived: { subscribe: () => received.listen() } },
      },
    },
  ]);

  const dataSource = (subgraph: string, schema: GraphQLSchema): DataSource => {
    const argsOf = ({ query, document = parse(query), variables }: Fetch, context: OperationContext) => {
      fetches.push({ subgraph, query, context });
      return { schema, document, contextValue: context, variableValues: variables ?? {} };
    };
    return {
      execute: async (fetch, context) => execute(argsOf(fetch, context)),
      subscribe: async (fetch, context) => subscribe(argsOf(fetch, context)),
    };
  };
  const dataSources = { users: dataSource('users', users), chat: dataSource('chat', chat) };
  const router = createRouter({
    supergraphSdl,
    dataSources,
    onError: (error) => reported.push(error),
    ...overrides,
  });
  return { router, dataSources, received, fetches, reported, messages };
};

export const operationContext = (given: Partial<OperationContext> = {}): OperationContext => ({
  ...{ token: undefined, correlationId: 'test', consistencyToken: undefined, address: '127.0.0.1', written: [] },
  ...given,
});

/** Runs a query or a mutation; the answer as a client reads it. */
export const ask = async (
  router: Router,
  text: string,
  variables?: Record<string, unknown>,
  context: OperationContext = operationContext(),
) => {
  const prepared = router.prepare(text);
  const result = 'errors' in prepared ? prepared : await router.execute(prepared, variables, context);
  return JSON.parse(JSON.stringify(result)) as {
    data?: Record<string, unknown> | null;
    errors?: { message: string; path?: unknown[]; extensions: Record<string, unknown> }[];
    extensions?: Record<string, unknown>;
  };
};
