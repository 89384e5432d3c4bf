import { buildSubgraphSchema } from '@apollo/subgraph';
import { execute, parse } from 'graphql';
import { memoryCache } from '#platform/cache/memory';
import type { DataSource, OperationContext } from '#platform/data-source';
import { DomainError } from '#platform/domain/errors';
import { compose } from '../../schema/compose.ts';
import type { RouterOptions } from '../router.ts';

/** `@cacheControl` as subgraphs define it, and have it composed. */
const FEDERATION = `
  extend schema
    @link(url: "https://specs.apollo.dev/federation/v2.9",
      import: ["@key", "@composeDirective", "@requiresScopes"])
    @link(url: "https://metachat.example/cacheControl/v1.0", import: ["@cacheControl"])
    @composeDirective(name: "@cacheControl")
  enum CacheControlScope { PUBLIC PRIVATE }
  directive @cacheControl(maxAge: Int, scope: CacheControlScope, inheritMaxAge: Boolean) on FIELD_DEFINITION | OBJECT | INTERFACE | UNION
`;
const SDL = {
  books: `${FEDERATION}
    type Query {
      books(first: Int = 2): [Book!] @cacheControl(maxAge: 60)
      shelf: [Book!] @cacheControl(maxAge: 60, scope: PRIVATE)
      all: [Book!]
      failing: String @cacheControl(maxAge: 60)
      secret: String @cacheControl(maxAge: 60) @requiresScopes(scopes: [["admin"]])
    }
    type Mutation { write: String }
    type Book @key(fields: "id") { id: ID! title: String @cacheControl(maxAge: 30) }`,
  reviews: `${FEDERATION}
    type Book @key(fields: "id") {
      id: ID!
      stars(scale: Int = 5): Int @cacheControl(maxAge: 20)
      mine: String @cacheControl(maxAge: 20, scope: PRIVATE)
      latest: Int
    }`,
};
export const { supergraphSdl } = compose(Object.entries(SDL).map(([name, sdl]) => ({ name, url: '', sdl })));

/** Tokens: `<tenant>/<id>`, and `<tenant>/<id>/admin` with that scope. */
const viewerOf = async (token: string) => {
  const [tenant, id, scope = ''] = token.split('/');
  if (!tenant || !id) throw new DomainError('UNAUTHENTICATED', 'The access token is not valid.');
  return { tenant, id, scopes: new Set([scope]) };
};

/** A graph that keeps its answers, whose every answer tells which one it is, and for whom. */
export const library = (options: Partial<RouterOptions> = {}, cache = memoryCache()) => {
  const asked: { readonly subgraph: string; readonly representations: number }[] = [];
  let nth = 0;
  const book = (id: number, { token }: OperationContext) => ({
    id: String(id),
    title: `${id} of ${token ?? 'nobody'}`,
  });
  const schemas = {
    books: buildSubgraphSchema([
      {
        typeDefs: parse(SDL.books),
        resolvers: {
          Query: {
            books: (_: unknown, { first }: { first: number }, context: OperationContext) =>
              Array.from({ length: first }, (_, id) => book(id, context)),
            shelf: (_: unknown, __: unknown, context: OperationContext) => [book(0, context)],
            all: (_: unknown, __: unknown, context: OperationContext) => [0, 1].map((id) => book(id, context)),
            failing: () => {
              throw new DomainError('CONFLICT', 'Not now.');
            },
            secret: () => 'the secret',
          },
          Mutation: { write: () => 'written' },
        },
      },
    ]),
    reviews: buildSubgraphSchema([
      {
        typeDefs: parse(SDL.reviews),
        resolvers: {
          Book: {
            __resolveReference: ({ id }: { id: string }) => (id === '404' ? null : { id }),
            stars: () => {
              nth += 1;
              return nth;
            },
            mine: (_: unknown, __: unknown, { token }: OperationContext) => `of ${token}`,
            latest: () => 1,
          },
        },
      },
    ]),
  };
  const dataSources = Object.fromEntries(
    Object.entries(schemas).map(([subgraph, schema]): [string, DataSource] => [
      subgraph,
      {
        async execute({ query, document = parse(query), variables = {} }, contextValue) {
          asked.push({ subgraph, representations: (variables.representations as unknown[] | undefined)?.length ?? 0 });
          return execute({ schema, document, contextValue, variableValues: variables });
        },
        subscribe: () => Promise.reject(new Error('not asked')),
      },
    ]),
  );
  const ofRouter: Omit<RouterOptions, 'onError'> = {
    ...{ supergraphSdl, dataSources, caching: { cache, readerOf: viewerOf } },
    authorization: {
      refused: 'null',
      rightsOf: async (token) => ({ ...(await viewerOf(token)), isAuthenticated: true, policies: new Set() }),
    },
    ...options,
  };
  return {
    ofRouter,
    cache,
    viewerOf,
    /** The subgraphs that were asked since it was looked at last, with how many representations. */
    asked: () => asked.splice(0).map(({ subgraph, representations }) => `${subgraph} ${representations}`),
  };
};
