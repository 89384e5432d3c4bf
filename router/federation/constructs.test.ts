import { describe, expect, it } from 'vitest';
import { compose } from '../../schema/compose.ts';
import { gatewayExecutor } from '../executor/gateway.ts';
import { operationContext } from '../graph.fixture.ts';
import { isRefused } from '../prepare.ts';
import { createRouter, type Router } from '../router.ts';
import { worldOf } from './world.fixture.ts';

const WORLDS = 12;

/** What clients get of a query in a number of worlds: by either executor, and by one schema that has it all. */
const answersOf = async (subgraphs: Readonly<Record<string, string>>, text: string, variables = {}) => {
  const definitions = Object.entries(subgraphs).map(([name, sdl]) => ({ name, url: '', sdl: `${FEDERATION}\n${sdl}` }));
  const { supergraphSdl } = compose(definitions);
  const world = worldOf(supergraphSdl);
  const options = { supergraphSdl, dataSources: world.dataSources, onError() {} };
  const compiled = createRouter(options);
  const gateway = createRouter({ ...options, executor: gatewayExecutor });
  const ask = async (router: Router) => {
    const prepared = router.prepare(text);
    if (isRefused(prepared)) throw prepared.errors[0];
    return plain(await router.execute(prepared, variables, operationContext()));
  };
  const answers = { compiled: [] as unknown[], gateway: [] as unknown[], reference: [] as unknown[] };
  for (let seed = 0; seed < WORLDS; seed++) {
    world.turn({ seed, nulls: seed % 2 === 0 ? 0 : 20, errors: 0, gone: 0, outages: 0 });
    answers.compiled.push(await ask(compiled));
    answers.gateway.push(await ask(gateway));
    answers.reference.push(plain(await world.reference(compiled.apiSchema, text, variables)));
  }
  return answers;
};

const plain = ({ data, errors }: { data?: unknown; errors?: readonly { path?: unknown }[] }) =>
  JSON.parse(JSON.stringify({ data, errors: errors?.map(({ path }) => path) }));

