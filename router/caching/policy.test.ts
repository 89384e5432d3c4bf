import { buildSchema, type OperationDefinitionNode, parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import { createCachePolicies } from './policy.ts';

const DIRECTIVE = `
  enum CacheControlScope { PUBLIC PRIVATE }
  directive @cacheControl(maxAge: Int, scope: CacheControlScope, inheritMaxAge: Boolean) on FIELD_DEFINITION | OBJECT | INTERFACE | UNION`;
const SDL = `
  type Query {
    books(first: Int): [Book] @cacheControl(maxAge: 60)
    unhinted: Book
    book: Book
    typed: Typed
    title: String
    hintedTitle: String @cacheControl(maxAge: 9)
    item: Item @cacheControl(maxAge: 60)
    any: Any @cacheControl(maxAge: 60)
    mine: Typed @cacheControl(scope: PRIVATE)
    again: Query @cacheControl(maxAge: 60)
  }
  type Mutation { write: String @cacheControl(maxAge: 60) }
  type Book {
    title: String
    votes: Int @cacheControl(maxAge: 30)
    read: Boolean @cacheControl(maxAge: 10, scope: PRIVATE)
    author: Author
    inherited: Author @cacheControl(inheritMaxAge: true)
    heir: Heir
    never: String @cacheControl(maxAge: 0)
  }
  type Author { name: String }
  type Heir @cacheControl(inheritMaxAge: true) { name: String }
  type Typed @cacheControl(maxAge: 240) { name: String nearby: Typed @cacheControl(maxAge: 400) }
  interface Item { name: String }
  type Disc implements Item { name: String @cacheControl(maxAge: 7) }
  type Tape implements Item { name: String }
  interface Kept @cacheControl(maxAge: 50) { name: String }
  type Secret implements Kept @cacheControl(scope: PRIVATE, maxAge: 20) { name: String }
  union Any = Disc | Tape
  union Kind @cacheControl(maxAge: 5) = Typed | Disc
`;
const schema = buildSchema(`${SDL}${DIRECTIVE}
  extend type Query { kept: Kept kind: Kind }
`);
const policies = createCachePolicies(schema)!;
const policyOf = (text: string) => {
  const document = parse(text);
  return policies.ofOperation(document, document.definitions[0] as OperationDefinitionNode);
};

describe('the policy of an operation', () => {
  it.each([
    ['{ books { title } }', 60, 'PUBLIC'],
    ['{ books { title votes } }', 30, 'PUBLIC'],
    ['{ books { votes read } }', 10, 'PRIVATE'],
    ['{ books { __typename title } hintedTitle }', 9, 'PUBLIC'],
    ['{ typed { name } }', 240, 'PUBLIC'],
    ['{ typed { nearby { name } } }', 240, 'PUBLIC'],
    ['{ mine { name } }', 240, 'PRIVATE'],
    ['{ books { inherited { name } heir { name } } }', 60, 'PUBLIC'],
    ['{ item { name } }', 7, 'PUBLIC'],
    ['{ any { ... on Tape { name } } }', 60, 'PUBLIC'],
    ['{ any { ...T ...D } } fragment T on Tape { name } fragment D on Disc { name }', 7, 'PUBLIC'],
    ['{ books { title votes @include(if: false) } }', 30, 'PUBLIC'],
    ['{ kept { name } }', 20, 'PRIVATE'],
    ['{ kind { __typename } }', 5, 'PUBLIC'],
    ['{ again { books { title } } }', 60, 'PUBLIC'],
  ])('%s: %i seconds, %s', (text, maxAge, scope) => {
    expect(policyOf(text)).toEqual({ maxAge, scope });
  });

  it.each([
    ['a root field has no hint', '{ books { title } title }'],
    ['a root field of objects has none', '{ unhinted { title } }'],
    ['a field of objects has none', '{ books { author { name } } }'],
    ['one says never', '{ books { title never } }'],
    ['a field of Query stands further in', '{ again { title } }'],
    ['it is within a fragment', '{ ...F } fragment F on Query { books { ... { author { name } } } }'],
    ['the schema is asked for', '{ books { title } __schema { description } }'],
    ['nothing but the name of a type is', '{ __typename }'],
    ['it is a mutation', 'mutation { write }'],
  ])('is none when %s', (_, text) => {
    expect(policyOf(text)).toBeUndefined();
  });

  it('is nobody’s where a graph has no such directive', () => {
    expect(
      createCachePolicies(buildSchema(SDL.replace(/@cacheControl(\(.*?\))?/g, '').concat('type More { a: Int }'))),
    ).toBeUndefined();
  });
});

describe('the policy of a fetch of entities', () => {
  const ofEntities = (selections: string) =>
    policies.ofEntities(
      parse(`query ($representations: [_Any!]!) { _entities(representations: $representations) { ${selections} } }`),
    );

  it.each([
    ['all fields have a hint', '... on Book { votes }', { maxAge: 30, scope: 'PUBLIC' }],
    ['their type has one', '... on Typed { __typename name }', { maxAge: 240, scope: 'PUBLIC' }],
    ['they are of several types', '... on Typed { name } ... on Book { votes read }', { maxAge: 10, scope: 'PRIVATE' }],
    ['one field has none', '... on Book { votes title }', undefined],
    ['one of several types has none', '... on Typed { name } ... on Book { title }', undefined],
  ])('is by its fields when %s', (_, selections, policy) => {
    expect(ofEntities(selections)).toEqual(policy);
  });

  it('is none of any other fetch', () => {
    expect(policies.ofEntities(parse('{ books { title } }'))).toBeUndefined();
  });
});
