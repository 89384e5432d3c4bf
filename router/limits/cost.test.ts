import { getOperationAST, parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import { compose } from '../../schema/compose.ts';
import { loadSupergraph } from '../supergraph.ts';
import { createCosts } from './cost.ts';

const FEDERATION = `extend schema
  @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@cost", "@listSize"])`;
const SDL = {
  users: `${FEDERATION}
    type Query { user(id: ID!): User people: [User!]! guess(password: String! @cost(weight: 4)): Boolean @cost(weight: 100) }
    type Mutation { rename(name: String!): User! }
    type User @key(fields: "id") { id: ID! name: String! }`,
  chat: `${FEDERATION}
    type Query {
      messages(first: Int, after: String, last: Int): Messages
        @listSize(assumedSize: 50, slicingArguments: ["first", "last"], sizedFields: ["edges"], requireOneSlicingArgument: false)
      log: [Event!]! @listSize(assumedSize: 20)
    }
    type Messages { edges: [Edge!]! total: Int! }
    type Edge { cursor: String! node: Message! }
    type Message { id: ID! sender: User tags: [String!]! }
    interface Event { at: Int! message: Message }
    type Sent implements Event { at: Int! message: Message more: Message }
    type Read implements Event { at: Int! message: Message }
    type User @key(fields: "id") { id: ID! avatar: Image }
    type Image @cost(weight: 3) { url: String! }`,
};

const { supergraphSdl } = compose(
  Object.entries(SDL).map(([name, sdl]) => ({ name, url: `http://127.0.0.1/${name}`, sdl })),
);
const costOf = createCosts(loadSupergraph(supergraphSdl).supergraphSchema);
const cost = (text: string, variables = {}) => {
  const document = parse(text);
  return costOf(document, getOperationAST(document)!)(variables);
};

describe('the cost of an operation', () => {
  it.each<[text: string, cost: number]>([
    // objects 1, scalars 0
    ['{ user(id: "1") { id name } }', 1],
    ['{ __typename }', 0],
    // the weight of a type, and of another subgraph's field
    ['{ user(id: "1") { avatar { url } } }', 4],
    // of a field and of an argument that is given
    ['{ guess(password: "x") }', 104],
    ['mutation { rename(name: "x") { id } }', 11],
    ['mutation { a: rename(name: "x") { id } b: rename(name: "y") { id } }', 22],
    // a list of which nothing is said
    ['{ people { id } }', 10],
    // one of an assumed size, alone and below a connection
    ['{ log { at } }', 20],
    ['{ messages { total } }', 1],
    ['{ messages { edges { cursor } } }', 51],
    ['{ messages { edges { node { sender { id } } } } }', 1 + 50 * 3],
    // a list of scalars costs nothing, however long
    ['{ messages(first: 2) { edges { node { tags } } } }', 1 + 2 * 2],
    ['{ messages(first: 7) { edges { cursor } } }', 8],
    ['{ messages(last: 7) { edges { cursor } } }', 8],
    ['{ messages(first: null) { edges { cursor } } }', 51],
    ['{ a: messages(first: 1) { edges { cursor } } b: messages(first: 2) { edges { cursor } } }', 5],
    // of an object's types the dearest, and what all have
    ['{ log { ... on Sent { message { id } more { id } } ... on Read { message { id } } } }', 20 * 3],
    ['{ log { message { id } ... on Sent { more { id } } ... on Event { message { id } } } }', 20 * 4],
    [
      '{ ...F } fragment F on Query { user(id: "1") { id } messages(first: 3) { ...E } } fragment E on Messages { edges { cursor } }',
      5,
    ],
    ['{ __schema { types { name } } }', 2_000],
  ])('%s', (text, expected) => {
    expect(cost(text)).toBe(expected);
  });

  it('goes by the values of variables, else by their defaults, else by what the schema assumes', () => {
    const text =
      'query ($n: Int, $m: Int = 4) { a: messages(first: $n) { edges { cursor } } b: messages(last: $m) { edges { cursor } } }';
    expect(cost(text, { n: 10 })).toBe(11 + 5);
    expect(cost(text, { n: 10, m: 1 })).toBe(11 + 2);
    expect(cost(text, { n: null })).toBe(51 + 5);
    expect(cost(text, {})).toBe(51 + 5);
    expect(cost(text, { n: -5, m: 'many' })).toBe(1 + 51);
  });
});