const FEDERATION = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@requires",
  "@external", "@provides", "@shareable", "@override", "@inaccessible", "@interfaceObject"])`;

interface Construct {
  readonly name: string;
  readonly subgraphs: Readonly<Record<string, string>>;
  readonly query: string;
  readonly variables?: Record<string, unknown>;
  /** Where @apollo/gateway's executor answers otherwise than one schema does. */
  readonly gatewayIsWrong?: true;
}

const constructs: readonly Construct[] = [
  {
    name: '@key',
    subgraphs: {
      a: 'type Query { users: [User!]! } type User @key(fields: "id") { id: ID! name: String }',
      b: 'type User @key(fields: "id") { id: ID! age: Int! }',
    },
    query: '{ users { age name } }',
  },
  {
    name: 'a compound @key',
    subgraphs: {
      a: 'type Query { products: [Product] } type Product @key(fields: "sku upc") { sku: ID! upc: ID! name: String }',
      b: 'type Product @key(fields: "sku upc") { sku: ID! upc: ID! price: Int }',
    },
    query: '{ products { price name } }',
  },
  {
    name: 'a nested @key, to an object in a list of lists',
    subgraphs: {
      a: `type Query { shelves: [[Product]] } type Product @key(fields: "sku maker { id }") { sku: ID! maker: Maker! }
        type Maker @shareable { id: ID! }`,
      b: `type Product @key(fields: "sku maker { id }") { sku: ID! maker: Maker! price: Int }
        type Maker @shareable { id: ID! }`,
    },
    query: '{ shelves { price } }',
  },
  {
    name: 'several @keys, by way of a third subgraph',
    subgraphs: {
      a: 'type Query { user: User } type User @key(fields: "id") { id: ID! }',
      b: 'type User @key(fields: "id") @key(fields: "email") { id: ID! email: ID! }',
      c: 'type User @key(fields: "email") { email: ID! name: String! }',
    },
    query: '{ user { name } }',
  },
  {
    name: 'a @key that can be null',
    subgraphs: {
      a: 'type Query { posts: [Post] } type Post { author: User } type User @key(fields: "id", resolvable: false) { id: ID }',
      b: 'type User @key(fields: "id") { id: ID name: String }',
    },
    query: '{ posts { author { name } } }',
  },
  {
    name: '@requires, through an object and a fragment',
    subgraphs: {
      a: `type Query { products: [Product] } type Product @key(fields: "upc") { upc: ID! weight: Float size: Size maker: Maker }
        type Size @shareable { w: Int h: Int } union Maker = Person | Firm
        type Person { name: String } type Firm { title: String }`,
      b: `type Product @key(fields: "upc") { upc: ID! weight: Float @external size: Size @external maker: Maker @external
          shipping: Int @requires(fields: "weight size { w h }")
          label: String @requires(fields: "maker { ... on Person { name } ... on Firm { title } }") }
        type Size @shareable { w: Int h: Int } union Maker = Person | Firm
        type Person { name: String @external } type Firm { title: String @external }`,
    },
    query: '{ products { shipping label } }',
  },
  {
    name: 'circular @requires',
    subgraphs: {
      a: `type Query { product: Product } type Product @key(fields: "upc") { upc: ID! weight: Int price: Int @external
        total: Int @requires(fields: "price") }`,
      b: 'type Product @key(fields: "upc") { upc: ID! weight: Int @external price: Int @requires(fields: "weight") }',
    },
    query: '{ product { total } }',
  },
  {
    name: '@requires of a field that is left out, beside others',
    subgraphs: {
      a: 'type Query { product: Product } type Product @key(fields: "upc") { upc: ID! weight: Int size: Int }',
      b: `type Product @key(fields: "upc") { upc: ID! weight: Int @external price: Int @requires(fields: "weight")
        size: Int @external label: Int @requires(fields: "size") stock: Int }`,
    },
    query: 'query ($no: Boolean!) { product { price @include(if: $no) label stock } }',
    variables: { no: false },
    gatewayIsWrong: true,
  },
  {
    name: '@provides',
    subgraphs: {
      a: `type Query { reviews: [Review!] } type Review { author: User @provides(fields: "name") }
        type User @key(fields: "id") { id: ID! name: String @external }`,
      b: 'type User @key(fields: "id") { id: ID! name: String @shareable age: Int }',
    },
    query: '{ reviews { author { name age } } }',
  },
  {
    name: '@shareable objects, of which each subgraph knows a part',
    subgraphs: {
      a: `type Query { user: User } type User @key(fields: "id") { id: ID! at: Position @shareable }
        type Position @shareable { x: Int! y: Int }`,
      b: 'type User @key(fields: "id") { id: ID! at: Position @shareable } type Position @shareable { y: Int z: Int! }',
    },
    query: '{ user { at { z x y } } }',
  },
  {
    name: '@override',
    subgraphs: {
      a: 'type Query { user: User } type User @key(fields: "id") { id: ID! name: String }',
      b: 'type User @key(fields: "id") { id: ID! name: String @override(from: "a") }',
    },
    query: '{ user { name } }',
  },
  {
    name: 'progressive @override, of which nobody has a share yet',
    subgraphs: {
      a: 'type Query { user: User } type User @key(fields: "id") { id: ID! name: String }',
      b: 'type User @key(fields: "id") { id: ID! name: String @override(from: "a", label: "percent(0)") }',
    },
    query: '{ user { name } }',
  },
  {
    name: 'progressive @override, of which everybody has a share',
    subgraphs: {
      a: 'type Query { user: User } type User @key(fields: "id") { id: ID! name: String }',
      b: `type User @key(fields: "id") { id: ID! age: Int
        name: String @override(from: "a", label: "percent(100)") }`,
    },
    query: '{ user { name age } }',
  },
  {
    name: '@interfaceObject, whose name is never that of an object',
    subgraphs: {
      a: `type Query { media: [Media!] } interface Media @key(fields: "id") { id: ID! title: String }
        type Book implements Media @key(fields: "id") { id: ID! title: String pages: Int }
        type Film implements Media @key(fields: "id") { id: ID! title: String minutes: Int }`,
      b: `type Query { rated: [Media!] } type Media @key(fields: "id") @interfaceObject { id: ID! rating: Int }`,
    },
    query: `{ media { __typename rating ... on Book { pages } }
      rated { ... on Film { rating id __typename } } }`,
    gatewayIsWrong: true,
  },
  {
    name: '@interfaceObject, of which a fragment wants the members of a union',
    subgraphs: {
      a: `type Query { media: [Media!] found: [Found] } interface Media @key(fields: "id") { id: ID! title: String }
        type Book implements Media @key(fields: "id") { id: ID! title: String pages: Int }
        type Film implements Media @key(fields: "id") { id: ID! title: String minutes: Int }
        union Found = Book | Film union Read = Book`,
      b: `type Query { rated: [Media!] } type Media @key(fields: "id") @interfaceObject { id: ID! rating: Int }`,
    },
    query: `query ($on: Boolean!) { rated { ... on Read @include(if: $on) { __typename ... on Media { rating title } ... on Book { pages } } id }
      media { ...R } found { ... on Media { rating } ...R } } fragment R on Read { ... on Media { r: rating } }`,
    variables: { on: true },
    gatewayIsWrong: true,
  },
  {
    name: 'an object of which everything is left out',
    subgraphs: {
      a: 'type Query { me: User users: [User!] } type User @key(fields: "id") { id: ID! name: String friend: User }',
      b: 'type User @key(fields: "id") { id: ID! age: Int }',
    },
    query: `query ($no: Boolean!) { me { name @skip(if: true) } a: me { age @include(if: $no) } b: me { friend { age @include(if: false) } }
      users { ... on User @skip(if: true) { name } ...F } c: me { friend @include(if: $no) { id } } }
      fragment F on User { age @skip(if: true) }`,
    variables: { no: false },
  },
  {
    name: 'a nested @key that is asked for under a condition',
    subgraphs: {
      a: `type Query { products: [Product] } type Product @key(fields: "sku maker { id }") { sku: ID! maker: Maker! name: String }
        type Maker @shareable { id: ID! }`,
      b: `type Product @key(fields: "sku maker { id }") { sku: ID! maker: Maker! price: Int }
        type Maker @shareable { id: ID! }`,
    },
    query: `query ($no: Boolean!) { a: products { maker @include(if: $no) { id } price } b: products { maker { id @include(if: $no) } price }
      c: products { price ...F @include(if: $no) } d: products { price maker @skip(if: true) { id } } }
      fragment F on Product { sku maker { id } }`,
    variables: { no: false },
  },
  {
    name: "a variable of a client's by the name of one of the planner's",
    subgraphs: {
      a: 'type Query { user(id: ID): User } type User @key(fields: "id") { id: ID! }',
      b: 'type User @key(fields: "id") { id: ID! friends(of: [ID!]): Int name: String }',
    },
    query: `query ($representations: [ID!], $contextualArgument_1_0: Boolean = false) {
      user { friends(of: $representations) name @include(if: $contextualArgument_1_0) } }`,
    variables: { representations: ['1', '2'], contextualArgument_1_0: true },
  },
  {
    name: '@inaccessible fields as keys, and enum values',
    subgraphs: {
      a: `type Query { users: [User] } type User @key(fields: "id") { id: ID! @inaccessible role: Role roles: [Role!] }
        enum Role { ADMIN MEMBER HIDDEN @inaccessible }`,
      b: 'type User @key(fields: "id") { id: ID! name: String }',
    },
    query: '{ users { name role } }',
    gatewayIsWrong: true,
  },
  {
    name: 'unions of which each subgraph knows a part',
    subgraphs: {
      a: `type Query { found: [Found!] } union Found = User | Post
        type User @key(fields: "id") { id: ID! } type Post @key(fields: "id") { id: ID! text: String }`,
      b: `type User @key(fields: "id") { id: ID! name: String best: Found } union Found = User | Group
        type Group { size: Int! }`,
    },
    query: `{ found { __typename ... on User { name best { ... on Group { size } ... on User { name } } }
      ... on Post { text } } }`,
  },
  {
    name: 'interfaces, one name for fields of different types',
    subgraphs: {
      a: `type Query { nodes: [Node] } interface Node { id: ID! }
        type User implements Node @key(fields: "id") { id: ID! } type Post implements Node @key(fields: "id") { id: ID! }`,
      b: `type User @key(fields: "id") { id: ID! size: Int label: Boolean }
        type Post @key(fields: "id") { id: ID! size: String label: [Int] }`,
    },
    query: '{ nodes { ... on User { size } ... on Post { n: size label } id } }',
  },
  {
    name: 'one name for values that cannot share it',
    subgraphs: {
      a: `type Query { things: [Thing] } union Thing = User | Post type User { size: Int! } type Post { size: Int }`,
      b: 'type Query { version: String }',
    },
    query: '{ things { ... on User { size } ... on Post { n: size } } version }',
  },
  {
    name: 'an object in one subgraph that is an interface in the graph',
    subgraphs: {
      a: `type Query { item: Book @shareable } type Book implements Item @key(fields: "id") { id: ID! pages: Int title: String @shareable }
        interface Item { id: ID! title: String }`,
      b: `type Query { item: Item @shareable other: Int } interface Item { id: ID! title: String }
        type Book implements Item @key(fields: "id") { id: ID! title: String @shareable }`,
    },
    query: '{ item { ... on Book { pages } ... on Item { title } } }',
  },
  {
    name: 'enums and inputs that differ',
    subgraphs: {
      a: `type Query { users(by: By): [User!] } input By { kind: Kind first: Int hidden: Int } enum Kind { X Y Z }
        type User @key(fields: "id") { id: ID! }`,
      b: `type Query { others(by: By!): Int } input By { kind: Kind first: Int! } enum Kind { X Y }
        type User @key(fields: "id") { id: ID! posts(by: By): Int }`,
    },
    query: 'query ($by: By!) { users(by: $by) { posts(by: { kind: Y, first: 1 }) } others(by: $by) }',
    variables: { by: { kind: 'X', first: 2 } },
  },
  {
    name: 'shared roots, also below a mutation',
    subgraphs: {
      a: `type Query { one: Int version: String @shareable } type Mutation { go: Gone! } type Gone { query: Query! }`,
      b: 'type Query { two: Int! version: String @shareable }',
    },
    query: 'mutation { first: go { query { two } } go { query { one two version } } }',
  },
  {
    name: 'fragments on types that only overlap',
    subgraphs: {
      a: `type Query { posts: [Post] } union Found = Post | User union Seen = Post type Post { text: String } type User { name: String }`,
    },
    query: '{ posts { ... on Found { t: __typename ... on Seen { ... on Post { text } u: __typename } } } }',
    gatewayIsWrong: true,
  },
  {
    name: 'a path through null items',
    subgraphs: {
      a: 'type Query { lists: [[User]] } type User @key(fields: "id") { id: ID! friends: [User] }',
      b: 'type User @key(fields: "id") { id: ID! name: String! }',
    },
    query: '{ lists { name friends { name friends { name } } } }',
  },
];

describe('a construct of federation is answered as by one schema', () => {
  it.each(constructs)('$name', async ({ subgraphs, query, variables, gatewayIsWrong }) => {
    const { compiled, gateway, reference } = await answersOf(subgraphs, query, variables);
    expect(compiled).toEqual(reference);
    if (gatewayIsWrong) expect(gateway).not.toEqual(reference);
    else expect(gateway).toEqual(reference);
  });
});
