import { buildSubgraphSchema } from '@apollo/subgraph';
import { execute, type GraphQLSchema, parse, subscribe } from 'graphql';
import type { DataSource } from '#platform/data-source';
import { DomainError } from '#platform/domain/errors';
import { compose } from '../../schema/compose.ts';
import { operationContext } from '../graph.fixture.ts';
import { createRouter, type RouterOptions } from '../router.ts';

const FEDERATION = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@requires",
  "@external", "@shareable", "@authenticated", "@requiresScopes", "@policy", "@interfaceObject"])`;

const SDL = {
  people: `${FEDERATION}
    type Query {
      me: User users: [User!]! matrix: [[User!]!] people: [Person] node: Node nodes: [Node] found: [Found] vault: Vault
      vaults: [Vault!] count: Int hidden: Int @authenticated strict: Int! @authenticated
    }
    type Mutation { hit: Int! rename: User @authenticated purge: Int! @requiresScopes(scopes: [["admin"]]) }
    type Subscription { changed: User removed: User @authenticated }
    interface Person { name: String }
    interface Node @key(fields: "id") { id: ID! title: String }
    type User implements Node & Person @key(fields: "id") {
      id: ID! title: String name: String email: String! @authenticated friend: User
      salary: Int @requiresScopes(scopes: [["salary:read", "staff"], ["admin"]]) grade: Grade
      rank: Int @policy(policies: [["board"]]) phone: String @authenticated @requiresScopes(scopes: [["phone"]])
    }
    type Bot implements Person { name: String @authenticated }
    type Note implements Node @key(fields: "id") { id: ID! title: String text: String }
    type Vault @requiresScopes(scopes: [["vault"]]) { gold: Int }
    enum Grade @authenticated { A B }
    union Found = User | Vault`,
  reviews: `${FEDERATION}
    type Query { reviews: [Review!] }
    type Review { author: User stars: Int }
    type User @key(fields: "id") {
      id: ID! points: Int pay: Int @external address: Address @external
      badge: String @requires(fields: "pay") home: String @requires(fields: "address { street }")
    }
    type Address @shareable { street: String }`,
  views: `${FEDERATION}
    type Node @key(fields: "id") @interfaceObject { id: ID! views: Int @authenticated }`,
  payroll: `${FEDERATION}
    type User @key(fields: "id") {
      id: ID! pay: Int address: Address badge: String @external medal: String! @requires(fields: "badge")
    }
    type Address @shareable { street: String }`,
};

/** As composition of earlier versions made it: it lets a field be made of others that ask for more than itself. */
export const supergraphSdl = compose(
  Object.entries(SDL).map(([name, sdl]) => ({ name, url: `http://127.0.0.1/${name}`, sdl })),
)
  .supergraphSdl.replace(/^( {2}pay: Int .*)$/m, '$1 @requiresScopes(scopes: [["salary:read"]])')
  .replace(/^( {2}street: String.*)$/m, '$1 @authenticated');

const user = (id: string) => ({
  ...{ __typename: 'User', id, title: `Title ${id}`, name: `Name ${id}`, email: `${id}@example.org`, salary: 100 },
  ...{ grade: 'A', rank: 7, phone: '123', points: 5, pay: 90, address: { street: 'High Street' } },
});
const users = ['1', '2'].map(user);

const RESOLVERS: Record<keyof typeof SDL, object> = {
  people: {
    Query: {
      ...{ me: () => users[0], users: () => users, matrix: () => [users, []], count: () => 3 },
      ...{ hidden: () => 1, strict: () => 1, vault: () => ({ gold: 9 }), vaults: () => [{ gold: 9 }] },
      people: () => [users[0], { __typename: 'Bot', name: 'Robbie' }],
      node: () => users[0],
      nodes: () => [users[0], { __typename: 'Note', id: 'n1', title: 'Note', text: 'Text' }],
      found: () => [users[0], { __typename: 'Vault', gold: 9 }],
    },
    Mutation: { hit: () => 1, rename: () => users[0], purge: () => 1 },
    Subscription: {
      changed: {
        async *subscribe() {
          yield { changed: users[0] };
        },
      },
      removed: {
        async *subscribe() {
          yield { removed: users[0] };
        },
      },
    },
    User: { friend: () => users[1], __resolveReference: ({ id }: { id: string }) => user(id) },
    Note: { __resolveReference: ({ id }: { id: string }) => ({ id, title: 'Note', text: 'Text' }) },
    Node: { __resolveReference: ({ id }: { id: string }) => ({ ...user(id), __typename: 'User' }) },
  },
  reviews: {
    Query: { reviews: () => users.map(({ id }) => ({ author: { id, points: 5 }, stars: 4 })) },
    User: {
      __resolveReference: (known: object) => ({ ...known, points: 5 }),
      badge: ({ pay }: { pay: number }) => `paid ${pay}`,
      home: ({ address }: { address: { street: string } }) => `at ${address.street}`,
    },
  },
  views: { Node: { __resolveReference: ({ id }: { id: string }) => ({ id, views: 11 }) } },
  payroll: {
    User: {
      __resolveReference: (known: { id: string }) => ({ ...user(known.id), ...known }),
      medal: ({ badge }: { badge: string }) => `medal for ${badge}`,
    },
  },
};

const SCOPES: Record<string, readonly string[]> = {
  ann: [],
  pay: ['salary:read'],
  staff: ['salary:read', 'staff'],
  admin: ['admin', 'vault', 'phone', 'salary:read'],
};

/** A graph of locks. A token is the name of whose it is; `board` satisfies the policy of that name. */
export const lockedGraph = (overrides: Partial<RouterOptions> = {}) => {
  const asked: string[] = [];
  const dataSources = Object.fromEntries(
    Object.entries(SDL).map(([name, sdl]): [string, DataSource] => {
      const resolvers = RESOLVERS[name as keyof typeof SDL] as never;
      const schema: GraphQLSchema = buildSubgraphSchema([{ typeDefs: parse(sdl), resolvers }]);
      return [
        name,
        {
          async execute({ query, variables }) {
            asked.push(query);
            return execute({ schema, document: parse(query), variableValues: variables ?? {} });
          },
          async subscribe({ query, variables }) {
            asked.push(query);
            return subscribe({ schema, document: parse(query), variableValues: variables ?? {} });
          },
        },
      ];
    }),
  );
  const router = createRouter({
    ...{ supergraphSdl, dataSources, onError() {} },
    authorization: {
      refused: 'null',
      async rightsOf(token) {
        if (token === 'expired') throw new DomainError('UNAUTHENTICATED', 'The access token has expired.');
        const policies = new Set(token === 'board' ? ['board'] : []);
        return { isAuthenticated: true, scopes: new Set(SCOPES[token] ?? []), policies };
      },
    },
    ...overrides,
  });
  return { router, asked, as: (token?: string) => operationContext({ token }) };
};
