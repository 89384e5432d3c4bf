import { parse } from 'graphql';
import { expect, it } from 'vitest';
import { accessRequirements } from './requirements.ts';

const schema = (links: string, types: string) => parse(`schema ${links} { query: Query } ${types}`);
const AUTHENTICATED = '@link(url: "https://specs.apollo.dev/authenticated/v0.1", for: SECURITY)';
const SCOPES = `@link(url: "https://specs.apollo.dev/requiresScopes/v0.1",
  import: [{ name: "@requiresScopes", as: "@scoped" }], for: SECURITY)`;
const signedIn = [{ kind: 'authenticated' }];

it('knows directives by the names that the graph gives them', () => {
  const found = accessRequirements(
    schema(
      `${AUTHENTICATED.replace(', for', ', as: "signedIn", for')} ${SCOPES}`,
      'type Query { a: Int @signedIn b: Int @scoped(scopes: [["x", "y"], ["z"]]) c: Int @authenticated }',
    ),
  );
  expect(found?.ofField('Query', 'a')).toEqual(signedIn);
  expect(found?.ofField('Query', 'b')).toEqual([{ kind: 'scopes', anyOf: [['x', 'y'], ['z']] }]);
  expect(found?.ofField('Query', 'c')).toEqual([]);
});

it('finds no lock in a graph that has none', () => {
  expect(accessRequirements(schema('', 'type Query { a: Int @authenticated }'))).toBeUndefined();
});

it('takes what an interface asks by itself for what all of its implementations ask', () => {
  const found = accessRequirements(
    schema(
      AUTHENTICATED,
      `type Query { node: Node } interface Node { id: ID! @authenticated name: String @authenticated }
       type User implements Node { id: ID! name: String }
       type Note implements Node { id: ID! name: String @authenticated }`,
    ),
  )!;
  expect(found.ofField('User', 'id')).toEqual(signedIn);
  expect(found.ofField('User', 'name')).toEqual([]);
  expect(found.ofField('Note', 'name')).toEqual(signedIn);
});

it('follows what fields are made of, also in circles and through arguments from around them', () => {
  const found = accessRequirements(
    schema(
      AUTHENTICATED,
      `type Query { shop: Shop }
       type Shop @context(name: "shops__shop") { currency: String @authenticated }
       type Offer {
         price: Int @join__field(graph: A, contextArguments: [{ context: "shops__shop", name: "in", type: "String",
           selection: "{ currency }" }])
         a: Int @join__field(graph: A, requires: "b") b: Int @join__field(graph: B, requires: "a maker { ... on Firm { tax } }")
         maker: Maker
       }
       union Maker = Firm type Firm { tax: Int @authenticated }`,
    ),
  )!;
  for (const field of ['price', 'a', 'b']) expect(found.ofField('Offer', field)).toEqual(signedIn);
  expect(found.ofField('Offer', 'maker')).toEqual([]);
});
