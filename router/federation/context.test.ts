import { buildSubgraphSchema } from '@apollo/subgraph';
import { execute, GraphQLError, type GraphQLSchema, parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import type { DataSource } from '#platform/data-source';
import { compose } from '../../schema/compose.ts';
import { ask } from '../graph.fixture.ts';
import { createRouter } from '../router.ts';

const FEDERATION = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9",
  import: ["@key", "@context", "@fromContext", "@external", "@shareable"])`;

const SDL = {
  shops: `${FEDERATION}
    type Query { shops: [Shop!]! }
    type Shop @key(fields: "id") @context(name: "shop") { id: ID! currency: String! offers: [Offer!]! shelves: [[Offer!]!]! }
    type Offer @key(fields: "id") { id: ID! price(in: String @fromContext(field: "$shop { currency }")): String }`,
  labels: `${FEDERATION}
    type Offer @key(fields: "id") { id: ID! label: String }`,
};

/** `@fromContext`, which @apollo/gateway's executor doesn't know: a resolver says what it was given. */
const graph = () => {
  const fetches: string[] = [];
  const offer = ({ id }: { id: string }) => ({ id });
  const shops = ['EUR', 'CHF', 'EUR'].map((currency, nth) => ({
    ...{ id: `s${nth}`, currency, offers: [{ id: 'o1' }, { id: `o${nth}` }], shelves: [[{ id: `o${nth}` }], []] },
  }));
  const schemas: Record<string, GraphQLSchema> = {
    shops: buildSubgraphSchema([
      {
        typeDefs: parse(SDL.shops),
        resolvers: {
          Query: { shops: () => shops },
          Offer: {
            __resolveReference: offer,
            price({ id }: { id: string }, given: { in: string }) {
              if (given.in === 'CHF' && id === 'o1')
                throw new GraphQLError('Not sold there.', { extensions: { code: 'NOT_FOUND' } });
              return `${id} in ${given.in}`;
            },
          },
        },
      },
    ]),
    labels: buildSubgraphSchema([
      {
        typeDefs: parse(SDL.labels),
        resolvers: { Offer: { __resolveReference: offer, label: ({ id }: { id: string }) => `label of ${id}` } },
      },
    ]),
  };
  const dataSources = Object.fromEntries(
    Object.entries(schemas).map(([name, schema]): [string, DataSource] => [
      name,
      {
        async execute({ query, variables }) {
          fetches.push(name);
          return execute({ schema, document: parse(query), variableValues: variables ?? {} });
        },
        subscribe: () => Promise.reject(new Error('no subscriptions here')),
      },
    ]),
  );
  const { supergraphSdl } = compose(Object.entries(SDL).map(([name, sdl]) => ({ name, url: '', sdl })));
  return { router: createRouter({ supergraphSdl, dataSources, onError() {} }), fetches };
};

describe('@fromContext', () => {
  it('gives each entity the argument of the object around it, and asks once for those that have the same', async () => {
    const { router, fetches } = graph();
    const { data, errors } = await ask(router, '{ shops { offers { price label } shelves { price } } }');
    expect(data).toEqual({
      shops: [
        {
          offers: [
            { price: 'o1 in EUR', label: 'label of o1' },
            { price: 'o0 in EUR', label: 'label of o0' },
          ],
          shelves: [[{ price: 'o0 in EUR' }], []],
        },
        {
          offers: [
            { price: null, label: 'label of o1' },
            { price: null, label: 'label of o1' },
          ],
          shelves: [[{ price: null }], []],
        },
        {
          offers: [
            { price: 'o1 in EUR', label: 'label of o1' },
            { price: 'o2 in EUR', label: 'label of o2' },
          ],
          shelves: [[{ price: 'o2 in EUR' }], []],
        },
      ],
    });
    expect(errors?.map(({ path }) => path?.join('.')).sort()).toEqual([
      ...['shops.1.offers.0.price', 'shops.1.offers.1.price', 'shops.1.shelves.0.0.price'],
    ]);
    // offers and shelves under either currency
    expect(fetches.filter((name) => name === 'shops')).toHaveLength(1 + 2 * 2);
  });
});
