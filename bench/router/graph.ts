import { buildSubgraphSchema } from '@apollo/subgraph';
import { type GraphQLSchema, parse } from 'graphql';
import { compose } from '../../schema/compose.ts';

/** Two subgraphs whose work is as small as can be: what is measured is the way to them. */
const MESSAGES = 15;
const USERS = 50;
const PARTICIPANTS = 30;

const FEDERATION = 'extend schema @link(url: "https://specs.apollo.dev/federation/v2.7", import: ["@key", "@tag"])';
const SHARED = '@tag(name: "viewer-independent")';
const SDL = {
  users: `${FEDERATION}
    type Query { user(id: ID!): User }
    type User @key(fields: "id") { id: ID! ${SHARED} name: String! ${SHARED} username: String! ${SHARED} bio: String }`,
  chat: `${FEDERATION}
    type Query { conversation(id: ID!): Conversation }
    type Mutation { send(conversationId: ID!, text: String!): Message! }
    type Subscription { messageReceived(conversationId: ID!): Message! ${SHARED} }
    type Conversation @key(fields: "id") {
      id: ID! title: String messages(first: Int!): [Message!]! participants: [User!]!
    }
    type Message { id: ID! ${SHARED} text: String! ${SHARED} seq: Int! ${SHARED} sender: User! ${SHARED} }
    type User @key(fields: "id", resolvable: false) { id: ID! ${SHARED} }`,
};

export type SubgraphName = keyof typeof SDL;
export const SUBGRAPHS = Object.keys(SDL) as readonly SubgraphName[];

export const supergraphWith = (urlOf: (name: SubgraphName) => string): string =>
  compose(SUBGRAPHS.map((name) => ({ name, url: urlOf(name), sdl: SDL[name] }))).supergraphSdl;

export interface Operation {
  readonly text: string;
  /** They differ from one to the next, as nobody asks the same all the time. */
  readonly variables: (nth: number) => Readonly<Record<string, unknown>>;
}

export const OPERATIONS: Readonly<Record<string, Operation>> = {
  'one field': {
    text: 'query ($id: ID!) { user(id: $id) { name } }',
    variables: (nth) => ({ id: `${nth % USERS}` }),
  },
  'two hops': {
    text: `query ($id: ID!, $first: Int!) {
      conversation(id: $id) { title messages(first: $first) { id text seq sender { name username } } } }`,
    variables: (nth) => ({ id: `${nth}`, first: 5 + (nth % (MESSAGES - 4)) }),
  },
  'a list with entities': {
    text: 'query ($id: ID!) { conversation(id: $id) { participants { id name username bio } } }',
    variables: (nth) => ({ id: `${nth}` }),
  },
  'a mutation': {
    text: `mutation ($id: ID!, $text: String!) {
      send(conversationId: $id, text: $text) { id text seq sender { name } } }`,
    variables: (nth) => ({ id: `${nth}`, text: `Hello for the ${nth}th time.` }),
  },
};

const subscriptionTo = (selection: string) =>
  `subscription ($id: ID!) { messageReceived(conversationId: $id) { ${selection} } }`;
export const OF_ONE_SUBGRAPH = subscriptionTo('id text seq');
export const OF_BOTH_SUBGRAPHS = subscriptionTo('id text seq sender { name username }');

/** `listen`: the source of messageReceived. */
export const schemas = (listen?: () => AsyncIterable<unknown>): Readonly<Record<SubgraphName, GraphQLSchema>> => {
  const userOf = ({ id }: { id: string }) => ({ id, name: `Name ${id}`, username: `user-${id}`, bio: 'A life.' });
  const message = (nth: number, text = 'Hello.') => ({ id: `m${nth}`, text, seq: nth, sender: { id: `${nth % 7}` } });
  const resolvers = {
    users: {
      Query: { user: (_: unknown, args: { id: string }) => userOf(args) },
      User: { __resolveReference: userOf },
    },
    chat: {
      Query: { conversation: (_: unknown, { id }: { id: string }) => ({ id, title: `Conversation ${id}` }) },
      Mutation: {
        send: (_: unknown, { conversationId, text }: { conversationId: string; text: string }) =>
          message(Number(conversationId), text),
      },
      Subscription: { messageReceived: { subscribe: listen, resolve: (event: unknown) => event } },
      Conversation: {
        messages: (_: unknown, { first }: { first: number }) => Array.from({ length: first }, (_, nth) => message(nth)),
        participants: () => Array.from({ length: PARTICIPANTS }, (_, nth) => ({ id: `${nth}` })),
      },
    },
  };
  const build = (name: SubgraphName) =>
    buildSubgraphSchema([{ typeDefs: parse(SDL[name]), resolvers: resolvers[name] as never }]);
  return { users: build('users'), chat: build('chat') };
};
