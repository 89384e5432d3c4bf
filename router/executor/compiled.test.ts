import { type ExecutionResult, GraphQLError } from 'graphql';
import { describe, expect, it } from 'vitest';
import type { DataSource } from '#platform/data-source';
import { compose } from '../../schema/compose.ts';
import { ask } from '../graph.fixture.ts';
import { createRouter } from '../router.ts';

const FEDERATION =
  'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@inaccessible"])';
const SDL = {
  posts: `${FEDERATION}
    type Query { posts: [Post] node: Node tags: [String] count: Int }
    type Post @key(fields: "id") { id: ID! author: User }
    interface Node { id: ID! }
    type Note implements Node { id: ID! }
    type Draft implements Node @inaccessible { id: ID! }
    type User @key(fields: "key", resolvable: false) { key: ID! @inaccessible }`,
  users: `${FEDERATION}
    type Query { version: String }
    type User @key(fields: "key") { key: ID! @inaccessible name: String! mood: Mood }
    enum Mood { GLAD SAD HIDDEN @inaccessible }`,
};
const { supergraphSdl } = compose(Object.entries(SDL).map(([name, sdl]) => ({ name, url: '', sdl })));

/** A router whose subgraphs answer what they are told to; and what they were asked. */
const answering = (answers: { posts: object; users?: object }) => {
  const asked: { name: string; variables: unknown }[] = [];
  const source = (name: 'posts' | 'users'): DataSource => ({
    async execute({ variables }) {
      asked.push({ name, variables });
      const { data, errors = [] } = (answers[name] ?? {}) as ExecutionResult;
      return { data: structuredClone(data ?? {}), ...(errors.length > 0 && { errors }) };
    },
    subscribe: () => Promise.reject(new Error('no subscriptions here')),
  });
  const reported: unknown[] = [];
  const router = createRouter({
    ...{ supergraphSdl, dataSources: { posts: source('posts'), users: source('users') } },
    onError: (error) => reported.push(error),
  });
  return { router, asked, reported };
};

const byAuthors = (...keys: string[]) => ({
  data: { posts: keys.map((key) => ({ id: `p-${key}`, author: { __typename: 'User', key } })) },
});
const refused = (path: (string | number)[]) => new GraphQLError('No.', { path, extensions: { code: 'FORBIDDEN' } });

describe('the compiled executor', () => {
  it('asks once for an entity that stands in many places, and gives each a value of its own', async () => {
    const entities = [{ name: 'Ada' }, { name: 'Grace' }];
    const { router, asked } = answering({ posts: byAuthors('1', '2', '1'), users: { data: { _entities: entities } } });
    const { data } = await ask(router, '{ posts { author { name } } }');
    expect(data?.posts).toEqual(['Ada', 'Grace', 'Ada'].map((name) => ({ author: { name } })));
    const representations = ['1', '2'].map((key) => ({ __typename: 'User', key }));
    expect(asked[1]).toEqual({ name: 'users', variables: { representations } });
  });

  it('says an error of such an entity at each of its places, and of what is hidden no name', async () => {
    const users = {
      data: { _entities: [null, { name: 'Grace' }] },
      errors: [refused(['_entities', 0, 'name']), refused(['_entities', 1, 'key'])],
    };
    const { router } = answering({ posts: byAuthors('1', '2', '1'), users });
    const { data, errors } = await ask(router, '{ posts { author { name } } }');
    expect(data?.posts).toEqual([{ author: null }, { author: { name: 'Grace' } }, { author: null }]);
    expect(errors?.map(({ path }) => path?.join('.'))).toEqual([
      ...['posts.0.author.name', 'posts.2.author.name', 'posts.1.author'],
    ]);
  });

  it.each([
    ['an enum value that is hidden', '{ posts { author { mood } } }', {}, ['posts', 0, 'author', 'mood']],
    ['an object of a hidden type', '{ node { id } }', { node: { __typename: 'Draft', id: '1' } }, ['node']],
    ['a list that is none', '{ tags }', { tags: 'x' }, ['tags']],
    ['an item of another type', '{ tags }', { tags: ['x', 1] }, ['tags', 1]],
    ['a number that is none', '{ count }', { count: '3' }, ['count']],
  ])('answers null and an error for %s', async (_, text, data, path) => {
    const posts = { data: { ...byAuthors('1').data, ...data } };
    const users = { data: { _entities: [{ mood: 'HIDDEN' }] } };
    const { router, reported } = answering({ posts, users });
    const answer = await ask(router, text);
    expect(answer.errors).toEqual([
      { message: 'Internal server error', path, extensions: { code: 'INTERNAL_SERVER_ERROR' } },
    ]);
    expect(path.reduce<unknown>((value, part) => (value as Record<string, unknown>)[part], answer.data)).toBeNull();
    expect(JSON.stringify(answer)).not.toMatch(/HIDDEN|Draft/);
    expect(reported).toHaveLength(1);
  });

  it('takes the names of Object.prototype as names like any other', async () => {
    const { router } = answering({ posts: { data: JSON.parse('{"__proto__": 1, "constructor": ["x"]}') } });
    const answer = await ask(router, '{ __proto__: count constructor: tags toString: tags }');
    expect(JSON.stringify(answer)).toBe('{"data":{"__proto__":1,"constructor":["x"],"toString":null}}');
    expect(Object.getPrototypeOf({}).polluted).toBeUndefined();
  });

  it('answers introspection beside other fields, and with its own variables', async () => {
    const { router } = answering({ posts: { data: { count: 1 } } });
    const text = `query ($name: String!, $on: Boolean!) {
      type: __type(name: $name) { ...T } count __schema @include(if: $on) { queryType { name } } } fragment T on __Type { name }`;
    expect(await ask(router, text, { name: 'Post', on: true })).toEqual({
      data: { type: { name: 'Post' }, count: 1, __schema: { queryType: { name: 'Query' } } },
    });
    expect(await ask(router, text, { name: 'Draft', on: false })).toEqual({ data: { type: null, count: 1 } });
  });

  it('decides by variables which fields an answer has, each time anew', async () => {
    const { router } = answering({ posts: { data: { count: 1, tags: ['x'] } } });
    const text = 'query ($on: Boolean! = true) { count @include(if: $on) tags @skip(if: $on) __typename }';
    expect(await ask(router, text)).toEqual({ data: { count: 1, __typename: 'Query' } });
    expect(await ask(router, text, { on: false })).toEqual({ data: { tags: ['x'], __typename: 'Query' } });
    expect(await ask(router, text, { on: true })).toEqual({ data: { count: 1, __typename: 'Query' } });
  });
});
