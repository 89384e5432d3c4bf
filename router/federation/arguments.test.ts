import { buildSubgraphSchema } from '@apollo/subgraph';
import { execute, type GraphQLSchema, parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import type { DataSource } from '#platform/data-source';
import { compose } from '../../schema/compose.ts';
import { gatewayExecutor } from '../executor/gateway.ts';
import { ask } from '../graph.fixture.ts';
import { createRouter } from '../router.ts';

const FEDERATION = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9",
  import: ["@key", "@requires", "@external", "@shareable"])`;

const SDL = {
  catalog: `${FEDERATION}
    type Query { products: [Product] }
    type Product @key(fields: "upc") { upc: ID! price(in: String): String size: Size }
    type Size @shareable { width(unit: String): String }`,
  shipping: `${FEDERATION}
    type Product @key(fields: "upc") {
      upc: ID! price(in: String): String @external size: Size @external stock: Int
      euros: String @requires(fields: "price(in: \\"EUR\\")")
      dollars: String @requires(fields: "price(in: \\"USD\\")")
      box: String @requires(fields: "size { width(unit: \\"cm\\") } price(in: \\"EUR\\")")
    }
    type Size @shareable { width(unit: String): String }`,
};

type Known = { upc: string; price?: string; size?: { width: string } };

const schemas: Record<string, GraphQLSchema> = {
  catalog: buildSubgraphSchema([
    {
      typeDefs: parse(SDL.catalog),
      resolvers: {
        Query: { products: () => ['1', '2'].map((upc) => ({ upc, size: { upc } })) },
        Product: {
          __resolveReference: ({ upc }: Known) => ({ upc, size: { upc } }),
          price: ({ upc }: Known, given: { in: string }) => (upc === '2' ? '' : `${upc} in ${given.in}`),
        },
        Size: { width: ({ upc }: Known, { unit }: { unit: string }) => `${upc} in ${unit}` },
      },
    },
  ]),
  shipping: buildSubgraphSchema([
    {
      typeDefs: parse(SDL.shipping),
      resolvers: {
        Product: {
          __resolveReference: (known: Known) => known,
          euros: ({ price }: Known) => `euros of ${price}`,
          dollars: ({ price }: Known) => `dollars of ${price}`,
          box: ({ price, size }: Known) => `box of ${size?.width}, ${price}`,
          stock: () => 1,
        },
      },
    },
  ]),
};

const dataSources = Object.fromEntries(
  Object.entries(schemas).map(([name, schema]): [string, DataSource] => [
    name,
    {
      execute: async ({ query, variables }) =>
        execute({ schema, document: parse(query), variableValues: variables ?? {} }),
      subscribe: () => Promise.reject(new Error('no subscriptions here')),
    },
  ]),
);
const { supergraphSdl } = compose(Object.entries(SDL).map(([name, sdl]) => ({ name, url: '', sdl })));
const options = { supergraphSdl, dataSources, onError() {} };

/** What one schema answers, in which a field sees the values that it requires and no others. */
const EXPECTED: Record<string, (upc: string) => string | number> = {
  price: (upc) => (upc === '2' ? '' : `${upc} in CHF`),
  euros: (upc) => `euros of ${upc === '2' ? '' : `${upc} in EUR`}`,
  dollars: (upc) => `dollars of ${upc === '2' ? '' : `${upc} in USD`}`,
  box: (upc) => `box of ${upc} in cm, ${upc === '2' ? '' : `${upc} in EUR`}`,
  stock: () => 1,
};

describe('@requires of fields with arguments', () => {
  it.each([
    ['by one field', ['euros']],
    ['by two that differ', ['euros', 'dollars', 'stock']],
    ['beside what the client asks for with others', ['price', 'dollars', 'box']],
    ['through an object', ['box', 'euros', 'dollars']],
  ])('gives each field the values that it requires: %s', async (_, names) => {
    const text = `{ products { ${names.map((name) => (name === 'price' ? 'price(in: "CHF")' : name)).join(' ')} } }`;
    const products = ['1', '2'].map((upc) => Object.fromEntries(names.map((name) => [name, EXPECTED[name]!(upc)])));
    expect(await ask(createRouter(options), text)).toEqual({ data: { products } });

    // the gateway's executor loses an empty value where it gives it another name
    const gateway = await ask(createRouter({ ...options, executor: gatewayExecutor }), text);
    expect(gateway).toHaveProperty('data.products.0', products[0]);
  });

  it('hides from clients the fields that only the planner has', async () => {
    const { errors } = await ask(createRouter(options), '{ products { _required0_price } }');
    expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
  });
});
